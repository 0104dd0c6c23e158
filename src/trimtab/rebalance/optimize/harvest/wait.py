"""The value of waiting with a loss, exact amounts in and out: the door between booked figures and statistics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from trimtab.core.money import ONE, ZERO, cents
from trimtab.core.quick import quickly_made
from trimtab.rebalance.optimize.harvest.option import Answer, LossKind, answers_of
from trimtab.rebalance.waiting import Waiting

COST_STEP = Decimal("0.0001")  # costs are told to a basis point, so that lots alike are worked out once
RATIO_STEP = Decimal("0.0001")
NOTHING = cents(ZERO)


@quickly_made
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
    is_one_rate = rates.short == rates.long  # then the day of long-term says nothing
    told_rates = (float(rates.short), float(rates.long), float(rates.later))
    alike: dict[tuple[int, int], list[int]] = {}
    for number, lot in enumerate(lots):
        alike.setdefault((id(lot.security), 0 if is_one_rate else lot.days_to_long), []).append(number)
    kinds = {key: _kind(lots[same[0]].security, told_rates, key[1]) for key, same in alike.items()}
    answers = answers_of(kinds.values(), days_to_year_end, float(rates.next_year))
    found: dict[int, Waiting] = {}
    for key, same in alike.items():
        answer = answers[kinds[key]]
        hurdle = min(ONE, Decimal(repr(answer.hurdle)).quantize(RATIO_STEP))
        for number in same:
            found[number] = _waiting(lots[number], answer, hurdle)
    return tuple([found[number] for number in range(len(lots))])


def _waiting(lot: LossAtHand, answer: Answer, hurdle: Decimal) -> Waiting:
    worth = answer.value(float(lot.basis_usd) / float(lot.value_usd))
    ratio = (lot.value_usd / lot.basis_usd).quantize(RATIO_STEP)
    return Waiting(cents(Decimal(worth) * lot.value_usd) if worth else NOTHING, hurdle, ratio, lot.quantity)


def _kind(security: LossSecurity, rates: tuple[float, float, float], days_to_long: int) -> LossKind:
    """`rates` are short, long and later."""
    return LossKind(
        float(security.volatility), *rates, float(security.cost.quantize(COST_STEP)), days_to_long
    )
