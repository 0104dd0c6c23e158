"""The optimum as a plan sees it: what its bound may be compared with."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.households import random_household
from tests.universe import COVARIANCE
from trimtab.rebalance.journey import look
from trimtab.rebalance.optimize.optimum import optimum
from trimtab.rebalance.propose.proposal import weighed
from trimtab.rebalance.propose.ways import as_rules_stand


@pytest.mark.parametrize("seed", [20, 51, 74])
def test_the_bound_leaves_out_the_price_of_cash_that_cannot_be_raised(seed: int) -> None:
    """An account stays a thousand dollars and more short, at a thousand dollars for a dollar in the program: the plan's
    cost is still within two basis points of its bound."""
    household, policy = random_household(seed)
    now = look(household, policy, COVARIANCE)
    best = optimum(now.rules, now.decision, now.drift, now.covariance, now.given)
    proposed = as_rules_stand(now)
    assert best is not None
    assert proposed is not None
    assert max(best.shortfalls_usd.values()) > 1000
    gap = weighed(proposed).cost_after.total_usd - best.bound_usd
    assert Decimal(-1) <= gap <= now.drift.total_usd * 2 / 10_000
