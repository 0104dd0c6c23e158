"""What fills leave alone is not summed again: the sums are those of every holding, to the last digit."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.households import random_household
from tests.universe import COVARIANCE
from tests.years import random_given
from trimtab.core.plan import Method
from trimtab.core.policy import Policy
from trimtab.rebalance.journey import look, make_plan
from trimtab.rebalance.measure import measure
from trimtab.rebalance.propose.proposal import Proposal, weighed
from trimtab.rebalance.standing import standing_after, standing_of
from trimtab.rebalance.weigh import DriftPrices, along, drift_pieces

CENT = Decimal("0.01")


@pytest.mark.parametrize("seed", range(12))
def test_what_fills_changed_is_all_that_is_summed_again(seed: int) -> None:
    household, policy = random_household(seed)
    plan = make_plan(household, policy, COVARIANCE, random_given(seed))
    now = look(household, policy, COVARIANCE, random_given(seed))
    rules, found = now.rules, weighed(Proposal(now, Method.OPTIMUM, plan.trades))
    again = standing_of(found.held, rules.excess)
    assert standing_after(rules.standing, household, found.held, rules.excess) == again
    assert (standing_of(household, rules.excess) == again) is (not plan.trades)


@pytest.mark.parametrize("seed", range(20))
def test_accounts_that_fills_left_alone_are_not_measured_again(seed: int) -> None:
    household, policy = random_household(seed)
    given = random_given(seed)
    trades = make_plan(household, policy, COVARIANCE, given).trades
    for told in (trades, trades[:1], ()):
        found = weighed(Proposal(look(household, policy, COVARIANCE, given), Method.OPTIMUM, told))
        again = measure(found.held, policy, COVARIANCE)
        assert repr(replace(found.after, limits=())) == repr(again)


@pytest.mark.parametrize("seed", range(12))
def test_distance_costs_what_its_pieces_cost(seed: int) -> None:
    household, policy = random_household(seed)
    now = look(household, policy, COVARIANCE, random_given(seed))
    goals, drift = now.decision.goals, now.drift
    cost = DriftPrices(policy, goals, COVARIANCE).cost_usd(drift)
    by_pieces = sum(
        (
            _side(policy, row.class_id, goal, edge, drift.total_usd, distance)
            for row in (*drift.classes, *(row for row in drift.parents if row.class_id in goals))
            for low, high in (goals[row.class_id],)
            for distance, goal, edge in (
                (row.actual_usd - high * drift.total_usd, high, max(row.band_high, high)),
                (low * drift.total_usd - row.actual_usd, low, min(row.band_low, low)),
            )
        ),
        Decimal(0),
    )
    assert abs(cost - by_pieces) < CENT / 1_000_000


def _side(
    policy: Policy, class_id: str, goal: Decimal, edge: Decimal, total_usd: Decimal, distance: Decimal
) -> Decimal:
    if distance <= 0:
        return Decimal(0)
    return along(drift_pieces(policy, class_id, goal, edge, total_usd, COVARIANCE), distance)
