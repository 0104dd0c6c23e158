"""Limits on what is held: hard rows that no plan leaves, and a price for what is outside today."""

from __future__ import annotations

from decimal import Decimal

from trimtab.core.money import ONE, ZERO, step_up
from trimtab.rebalance.limits import DollarLimit
from trimtab.rebalance.margins import LEAST, MOST
from trimtab.rebalance.measure import free_cash_usd
from trimtab.rebalance.optimize.program import Program, Terms, k

SMALLEST = Decimal("1.01")  # of the smallest trade: room for the step that keeps it from falling below


def limit_rows(p: Program) -> None:
    """For each limit: its end or today's holding, whichever is wider, as a hard row; what is outside as a column. Where
    rounding missed the least of one, what that may take is kept back."""
    price = float(p.policy.prices.outside_band)
    for limit in p.rules.limits:
        terms, base = traded(p, limit), untraded_usd(p, limit)
        if limit.ceiling_usd is not None and limit.high_usd is not None:
            p.model.row(terms, upper=k(limit.ceiling_usd - base - p.margins.of(MOST, limit.limit.limit_id)))
            if limit.held_usd > limit.high_usd:
                p.model.row([*terms, (p.model.column(price), -1.0)], upper=k(limit.high_usd - base))
        if limit.floor_usd is not None and limit.low_usd is not None:
            margin = p.margins.of(LEAST, limit.limit.limit_id)
            low = limit.low_usd + (_grain_usd(p, limit) if margin else ZERO)
            p.model.row(terms, lower=k(min(low, limit.held_usd) - base + margin))
            if limit.held_usd < limit.low_usd:
                p.model.row([*terms, (p.model.column(price), 1.0)], lower=k(limit.low_usd - base))
    _only_what_is_asked_for(p)


def traded(p: Program, limit: DollarLimit) -> Terms:
    """What the plan changes of what the limit counts, and the cash it leaves, in thousands of dollars."""
    terms: Terms = []
    for columns, sign in ((p.result.buys, 1.0), (p.result.sold, -1.0)):
        for (account_id, symbol), column in columns.items():
            part = limit.parts.get(symbol, ZERO) if account_id in limit.accounts else ZERO
            if part:
                terms.append((column, sign * k(p.household.price_usd(symbol) * part)))
    for account_id in _with_cash(p, limit):
        terms += p.cash_terms[account_id]
    return terms


def untraded_usd(p: Program, limit: DollarLimit) -> Decimal:
    """What the limit counts today, but for cash that the terms tell."""
    accounts = (p.household.account(account_id) for account_id in _with_cash(p, limit))
    return limit.held_usd - sum((free_cash_usd(p.household, account) for account in accounts), ZERO)


def _with_cash(p: Program, limit: DollarLimit) -> list[str]:
    return sorted(limit.accounts & p.cash_terms.keys()) if limit.counts_cash else []


def _grain_usd(p: Program, limit: DollarLimit) -> Decimal:
    """What rounding sales up and buys down to parts of a share may take from the holding."""
    grain = ZERO
    for account_id, symbol in {*p.result.buys, *p.result.sold}:
        if account_id in limit.accounts and (symbol in limit.parts or limit.counts_cash):
            step = p.rules.step(p.household.account(account_id), symbol)
            grain += step * p.household.price_usd(symbol) if step < ONE else ZERO
    return grain


def _only_what_is_asked_for(p: Program) -> None:
    """What is bought for a limit alone is bought as far as the limits ask, to the next share and smallest trade; in
    accounts of finer steps, taken together, to the next of theirs."""
    for symbol, need_usd in sorted(p.rules.bought_for_limits.items()):
        buys = {key[0]: column for key, column in p.result.buys.items() if key[1] == symbol}
        if buys:
            accounts = [p.household.account(account_id) for account_id in buys]
            steps = {account.account_id: p.rules.step(account, symbol) for account in accounts}
            smallest = max(p.rules.least_buy_usd(account, symbol) for account in accounts)
            least = max(need_usd, smallest * SMALLEST) / p.household.price_usd(symbol)
            for step in sorted(set(steps.values())):
                most = step_up(least, step) + (step if step < ONE else ZERO)
                p.model.row([(buys[a], 1.0) for a in buys if steps[a] <= step], upper=float(most))
