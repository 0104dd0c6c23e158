"""Settling: what planning again after perfect fills would still do is folded in, until it would do nothing.

What was bought today is not sold today, nor bought what was sold (`Rules`): the plan that follows can only go on, never
take back, so that the two add up and cannot alternate.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from trimtab.rebalance.kept_answers import AfterFills
from trimtab.rebalance.optimize.decode import within_cash
from trimtab.rebalance.orders import Quantities, merged, quantities_of
from trimtab.rebalance.propose.cheapest import is_near
from trimtab.rebalance.propose.proposal import Weighed, weighed
from trimtab.rebalance.propose.situation import Situation, glance, lacking_usd
from trimtab.rebalance.propose.ways import as_rules_stand, by_rules, gains_beside, trades_of, with_step_ups

ROUNDS = 5
ROUNDING_USD = Decimal("0.05")  # by which exact costs may be apart from the program's


def settled(found: Weighed, is_as_asked: Callable[[Weighed], bool]) -> tuple[Weighed, bool]:
    """Fold in what rounding to whole shares left to gain, until the next plan would be empty; and whether it is.

    The next plan weighs by what is best after this one, so both together may cost a little more by today's measure:
    they are taken as long as they are worth it. Nothing is folded in where both would not be `is_as_asked`.
    """
    for _ in range(ROUNDS):
        following = _next(found)
        if following is None:
            return found, True
        folded = _folded(found, following)
        if not folded.is_worth_it or not is_as_asked(folded):
            return found, False
        found = folded
    return found, _next(found) is None


def _next(found: Weighed) -> Weighed | None:
    """The plan that would follow perfect fills of this one, the calendar being satisfied; None if it is empty."""
    now = found.proposal.situation
    day, spent = now.rules.household.as_of, found.cost_after.tax_now_usd - now.cost_of_nothing.tax_now_usd
    rebalanced = now.rules.policy.with_tax_spent(day, spent).rebalanced_on(day)
    given = now.given.after(now.rules.household, found.filled)
    if given.ask.amount_usd is not None:  # once is enough
        given = replace(given, ask=replace(given.ask, amount_usd=None))
    then = glance(
        found.filled, rebalanced, now.covariance, given, AfterFills(now.rules), measured=found.after
    )
    if not then.decision.acts or then.decision.refusal or then.drift.total_usd <= 0:
        return None
    best = as_rules_stand(then, below := _worth_proving_usd(then))
    if best and not best.trades and not gains_beside(then, best).is_empty:
        best = as_rules_stand(then)  # what is not worth it alone may be so beside gains
    more = with_step_ups(then, best) if best else None
    ways = [weighed(found) for found in (best, more) if found and found.trades]
    is_least = best is not None and best.bound_usd == below
    known = [way for way in ways if way.proposal is best or way.proposal.has_gains]  # these bounds are theirs
    if not is_least and not any(is_near(way) for way in known):
        plain = by_rules(then)
        ways += [weighed(plain)] if plain else []
    worthy = [way for way in ways if way.is_worth_it]
    return min(worthy, key=lambda way: way.rank, default=None)


def _worth_proving_usd(then: Situation) -> Decimal | None:
    """The cost below which a plan must come to be worth it; None where trades may be without."""
    if then.is_forced:
        return None
    return then.cost_of_nothing.total_usd - then.least_benefit_usd + ROUNDING_USD


def _folded(found: Weighed, following: Weighed) -> Weighed:
    """Both plans as one, less what a cent of their costs together would overdraw an account by."""
    now = found.proposal.situation
    both = merged(quantities_of(found.proposal.trades), quantities_of(following.proposal.trades))
    folded = weighed(replace(found.proposal, trades=trades_of(now, both)))
    if lacking_usd(folded.filled) <= lacking_usd(following.filled):
        return folded
    buys = dict(both.buys)
    for account in now.rules.household.accounts:
        own = account.account_id
        sold = {key: quantity for key, quantity in both.sells.items() if key[0] == own}
        wanted = {key: quantity for key, quantity in both.buys.items() if key[0] == own}
        buys |= within_cash(now.rules, account, sold, wanted)[0]
    return weighed(replace(found.proposal, trades=trades_of(now, Quantities(both.sells, buys))))
