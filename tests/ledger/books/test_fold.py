"""What the text cases cannot say: sources, income, odd numbers, and the order of listing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal, localcontext

import pytest

from trimtab.core.accounts import AccountKind
from trimtab.core.events import (
    Buy,
    Contribution,
    Dividend,
    DividendKind,
    Event,
    Fee,
    Interest,
    Sell,
    SpinOff,
    Split,
    Withdrawal,
)
from trimtab.core.problems import Source
from trimtab.ledger.books.fold import keep_books
from trimtab.ledger.books.result import Books, FlowKind, FlowLine, IncomeLine
from trimtab.ledger.books.rules import BookAccount, BookRules

DAY = date(2024, 3, 1)
RULES = BookRules((BookAccount("main", AccountKind.TAXABLE),))
LINE = Source("history.csv", 7)


def buy(event_id: str = "a", **changed: object) -> Buy:
    facts: dict[str, object] = {
        "event_id": event_id,
        "account_id": "main",
        "trade_date": DAY,
        "symbol": "XYZ",
        "quantity": Decimal(10),
        "cost_usd": Decimal(100),
        "source": LINE,
    }
    return Buy(**(facts | changed))


def keep(*events: Event) -> Books:
    return keep_books(events, RULES)


def test_income_and_flows_in_cents() -> None:
    common = {"account_id": "main", "trade_date": DAY}
    books = keep(
        Dividend(
            event_id="d",
            symbol="XYZ",
            amount_usd=Decimal("1.005"),
            kind=DividendKind.QUALIFIED,
            sequence=1,
            **common,
        ),
        Interest(event_id="i", symbol="B", amount_usd=Decimal("2.004"), sequence=2, **common),
        Contribution(event_id="c", amount_usd=Decimal("3.005"), for_year=2023, sequence=3, **common),
        Withdrawal(event_id="w", amount_usd=Decimal("4.006"), sequence=4, **common),
        Fee(event_id="f", symbol="XYZ", amount_usd=Decimal("5.001"), sequence=5, **common),
    )
    assert books == Books(
        (),
        (),
        (),
        (
            IncomeLine("d", "main", "XYZ", DAY, Decimal("1.01"), DividendKind.QUALIFIED),
            IncomeLine("i", "main", "B", DAY, Decimal("2.00"), None),
        ),
        (
            FlowLine("c", "main", "", DAY, Decimal("3.01"), FlowKind.CONTRIBUTION, 2023),
            FlowLine("w", "main", "", DAY, Decimal("4.01"), FlowKind.WITHDRAWAL),
            FlowLine("f", "main", "XYZ", DAY, Decimal("5.00"), FlowKind.FEE),
        ),
    )


def test_lots_and_results_know_their_lines() -> None:
    sold = Sell(
        event_id="s",
        account_id="main",
        trade_date=DAY,
        sequence=1,
        symbol="XYZ",
        quantity=Decimal(4),
        proceeds_usd=Decimal(50),
        source=Source("history.csv", 9),
    )
    books = keep(buy(lot_id="mine"), sold)
    assert [(lot.lot_id, lot.source) for lot in books.open] == [("mine", LINE)]
    assert [(lot.lot_id, lot.source) for lot in books.closed] == [("mine", Source("history.csv", 9))]


def test_problems_know_their_lines() -> None:
    books = keep(buy(quantity=Decimal(0)), buy("b", cost_usd=Decimal(-1)))
    assert [problem.source for problem in books.problems] == [LINE, LINE]
    assert books.open == ()


@pytest.mark.parametrize("odd", ["NaN", "Infinity", "-Infinity"])
def test_numbers_that_are_none(odd: str) -> None:
    common = {"account_id": "main", "trade_date": date(2024, 4, 1)}
    books = keep(
        buy("fine"),
        buy("quantity", quantity=Decimal(odd)),
        buy("cost", cost_usd=Decimal(odd)),
        Split(event_id="split", symbol="XYZ", new=Decimal(odd), old=Decimal(1), **common),
        SpinOff(
            event_id="share",
            symbol="XYZ",
            new_symbol="NEW",
            new=Decimal(1),
            old=Decimal(1),
            basis_share=Decimal(odd),
            **common,
        ),
        SpinOff(
            event_id="new",
            symbol="XYZ",
            new_symbol="NEW",
            new=Decimal(odd),
            old=Decimal(1),
            basis_share=Decimal("0.5"),
            **common,
        ),
    )
    assert [lot.lot_id for lot in books.open] == ["fine"]
    assert sorted(problem.message.split()[0] for problem in books.problems) == [
        "cost",
        "new",
        "quantity",
        "share",
        "split",
    ]


def test_the_callers_decimal_context_means_nothing() -> None:
    events = [
        buy(quantity=Decimal("3.333333333"), cost_usd=Decimal("123456789.01")),
        Split(
            event_id="x",
            account_id="main",
            trade_date=DAY,
            sequence=1,
            symbol="XYZ",
            new=Decimal(3),
            old=Decimal(7),
        ),
    ]
    expected = keep(*events)
    with localcontext() as context:
        context.prec = 5
        assert keep(*events) == expected


def test_equal_places_go_by_name() -> None:
    first, second = buy("a", cost_usd=Decimal(1)), buy("b", cost_usd=Decimal(2))
    sold = Sell(
        event_id="c",
        account_id="main",
        trade_date=DAY,
        symbol="XYZ",
        quantity=Decimal(10),
        proceeds_usd=Decimal(9),
    )
    assert [lot.lot_id for lot in keep(sold, second, first).open] == ["b"]
    assert keep(replace(sold, event_id="0"), second, first).problems[0].code == "books-nothing-held"
