"""The frontier: cheaper as more drift is left, each dollar nearer dearer than the one before, the plan on the line."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest

from tests.households import random_household
from tests.scenarios.reader import example
from tests.universe import COVARIANCE
from trimtab.core.household import Household
from trimtab.core.policy import HowFar, Policy
from trimtab.rebalance.journey import make_plan
from trimtab.simulate.frontier import Frontier, MarkKind, frontier
from trimtab.simulate.twins import twins_of

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
