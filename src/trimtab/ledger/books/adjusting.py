"""What wash sales found in an earlier pass add to lots, before whatever happens to those lots later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from trimtab.core.money import cents
from trimtab.ledger.books.part import Part, to_grid
from trimtab.ledger.books.state import State


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What a wash sale adds to the shares of a lot from unit `start` to `end`, known from the beginning of `day`.

    `held_from` is the start of their holding period then.
    """

    day: date
    lot_id: str
    start: Fraction
    end: Fraction
    amount_usd: Decimal
    held_from: date | None


def adjust(state: State, adjustment: Adjustment) -> None:
    """Raise the basis of the shares that took a loss over and are still held (26 USC 1091(d), 1223(3))."""
    for part in state.held_of(adjustment.lot_id):
        first = max(part.start, adjustment.start)
        last = min(part.start + part.units, adjustment.end)
        if first < last:
            amount = _upto(adjustment, last) - _upto(adjustment, first)
            matched = _between(state, part, first, last)
            matched.wash_usd += amount
            matched.taken_usd += amount
            matched.held_from = adjustment.held_from


def _upto(adjustment: Adjustment, unit: Fraction) -> Decimal:
    """The cents that belong to the units before this one."""
    share = (unit - adjustment.start) / (adjustment.end - adjustment.start)
    return cents(adjustment.amount_usd * share.numerator / share.denominator)


def _between(state: State, part: Part, first: Fraction, last: Fraction) -> Part:
    """Make the units from `first` to `last` a part of their own."""
    before = _front(part, first - part.start)
    if before is not None:
        state.add(before)
    matched = _front(part, last - part.start)
    if matched is None:
        return part
    state.add(matched)
    return matched


def _front(part: Part, units: Fraction) -> Part | None:
    """Cut the first units out; None where that would be nothing, or all."""
    share = units / part.units
    quantity = to_grid(part.quantity * share.numerator / share.denominator)
    if not 0 < quantity < part.quantity:
        return None
    return part.cut(quantity, units)
