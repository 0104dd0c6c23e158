"""What trades miss of what a mode promises of where classes end (docs/modes.md)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from trimtab.core.ask import Mode
from trimtab.core.household import Household
from trimtab.core.money import CENT, ZERO
from trimtab.core.plan import Trade
from trimtab.core.policy import CASH_CLASS
from trimtab.rebalance.fills import apply_fills
from trimtab.rebalance.margins import CLASS_LEAST, CLASS_MOST, Margins, Name
from trimtab.rebalance.measure import measure_after
from trimtab.rebalance.propose.situation import Situation
from trimtab.rebalance.rules import Rules

STAYS = frozenset({Mode.LOCATION, Mode.HARVEST})  # classes stay where they are


def promised_missed(now: Situation, trades: Sequence[Trade], kept: Margins) -> dict[Name, Decimal]:
    """By how much a class leaves where it was to stay, or the way to its target: a step of each trade in it, one of the
    dearest, and costs allowed for. The program lets each go by a step of its dearest security, whatever is traded: what
    the trades leave of that is missed too."""
    ask = now.decision.ask
    if not trades or ask.mode not in STAYS | {Mode.CLASS}:
        return {}
    rules, filled = now.rules, filled_by(now, trades)
    measured = measure_after(rules.household, now.drift, filled, rules.policy)
    after = {row.class_id: row.actual_usd for row in measured.classes}
    steps = {trade.trade_id: coarsest_step_usd(rules, trade) for trade in trades}
    rounding = sum((trade.cost_usd + CENT for trade in trades), max(steps.values()))
    cash_slack = sum(steps.values(), rounding)
    cash = _cash_off(now, after, cash_slack)
    missed = _cash_missed(now, after, cash_slack, kept) if not cash else {}
    for row in now.drift.classes:
        limits = now.decision.class_limits_usd.get(row.class_id, (None, None))
        if limits[0] is None or limits[1] is None:
            continue
        touching = (t for t in trades if row.class_id in rules.class_shares(t.symbol))
        slack = sum((steps[trade.trade_id] for trade in touching), rounding)
        goal = row.target * now.drift.total_usd if ask.mode is Mode.CLASS else row.actual_usd
        least, most = min(row.actual_usd, goal) - slack, max(row.actual_usd, goal) + slack
        held = after[row.class_id]
        least = max(least, held + (row.actual_usd - held) * max(cash, ZERO))
        most = min(most, held - (held - row.actual_usd) * max(-cash, ZERO))
        low = limits[0] + kept.of(CLASS_LEAST, row.class_id)
        high = limits[1] - kept.of(CLASS_MOST, row.class_id)
        if held < least:
            missed[CLASS_LEAST, row.class_id] = least - min(low, held)
        if held > most:
            missed[CLASS_MOST, row.class_id] = max(high, held) - most
    return missed


def _cash_off(now: Situation, after: Mapping[str, Decimal], slack_usd: Decimal) -> Decimal:
    """By what part of itself each class that is sold (positive) or bought (negative) must move less, so that cash,
    which is to stay too, leaves where it was by no more than that."""
    if now.decision.ask.mode not in STAYS:
        return ZERO
    moved = {row.class_id: after[row.class_id] - row.actual_usd for row in now.drift.classes}
    off = max(abs(moved[CASH_CLASS]) - slack_usd, ZERO) * (1 if moved.pop(CASH_CLASS) > 0 else -1)
    against = sum((abs(usd) for usd in moved.values() if usd * off < 0), ZERO)
    return off / against if against else ZERO


def _cash_missed(
    now: Situation, after: Mapping[str, Decimal], slack_usd: Decimal, kept: Margins
) -> dict[Name, Decimal]:
    """By how much cash leaves where it was to stay, though no class moves against it: what is sold counts for less in
    weights after tax than what it pays for. The program then lets it go by a step of the dearest security, at most."""
    if now.decision.ask.mode not in STAYS:
        return {}
    held = next(row.actual_usd for row in now.drift.classes if row.class_id == CASH_CLASS)
    moved = after[CASH_CLASS] - held
    if abs(moved) <= slack_usd:
        return {}
    name = (CLASS_LEAST if moved < 0 else CLASS_MOST), CASH_CLASS
    is_kept = kept.of(*name) > 0
    least = abs(moved) - slack_usd if is_kept else CENT
    return {name: max(least, now.decision.step_usd - kept.of(*name) - slack_usd)}


def filled_by(now: Situation, trades: Sequence[Trade]) -> Household:
    """The household after these trades."""
    return apply_fills(now.rules.household, tuple(trades))


def coarsest_step_usd(rules: Rules, trade: Trade) -> Decimal:
    """The largest step that the trade's account trades in, of this security."""
    account = rules.household.account(trade.account_id)
    return max(account.quantity_step, account.fund_quantity_step) * trade.price_usd
