"""An amount in hand after tax: from which accounts, and how much gross, at least total cost.

Every way is planned in full, sales by lot included; `paying` weighs one, `ways` names them.
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
from trimtab.rebalance.modes.paying import Found, Planner, Search
from trimtab.rebalance.modes.ways import filled, ways_of


def withdrawal_plan(
    household: Household, policy: Policy, covariance: Covariance, given: Given, plan: Planner
) -> Plan | str:
    """The plan that leaves the amount in hand at least cost, made by `plan`; or why there is none. Pure."""
    search = Search(household, policy, covariance, given, plan)
    ways = list(ways_of(search))
    found = [way for way in (filled(search, steps) for steps in ways) if way is not None]
    enough = [way for way in found if way.in_hand_usd >= search.asked_usd]
    most_tax_usd = policy.budgets(household.as_of).tax_usd
    good = [way for way in enough if most_tax_usd is None or way.tax_usd <= max(most_tax_usd, ZERO)]
    if enough and not good and most_tax_usd is not None:
        least = usd(min(way.tax_usd for way in enough))
        return f"{usd(search.asked_usd)} in hand takes {least} of tax, and the tax budget allows {usd(most_tax_usd)}"
    if not good:
        most = max((way.in_hand_usd for way in found), default=ZERO)
        closed = "; ".join(sorted({draw.closed for draw in search.draws.values() if draw.closed}))
        because = f" ({closed})" if closed else ""
        return f"only about {usd(most)} of {usd(search.asked_usd)} can be had in hand{because}"
    best = min(good, key=lambda way: (way.cost_usd, sorted(way.gross_usd.items())))
    return _told(search, best, filled(search, ways[0]))


def _told(search: Search, best: Found, plain: Found | None) -> Plan:
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
    problems = (*best.plan.problems, *notes)
    return replace(best.plan, ask=search.given.ask, withdrawal=told, problems=problems, reason=asked)


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
