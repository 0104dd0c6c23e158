"""The verifier's own arithmetic: cents, dates and words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

NONE = Decimal(0)
PENNY = Decimal("0.01")
WINDOW_DAYS = 30


def to_cents(amount_usd: Decimal) -> Decimal:
    """To the cent, half away from zero."""
    return amount_usd.quantize(PENNY, ROUND_HALF_UP)


def total(amounts: Iterable[Decimal]) -> Decimal:
    """The sum, exact."""
    return sum(amounts, NONE)


def is_multiple(quantity: Decimal, step: Decimal) -> bool:
    """Whether a quantity is a whole number of steps."""
    return quantity % step == 0


@lru_cache(4096)
def long_from(acquired: date) -> date:
    """The first day on which a sale is long-term.

    The year starts the day after acquisition and must be over: a start on 29 February is over with the
    following 28 February, so the day after it, 1 March, is the first. Source: 26 USC 1222; Rev. Rul. 66-7.
    """
    start = acquired + timedelta(days=1)
    if start.month == 2 and start.day == 29:
        return date(start.year + 1, 3, 1)
    return date(start.year + 1, start.month, start.day)


def in_window(day: date, as_of: date) -> bool:
    """Within the 30 days up to `as_of`, both ends counted. Source: 26 USC 1091(a)."""
    return 0 <= (as_of - day).days <= WINDOW_DAYS


def money(amount_usd: Decimal) -> str:
    """An amount in words: `$1,234.56`, `-$7.00`."""
    rounded = to_cents(amount_usd)
    return f"{'-' if rounded < 0 else ''}${abs(rounded):,}"


def shares(quantity: Decimal) -> str:
    """A quantity in words, without an exponent or trailing zeros."""
    text = format(quantity, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(weight: Decimal) -> str:
    """A share of one as percent, to the hundredth."""
    return f"{weight * 100:.2f}%"
