"""The books and section 1091 together: which losses count, and what the lots held stand for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import localcontext
from fractions import Fraction

from trimtab.core.events import Disposal, Event, Merger, ReturnOfCapital, SpinOff
from trimtab.ledger.books.adjusting import Adjustment
from trimtab.ledger.books.fold import EXACT, books_of, fold
from trimtab.ledger.books.kin import kin
from trimtab.ledger.books.methods import BY_BASIS
from trimtab.ledger.books.realised import Washed
from trimtab.ledger.books.rules import BookRules
from trimtab.ledger.books.settling import Settling
from trimtab.ledger.books.wash_history import tell
from trimtab.ledger.wash_sales.coverage import Coverage, coverage
from trimtab.ledger.wash_sales.engine import wash_sales
from trimtab.ledger.wash_sales.windows import OpenWindow, windows_open

RESHAPING = (SpinOff, Merger, ReturnOfCapital)


def washed(events: Iterable[Event], rules: BookRules) -> Washed:
    """Every result with what section 1091 leaves of it, and every lot held with its adjusted basis and dates.

    Where lots are chosen by basis, or a basis that a wash sale raised is later shared, lowered or exchanged, the books
    are kept again with what the pass before found, until nothing changes, securities that cannot touch each other by
    themselves. That ends: what is found for sales of a day
    depends on earlier days only (an adjustment counts from the day after), so each pass settles at least one more day
    for good. Raises nothing for a user's mistake, as `keep_books`. Source: 26 USC 1091; `docs/books.md`.
    """
    listed = list(events)
    with localcontext(EXACT):
        found: list[Adjustment] = []
        most_passes = 1
        for related in kin(listed, rules):
            if _feeds_back(related, rules):
                settled, passes = _until_settled(related, rules)
                found += settled
                most_passes = max(most_passes, passes)
        state = fold(listed, rules, found)
        told = tell(state, listed)
        result = wash_sales(told.history)
        settling = Settling(state, told, result)
    parts = {
        name: (part.lot_id, part.ratio * told.a_unit * told.shares_each.get(part.first_symbol, 1))
        for name, part in told.parts.items()
    }
    return Washed(
        books_of(state),
        settling.realised(),
        settling.held(),
        _coverage(coverage(told.history, result), parts),
        told.history,
        result,
        parts,
        most_passes,
    )


def _feeds_back(events: Sequence[Event], rules: BookRules) -> bool:
    """Whether anything here may depend on what wash sales add to a basis."""
    methods = {account.method for account in rules.accounts} | {a.fund_method for a in rules.accounts}
    return any(
        isinstance(event, RESHAPING)
        or (
            isinstance(event, Disposal)
            and not BY_BASIS.isdisjoint({event.method} if event.method else methods)
        )
        for event in events
    )


def _until_settled(events: Sequence[Event], rules: BookRules) -> tuple[list[Adjustment], int]:
    """What wash sales add to lots, once nothing changes any more, and the passes it took."""
    found: list[Adjustment] = []
    passes = 0
    while True:
        passes += 1
        state = fold(events, rules, found)
        told = tell(state, events)
        before, found = found, Settling(state, told, wash_sales(told.history)).adjustments
        if found == before:
            return found, passes


def _coverage(seen: Coverage, parts: dict[str, tuple[str, Fraction]]) -> Coverage:
    """The same in the books' lots, each loss once."""
    losses = dict.fromkeys(replace(loss, lot_id=parts[loss.lot_id][0]) for loss in seen.losses)
    return replace(seen, losses=tuple(losses))


def windows(answer: Washed, as_of: date) -> tuple[OpenWindow, ...]:
    """The windows open at the end of a day, from events up to it, in the books' lots and shares.

    Quantities are shares as held now, or on the day of sale. As `windows_open` in `ledger.wash_sales.windows`.
    """
    merged: dict[tuple[object, ...], OpenWindow] = {}
    for window in windows_open(answer.history, as_of):
        lot_id, units = answer.parts[window.lot_id]
        trade_id = lot_id if window.trade_id == window.lot_id else window.trade_id
        window = replace(window, lot_id=lot_id, trade_id=trade_id, quantity=window.quantity / units)
        key = (window.group, window.until, window.kind, window.account_id, trade_id, lot_id)
        if key in merged:
            known = merged[key]
            window = replace(
                known, quantity=known.quantity + window.quantity, loss_usd=known.loss_usd + window.loss_usd
            )
        merged[key] = window
    return tuple(merged.values())
