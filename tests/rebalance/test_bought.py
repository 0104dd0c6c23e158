"""What is bought is what somebody asked for: the verifier's own view, beside the planner's."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.rebalance import example
from trimtab.core.limits import Bound, HoldingLimit, Unit
from trimtab.core.policy import Policy, Replacement
from trimtab.rebalance.orders import LotKey
from trimtab.rebalance.verify.book import Book
from trimtab.rebalance.verify.bought import unasked

D = Decimal
BOUGHT_BND = {("a-tax", "BND"): D(20), ("b-ira", "BND"): D(50)}  # 70 at 80 dollars: 150 are held
WITHOUT_BND = {"bonds": ("VBTLX",), "stocks.intl": ("VXUS",), "stocks.us": ("VTI", "FXAIX", "VTSAX")}


GAIN_IN_VTI = {("a-tax", "VTI", "2018-03-01-0"): D(10), ("b-ira", "VTI", "2019-01-02-0"): D(20)}


def told(
    policy: Policy, menu: frozenset[str] | None = None, sells: dict[LotKey, Decimal] | None = None
) -> list[str]:
    """What is said of purchases of BND, and sales of VTI, a loss among them, that pay for them."""
    household = example.household()
    if menu:
        accounts = tuple(
            replace(a, menu=menu) if a.account_id in {"a-tax", "b-ira"} else a for a in household.accounts
        )
        household = replace(household, accounts=accounts)
    return list(unasked(Book(household, policy, example.planned(household, policy, sells, BOUGHT_BND))))


def limit(shares: str, **more: object) -> HoldingLimit:
    return HoldingLimit("BND", least=Bound(D(shares), Unit.SHARES), **more)  # type: ignore[arg-type]


def test_a_list_or_a_menu_asks_for_it() -> None:
    assert told(example.policy()) == []
    bare = replace(example.policy(), buys=WITHOUT_BND)
    assert told(bare) == ["a-tax-2: BND is on no list to buy, and no limit asks for it"]
    assert told(bare, menu=frozenset({"BND", "VTI", "VXUS"})) == []


@pytest.mark.parametrize(
    ("least", "is_asked"), [("220", True), ("217", False), ("150", False), ("100", False)]
)
def test_a_limit_asks_for_what_is_missing_and_no_more(least: str, is_asked: bool) -> None:
    policy = replace(example.policy(), buys=WITHOUT_BND, limits=(limit(least),), min_trade_usd=D(100))
    assert bool(told(policy)) is not is_asked


def test_a_limit_on_what_funds_hold_asks_for_no_symbol() -> None:
    policy = replace(example.policy(), buys=WITHOUT_BND, limits=(limit("220", through_funds=True),))
    assert "no limit asks for it" in told(policy)[0]


def test_a_pair_asks_for_it_where_its_other_half_is_sold() -> None:
    sold, kept = Replacement("VTI", "BND"), Replacement("VXUS", "BND")
    bare = replace(example.policy(), buys=WITHOUT_BND)
    assert told(replace(bare, replacements=(sold,))) == []
    assert told(replace(bare, replacements=(kept,)))
    assert told(replace(bare, replacements=(sold,)), sells=GAIN_IN_VTI), "it replaces losses alone"
