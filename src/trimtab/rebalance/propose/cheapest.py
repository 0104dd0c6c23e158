"""The cheapest way as the journey finds it, without settling, words and checks: to ask many before one is planned."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from trimtab.core.household import Household
from trimtab.core.money import CENT, ONE, ZERO
from trimtab.core.policy import Policy
from trimtab.rebalance.given import Given
from trimtab.rebalance.measure import Covariance
from trimtab.rebalance.modes.paying import Costs
from trimtab.rebalance.propose.proposal import Proposal, Weighed, weighed
from trimtab.rebalance.propose.situation import Situation, glance
from trimtab.rebalance.propose.ways import by_optimum, by_rules, gains_alone, off_the_edge, with_step_ups

# Of what counts, and a dollar at least: as near to the bound as a search may end, and a quick one
NEAR_SHARE, QUICK_SHARE = Decimal("0.0001"), Decimal("0.0002")
FAR_SHARE, FAR_USD = Decimal("0.0002"), Decimal(50)  # of what counts: more than rounding to shares costs


@dataclass(frozen=True, slots=True)
class Cheapest:
    """The way that costs least; None where doing nothing does, or where nothing can be done.

    `bound_usd` is the least that any plan could cost (None: not known). `unpaid_usd` is cash that must be there and
    cannot be raised: then there is no way.
    """

    way: Weighed | None
    bound_usd: Decimal | None = None
    unpaid_usd: Decimal = Decimal(0)


def cheapest_way(now: Situation) -> Cheapest:
    """The optimum, with gains worth taking now or without, or the plain rules: the cheapest that is worth it."""
    if now.drift.total_usd <= 0:
        return Cheapest(None, unpaid_usd=now.lacking_usd)
    if not now.decision.acts or now.decision.refusal:
        return Cheapest(None)
    best = by_optimum(now)
    bound, unpaid = (best.bound_usd, best.unpaid_usd) if best else (None, now.lacking_usd)
    payable = payable_ways(now, best)
    if not is_any_near(payable) and (plain := by_rules(now)):
        payable.append(weighed(replace(plain, bound_usd=bound)))
    if not payable:
        return Cheapest(None, bound, unpaid)
    least = min((way for way in payable if way.is_worth_it), key=lambda way: way.rank, default=None)
    return Cheapest(least, least.proposal.bound_usd if least else bound)


def payable_ways(now: Situation, best: Proposal | None) -> list[Weighed]:
    """The optimum as it is, with gains worth taking beside it, and such gains in its place; none where it leaves cash
    unpaid. Where all cost far more than the program says, another one, too."""
    if best is None or best.unpaid_usd >= CENT:
        return []
    least = weighed(best)
    saves_usd = now.cost_of_nothing.total_usd - least.cost_after.total_usd
    more = (with_step_ups(now, best), gains_alone(now, best, saves_usd))
    ways = [least, *(_with_gains_in_its_bound(least, weighed(way)) for way in more if way)]
    known_usd = (best.program_usd or ZERO) + max(FAR_USD, now.drift.total_usd * FAR_SHARE)
    if all(way.cost_after.total_usd > known_usd for way in ways) and (other := off_the_edge(best)):
        ways.append(weighed(with_step_ups(other.situation, other) or other))
    return ways


def _with_gains_in_its_bound(best: Weighed, more: Weighed) -> Weighed:
    """Where gains taken on purpose are no part of the program, its bound, less what they are worth to this plan, leaves
    the gap that the plan has without them."""
    if more.proposal.bound_usd is None or more.proposal.has_gains:
        return more
    worth = max(ZERO, best.cost_after.total_usd - more.cost_after.total_usd)
    return replace(more, proposal=replace(more.proposal, bound_usd=more.proposal.bound_usd - worth))


def is_any_near(ways: list[Weighed]) -> bool:
    """Whether the cheapest of these is so near its bound that the plain rules are not asked."""
    return bool(ways) and is_near(min(ways, key=lambda way: way.rank))


def is_near(best: Weighed) -> bool:
    """Whether no other way that keeps the rules can cost less by more than the search itself leaves open: then the
    plain rules are not asked."""
    bound, now = best.proposal.bound_usd, best.proposal.situation
    if bound is None or best.proposal.unpaid_usd >= CENT or not best.is_worth_it:
        return False
    share = QUICK_SHARE if now.given.is_quick else NEAR_SHARE
    near = ONE if now.given.is_exact else max(ONE, now.drift.total_usd * share)
    return best.cost_after.total_usd <= bound + near


def cheapest(household: Household, policy: Policy, covariance: Covariance, given: Given) -> Costs | None:
    """What doing nothing and the cheapest way cost; None where cash that must be there cannot be raised.

    The journey's plan costs the same, but for what settling and the verifier change.
    """
    now = glance(household, policy, covariance, given)
    found = cheapest_way(now)
    if found.unpaid_usd >= CENT:
        return None
    return Costs(now.cost_of_nothing, found.way.cost_after if found.way else now.cost_of_nothing)
