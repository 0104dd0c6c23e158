"""Ask for drift or a plan: the loaded household through the journey, with what loading had to say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from trimtab.core.drift import Drift
from trimtab.core.household import Household
from trimtab.core.plan import Plan
from trimtab.core.policy import Policy
from trimtab.core.problems import Problem, in_order
from trimtab.rebalance.journey import look, make_plan
from trimtab.rebalance.measure import Covariance


def drift_of(household: Household, policy: Policy, covariance: Covariance) -> Drift:
    """Drift with triggers and overlaps."""
    return look(household, policy, covariance).drift


def plan_for(
    household: Household, policy: Policy, covariance: Covariance, problems: Iterable[Problem] = ()
) -> Plan:
    """The checked plan, carrying the warnings and notes of loading beside its own."""
    plan = make_plan(household, policy, covariance)
    return replace(plan, problems=in_order([*problems, *plan.problems]))
