"""As in test_brute_force: the plan is the best there is, also with bands on every level, fees and minimum purchases."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from tests.rebalance import test_brute_force
from tests.rebalance.test_brute_force import best_usd, is_allowed, told
from tests.tiny import tiny_household
from tests.universe import COVARIANCE
from trimtab.core.household import Household
from trimtab.core.plan import Side, Trade
from trimtab.core.policy import Policy
from trimtab.rebalance.journey import make_plan
from trimtab.rebalance.propose.situation import Situation

D = Decimal
MOST_PLANS = 500
ROUNDING_USD = D("0.05")
Case = tuple[Household, Policy]


def with_parents(seed: int, household: Household, policy: Policy) -> Case:
    points = {"stocks": D(random.Random(seed).choice([1, 3, 6]))}
    return household, replace(policy, bands=replace(policy.bands, own_points=points))


def with_fees(seed: int, household: Household, policy: Policy) -> Case:
    return _funds(household, redemption_fee_pct=D("1.5"), redemption_fee_days=400), policy


def with_minimums(seed: int, household: Household, policy: Policy) -> Case:
    least = D(random.Random(seed).choice([1000, 2500, 4000]))
    return _funds(household, min_first_usd=least, min_more_usd=least / 2), policy


def _funds(household: Household, **changes: object) -> Household:
    return replace(
        household, instruments={s: replace(i, **changes) for s, i in household.instruments.items()}
    )


def takes(now: Situation, trades: tuple[Trade, ...]) -> bool:
    """Whether each purchase is one that its fund accepts."""
    rules = now.rules
    return is_allowed(now, trades) and all(
        trade.amount_usd >= rules.least_buy_usd(rules.household.account(trade.account_id), trade.symbol)
        for trade in trades
        if trade.side is Side.BUY
    )


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("change", [with_parents, with_fees, with_minimums])
def test_the_plan_is_the_best_there_is(
    change: Callable[[int, Household, Policy], Case], seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    household, policy = change(seed, *tiny_household(seed, MOST_PLANS))
    plan = make_plan(household, policy, COVARIANCE)
    monkeypatch.setattr(test_brute_force, "is_allowed", takes)
    best, trades = best_usd(household, policy)
    least = max(policy.prices.min_benefit_usd, plan.before.total_usd * policy.prices.min_benefit_bps / 10000)
    slack = plan.gap_usd if plan.trades else least
    assert plan.cost_after.total_usd <= best + slack + ROUNDING_USD, told(plan, trades)
    assert plan.cost_after.total_usd - plan.gap_usd <= best + ROUNDING_USD or not plan.trades
