"""Twins: what else one could do today, each weighed by the plan's own yardstick, in the same dollars."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from trimtab.core.household import Household
from trimtab.core.plan import Plan
from trimtab.core.policy import Policy
from trimtab.rebalance.given import Given
from trimtab.rebalance.journey import NOTHING_ELSE, look
from trimtab.rebalance.measure import Covariance
from trimtab.rebalance.propose.ways import by_rules
from trimtab.simulate.alone import accounts_alone
from trimtab.simulate.outcome import Outcome, outcome_of


class Way(StrEnum):
    """How trades were found."""

    NOTHING = "nothing"
    ALONE = "alone"
    RULES = "rules"
    PLAN = "plan"


@dataclass(frozen=True, slots=True)
class Twin:
    """One way and its outcome. `worse_usd` is by how much it costs more than the plan in all that the plan weighs."""

    way: Way
    outcome: Outcome
    worse_usd: Decimal


def twins_of(
    household: Household, policy: Policy, covariance: Covariance, plan: Plan, given: Given = NOTHING_ELSE
) -> tuple[Twin, ...]:
    """Doing nothing, each account alone, the rule-based waterfall, and the plan itself, in this order.

    `plan` is that of the same household, policy, covariance and `given`. All ways keep the same hard rules and obey the
    same triggers: where nothing asks for a trade, none trades. Pure.
    """
    now = look(household, policy, covariance, given)
    acts = now.decision.acts and not now.decision.refusal and now.drift.total_usd > 0
    rules = by_rules(now)
    ways = {
        Way.NOTHING: (),
        Way.ALONE: accounts_alone(now) if acts else (),
        Way.RULES: rules.trades if rules else (),
        Way.PLAN: plan.trades,
    }
    outcomes = {way: outcome_of(now, trades) for way, trades in ways.items()}
    ours = outcomes[Way.PLAN].cost.total_usd
    return tuple(Twin(way, found, found.cost.total_usd - ours) for way, found in outcomes.items())
