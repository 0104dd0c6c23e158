"""Settling: two plans of one day go on where the first stopped, and never take back what it did."""

from __future__ import annotations

import pytest

from tests.households import after_fills, random_household
from tests.universe import COVARIANCE
from trimtab.rebalance.journey import make_plan

SETTLED_ONLY_BY_ONE_SIDE_A_DAY = (1586, 1932)


@pytest.mark.parametrize("seed", SETTLED_ONLY_BY_ONE_SIDE_A_DAY)
def test_two_nearly_equal_plans_do_not_alternate(seed: int) -> None:
    household, policy = random_household(seed)
    plan = make_plan(household, policy, COVARIANCE)
    assert plan.trades
    assert all(check.holds for check in plan.checks)
    assert not make_plan(*after_fills(household, policy, plan), COVARIANCE).trades
