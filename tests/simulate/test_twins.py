"""Twins: every other way keeps the hard rules, is weighed like the plan, and never beats it by more than its gap."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.households import random_household
from tests.scenarios.reader import example
from tests.universe import COVARIANCE
from tests.years import random_given
from trimtab.core.ask import Ask, Mode
from trimtab.core.household import Household
from trimtab.core.limits import Bound, HoldingLimit, Unit
from trimtab.core.plan import Plan, Side
from trimtab.core.policy import Policy
from trimtab.rebalance.given import Given
from trimtab.rebalance.journey import NOTHING_ELSE, make_plan
from trimtab.rebalance.rules import Rules
from trimtab.rebalance.tell.reasons import with_reasons
from trimtab.rebalance.verify import verify
from trimtab.simulate.twins import HARD_RULES, Twin, Way, twins_of

D = Decimal

MIRRORED = """
title The IRA holds only stocks, the taxable account only bonds: together they are at target
BEFORE 2026-11-20
tax married_joint: ordinary 24%, long 15%
target stocks.us 50, bonds 50
buy stocks.us: VTI
buy bonds: BND
price VTI 300
price BND 70
account ira: traditional_ira of Ann, cash 0
lot VTI 100 bought 2019-01-02 for 10000
account joint: taxable of Ann, cash 0
lot BND 428 bought 2019-01-02 for 20000
"""

LOSS_BEFORE_IRA = """
title The taxable account sells VTI at a loss; the IRA alone would buy it
BEFORE 2026-11-20
tax married_joint: ordinary 24%, long 15%
target stocks.us 50, bonds 50
buy stocks.us: VTI
buy bonds: BND
price VTI 300
price BND 70
account joint: taxable of Ann, cash 0
lot VTI 100 bought 2025-01-02 for 40000
account second: traditional_ira of Ann, cash 0
lot BND 150 bought 2019-01-02 for 9000
"""

WASH_SALE_FOR_CASH = """
title A payment that only a loss can raise, ten shares of which Ben's IRA has taken over
BEFORE 2026-11-20
tax married_joint: ordinary 24%, long 15%
target stocks.us 100
buy stocks.us: VTI
price VTI 300
account joint: taxable of Ann, cash 0
lot VTI 100 bought 2024-01-02 for 40000
account ben-ira: traditional_ira of Ben, cash 0
lot VTI 10 bought 2026-11-10 for 2900
flow joint -9000 on 2026-11-25
"""


def twins(household: Household, policy: Policy, given: Given = NOTHING_ELSE) -> tuple[dict[Way, Twin], Plan]:
    plan = make_plan(household, policy, COVARIANCE, given)
    return {twin.way: twin for twin in twins_of(household, policy, COVARIANCE, plan, given)}, plan


def test_the_plan_s_own_figures_come_out_again() -> None:
    household, policy = example(LOSS_BEFORE_IRA)
    found, plan = twins(household, policy)
    assert list(found) == [Way.NOTHING, Way.ALONE, Way.RULES, Way.PLAN]
    ours, nothing = found[Way.PLAN], found[Way.NOTHING]
    assert ours.outcome.cost == plan.cost_after
    assert ours.outcome.drift.half_sum == plan.after.half_sum
    assert ours.worse_usd == 0
    assert nothing.outcome.cost == plan.cost_before
    assert nothing.worse_usd == plan.cost_before.total_usd - plan.cost_after.total_usd
    assert nothing.outcome.outside_usd > 0


def test_where_nothing_asks_for_a_trade_no_way_trades() -> None:
    found, plan = twins(*example(MIRRORED))
    assert not plan.trades
    assert not any(twin.outcome.trades for twin in found.values())


def test_each_account_alone_trades_where_the_household_as_a_whole_need_not() -> None:
    household, policy = example(MIRRORED.replace("BND 428", "BND 640"))
    found, _ = twins(household, policy)
    alone = found[Way.ALONE].outcome
    assert {trade.account_id for trade in alone.trades} == {"ira", "joint"}
    assert alone.cost.tax_now_usd > found[Way.PLAN].outcome.cost.tax_now_usd
    assert found[Way.ALONE].worse_usd > 0


def test_an_account_alone_still_keeps_the_household_from_a_wash_sale() -> None:
    household, policy = example(LOSS_BEFORE_IRA)
    found, _ = twins(household, policy)
    alone = found[Way.ALONE].outcome.trades
    assert any(t.side is Side.SELL and t.symbol == "VTI" for t in alone)
    assert not any(t.side is Side.BUY and t.symbol == "VTI" for t in alone)


def test_an_account_trades_although_one_after_it_has_yet_to_raise_its_cash() -> None:
    text = MIRRORED.replace("BND 428", "BND 640") + "flow joint -5000 on 2026-11-25\n"
    found, _ = twins(*example(text))
    alone = found[Way.ALONE].outcome
    assert {trade.account_id for trade in alone.trades} == {"ira", "joint"}
    assert alone.unpaid_usd == 0


def test_no_account_alone_fills_up_the_least_of_a_holding_that_others_hold() -> None:
    household, policy = example(MIRRORED.replace("BND 428", "BND 640"))
    least = HoldingLimit("VTI", least=Bound(D(150), Unit.SHARES))
    policy = replace(policy, buys={"stocks.us": (), "bonds": ("BND",), "cash": ()}, limits=(least,))
    found, _ = twins(household, policy)
    bought = [t.quantity for t in found[Way.ALONE].outcome.trades if t.side is Side.BUY and t.symbol == "VTI"]
    assert sum(bought) <= 50


def test_the_gain_budget_is_one_for_all_accounts() -> None:
    text = MIRRORED.replace("ira: traditional_ira", "ira: taxable").replace("BND 428", "BND 640")
    household, policy = example(text)
    policy = replace(policy, gain_budget_usd=D(4000))
    found, _ = twins(household, policy)
    for way in (Way.ALONE, Way.RULES):
        gains = [t.gain_long_usd + t.gain_short_usd for t in found[way].outcome.trades]
        assert 0 < sum(gains) <= 4000


def test_cash_that_is_still_lacking_is_told() -> None:
    household, policy = example(MIRRORED + "flow ira -5000 due 2026-11-25\n")
    found, plan = twins(household, policy)
    assert found[Way.NOTHING].outcome.unpaid_usd == 5000
    assert found[Way.PLAN].outcome.unpaid_usd == 0
    assert plan.trades


@pytest.mark.parametrize("seed", range(700, 730))
def test_no_way_keeps_other_rules_or_beats_the_plan_beyond_its_gap(seed: int) -> None:
    household, policy = random_household(seed)
    given = random_given(seed)
    found, plan = twins(household, policy, given)
    ours = found[Way.PLAN]
    for way in (Way.NOTHING, Way.ALONE, Way.RULES):
        twin = found[way]
        if not plan.is_refused and twin.outcome.unpaid_usd <= ours.outcome.unpaid_usd:
            assert twin.worse_usd >= -plan.gap_usd, way
        as_plan = replace(
            plan,
            trades=with_reasons(Rules(household, policy), plan.before, twin.outcome.trades),
            after=twin.outcome.drift,
            cost_after=twin.outcome.cost,
        )
        broken = [
            c
            for c in verify(household, policy, as_plan, None, given.year_tax)
            if not c.holds and c.invariant in HARD_RULES
        ]
        assert not broken, way


def test_what_is_asked_of_one_account_or_an_amount_has_no_twin_account_by_account() -> None:
    household, policy = example(LOSS_BEFORE_IRA)
    for ask in (Ask(Mode.LIQUIDATE, account_id="second"), Ask(Mode.HARVEST, amount_usd=D(1000))):
        found, plan = twins(household, policy, Given(ask=ask))
        assert list(found) == [Way.NOTHING, Way.RULES, Way.PLAN]
        assert found[Way.PLAN].outcome.cost == plan.cost_after


def test_the_plans_own_line_counts_its_wash_sales_as_the_plan_does() -> None:
    found, plan = twins(*example(WASH_SALE_FOR_CASH))
    assert plan.wash_sales
    assert found[Way.PLAN].outcome.cost == plan.cost_after
