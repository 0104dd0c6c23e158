"""What stands later on a list is bought where a limit leaves the first no room, or asks for the later one."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.scenarios.reader import example
from tests.universe import COVARIANCE
from trimtab.core.plan import Plan, Side
from trimtab.rebalance.journey import make_plan
from trimtab.rebalance.rules import Rules

BONDS = """
target stocks.us 60, bonds 40
buy stocks.us: VTI
buy bonds: BND AGG
price VTI 100
price BND 100
price AGG 100
account ira: traditional_ira of Ann, cash 0
lot VTI 900 bought 2020-01-02 for 90000
lot BND 100 bought 2020-01-02 for 10000
"""
ABROAD = """
target stocks.us 60, stocks.intl 40
buy stocks.us: VTI
buy stocks.intl: {buys}
price VTI 100
price VXUS 100
price VWO 100
account ira: traditional_ira of Ann, cash 0
lot VTI 1000 bought 2020-01-02 for 100000
"""


def planned(text: str) -> Plan:
    household, policy = example(text)
    plan = make_plan(household, policy, COVARIANCE)
    assert all(check.holds for check in plan.checks), plan.checks
    return plan


def bought(plan: Plan) -> dict[str, Decimal]:
    return {t.symbol: t.amount_usd for t in plan.trades if t.side is Side.BUY}


def is_inside(plan: Plan) -> bool:
    return not any(row.is_out for row in plan.after.classes) and not any(
        limit.outside_usd for limit in plan.after.limits
    )


def test_where_the_first_choice_is_full_the_second_is_bought() -> None:
    plan = planned(BONDS + "limit BND: at most 200 shares\n")
    assert bought(plan).keys() >= {"AGG"}
    assert is_inside(plan)


def test_a_limit_asks_for_the_second_choice() -> None:
    plan = planned(BONDS + "limit AGG: at least 100 shares\n")
    assert bought(plan)["AGG"] == 10_000
    assert is_inside(plan)
    assert any("a limit asks for it" in trade.reason for trade in plan.trades)


@pytest.mark.parametrize(
    ("buys", "limit"),
    [("VXUS VWO", "at least 10% of the household"), ("VWO VXUS", "at most 10% of the household")],
)
def test_limits_on_a_class_below_one_of_the_target(buys: str, limit: str) -> None:
    plan = planned(ABROAD.format(buys=buys) + f"limit stocks.intl.emerging: {limit}\n")
    assert is_inside(plan)


def test_a_cap_on_one_company_sends_the_rest_to_the_next() -> None:
    text = BONDS[: BONDS.index("account")].replace("buy stocks.us: VTI", "buy stocks.us: AAPL VTI")
    plan = planned(
        text
        + "price AAPL 100\npolicy concentration_cap_pct = 20\naccount ira: roth_ira of Ann, cash 100000\n"
    )
    assert is_inside(plan)
    assert bought(plan).keys() == {"AAPL", "VTI", "BND"}
    assert bought(plan)["AAPL"] <= 20_000


def test_what_no_limit_counts_otherwise_is_no_further_choice() -> None:
    household, policy = example(BONDS + "limit bonds in ira: at least 20% of the account\n")
    asked = Rules(household, policy)
    assert "AGG" not in asked.candidates(household.accounts[0])


def test_where_a_round_lot_of_the_first_choice_is_too_dear_the_second_is_bought() -> None:
    text = BONDS[: BONDS.index("account")].replace("price BND 100", "price BND 600")
    plan = planned(text + "account ira: roth_ira of Ann, cash 50000, steps of 100\n")
    assert "AGG" in bought(plan)
    assert any("must buy more at once" in trade.reason for trade in plan.trades)
