"""Settling: two plans of one day go on where the first stopped, and never take back what it did."""

from __future__ import annotations

import pytest

from tests.households import after_fills, random_household
from tests.universe import COVARIANCE
from trimtab.core.plan import Method
from trimtab.rebalance.journey import make_plan

HARD_TO_SETTLE = (1586, 1932, 30004)


@pytest.mark.parametrize("seed", HARD_TO_SETTLE)
def test_two_nearly_equal_plans_do_not_alternate(seed: int) -> None:
    household, policy = random_household(seed)
    plan = make_plan(household, policy, COVARIANCE)
    assert plan.method is Method.OPTIMUM
    assert all(check.holds for check in plan.checks)
    assert not make_plan(*after_fills(household, policy, plan), COVARIANCE).trades
