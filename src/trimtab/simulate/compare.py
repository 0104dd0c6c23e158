"""One household under several policies, side by side: what each would trade today, and what that leads to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from trimtab.core.ask import AS_POLICY_SAYS, Ask
from trimtab.core.household import Household
from trimtab.core.plan import Plan
from trimtab.core.policy import Policy
from trimtab.rebalance.given import Given
from trimtab.rebalance.journey import NOTHING_ELSE, look, make_plan
from trimtab.rebalance.measure import Covariance
from trimtab.simulate.outcome import Outcome, outcome_of, outcome_of_plan


@dataclass(frozen=True, slots=True)
class Rival:
    """A policy by its name, and what is asked of it: what its own triggers ask for, or what a strategy does."""

    name: str
    policy: Policy
    ask: Ask = AS_POLICY_SAYS


@dataclass(frozen=True, slots=True)
class Compared:
    """A policy by its name, its plan, and what the trades lead to, weighed by the first policy's yardstick."""

    name: str
    policy: Policy
    plan: Plan
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Comparison:
    """Doing nothing, and every policy in the order in which it was named."""

    nothing: Outcome
    policies: tuple[Compared, ...]


def compare(
    household: Household,
    policies: Sequence[Rival],
    covariance: Covariance,
    given: Given = NOTHING_ELSE,
) -> Comparison:
    """The plan of each policy for the same household today. Pure.

    Targets, bands and prices of the first policy measure all of them. Raises ValueError for a programmer's mistake: no
    policy.
    """
    if not policies:
        raise ValueError("a comparison needs a policy")
    now = look(household, policies[0].policy, covariance, given)
    compared = []
    for one in policies:
        plan = make_plan(household, one.policy, covariance, replace(given, ask=one.ask))
        compared.append(Compared(one.name, one.policy, plan, outcome_of_plan(now, plan)))
    return Comparison(outcome_of(now, ()), tuple(compared))
