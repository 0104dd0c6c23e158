"""Never worse than doing nothing, nor than the plain rules beyond the stated gap, in the same dollars: over random
households."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.households import random_household
from tests.universe import COVARIANCE
from tests.years import random_budgets, random_given
from trimtab.core.money import CENT, ONE, ZERO
from trimtab.core.plan import Method
from trimtab.rebalance.journey import look, make_plan
from trimtab.rebalance.propose.cheapest import NEAR_SHARE
from trimtab.rebalance.propose.proposal import weighed
from trimtab.rebalance.propose.situation import lacking_usd
from trimtab.rebalance.propose.ways import by_rules
from trimtab.rebalance.tell.reasons import with_reasons
from trimtab.rebalance.verify import verify

SEEDS = range(8200, 8280)


@pytest.mark.parametrize("first", range(SEEDS.start, SEEDS.stop, 10))
def test_a_plan_is_worth_its_cost_unless_cash_must_be_raised(first: int) -> None:
    for seed in range(first, first + 10):
        household, policy = random_household(seed)
        plan = make_plan(household, policy, COVARIANCE)
        if plan.trades and not lacking_usd(household):
            least = look(household, policy, COVARIANCE).least_benefit_usd
            assert plan.cost_before.total_usd - plan.cost_after.total_usd >= least, seed


@pytest.mark.parametrize("first", range(SEEDS.start, SEEDS.stop, 10))
def test_the_plain_rules_never_do_better_beyond_the_gap(first: int) -> None:
    for seed in range(first, first + 10):
        household, policy = random_household(seed)
        plan = make_plan(household, policy, COVARIANCE)
        now = look(household, policy, COVARIANCE)
        proposal = by_rules(now)
        if proposal is None or not (plain := weighed(proposal)).is_worth_it:
            continue
        near = max(ONE, now.drift.total_usd * NEAR_SHARE)  # beyond it the plain rules are asked
        beyond = min(near, plan.gap_usd or ZERO)
        if plain.cost_after.total_usd >= plan.cost_after.total_usd - beyond - CENT:
            continue
        trades = with_reasons(now.rules, now.drift, proposal.trades)
        as_plan = replace(plan, trades=trades, after=plain.after, cost_after=plain.cost_after)
        assert not all(check.holds for check in verify(household, policy, as_plan)), seed


@pytest.mark.parametrize("seed", [30437, 30711, 100503])
def test_gains_taken_for_their_own_sake_do_not_spoil_a_plan_under_budgets(seed: int) -> None:
    household, policy = random_household(seed)
    policy = random_budgets(seed, policy)
    plan = make_plan(household, policy, COVARIANCE, random_given(seed))
    assert plan.method is Method.OPTIMUM
