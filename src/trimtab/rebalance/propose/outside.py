"""By how much trades put more outside bands and limits than is outside today, to the cent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from trimtab.core.ask import Mode
from trimtab.core.drift import ClassDrift
from trimtab.core.money import CENT, ZERO
from trimtab.core.plan import BUY, Trade
from trimtab.core.policy import CASH_CLASS, Weights
from trimtab.rebalance.decide import short_accounts
from trimtab.rebalance.limits import DollarLimit
from trimtab.rebalance.measure import measure_after
from trimtab.rebalance.propose.promised import STAYS, coarsest_step_usd, filled_by
from trimtab.rebalance.propose.situation import Situation

CASH_RESTS = frozenset({Mode.CLASS, Mode.LIQUIDATE})  # cash may rise there: it is what was asked for


def is_free(now: Situation) -> bool:
    """Whether drift may grow: because cash must be there, or because that was asked for."""
    return now.decision.ask.mode in CASH_RESTS or bool(short_accounts(now.rules.household))


def more_outside_usd(now: Situation, trades: Sequence[Trade]) -> Decimal:
    """Dollars by which these trades raise what is outside bands and limits, beyond what they cost and, where classes
    stay, a step of each on both sides; nought or less where they do not."""
    if not trades or is_free(now):
        return ZERO
    slack = sum([trade.cost_usd + CENT for trade in trades], ZERO)
    if now.decision.ask.mode in STAYS:
        slack += 2 * sum([coarsest_step_usd(now.rules, trade) for trade in trades], ZERO)
    rise = _outside_bands_usd(now, trades) - sum(_outside(now.drift.total_usd, *row) for row in _rows(now))
    for limit in now.rules.limits:
        rise += abs(limit.outside_usd(limit.held_usd + added_usd(limit, trades))) - abs(
            limit.outside_usd(limit.held_usd)
        )
    return rise - slack


def added_usd(limit: DollarLimit, trades: Sequence[Trade]) -> Decimal:
    """What the trades add to what the limit counts."""
    added = ZERO
    for trade in trades:
        if trade.account_id in limit.accounts:
            bought = trade.quantity * trade.price_usd * (1 if trade.side is BUY else -1)
            added += bought * limit.parts.get(trade.symbol, ZERO)
            if limit.counts_cash:
                paid = trade.amount_usd * (1 if trade.side is BUY else -1)
                added -= paid + trade.cost_usd
    return added


def _rows(now: Situation) -> Iterator[tuple[ClassDrift, Decimal]]:
    """Classes and parents with a band, and what they hold today."""
    return ((row, row.actual_usd) for row in (*now.drift.classes, *now.drift.parents))


def _outside_bands_usd(now: Situation, trades: Sequence[Trade]) -> Decimal:
    """Dollars outside bands after these trades."""
    rules, before = now.rules, now.drift
    if rules.policy.weights is Weights.AFTER_TAX:
        after = measure_after(rules.household, before, filled_by(now, trades), rules.policy)
        rows = (*after.classes, *after.parents)
        return sum([_outside(after.total_usd, row, row.actual_usd) for row in rows], ZERO)
    moved = dict.fromkeys(rules.policy.target, ZERO)
    for trade in trades:
        sign = 1 if trade.side is BUY else -1
        bought = trade.quantity * trade.price_usd * sign
        for class_id, share in rules.class_shares(trade.symbol).items():
            moved[class_id] += bought * share
        moved[CASH_CLASS] -= trade.amount_usd * sign + trade.cost_usd
    total = before.total_usd + sum(moved.values(), ZERO)
    outside = sum(
        [_outside(total, row, row.actual_usd + moved[row.class_id]) for row in before.classes], ZERO
    )
    for row in before.parents:
        below = sum([usd for leaf, usd in moved.items() if leaf.startswith(f"{row.class_id}.")], ZERO)
        outside += _outside(total, row, row.actual_usd + below)
    return outside


def _outside(total_usd: Decimal, row: ClassDrift, held_usd: Decimal) -> Decimal:
    return max(ZERO, row.band_low * total_usd - held_usd, held_usd - row.band_high * total_usd)
