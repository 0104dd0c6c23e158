"""The price of room: what one more dollar in a sheltered account would save a year, exactly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from trimtab.core.accounts import TaxTreatment
from trimtab.core.money import ZERO

Rates = Mapping[TaxTreatment, Mapping[str, Decimal]]  # what a dollar of each class costs a year, by place
Prices = dict[TaxTreatment, Decimal]


def room_prices(
    rates: Rates, room_usd: Mapping[TaxTreatment, Decimal], needs_usd: Mapping[str, Decimal]
) -> Prices:
    """The price of a dollar of room in each place, a share of one a year; that of taxable accounts is nought.

    The dual of putting every class's dollars where they cost least. With two places the fill in order of gain tells
    it; with three (taxable, deferred, free) the dual's corners are tried, of which there are few.
    """
    sheltered = [t for t in (TaxTreatment.DEFERRED, TaxTreatment.FREE) if t in rates]
    prices = dict.fromkeys(TaxTreatment, ZERO)
    if not sheltered:
        return prices
    inside = rates[sheltered[0]]
    if TaxTreatment.TAXABLE in rates and all(rates[t] == inside for t in sheltered):
        room = sum((room_usd.get(t, ZERO) for t in sheltered), ZERO)
        price = _filled(rates[TaxTreatment.TAXABLE], inside, room, needs_usd)
        return prices | dict.fromkeys((TaxTreatment.DEFERRED, TaxTreatment.FREE), price)
    if len(rates) < 2 or all(rates[t] == inside for t in rates):
        return prices
    return prices | _corner(rates, room_usd, needs_usd)


def _filled(
    outside: Mapping[str, Decimal], inside: Mapping[str, Decimal], room: Decimal, needs: Mapping[str, Decimal]
) -> Decimal:
    """The gain of the class that takes the last dollar of room; nought where there is room for all that gain."""
    gains = sorted(((outside[c] - inside[c], c) for c in outside if c in needs), reverse=True)
    price = ZERO
    for gain, class_id in gains:
        price = max(gain, ZERO)
        room -= needs[class_id]
        if room < 0 or price == 0:
            return price
    return price


def _corner(rates: Rates, room: Mapping[TaxTreatment, Decimal], needs: Mapping[str, Decimal]) -> Prices:
    """The corner of the dual with the greatest value; of equal ones the one with the lowest prices."""
    base = min(rates, key=list(TaxTreatment).index)
    others = [t for t in rates if t is not base]
    counted = [c for c in rates[base] if c in needs]

    def value(prices: Prices) -> Decimal:
        whole = sum((needs[c] * min(rates[t][c] + prices.get(t, ZERO) for t in rates) for c in counted), ZERO)
        return whole - sum((room.get(t, ZERO) * prices[t] for t in others), ZERO)

    corners = sorted(_corners(rates, base, others, counted), key=lambda p: [p[t] for t in others])
    return max(corners, key=value, default=dict.fromkeys(others, ZERO))


def _corners(
    rates: Rates, base: TaxTreatment, others: list[TaxTreatment], counted: list[str]
) -> Iterator[Prices]:
    """Prices at which classes are torn between places: as many ties as there are prices."""
    ties = {t: sorted({rates[base][c] - rates[t][c] for c in counted}) for t in others}
    if len(others) == 1:
        yield from ({others[0]: price} for price in ties[others[0]])
        return
    first, second = others
    between = sorted({rates[second][c] - rates[first][c] for c in counted})
    for one in ties[first]:
        yield from ({first: one, second: other} for other in ties[second])
        yield from ({first: one, second: one - step} for step in between)
    for other in ties[second]:
        yield from ({first: other + step, second: other} for step in between)
