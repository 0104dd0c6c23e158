"""Budgets of the year are hard limits: for planner, plain rules and verifier."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.scenarios.reader import example, read
from tests.tax.returns import unit_of
from tests.universe import COVARIANCE
from trimtab.adapters.law import law_for
from trimtab.core.household import Household
from trimtab.core.plan import Method, Plan, Term
from trimtab.core.policy import Policy
from trimtab.rebalance.given import Given
from trimtab.rebalance.journey import look, make_plan
from trimtab.rebalance.orders import build_trades
from trimtab.rebalance.verify import verify
from trimtab.rebalance.waterfall.moves import moves
from trimtab.tax.return_year import KnownReturn, ReturnYear

D = Decimal
SCENE = """
title Two lots at a gain, one of each term
rule the owner's own limits
BEFORE 2026-11-20
tax single: ordinary 24%, long 15%
year short 0, long 0
target stocks.us 50, stocks.intl 50
buy stocks.us: VTI
buy stocks.intl: VXUS
price VTI 300
price VXUS 60
account joint: taxable of Ann, cash 0
lot VTI 60 bought 2016-01-02 for 12000
lot VTI 40 bought 2026-03-02 for 9000
ACT plan
EXPECTED
nothing else
"""
BILL = Given(year_tax=ReturnYear(KnownReturn(unit_of(wages=150_000), law_for(2026))))


def scene(**policy: object) -> tuple[Household, Policy]:
    scenario = read(SCENE)
    return scenario.household(), replace(scenario.policy(), **policy)


def results(plan: Plan) -> tuple[Decimal, Decimal]:
    return (
        sum((trade.gain_short_usd for trade in plan.trades), D(0)),
        sum((trade.gain_long_usd for trade in plan.trades), D(0)),
    )


@pytest.mark.parametrize("given", [Given(), BILL], ids=["flat", "bill"])
def test_the_tax_budget_is_never_exceeded_and_nearly_used(given: Given) -> None:
    free = make_plan(*scene(), COVARIANCE, given)
    held = make_plan(*scene(tax_budget_usd=D(300)), COVARIANCE, given)
    assert free.tax_now_usd > 300
    assert 250 < held.tax_now_usd <= 300
    assert all(check.holds for check in held.checks)


def test_short_and_long_budgets_hold_each_its_own_term() -> None:
    long = make_plan(*scene(gain_budget_long_usd=D(1000)), COVARIANCE)
    short = make_plan(*scene(gain_budget_short_usd=D(0)), COVARIANCE)
    assert results(long)[1] == 1000, "ten shares: nothing of a budget is kept back where nothing is missed"
    assert results(short)[0] <= 0 < results(short)[1]


def test_prorated_by_the_days_of_the_year_that_are_over() -> None:
    _, policy = scene(tax_budget_usd=D(365), gain_budget_usd=D(730), budget_prorated=True)
    assert policy.budgets(date(2026, 1, 1)).tax_usd == 1
    assert policy.budgets(date(2026, 12, 31)).net_usd == 730
    made = make_plan(*scene(tax_budget_usd=D(330), budget_prorated=True), COVARIANCE)
    assert made.tax_now_usd <= D(330) * 324 / 365


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        ({"tax_budget_usd": D(100)}, "to the year's tax, $100.00 allowed"),
        ({"gain_budget_long_usd": D(100)}, "long-term gains of the year"),
        ({"gain_budget_short_usd": D(0), "gain_budget_usd": D(100)}, "net gains of the year"),
    ],
)
def test_the_verifier_sees_a_budget_that_is_broken(limit: dict[str, Decimal], words: str) -> None:
    household, policy = scene()
    plan = make_plan(household, policy, COVARIANCE, BILL)
    broken = verify(household, replace(policy, **limit), plan, True, BILL.year_tax)
    assert any(words in check.words for check in broken if check.invariant == "I6" and not check.holds)


@pytest.mark.parametrize("given", [Given(), BILL], ids=["flat", "bill"])
@pytest.mark.parametrize(
    "limit", [{"tax_budget_usd": D(200)}, {"gain_budget_long_usd": D(900)}, {"gain_budget_short_usd": D(50)}]
)
def test_the_plain_rules_keep_them_too(limit: dict[str, Decimal], given: Given) -> None:
    household, policy = scene(**limit)
    year_tax, now = given.tax_of(household), look(household, policy, COVARIANCE, given)
    trades = build_trades(household, moves(now.rules, now.decision, now.drift))
    assert trades
    short = sum((trade.gain_short_usd for trade in trades), D(0))
    long = sum((trade.gain_long_usd for trade in trades), D(0))
    added = year_tax.outcome(short, long).tax_usd - year_tax.outcome(D(0), D(0)).tax_usd
    assert added <= limit.get("tax_budget_usd", added)
    assert long <= limit.get("gain_budget_long_usd", long)
    assert short <= limit.get("gain_budget_short_usd", short)


def test_cash_that_a_budget_forbids_to_raise_is_refused_with_the_reason() -> None:
    household, policy = scene(tax_budget_usd=D(0))
    account = replace(household.accounts[0], cash_usd=D(-5000))
    plan = make_plan(replace(household, accounts=(account,)), policy, COVARIANCE, BILL)
    assert plan.is_refused
    assert "the year's budget for gains or tax" in plan.reason


def test_a_lot_without_gain_uses_up_no_budget() -> None:
    """In floats 26 shares that cost what they are worth have a gain of 3.5e-15 dollars."""
    household, policy = example(
        """
title Bonds are over, at no gain and no loss
BEFORE 2026-11-20
tax single: ordinary 24%, long 15%
target stocks.us 50, bonds 50
buy stocks.us: VTI
buy bonds: BND
price VTI 100
price BND 16.32
account joint: taxable of Ann, cash 0
lot BND 26 bought 2020-01-02 for 424.32
"""
    )
    plan = make_plan(household, replace(policy, tax_budget_usd=Decimal(0), min_trade_usd=D(20)), COVARIANCE)
    assert plan.method is Method.OPTIMUM
    assert {trade.symbol for trade in plan.trades} == {"BND", "VTI"}


def test_where_no_tax_may_be_added_gains_that_losses_bear_are_taken() -> None:
    """The 10,000 dollars of gain in what is over are less than the loss carried in."""
    household, policy = example(
        """
title Stocks are over; a loss carried in bears what is sold of them
BEFORE 2026-11-20
tax married_joint: ordinary 24%, long 15%
year short 0, long 0, carried long 20000
target stocks.us 50, bonds 50
buy stocks.us: VTI
buy bonds: BND
price VTI 100
price BND 50
account joint: taxable of Ann, cash 0
lot VTI 1000 bought 2020-01-02 for 80000
"""
    )
    policy = replace(policy, tax_budget_usd=D(0))
    plan, now = make_plan(household, policy, COVARIANCE), look(household, policy, COVARIANCE)
    plain = build_trades(household, moves(now.rules, now.decision, now.drift))
    for trades in (plan.trades, plain):
        assert [(trade.symbol, trade.quantity) for trade in trades] == [("VTI", D(500)), ("BND", D(999))]


def test_no_short_gain_at_all_leaves_long_ones_to_the_optimum() -> None:
    """A budget of nothing for one term keeps nothing back from sales of the other."""
    household, policy = example(
        """
title Stocks are over; some lots are long-term, some short-term, all with a gain
BEFORE 2026-11-20
tax married_joint: ordinary 24%, long 15%
target stocks.us 50, bonds 50
buy stocks.us: VTI
buy bonds: BND
price VTI 100
price BND 50
account joint: taxable of Ann, cash 0
lot VTI 500 bought 2020-01-02 for 40000
lot VTI 500 bought 2026-07-01 for 49000
"""
    )
    plan = make_plan(household, replace(policy, gain_budget_short_usd=Decimal(0)), COVARIANCE)
    assert plan.method is Method.OPTIMUM
    assert {sale.term for trade in plan.trades for sale in trade.lots} == {Term.LONG}
