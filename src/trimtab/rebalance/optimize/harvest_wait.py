"""The value of waiting with a loss, exact amounts in and out: the door between booked figures and statistics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from trimtab.core.money import ONE, cents
from trimtab.rebalance.optimize.harvest_option import LossKind, waits
from trimtab.rebalance.waiting import Waiting

COST_STEP = Decimal("0.0001")  # costs are told to a basis point, so that lots alike are worked out once
RATIO_STEP = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class LossSecurity:
    """What is held at a loss: its yearly volatility, and the cost of selling and replacing, shares of one."""

    volatility: Decimal
    cost: Decimal


class LossAtHand(NamedTuple):
    """A lot at a loss in a taxable account: its shares, value and basis in USD, what it is of, and the days until its
    loss is long-term (0: it is)."""

    quantity: Decimal
    value_usd: Decimal
    basis_usd: Decimal
    security: LossSecurity
    days_to_long: int


@dataclass(frozen=True, slots=True)
class LossRates:
    """What a dollar of loss saves this year, short- and long-term; what a dollar of basis less costs later; what a
    dollar saved a year later is worth. Shares of one."""

    short: Decimal
    long: Decimal
    later: Decimal
    next_year: Decimal


def waiting(lots: Sequence[LossAtHand], rates: LossRates, days_to_year_end: int) -> tuple[Waiting, ...]:
    """The value of waiting for each lot, to the cent; the same for the same figures, whatever else is asked."""
    kinds: dict[tuple[int, int], LossKind] = {}
    hurdles: dict[float, Decimal] = {}
    told = []
    is_one_rate = rates.short == rates.long  # then the day of long-term says nothing
    told_rates = (float(rates.short), float(rates.long), float(rates.later))
    for lot in lots:
        key = (id(lot.security), 0 if is_one_rate else lot.days_to_long)
        if key not in kinds:
            kinds[key] = _kind(lot.security, told_rates, key[1])
        told.append((kinds[key], float(lot.basis_usd) / float(lot.value_usd)))
    found = []
    for lot, wait in zip(lots, waits(told, days_to_year_end, float(rates.next_year)), strict=True):
        if wait.hurdle not in hurdles:
            hurdles[wait.hurdle] = min(ONE, Decimal(repr(wait.hurdle)).quantize(RATIO_STEP))
        worth = cents(Decimal(wait.value) * lot.value_usd)
        ratio = (lot.value_usd / lot.basis_usd).quantize(RATIO_STEP)
        found.append(Waiting(worth, hurdles[wait.hurdle], ratio, lot.quantity))
    return tuple(found)


def _kind(security: LossSecurity, rates: tuple[float, float, float], days_to_long: int) -> LossKind:
    """`rates` are short, long and later."""
    return LossKind(
        float(security.volatility), *rates, float(security.cost.quantize(COST_STEP)), days_to_long
    )
