"""The value of waiting with a loss, exact amounts in and out: the door between booked figures and statistics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from trimtab.core.money import ONE, cents
from trimtab.rebalance.optimize.harvest_option import LossKind, waits
from trimtab.rebalance.waiting import Waiting

COST_STEP = Decimal("0.0001")  # costs are told to a basis point, so that lots alike are worked out once
RATIO_STEP = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class LossAtHand:
    """A lot at a loss in a taxable account: its shares, value and basis in USD, yearly volatility and the cost of
    selling and replacing as shares of one, and the days until its loss is long-term (0: it is)."""

    quantity: Decimal
    value_usd: Decimal
    basis_usd: Decimal
    volatility: Decimal
    cost: Decimal
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
    told = [
        (
            LossKind(
                float(lot.volatility),
                float(rates.short),
                float(rates.long),
                float(rates.later),
                float(lot.cost.quantize(COST_STEP)),
                lot.days_to_long,
            ),
            float(lot.basis_usd / lot.value_usd),
        )
        for lot in lots
    ]
    found = waits(told, days_to_year_end, float(rates.next_year))
    return tuple(
        Waiting(
            worth_usd=cents(Decimal(repr(wait.value)) * lot.value_usd),
            hurdle=min(ONE, Decimal(repr(wait.hurdle)).quantize(RATIO_STEP)),
            ratio=(lot.value_usd / lot.basis_usd).quantize(RATIO_STEP),
            quantity=lot.quantity,
        )
        for lot, wait in zip(lots, found, strict=True)
    )
