"""Holding period, to the day."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

LONG_FOR_SURE = 366  # days held by more than which a lot is long-term in any year


@lru_cache(maxsize=10_000)
def first_long_day(acquired: date) -> date:
    """The first day on which a sale is long-term: one year counted from the day after acquisition.

    The count starts the day after the trade date and includes the day of sale; a start on 29 February ends
    its year on 28 February, so the first long-term day is 1 March.
    Source: 26 USC 1222; Rev. Rul. 66-7; IRS Publication 544, "Holding Period". Raises nothing.
    """
    start = acquired + timedelta(days=1)
    try:
        return start.replace(year=start.year + 1)
    except ValueError:
        return date(start.year + 1, 3, 1)


@lru_cache(maxsize=1_000)
def last_long_purchase(sold: date) -> date:
    """The last day on which shares may have been bought that are long-term when sold on `sold`. Raises nothing."""
    day = sold - timedelta(days=LONG_FOR_SURE + 1)
    while is_long_term(day + timedelta(days=1), sold):
        day += timedelta(days=1)
    return day


def is_long_term(acquired: date, sold: date) -> bool:
    """Whether shares bought on `acquired` are long-term when sold on `sold`."""
    return sold >= first_long_day(acquired)
