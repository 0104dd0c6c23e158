"""Names and order of events and lots: the same however often and in whatever order files are imported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from trimtab.core.events import Disposal, Event
from trimtab.core.money import plain
from trimtab.ledger.events.by_hand import Bringing
from trimtab.ledger.events.opening import Entry
from trimtab.ledger.events.planned import decimal_of
from trimtab.ledger.events.pool import LotRef

FOUR_PLACES = Decimal("0.0001")


def name_lots(entries: Sequence[Entry]) -> None:
    """Account, symbol, day and cost of a share; equal ones are numbered."""
    refs = [entry.ref for entry in entries if entry.ref is not None]
    counts = Counter(ref.lot_id for ref in refs if ref.lot_id)
    for ref in sorted((ref for ref in refs if not ref.lot_id), key=_lot_order):
        stem = _stem(ref)
        counts[stem] += 1
        ref.lot_id = stem if counts[stem] == 1 else f"{stem}#{counts[stem]}"


def _lot_order(ref: LotRef) -> tuple[str, str, date, Decimal, Decimal, str, int]:
    where = ref.source
    return (
        ref.account_id,
        ref.symbol,
        ref.acquired or date.max,
        decimal_of(ref.quantity),
        ref.cost_usd if ref.cost_usd is not None else Decimal(-1),
        where.file if where else "",
        (where.line if where else 0) or 0,
    )


def _stem(ref: LotRef) -> str:
    cost = "unknown"
    if ref.cost_usd is not None:
        cost = plain((ref.cost_usd / decimal_of(ref.quantity)).quantize(FOUR_PLACES))
    day = ref.acquired.isoformat() if ref.acquired is not None else "unknown"
    return f"{ref.account_id}/{ref.symbol}/{day}@{cost}"


def named_events(entries: Sequence[Entry]) -> tuple[Event, ...]:
    """Events in order, each with its id, its place in the day, and the name of the lot it brings in."""
    ordered = sorted(entries, key=_entry_order)
    ids: Counter[str] = Counter()
    places: Counter[date] = Counter()
    events = []
    for entry in ordered:
        event = with_lot(entry)
        stem = _event_stem(event)
        ids[stem] += 1
        places[event.trade_date] += 1
        event_id = stem if ids[stem] == 1 else f"{stem}#{ids[stem]}"
        events.append(replace(event, event_id=event_id, sequence=places[event.trade_date]))
    return tuple(events)


def with_lot(entry: Entry) -> Event:
    """The event with the name of the lot it brings in."""
    event = entry.planned.event
    if entry.ref is not None and isinstance(event, Bringing):
        return replace(event, lot_id=entry.ref.lot_id)
    return event


def _entry_order(entry: Entry) -> tuple[date, int, str, str, str, str, int]:
    event = entry.planned.event
    where = event.source
    return (
        event.trade_date,
        entry.planned.place,
        _event_stem(event),
        entry.ref.lot_id if entry.ref is not None else "",
        str(event.lots) if isinstance(event, Disposal) else "",
        where.file if where else "",
        (where.line if where else 0) or 0,
    )


def _event_stem(event: Event) -> str:
    kind = type(event).__name__.lower()
    symbol = getattr(event, "symbol", "") or "cash"
    size = getattr(event, "quantity", None) or getattr(event, "amount_usd", None)
    return f"{event.account_id}/{symbol}/{event.trade_date}/{kind}" + (f"/{plain(size)}" if size else "")
