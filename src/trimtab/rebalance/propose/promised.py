"""What trades miss of what a mode promises of where classes end (docs/modes.md)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from trimtab.core.ask import Mode
from trimtab.core.household import Household
from trimtab.core.money import CENT
from trimtab.core.plan import Trade
from trimtab.rebalance.fills import apply_fills
from trimtab.rebalance.margins import CLASS_LEAST, CLASS_MOST, Margins, Name
from trimtab.rebalance.measure import measure
from trimtab.rebalance.propose.situation import Situation
from trimtab.rebalance.rules import Rules

STAYS = frozenset({Mode.LOCATION, Mode.HARVEST})  # classes stay where they are


def promised_missed(now: Situation, trades: Sequence[Trade], kept: Margins) -> Iterator[tuple[Name, Decimal]]:
    """By how much a class leaves where it was to stay, or the way to its target: a step of each trade in it, one of the
    dearest, and costs allowed for. The program lets each go by a step of its dearest security, whatever is traded: what
    the trades leave of that is missed too."""
    ask = now.decision.ask
    if not trades or ask.mode not in STAYS | {Mode.CLASS}:
        return
    after = {
        row.class_id: row.actual_usd for row in measure(filled_by(now, trades), now.rules.policy).classes
    }
    steps = {trade.trade_id: coarsest_step_usd(now.rules, trade) for trade in trades}
    rounding = sum((trade.cost_usd + CENT for trade in trades), max(steps.values()))
    for row in now.drift.classes:
        low, high = now.decision.class_limits_usd.get(row.class_id, (None, None))
        if low is None or high is None:
            continue
        touching = (t for t in trades if row.class_id in now.rules.class_shares(t.symbol))
        slack = sum((steps[trade.trade_id] for trade in touching), rounding)
        goal = row.target * now.drift.total_usd if ask.mode is Mode.CLASS else row.actual_usd
        least, most = min(row.actual_usd, goal) - slack, max(row.actual_usd, goal) + slack
        low, high = low + kept.of(CLASS_LEAST, row.class_id), high - kept.of(CLASS_MOST, row.class_id)
        if after[row.class_id] < least:
            yield (CLASS_LEAST, row.class_id), least - min(low, after[row.class_id])
        if after[row.class_id] > most:
            yield (CLASS_MOST, row.class_id), max(high, after[row.class_id]) - most


def filled_by(now: Situation, trades: Sequence[Trade]) -> Household:
    """The household after these trades."""
    return apply_fills(now.rules.household, tuple(trades))


def coarsest_step_usd(rules: Rules, trade: Trade) -> Decimal:
    """The largest step that the trade's account trades in, of this security."""
    account = rules.household.account(trade.account_id)
    return max(account.quantity_step, account.fund_quantity_step) * trade.price_usd
