"""A fund's minimum purchases, in planner, trade list and verifier."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from tests.rebalance import example
from tests.rebalance.example import AS_OF, BUYS, SELLS
from tests.rebalance.test_verify import failing
from trimtab.core.household import Flow, Household
from trimtab.rebalance.orders import Quantities, build_trades
from trimtab.rebalance.rules import Rules

D = Decimal


def with_fund(household: Household, symbol: str, **changes: object) -> Household:
    instruments = {**household.instruments, symbol: replace(household.instruments[symbol], **changes)}
    return replace(household, instruments=instruments)


@pytest.mark.parametrize(
    ("symbol", "changes", "seen"),
    [
        ("VBTLX", {"min_more_usd": D(1100)}, set()),
        ("VBTLX", {"min_more_usd": D("1100.01")}, {"I6"}),
        ("VBTLX", {"min_first_usd": D(9000)}, set()),  # the plan holds it already
        ("VTSAX", {"min_first_usd": D(300), "min_more_usd": D(9000)}, set()),
        ("VTSAX", {"min_first_usd": D("300.01")}, {"I6"}),
    ],
)
def test_the_verifier_knows_first_and_further_purchases(
    symbol: str, changes: dict[str, object], seen: set[str]
) -> None:
    household, policy = with_fund(example.household(), symbol, **changes), example.policy()
    sells = {key: quantity for key, quantity in SELLS.items() if key[0] != "a-tax"}
    buys = {key: quantity for key, quantity in BUYS.items() if key[0] != "a-tax"}
    buys |= {("b-ira", "VTSAX"): D(2), ("b-ira", "BND"): D(75)}
    plan = example.planned(household, policy, sells, buys)
    assert failing((household, policy, plan)) == seen


def test_the_next_choice_may_be_bought_where_the_first_has_a_minimum() -> None:
    household = with_fund(example.household(), "VTI", min_first_usd=D(3000), min_more_usd=D(100))
    policy = replace(example.policy(), buys={**example.policy().buys, "stocks.us": ("VTSAX", "VTI")})
    rules = Rules(with_fund(household, "VTSAX", min_first_usd=D(3000)), policy)
    ira, joint = rules.household.account("b-ira"), rules.household.account("a-tax")
    assert rules.least_buy_usd(ira, "VTSAX") == D(3000)
    assert rules.least_buy_usd(ira, "VTI") == D(100)
    assert {"VTSAX", "VTI"} <= set(rules.candidates(ira))
    assert rules.better(ira, "VTI") == ()
    assert rules.better(joint, "VTI") == ()
    plain = Rules(example.household(), policy)
    assert plain.better(joint, "VTI") == ("VTSAX",)


def test_a_buy_is_parted_only_into_what_the_fund_takes() -> None:
    """Half of the buy waits for a deposit; each part must be a purchase that the fund accepts."""
    later = Flow("c-401k", D(1000), AS_OF + timedelta(days=5), "payroll")
    base = replace(example.household(), flows=(later,))
    wanted = Quantities({("c-401k", "FXAIX", "2020-06-01-0"): D("0.5")}, {("c-401k", "VBTLX"): D(110)})

    def amounts(**changes: object) -> list[Decimal]:
        trades = build_trades(with_fund(base, "VBTLX", **changes), wanted, D(50))
        return [trade.amount_usd for trade in trades if trade.symbol == "VBTLX"]

    assert amounts() == [D(100), D(1000)]
    assert amounts(min_more_usd=D(100)) == [D(100), D(1000)]
    assert amounts(min_more_usd=D(101)) == [D(1100)]
