"""What trades miss of the hard limits, to the cent.

The program is one of floats, and its answer is rounded to what can be traded. A limit that is missed by that is made
narrower by what it was missed by, and the program solved again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from trimtab.core.money import CENT, ONE, ZERO
from trimtab.core.plan import Trade
from trimtab.core.policy import CASH_CLASS
from trimtab.core.year_tax import YearTax
from trimtab.rebalance.budgets import missed_budgets
from trimtab.rebalance.fills import counted_gains
from trimtab.rebalance.limits import DollarLimit
from trimtab.rebalance.margins import HALF_SUM, LEAST, MOST, NOTHING_KEPT, OUTSIDE, Margins, Name
from trimtab.rebalance.measure import measure_after
from trimtab.rebalance.propose.outside import added_usd, is_free, more_outside_usd
from trimtab.rebalance.propose.promised import coarsest_step_usd, filled_by, promised_missed
from trimtab.rebalance.propose.situation import Situation
from trimtab.rebalance.rules import Rules
from trimtab.rebalance.tell.unmet import unmet
from trimtab.rebalance.washes import washed


def missed_usd(now: Situation, trades: Sequence[Trade], kept: Margins = NOTHING_KEPT) -> dict[Name, Decimal]:
    """By how many dollars these trades miss the year's budgets, the limits on what is held, gaps no wider and no more
    outside than they were, and where the mode promises that classes end; empty where they keep them all.

    The program that gave them had `kept` back.
    """
    rules = now.rules
    year_tax = now.given.tax_of(rules.household)
    found = (
        *_budgets(rules, year_tax, trades),
        *_limits(rules, trades),
        *_half_sum(now, trades),
        ((OUTSIDE, ""), more_outside_usd(now, trades)),
        *promised_missed(now, trades, kept).items(),
    )
    return {name: usd for name, usd in found if usd > 0}


def _half_sum(now: Situation, trades: Sequence[Trade]) -> Iterator[tuple[Name, Decimal]]:
    """By how much half the sum of gaps grows, costs and a step of each trade allowed for, where nothing outside its
    band or limit asks for that and no rule prevents better."""
    rules, before = now.rules, now.drift
    stays_inside = not any(row.is_out for row in (*before.classes, *before.parents))
    if not trades or is_free(now) or not stays_inside or any(limit.outside_usd for limit in before.limits):
        return
    filled = filled_by(now, trades)
    after = measure_after(rules.household, before, filled, rules.policy)
    slack = sum((trade.cost_usd + CENT + coarsest_step_usd(rules, trade) for trade in trades), ZERO)
    more = (after.half_sum - before.half_sum) * after.total_usd - slack
    if more > 0 and not unmet(rules, now.decision, after, filled, before.total_usd):
        yield (HALF_SUM, ""), more


def _budgets(rules: Rules, year_tax: YearTax, trades: Sequence[Trade]) -> Iterator[tuple[Name, Decimal]]:
    """What the trades' gains, those that count, miss of the year's budgets."""
    budgets = rules.policy.budgets(rules.household.as_of)
    if not budgets.is_empty:
        short, long = counted_gains(tuple(trades), washed(rules, tuple(trades)))
        yield from missed_budgets(budgets, rules.household.tax, year_tax, short, long)


def _limits(rules: Rules, trades: Sequence[Trade]) -> Iterator[tuple[Name, Decimal]]:
    """What is held beyond the limits' ends, or beyond where it stood, costs and parts of shares allowed for."""
    costs = sum((trade.cost_usd for trade in trades), ZERO)
    for limit in rules.limits:
        held, slack = limit.held_usd + added_usd(limit, trades), _slack_usd(rules, limit, trades)
        slack += costs if limit.has_percent else ZERO
        if limit.high_usd is not None:
            yield (MOST, limit.limit.limit_id), held - max(limit.high_usd, limit.held_usd) - slack
        if limit.floor_usd is not None:
            yield (LEAST, limit.limit.limit_id), limit.floor_usd - held - slack


def _slack_usd(rules: Rules, limit: DollarLimit, trades: Iterable[Trade]) -> Decimal:
    """Cents of rounding where a class is counted, and what trades in parts of a share may leave in cash."""
    slack = ZERO
    for trade in trades if limit.limit.class_id else ():
        slack += CENT
        if limit.limit.class_id == CASH_CLASS and trade.account_id in limit.accounts:
            step = rules.step(rules.household.account(trade.account_id), trade.symbol)
            slack += step * trade.price_usd if step < ONE else ZERO
    return slack
