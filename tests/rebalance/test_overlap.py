"""What is held twice: as one security, as twins, on one index, and through funds."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from tests.scenarios.reader import example
from trimtab.core.accounts import Role
from trimtab.core.household import Household
from trimtab.rebalance.overlap import overlaps

D = Decimal
START = """
target stocks.us 100
price VTI 100
price VTSAX 100
price ITOT 100
price VOO 100
price AAPL 100
price BND 100
account a: taxable of Ann, cash 0
"""


def held(rows: str) -> Household:
    return example(START + rows)[0]


def told(
    household: Household, total: int = 100_000
) -> list[tuple[str, str, Decimal, tuple[tuple[str, str], ...]]]:
    found = overlaps(household, D(total))
    return [
        (o.kind, o.name, o.total_usd, tuple((place, symbol) for place, symbol, _ in o.holders)) for o in found
    ]


def test_nothing_twice() -> None:
    assert told(held("lot VTI 10 bought 2020-01-02 for 1\nlot BND 10 bought 2020-01-02 for 1\n")) == []


def test_the_same_security_in_two_accounts() -> None:
    household = held(
        "lot VTI 10 bought 2020-01-02 for 1\naccount b: roth_ira of Ben, cash 0\nlot VTI 30 bought 2020-01-02 for 1\n"
    )
    assert told(household) == [("security", "VTI", D(4000), (("b", "VTI"), ("a", "VTI")))]


def test_twins_and_funds_on_one_index() -> None:
    household = held(
        "lot VTI 10 bought 2020-01-02 for 1\nlot VTSAX 20 bought 2020-01-02 for 1\nlot ITOT 5 bought 2020-01-02 for 1\n"
    )
    assert told(household) == [
        ("index", "us-total", D(3500), (("a", "VTSAX"), ("a", "VTI"), ("a", "ITOT"))),
        ("identical", "total-us", D(3000), (("a", "VTSAX"), ("a", "VTI"))),
    ]


def with_parts(household: Household, **parts: str) -> Household:
    instruments = {
        symbol: replace(instrument, contains=(("AAPL", D(parts[symbol])),)) if symbol in parts else instrument
        for symbol, instrument in household.instruments.items()
    }
    return replace(household, instruments=instruments)


def test_a_stock_held_directly_and_through_a_fund() -> None:
    household = with_parts(
        held("lot AAPL 5 bought 2020-01-02 for 1\nlot VOO 100 bought 2020-01-02 for 1\n"), VOO="0.07"
    )
    assert told(household) == [("look-through", "AAPL", D(1200), (("a", "VOO"), ("a", "AAPL")))]


def test_a_stock_hidden_in_several_funds_is_named_from_a_twentieth_of_the_household() -> None:
    household = with_parts(
        held("lot VTI 400 bought 2020-01-02 for 1\nlot VOO 400 bought 2020-01-02 for 1\n"),
        VOO="0.07",
        VTI="0.06",
    )
    assert told(household, 100_000)[0][:3] == ("look-through", "AAPL", D(5200))
    assert told(household, 104_000) == []


def test_one_fund_alone_hides_nothing_worth_naming() -> None:
    assert told(with_parts(held("lot VOO 900 bought 2020-01-02 for 1\n"), VOO="0.9")) == []


def test_excluded_holdings_are_left_out() -> None:
    household = held(
        "lot VTI 10 bought 2020-01-02 for 1\naccount b: roth_ira of Ben, cash 0\nlot VTI 30 bought 2020-01-02 for 1\n"
    )
    [first, second] = household.accounts
    out = replace(second, positions=(replace(second.positions[0], role=Role.EXCLUDED),))
    assert told(replace(household, accounts=(first, out))) == []
