"""Policies side by side: each its own plan, all measured alike."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.scenarios.reader import example
from tests.simulate.test_rule_price import text
from tests.universe import COVARIANCE
from trimtab.core.policy import HowFar
from trimtab.rebalance.journey import make_plan
from trimtab.simulate.compare import Rival, compare


def test_each_policy_has_its_plan_and_the_first_one_s_yardstick() -> None:
    household, policy = example(text())
    lazy = replace(policy, how_far=HowFar.BAND_EDGE)
    found = compare(household, [Rival("own", policy), Rival("lazy", lazy)], COVARIANCE)
    own, other = found.policies
    assert (own.name, other.name) == ("own", "lazy")
    assert own.outcome.cost == make_plan(household, policy, COVARIANCE).cost_after
    assert other.plan.trades == make_plan(household, lazy, COVARIANCE).trades
    assert other.outcome.drift.half_sum > own.outcome.drift.half_sum
    assert other.plan.cost_after.drift_usd < other.outcome.cost.drift_usd
    assert found.nothing.outside_usd > other.outcome.outside_usd == Decimal(0)


def test_a_comparison_needs_a_policy() -> None:
    household, _ = example(text())
    with pytest.raises(ValueError, match="needs a policy"):
        compare(household, [], COVARIANCE)
