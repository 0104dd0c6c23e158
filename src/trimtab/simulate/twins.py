"""Twins: what else one could do today, each weighed by the plan's own yardstick, in the same dollars."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from trimtab.core.household import Household
from trimtab.core.plan import Plan, Trade
from trimtab.core.policy import Policy
from trimtab.rebalance.given import Given
from trimtab.rebalance.journey import NOTHING_ELSE, Situation, look
from trimtab.rebalance.measure import Covariance
from trimtab.rebalance.propose.ways import by_rules
from trimtab.rebalance.tell.reasons import with_reasons
from trimtab.rebalance.verify import verify
from trimtab.simulate.alone import accounts_alone
from trimtab.simulate.outcome import Outcome, counting_washes, outcome_of

HARD_RULES = frozenset({"I1", "I2", "I3", "I4", "I5", "I6", "I9"})  # of docs/invariants.md


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
    same triggers: where nothing asks for a trade, none trades. What is asked of one account, or of an amount, is no
    question to each account alone, which is then left out. Pure.
    """
    now = look(household, policy, covariance, given)
    acts = now.decision.acts and not now.decision.refusal and now.drift.total_usd > 0
    rules = by_rules(now) if acts else None
    ways: dict[Way, tuple[Trade, ...]] = {Way.NOTHING: ()}
    if not given.ask.account_id and given.ask.amount_usd is None:
        ways[Way.ALONE] = accounts_alone(now, lambda trades: _keeps_rules(now, plan, trades)) if acts else ()
    ways[Way.RULES] = rules.trades if rules else ()
    ways[Way.PLAN] = plan.trades
    weighing = counting_washes(now) if plan.wash_sales else now
    outcomes = {way: outcome_of(weighing, trades) for way, trades in ways.items()}
    ours = outcomes[Way.PLAN].cost.total_usd
    return tuple(Twin(way, found, found.cost.total_usd - ours) for way, found in outcomes.items())


def _keeps_rules(now: Situation, plan: Plan, trades: tuple[Trade, ...]) -> bool:
    """Whether the verifier finds every hard rule kept by these trades in the plan's place."""
    found = outcome_of(now, trades)
    reasoned = with_reasons(now.rules, now.drift, trades)
    in_place = replace(plan, trades=reasoned, after=found.drift, cost_after=found.cost)
    checks = verify(now.rules.household, now.rules.policy, in_place, None, now.given.year_tax)
    return all(check.holds for check in checks if check.invariant in HARD_RULES)
