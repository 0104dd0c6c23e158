"""Sales and the realised-gain rows that tell which lots they used."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from trimtab.core.events import Disposal, LotChoice, LotMethod, Sell, Transfer
from trimtab.core.money import ZERO
from trimtab.core.statement import StatedGain
from trimtab.ledger.events.opening import Entry, Gone, Opened
from trimtab.ledger.events.planned import ROUNDING, Effect, Key, Place, Planned, decimal_of
from trimtab.ledger.events.pool import LotRef, Shares

SETTLED_WITHIN = timedelta(days=5)
SAME_AMOUNT_USD = Decimal("0.05")
Gains = Sequence[tuple[str, StatedGain]]
Sold = tuple[tuple[int, Fraction], ...]


def with_gains(planned: Sequence[Planned], gains: Gains) -> list[Planned]:
    """Each sale with the gain rows that tell its lots; gain rows without a sale become a sale themselves."""
    rows: dict[tuple[str, str, date], list[int]] = defaultdict(list)
    for index, (account_id, gain) in enumerate(gains):
        rows[(account_id, gain.symbol, gain.closed)].append(index)
    sales: dict[tuple[str, str, date], list[int]] = defaultdict(list)
    for index, one in enumerate(planned):
        if isinstance(one.event, Sell):
            sales[(one.event.account_id, one.event.symbol, one.event.trade_date)].append(index)
    told = list(planned)
    for key in sorted(rows):
        at = sales.get(key) or _settled(key, rows[key], sales, rows, planned, gains)
        if at:
            _share(told, at, rows[key], gains)
        else:
            told.append(_sale(key, rows[key], gains))
    return told


def _settled(
    key: tuple[str, str, date],
    indexes: Sequence[int],
    sales: Mapping[tuple[str, str, date], list[int]],
    rows: Mapping[tuple[str, str, date], list[int]],
    planned: Sequence[Planned],
    gains: Gains,
) -> list[int]:
    """The sale of the same shares for the same money within days, where a file tells the day of settlement."""
    shares = sum((abs(gains[index][1].quantity) for index in indexes), ZERO)
    proceeds = sum((gains[index][1].proceeds_usd for index in indexes), ZERO)
    for (account_id, symbol, day), at in sorted(sales.items()):
        near = (account_id, symbol) == key[:2] and abs(day - key[2]) <= SETTLED_WITHIN
        if not near or (account_id, symbol, day) in rows or len(at) != 1:
            continue
        event = planned[at[0]].event
        assert isinstance(event, Sell), "a list of sales"
        if event.quantity == shares and abs(event.proceeds_usd - proceeds) <= SAME_AMOUNT_USD:
            return at
    return []


def _share(told: list[Planned], at: Sequence[int], indexes: Sequence[int], gains: Gains) -> None:
    """Gain rows over a day's sales: one that has a sale's shares goes to it, the others in order."""
    left = {index: Fraction(abs(gains[index][1].quantity)) for index in _in_order(indexes, gains)}
    alone: dict[int, list[tuple[int, Fraction]]] = {place: [] for place in at}
    for place in at:
        wanted = Fraction(_quantity(told[place]))
        same = next((index for index, quantity in left.items() if quantity == wanted), None)
        if same is not None:
            alone[place].append((same, left.pop(same)))
    for place in at:
        wanted = Fraction(_quantity(told[place])) - sum((q for _, q in alone[place]), Fraction(0))
        for index in list(left):
            taken = min(wanted, left[index])
            if taken > 0:
                alone[place].append((index, taken))
                left[index] -= taken
                wanted -= taken
    for place in at:
        told[place] = replace(told[place], sold=tuple(alone[place]))


def _in_order(indexes: Sequence[int], gains: Gains) -> list[int]:
    return sorted(
        indexes,
        key=lambda i: (
            gains[i][1].opened or date.max,
            gains[i][1].quantity,
            gains[i][1].proceeds_usd,
            gains[i][1].cost_usd or ZERO,
        ),
    )


def _quantity(planned: Planned) -> Decimal:
    assert isinstance(planned.event, Sell), "only sales are shared over"
    return planned.event.quantity


def _sale(key: tuple[str, str, date], indexes: Sequence[int], gains: Gains) -> Planned:
    account_id, symbol, day = key
    rows = [gains[index][1] for index in indexes]
    quantity = sum((abs(row.quantity) for row in rows), ZERO)
    event = Sell(
        event_id="",
        account_id=account_id,
        trade_date=day,
        source=min((row.source for row in rows), key=lambda s: (s.file, s.line or 0)),
        symbol=symbol,
        quantity=quantity,
        proceeds_usd=sum((row.proceeds_usd for row in rows), ZERO),
    )
    effect = Effect((account_id, symbol), day, Place.SOLD, -Fraction(quantity))
    sold = tuple((index, Fraction(abs(gains[index][1].quantity))) for index in _in_order(indexes, gains))
    return Planned(event, Place.SOLD, (effect,), sold)


def choose_lots(opened: Opened, gains: Gains) -> list[Entry]:
    """Name the lots of each disposal of which they are known; the others go by the account's method."""
    used: dict[int, Fraction] = {}
    entries = sorted(opened.entries, key=lambda one: one.planned.event.trade_date)
    by_rest = _by_what_is_left(entries, opened)
    chosen = []
    for index, entry in enumerate(entries):
        event = entry.planned.event
        if isinstance(event, Sell):
            parts = by_rest.get(index) or _parts_of_sale(entry.planned.sold, opened, gains, used)
            entry = replace(entry, planned=_naming(entry.planned, event, parts))
        elif isinstance(event, Transfer):
            parts = _parts_of(entry.choose, Fraction(event.quantity))
            entry = replace(entry, planned=_naming(entry.planned, event, parts))
        chosen.append(entry)
    return chosen


def _by_what_is_left(entries: Sequence[Entry], opened: Opened) -> dict[int, list[tuple[LotRef, Fraction]]]:
    """Sales of which no file states the lots, where the lots held now are known: what is gone is what was sold.

    Only where the shares gone are exactly those of these sales; over several sales earliest first.
    """
    sales: dict[Key, list[tuple[int, Sell]]] = defaultdict(list)
    for index, entry in enumerate(entries):
        event = entry.planned.event
        if isinstance(event, Sell) and not entry.planned.sold and not event.lots and event.method is None:
            sales[(event.account_id, event.symbol)].append((index, event))
    found: dict[int, list[tuple[LotRef, Fraction]]] = {}
    for key, of_key in sales.items():
        parts = _rest(opened.gone[key], [sale for _, sale in of_key])
        found |= {index: part for (index, _), part in zip(of_key, parts, strict=False)}
    return found


def _rest(gone: Gone, sales: Sequence[Sell]) -> list[list[tuple[LotRef, Fraction]]]:
    trail, slack, left = gone.trail, gone.trail.slack, dict(enumerate(quantity for _, quantity in gone.lots))
    wanted = [Fraction(sale.quantity) / trail.scale(sale.trade_date) for sale in sales]
    if not gone.is_told or abs(sum(left.values(), Fraction(0)) - sum(wanted, Fraction(0))) > slack:
        return []
    parts: list[list[tuple[LotRef, Fraction]]] = []
    for sale, quantity in zip(sales, wanted, strict=True):
        parts.append([])
        for place, (ref, _) in enumerate(gone.lots):
            taken = min(left[place], quantity) if left[place] else Fraction(0)
            if taken and (ref.acquired is None or ref.acquired <= sale.trade_date):
                parts[-1].append((ref, taken * trail.scale(sale.trade_date)))
                left[place] -= taken
                quantity -= taken
        if quantity > slack:
            return []
    return parts


def _parts_of_sale(
    sold: Sold, opened: Opened, gains: Gains, used: dict[int, Fraction]
) -> list[tuple[LotRef, Fraction]]:
    parts: list[tuple[LotRef, Fraction]] = []
    for index, quantity in sold:
        row = Fraction(abs(gains[index][1].quantity))
        first = used.get(index, Fraction(0))
        used[index] = first + quantity
        found = _parts_of((opened.of_gain[index],), row)
        at = Fraction(0)
        for ref, shares in found:
            start, end = max(at, first), min(at + shares, first + quantity)
            at += shares
            if end > start:
                parts.append((ref, end - start))
    return parts


def _parts_of(shares: Sequence[Shares], quantity: Fraction) -> list[tuple[LotRef, Fraction]]:
    """The lots that shares turned out to be, for a quantity in shares of another day."""
    claims = [claim for one in shares for claim in one.all_claims()]
    total = sum((part for _, part in claims), Fraction(0))
    return [(ref, part * quantity / total) for ref, part in claims] if total else []


def _naming(planned: Planned, event: Disposal, parts: Sequence[tuple[LotRef, Fraction]]) -> Planned:
    """The event with its lots, where they make up all of it; the largest bears what is only rounding."""
    by_lot: dict[str, Fraction] = defaultdict(Fraction)
    for ref, quantity in parts:
        by_lot[ref.lot_id] += quantity
    total = sum(by_lot.values(), Fraction(0))
    if event.lots or event.method or not parts or abs(total - Fraction(event.quantity)) > ROUNDING:
        return planned
    choices = {lot_id: decimal_of(quantity) for lot_id, quantity in by_lot.items()}
    largest = max(choices, key=lambda lot_id: (choices[lot_id], lot_id))
    choices[largest] += event.quantity - sum(choices.values(), ZERO)
    lots = tuple(LotChoice(lot_id=lot_id, quantity=choices[lot_id]) for lot_id in sorted(choices))
    return replace(planned, event=replace(event, method=LotMethod.SPECIFIC, lots=lots))
