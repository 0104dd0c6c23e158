"""Figures that are odd and true: each household is planned, checked, and near the best that can be."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.scenarios.reader import example
from tests.tax.returns import unit_of
from tests.universe import COVARIANCE, UNIVERSE
from trimtab.adapters.law import law_for, state_law_for
from trimtab.core.accounts import Lot, Position
from trimtab.core.household import Household
from trimtab.core.instruments import Price
from trimtab.core.plan import Plan, Side
from trimtab.core.policy import Policy
from trimtab.core.problems import Source
from trimtab.rebalance.given import Given
from trimtab.rebalance.journey import make_plan
from trimtab.tax.return_year import KnownReturn, ReturnYear

D = Decimal
SOURCE = Source("by hand")
COLORADO = state_law_for("us-co", 2026)
HEAD = """
BEFORE 2026-11-20
tax single: ordinary 24%, long 15%
target stocks.us 60, bonds 40
buy stocks.us: VTI ITOT
buy bonds: BND AGG
price VTI {vti}
price ITOT 150
price BND 74
price AGG 99
account joint: taxable of Ann, cash 1000
lot VTI {shares} bought 2012-05-01 for {basis}
lot BND 100 bought 2024-01-05 for 8200
account ira: traditional_ira of Ann, cash 500
lot VTI {shares} bought 2015-01-02 for 3000
lot BND 200 bought 2015-01-02 for 14800
"""


def scene(vti: str = "300", shares: str = "900", basis: str = "100000") -> tuple[Household, Policy]:
    return example(HEAD.format(vti=vti, shares=shares, basis=basis))


def bill(**income: int) -> Given:
    return Given(year_tax=ReturnYear(KnownReturn(unit_of(**income), law_for(2026), COLORADO)))


def planned(household: Household, policy: Policy, given: Given) -> Plan:
    """The plan, which passed every check and is within a basis point of the best."""
    plan = make_plan(household, policy, COVARIANCE, given)
    assert not plan.is_refused, plan.reason
    assert all(check.holds for check in plan.checks)
    assert plan.gap_usd <= max(D(1), abs(plan.before.total_usd) / 10_000), (plan.gap_usd, plan.effort)
    return plan


@pytest.mark.parametrize("wages", [0, 190_000, 400_000, 20_000_000])
def test_huge_gains(wages: int) -> None:
    """Forty million dollars that cost a cent."""
    household, policy = scene(vti="45000", basis="0.01")
    assert planned(household, policy, bill(wages=wages)).trades


@pytest.mark.parametrize("carried", [0, 9_999_999])
def test_huge_carryforwards(carried: int) -> None:
    household, policy = scene()
    tax = replace(household.tax, carryforward_short_usd=D(carried), carryforward_long_usd=D(12_000_000))
    given = bill(wages=400_000, carryforward_short=carried, carryforward_long=12_000_000)
    assert planned(replace(household, tax=tax), policy, given).tax_now_usd == 0


def test_budgets_of_zero() -> None:
    household, policy = scene()
    none = replace(
        policy,
        gain_budget_usd=D(0),
        gain_budget_short_usd=D(0),
        gain_budget_long_usd=D(0),
        tax_budget_usd=D(0),
    )
    plan = planned(household, none, bill(wages=400_000))
    assert plan.trades
    assert plan.tax_now_usd <= 0


def test_a_smallest_trade_above_everything() -> None:
    household, policy = scene()
    plan = planned(household, replace(policy, min_trade_usd=D(10**9)), bill(wages=400_000))
    assert all(trade.side is Side.SELL and trade.sells_all for trade in plan.trades)


@pytest.mark.parametrize("wages", [0, 400_000])
def test_shares_of_seven_hundred_thousand_dollars(wages: int) -> None:
    household, policy = scene(vti="712345.67", shares="3", basis="900000")
    planned(household, policy, bill(wages=wages))


def test_three_hundred_tickers() -> None:
    """Each a stock of its own with a gain or a loss, and whole shares; the gap may be wider, and is told."""
    household, policy = scene()
    stocks = tuple(f"S{number:03}" for number in range(300))
    joint, ira = household.accounts
    positions = [
        Position(name, (Lot("2018-01-02-0", D(20 + n % 7), D(40 * (n % 90)), date(2018, 1, 2), SOURCE),))
        for n, name in enumerate(stocks)
    ]
    household = replace(
        household,
        accounts=(
            replace(joint, positions=tuple(sorted((*joint.positions, *positions), key=lambda p: p.symbol))),
            ira,
        ),
        instruments=household.instruments
        | {name: replace(UNIVERSE["AAPL"], symbol=name, name=name) for name in stocks},
        prices=household.prices
        | {name: Price(name, D(31 + n % 211), household.as_of, SOURCE) for n, name in enumerate(stocks)},
    )
    plan = make_plan(household, policy, COVARIANCE, bill(wages=400_000))
    assert plan.trades
    assert all(check.holds for check in plan.checks)
    assert plan.gap_usd <= plan.before.total_usd / 1000
