"""Events on their way into the books: what each does to the shares of a symbol in an account, and when in its day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import IntEnum
from fractions import Fraction

from trimtab.core.events import Event

Key = tuple[str, str]
"""An account id and a symbol."""

GRID = Decimal("1E-9")
ROUNDING = Fraction(1, 2000)  # fractional shares are shown to three decimals


class Place(IntEnum):
    """The order of a day's events where nothing states it: what comes in before what goes out."""

    UNKNOWN = -1  # shares of unknown lots are the first to be sold
    OPENING = 0
    RENAMED = 1
    CORPORATE = 2
    RECEIVED = 3
    BOUGHT = 4
    INCOME = 5
    CORRECTED = 6
    MOVED = 7
    SOLD = 8
    GONE = 9
    CASH = 10


@dataclass(frozen=True, slots=True)
class Effect:
    """What an event does to the shares of one symbol in one account: multiplies them, then adds to them."""

    key: Key
    day: date
    place: Place
    add: Fraction = Fraction(0)
    ratio: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class Planned:
    """An event without its id, and its effects on shares.

    `sold` are the realised-gain rows of a sale, by their place among all of them, and the shares of each.
    """

    event: Event
    place: Place
    effects: tuple[Effect, ...] = ()
    sold: tuple[tuple[int, Fraction], ...] = ()


def decimal_of(quantity: Fraction) -> Decimal:
    """A quantity as a decimal, to a billionth of a share where it does not end before."""
    exact = Decimal(quantity.numerator) / Decimal(quantity.denominator)
    if Fraction(exact) == quantity:
        return exact.normalize() + 0
    return exact.quantize(GRID)
