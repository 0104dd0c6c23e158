"""What the text cases cannot say: sources, income, odd numbers, and the order of listing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal, localcontext
from fractions import Fraction

import pytest

from trimtab.core.accounts import AccountKind
from trimtab.core.events import (
    BasisCorrection,
    Buy,
    Contribution,
    Dividend,
    DividendKind,
    Event,
    Fee,
    Interest,
    Merger,
    Sell,
    SpinOff,
    Split,
    Withdrawal,
)
from trimtab.core.problems import Source
from trimtab.ledger.books.adjusting import Adjustment
from trimtab.ledger.books.fold import fold, keep_books
from trimtab.ledger.books.kin import kin
from trimtab.ledger.books.result import Books, FlowKind, FlowLine, IncomeLine
from trimtab.ledger.books.rules import BookAccount, BookRules, OptionOn

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


def test_a_merger_into_shares_without_a_symbol() -> None:
    event = Merger(event_id="m", account_id="main", trade_date=DAY, symbol="XYZ", new=Decimal(1))
    (problem,) = keep(event).problems
    assert (problem.code, problem.message) == (
        "books-new-symbol",
        f"m on {DAY}: XYZ turns into shares without a symbol",
    )
    assert problem.remedy == "name the new symbol"


def test_two_lots_of_one_name_are_not_booked() -> None:
    books = keep(buy("a", lot_id="same"), buy("b", lot_id="same"), buy("c", lot_id="d"), buy("d", lot_id="e"))
    assert [lot.lot_id for lot in books.open] == ["d", "e"]
    (problem,) = books.problems
    assert (problem.code, problem.message, problem.remedy) == (
        "books-lot-repeated",
        "lot same comes in 2 times",
        "give each lot its own name",
    )


def test_an_adjustment_in_the_middle_of_a_lot() -> None:
    day = date(2024, 3, 5)
    parts = fold(
        [buy(quantity=Decimal(10), cost_usd=Decimal("100.01"))],
        RULES,
        [Adjustment(day, "a", Fraction(3), Fraction(7), Decimal("10.01"), date(2023, 1, 1))],
    ).positions["main", "XYZ"]
    assert [
        (p.start, p.units, p.quantity, p.base_usd, p.wash_usd, p.taken_usd, p.held_from) for p in parts
    ] == [
        (0, 3, 3, Decimal("30.00"), 0, 0, DAY),
        (3, 4, 4, Decimal("40.01"), Decimal("10.01"), Decimal("10.01"), date(2023, 1, 1)),
        (7, 3, 3, Decimal("30.00"), 0, 0, DAY),
    ]


def test_an_adjustment_of_shares_partly_gone() -> None:
    sold = Sell(
        event_id="s",
        account_id="main",
        trade_date=DAY,
        sequence=1,
        symbol="XYZ",
        quantity=Decimal(4),
        proceeds_usd=Decimal(50),
    )
    parts = fold(
        [buy(), sold],
        RULES,
        [Adjustment(date(2024, 3, 2), "a", Fraction(3), Fraction(7), Decimal("10.01"), None)],
    ).positions["main", "XYZ"]
    assert [(p.start, p.quantity, p.wash_usd, p.held_from) for p in parts] == [
        (4, 3, Decimal("7.51"), None),
        (7, 3, 0, DAY),
    ]


def test_adjustments_side_by_side() -> None:
    """The second begins where the first ends; shares that took nothing over keep their date."""
    first, second = date(2023, 1, 1), date(2023, 2, 2)
    parts = fold(
        [buy()],
        RULES,
        [
            Adjustment(date(2024, 3, 2), "a", Fraction(5), Fraction(8), Decimal(3), second),
            Adjustment(date(2024, 3, 2), "a", Fraction(2), Fraction(5), Decimal(6), first),
        ],
    ).positions["main", "XYZ"]
    assert [(p.start, p.quantity, p.wash_usd, p.held_from) for p in parts] == [
        (0, 2, 0, DAY),
        (2, 3, 6, first),
        (5, 3, 3, second),
        (8, 2, 0, DAY),
    ]


def test_events_that_cannot_touch_each_other() -> None:
    common = {"account_id": "main", "trade_date": DAY}
    events: list[Event] = [
        buy("a", symbol="A"),
        buy("b", symbol="B"),
        buy("c", symbol="C"),
        buy("d", symbol="D"),
        buy("e", symbol="E", lot_id="mine"),
        buy("f", symbol="F"),
        Merger(event_id="m", symbol="A", new_symbol="B", new=Decimal(1), **common),
        BasisCorrection(event_id="k1", lot_id="mine", basis_usd=Decimal(1), reason="", **common),
        BasisCorrection(event_id="k2", lot_id="f@s", basis_usd=Decimal(1), reason="", **common),
        BasisCorrection(event_id="k3", lot_id="none", basis_usd=Decimal(1), reason="", **common),
        Fee(event_id="fee", amount_usd=Decimal(1), **common),
    ]
    rules = BookRules((), groups={"C": "one", "D": "one"}, options=(OptionOn("F", "B"),))
    found = sorted(sorted(event.event_id for event in related) for related in kin(events, rules))
    assert found == [["a", "b", "f", "k2", "m"], ["c", "d"], ["e", "k1"]]
