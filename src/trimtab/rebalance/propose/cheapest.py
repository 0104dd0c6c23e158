"""What the cheapest plan comes to, without settling, words and checks, to compare many before one is made."""

from __future__ import annotations

from trimtab.core.household import Household
from trimtab.core.money import CENT
from trimtab.core.policy import Policy
from trimtab.rebalance.given import Given
from trimtab.rebalance.measure import Covariance
from trimtab.rebalance.modes.paying import Costs
from trimtab.rebalance.propose.proposal import weighed
from trimtab.rebalance.propose.situation import look
from trimtab.rebalance.propose.ways import by_optimum, by_rules


def cheapest(household: Household, policy: Policy, covariance: Covariance, given: Given) -> Costs | None:
    """The costs of the cheaper of the optimum and the plain rules; None where cash that must be there cannot be raised.

    The journey's plan costs the same, but for what settling and the verifier change. No gains are taken on purpose.
    """
    now = look(household, policy, covariance, given)
    nothing = Costs(now.cost_of_nothing, now.cost_of_nothing)
    if now.drift.total_usd <= 0:
        return None if now.is_forced else nothing
    if not now.decision.acts or now.decision.refusal:
        return nothing
    found = [way for way in (by_optimum(now), by_rules(now)) if way and way.unpaid_usd < CENT]
    if not found:
        return None
    worthy = [way for way in map(weighed, found) if way.is_worth_it]
    least = min((way.cost_after for way in worthy), key=lambda cost: cost.total_usd, default=nothing.after)
    return Costs(nothing.before, least)
