"""The frontier: cheaper as more drift is left, each dollar nearer dearer than the one before, the plan on the line."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest

from tests.households import random_household
from tests.scenarios.reader import example
from tests.universe import COVARIANCE
from tests.years import random_given
from trimtab.core.household import Household
from trimtab.core.plan import Method
from trimtab.core.policy import HowFar, Policy
from trimtab.rebalance.given import Given
from trimtab.rebalance.journey import NOTHING_ELSE, look, make_plan
from trimtab.simulate.frontier import CHEAP_END, Frontier, MarkKind, frontier, tax_frontier, with_drift_at
from trimtab.simulate.outcome import outcome_of
from trimtab.simulate.twins import Way, twins_of

D = Decimal
ROUNDING_USD = D(5)  # whole shares on both sides, beside each plan's stated gap

LADDER = """
title Gains of every size stand between the household and its target
BEFORE 2026-11-20
tax married_joint: ordinary 24%, long 15%
target stocks.us 50, bonds 50
buy stocks.us: VTI
buy bonds: BND
price VTI 300
price BND 70
account joint: taxable of Ann, cash 0
lot VTI 30 bought 2024-01-02 for 8900
lot VTI 30 bought 2023-01-02 for 8500
lot VTI 30 bought 2022-01-03 for 8000
lot VTI 30 bought 2021-01-04 for 7000
lot VTI 30 bought 2020-01-02 for 5500
lot VTI 30 bought 2019-01-02 for 3500
lot VTI 30 bought 2015-01-02 for 1500
"""


def drawn(household: Household, policy: Policy, points: int = 7) -> Frontier:
    plan = make_plan(household, policy, COVARIANCE)
    twins = twins_of(household, policy, COVARIANCE, plan)
    return frontier(household, policy, COVARIANCE, twins, points=points)


def check_line(found: Frontier) -> None:
    """Monotone and convex up to each plan's gap and whole shares."""
    for farther, nearer in pairwise(found.points):
        slack = nearer.plan.gap_usd / nearer.factor + farther.plan.gap_usd / farther.factor + ROUNDING_USD
        assert nearer.place[0] <= farther.place[0]
        assert nearer.place[1] >= farther.place[1] - slack
    for point in found.points:
        assert point.outcome.cost.tax_now_usd == point.plan.cost_after.tax_now_usd
        for other in found.points:
            weighed = point.factor * point.place[0] + point.place[1]
            assert (
                weighed <= point.factor * other.place[0] + other.place[1] + point.plan.gap_usd + ROUNDING_USD
            )


def test_each_step_nearer_costs_more_than_the_one_before() -> None:
    found = drawn(*example(LADDER))
    assert len(found.points) >= 5
    check_line(found)
    slopes = [
        (nearer.place[1] - farther.place[1]) / (farther.place[0] - nearer.place[0])
        for farther, nearer in pairwise(found.points)
    ]
    assert all(dearer > D("0.95") * slope for slope, dearer in pairwise(slopes))
    assert slopes[-1] > 5 * slopes[0]
    assert found.points[0].outcome.drift.half_sum > found.points[-1].outcome.drift.half_sum + D("0.05")


def test_the_household_s_own_plan_is_a_point_and_the_last_one_goes_all_the_way() -> None:
    household, policy = example(LADDER)
    found = drawn(household, policy)
    plan = make_plan(household, policy, COVARIANCE)
    own = next(point for point in found.points if point.factor == 1)
    assert own.outcome.cost == plan.cost_after
    assert [kind for kind, _ in found.marks] == list(MarkKind)
    marks = dict(found.marks)
    assert marks[MarkKind.PLAN].cost == plan.cost_after
    assert marks[MarkKind.NOTHING].trades == ()
    assert found.points[-1].outcome.drift.half_sum < D("0.002")
    assert marks[MarkKind.FULL].drift.half_sum < D("0.002")


def test_it_goes_to_the_target_whatever_the_policy_stops_at() -> None:
    household, policy = example(LADDER)
    lazy = replace(policy, how_far=HowFar.BAND_EDGE)
    found = drawn(household, lazy)
    assert found.points[-1].outcome.drift.half_sum < D("0.002")
    assert dict(found.marks)[MarkKind.PLAN].drift.half_sum > D("0.04")


def test_it_begins_with_the_plan_that_earns_most_without_more_drift() -> None:
    text = LADDER.replace("bonds: BND", "bonds: BND AGG")
    household, policy = example(text + "lot BND 150 bought 2024-01-02 for 16500\nprice AGG 98\n")
    found = drawn(household, policy)
    cheapest = make_plan(household, with_drift_at(policy, CHEAP_END), COVARIANCE)
    first, now = found.points[0], look(household, policy, COVARIANCE)
    assert first.outcome.money_usd < found.nothing.money_usd
    assert first.outcome.money_usd <= outcome_of(now, cheapest.trades).money_usd + ROUNDING_USD


def test_at_target_there_is_nothing_to_choose() -> None:
    household, policy = example(LADDER + "lot BND 900 bought 2019-01-02 for 63000\n")
    assert drawn(household, policy).points == ()


def test_no_more_points_than_asked_for() -> None:
    assert len(drawn(*example(LADDER), points=3).points) == 3


@pytest.mark.parametrize("seed", range(900, 910))
def test_random_households_have_a_falling_convex_line_that_no_plan_is_below(seed: int) -> None:
    household, policy = random_household(seed)
    found = drawn(household, policy, points=5)
    check_line(found)
    plan = make_plan(household, policy, COVARIANCE)
    assert all(point.outcome.unpaid_usd <= found.nothing.unpaid_usd for point in found.points)
    if policy.how_far is HowFar.TARGET and plan.trades and not policy.only_out_of_band:
        place = dict(found.marks)[MarkKind.PLAN]
        for point in found.points:
            total = point.place[0] + point.place[1]
            own = place.cost.drift_usd + place.money_usd
            assert total >= own - plan.gap_usd - ROUNDING_USD or plan.is_refused


def by_tax(household: Household, policy: Policy, given: Given = NOTHING_ELSE, points: int = 5) -> Frontier:
    plan = make_plan(household, policy, COVARIANCE, given)
    twins = twins_of(household, policy, COVARIANCE, plan, given)
    return tax_frontier(household, policy, COVARIANCE, twins, given, points)


def check_budgets(found: Frontier) -> None:
    """Every budget is kept to the cent, and a larger one never costs more in all."""
    for point in found.points:
        assert point.budget_usd is not None
        assert point.outcome.cost.tax_now_usd <= point.budget_usd
        assert not point.plan.is_refused
        assert point.outcome.cost == point.plan.cost_after
    for tight, wide in pairwise(found.points):
        slack = wide.plan.gap_usd + ROUNDING_USD
        assert wide.outcome.cost.total_usd <= tight.outcome.cost.total_usd + slack


def test_each_budget_of_tax_has_its_plan() -> None:
    found = by_tax(*example(LADDER))
    assert [point.budget_usd for point in found.points] == [D("97.50"), 195, D("292.50"), 390]
    check_budgets(found)
    offs = [point.outcome.drift.half_sum for point in found.points]
    assert offs == sorted(offs, reverse=True)
    assert offs[0] > offs[-1] + D("0.1")
    assert [kind for kind, _ in found.marks] == list(MarkKind)


def test_what_stands_beside_a_chosen_budget_keeps_it_too() -> None:
    household, policy = example(LADDER)
    for point in by_tax(household, policy).points:
        assert point.budget_usd is not None
        twins = twins_of(
            household, point.policy, COVARIANCE, point.plan, replace(NOTHING_ELSE, ask=point.plan.ask)
        )
        assert {twin.way: twin.outcome.cost for twin in twins}[Way.PLAN] == point.outcome.cost
        for twin in twins:
            assert twin.outcome.cost.tax_now_usd <= point.budget_usd
            assert twin.worse_usd >= -point.plan.gap_usd


@pytest.mark.parametrize("seed", [907, 942])
def test_what_no_more_tax_can_mend_is_the_first_budget(seed: int) -> None:
    found = by_tax(*random_household(seed), points=4)
    first, tax_of_nothing = found.points[0], found.nothing.cost.tax_now_usd
    assert first.budget_usd == tax_of_nothing
    assert first.outcome.cost.total_usd < found.nothing.cost.total_usd - 1000


def test_plain_rules_that_exceed_a_budget_stand_in_for_no_plan() -> None:
    household, policy = example(LADDER)
    policy = replace(policy, prices=replace(policy.prices, per_trade_usd=D(0)))
    for point in by_tax(household, policy).points:
        assert point.plan.method is Method.OPTIMUM


def test_where_the_way_to_the_target_is_free_no_budget_binds() -> None:
    household, policy = example(LADDER.replace("taxable of Ann", "traditional_ira of Ann"))
    found = by_tax(household, policy)
    assert len(found.points) == 1
    assert found.points[0].outcome.drift.half_sum < D("0.002")


def test_losses_that_wash_sales_take_over_do_not_count_on_the_line_either() -> None:
    household, policy = random_household(7049)
    given = random_given(7049)
    found = by_tax(household, policy, given, points=3)
    assert any(point.plan.wash_sales for point in found.points)
    check_budgets(found)
    plan = make_plan(household, policy, COVARIANCE, given)
    twins = twins_of(household, policy, COVARIANCE, plan, given)
    drift = frontier(household, policy, COVARIANCE, twins, given, 3, has_washes=bool(plan.wash_sales))
    check_line(drift)
    assert dict(drift.marks)[MarkKind.PLAN].cost.tax_now_usd == plan.cost_after.tax_now_usd


@pytest.mark.parametrize("seed", [904, 905, 907])
def test_budgets_of_true_bills_are_kept(seed: int) -> None:
    check_budgets(by_tax(*random_household(seed), random_given(seed), points=3))
