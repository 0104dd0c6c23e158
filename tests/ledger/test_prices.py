"""Which price a security has."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.ledger.builders import CATALOGUE, DAY, account, export, position, spec
from trimtab.core.instruments import Price
from trimtab.core.problems import Source, error
from trimtab.core.statement import StatedPrice
from trimtab.ledger.prices import choose_prices, stated_price_usd, stated_prices, typed_prices
from trimtab.ledger.spec import HoldingSpec, PriceSpec
from trimtab.ledger.symbols import build_symbols


def price(usd: str, day: date = DAY, file: str = "a.csv", line: int | None = 2) -> Price:
    return Price("VTI", Decimal(usd), day, Source(file, line))


@pytest.mark.parametrize(
    ("quantity", "stated", "value", "usd"),
    [
        ("4", "100", "999", 100),
        ("4", None, "10", Decimal("2.5")),
        ("1", None, "10", 10),
        ("-1", None, "-10", 10),
        ("0", None, "10", None),
        ("4", None, None, None),
    ],
)
def test_a_price_is_as_stated_or_the_value_of_one(
    quantity: str, stated: str | None, value: str | None, usd: Decimal | int | None
) -> None:
    assert stated_price_usd(position("VTI", quantity, stated, value=value)) == usd


def test_every_price_stated_anywhere_counts() -> None:
    file = replace(
        export(position("VTI", "1", "100"), position("BND", "-1", "70"), position("VXUS", "0", "9")),
        prices=(StatedPrice("ITOT", Decimal(150), DAY, Source("p.csv", 1)),),
    )
    typed = PriceSpec("HOUSE", Decimal(7), date(2026, 1, 1), Source("household.toml", 9))
    made = spec(prices=(typed,))
    symbols = build_symbols(made, CATALOGUE)
    found = stated_prices([file], made, symbols, {file.sha256: DAY})
    assert [(one.symbol, one.usd, one.as_of) for one in found] == [
        ("VTI", 100, DAY),
        ("BND", 70, DAY),
        ("ITOT", 150, DAY),
        ("HOUSE", 7, date(2026, 1, 1)),
    ]
    assert [one.symbol for one in stated_prices([file], made, symbols, {})] == ["ITOT", "HOUSE"]
    own_day = replace(position("VTI", "1", "100"), price_as_of=date(2026, 11, 1))
    [told, _] = stated_prices([export(own_day)], made, symbols, {file.sha256: DAY})
    assert told.as_of == date(2026, 11, 1)


def test_a_typed_price_is_of_its_own_day_or_the_accounts_or_the_households() -> None:
    def holding(day: date | None) -> HoldingSpec:
        return HoldingSpec("HOUSE", Decimal(2), Source("h", 1), value_usd=Decimal(10), as_of=day)

    own, of_account = date(2026, 1, 1), date(2026, 2, 2)
    symbols = build_symbols(spec(), CATALOGUE)
    accounts = [
        account(holdings=(holding(own), holding(None)), as_of=of_account),
        account(holdings=(holding(None),)),
    ]
    found = typed_prices(accounts, DAY, symbols)
    assert [(one.usd, one.as_of) for one in found] == [(5, own), (5, of_account), (5, DAY)]


def test_the_newest_day_counts() -> None:
    chosen, problems = choose_prices(
        [price("90", date(2026, 11, 19)), price("100"), price("80", date(2026, 1, 1))]
    )
    assert (chosen, problems) == ({"VTI": price("100")}, [])


def test_the_price_most_rows_state_is_taken_and_among_equals_the_lowest() -> None:
    rows = [price("100.2", file="b"), price("100"), price("100.2", file="c")]
    assert choose_prices(rows)[0]["VTI"] == price("100.2", file="b")
    assert choose_prices([price("100.2"), price("100")])[0]["VTI"].usd == 100


def test_among_equal_prices_the_first_line_is_the_source() -> None:
    rows = [
        price("100", file="b", line=1),
        price("100", line=3),
        price("100", line=2),
        price("100", line=None),
    ]
    assert choose_prices(rows)[0]["VTI"].source == Source("a.csv", None)
    assert choose_prices(rows[:3])[0]["VTI"].source == Source("a.csv", 2)


def test_prices_of_one_day_may_differ_by_half_a_percent() -> None:
    assert choose_prices([price("199"), price("200", file="b.csv")])[1] == []
    assert choose_prices([price("198.99"), price("200", file="b.csv")])[1] == [
        error(
            "price-conflict",
            "VTI has two prices on 2026-11-20: $198.99 (a.csv:2) and $200 (b.csv:2)",
            "remove the wrong file, or export both accounts at the same time",
            Source("b.csv", 2),
        )
    ]
