"""An amount in hand after tax: from which accounts, and how much gross, at least total cost.

Every way is optimised with its sales by lot; `paying` weighs one, `ways` names them. The cheapest is planned in full.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from trimtab.core.draws import Payout, Withdrawal
from trimtab.core.household import Household
from trimtab.core.money import ZERO, usd
from trimtab.core.plan import Plan
from trimtab.core.policy import Policy
from trimtab.core.problems import note
from trimtab.rebalance.given import Given
from trimtab.rebalance.measure import Covariance
from trimtab.rebalance.modes.paying import Costs, Found, Planner, Pricer, Search
from trimtab.rebalance.modes.ways import filled, ways_of


def withdrawal_plan(
    household: Household,
    policy: Policy,
    covariance: Covariance,
    given: Given,
    plan: Planner,
    price: Pricer,
) -> Plan | str:
    """The plan that leaves the amount in hand at least cost, made by `plan`, the ways to it compared by `price`; or why
    there is none. Pure."""
    search = Search(household, policy, covariance, given, price)
    ways = list(ways_of(search))
    found = [way for way in (filled(search, steps) for steps in ways) if way is not None]
    enough = [way for way in found if way.in_hand_usd >= search.asked_usd]
    most_tax_usd = policy.budgets(household.as_of).tax_usd
    good = [way for way in enough if most_tax_usd is None or way.tax_usd <= max(most_tax_usd, ZERO)]
    if enough and not good and most_tax_usd is not None:
        least = usd(min(way.tax_usd for way in enough))
        return f"{usd(search.asked_usd)} in hand takes {least} of tax, and the tax budget allows {usd(most_tax_usd)}"
    best = _planned(search, good, plan)
    if best is None:
        most = max((way.in_hand_usd for way in found), default=ZERO)
        closed = "; ".join(sorted({draw.closed for draw in search.draws.values() if draw.closed}))
        because = f" ({closed})" if closed else ""
        return f"only about {usd(most)} of {usd(search.asked_usd)} can be had in hand{because}"
    return _told(search, *best, filled(search, ways[0]))


def _planned(search: Search, good: list[Found], plan: Planner) -> tuple[Plan, Found] | None:
    """The cheapest of these ways with its plan in full, by what the plan itself costs; None where none holds."""
    best: tuple[Plan, Found] | None = None
    known = {tuple(sorted(way.gross_usd.items())): way for way in good}
    for _, way in sorted(known.items(), key=lambda one: (one[1].cost_usd, one[0])):
        if best and best[1].cost_usd <= way.cost_usd:
            break
        made = plan(*search.question(way.gross_usd))
        real = search.found(way.gross_usd, Costs(made.cost_before, made.cost_after))
        is_better = best is None or real.cost_usd < best[1].cost_usd
        if not made.is_refused and real.in_hand_usd >= search.asked_usd and is_better:
            best = made, real
    return best


def _told(search: Search, plan: Plan, best: Found, plain: Found | None) -> Plan:
    payouts = tuple(_payout(search, a, amount) for a, amount in sorted(best.gross_usd.items()) if amount > 0)
    more = plain.cost_usd - best.cost_usd if plain and plain.in_hand_usd >= search.asked_usd else None
    told = Withdrawal(
        search.asked_usd,
        payouts,
        best.tax_usd,
        _tax_words(search),
        search.given.year_with_income is None,
        more,
        search.base_usd if search.given.tax_of(search.household).is_bill else None,
        len(search.tried),
    )
    tax = f"{usd(told.tax_usd)} kept for tax" if told.tax_usd >= 0 else f"{usd(-told.tax_usd)} of tax saved"
    asked = f"{usd(told.in_hand_usd)} in hand of {usd(told.gross_usd)} paid out, {tax}"
    notes = [
        note(
            "withdraw",
            f"{search.household.account(p.account_id).name} pays out {usd(p.gross_usd)}: {p.words}",
        )
        for p in payouts
    ]
    notes.append(note("withdraw-tax", f"{asked}; tax by {told.tax_words}"))
    notes += [note("withdraw-closed", draw.closed) for draw in search.draws.values() if draw.closed]
    problems = (*plan.problems, *notes)
    return replace(plan, ask=search.given.ask, withdrawal=told, problems=problems, reason=asked)


def _payout(search: Search, account_id: str, amount: Decimal) -> Payout:
    one = {account_id: amount}
    draw = search.draws[account_id]
    words = draw.words or "its sales are taxed, the money is not"
    if draw.least_usd > 0:
        words += f"; {usd(draw.least_usd)} of it must come out this year"
    return Payout(account_id, amount, search.income_usd(one), search.early_usd(one), words)


def _tax_words(search: Search) -> str:
    flat = "your own flat rates under [tax]"
    return search.given.tax_of(search.household).words if search.given.year_with_income else flat
