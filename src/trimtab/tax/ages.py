"""Ages as the law counts them: in the year, and to the half year."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from decimal import Decimal


def age_in(born: date, year: int) -> int:
    """The age reached on the birthday in a year. Source: 26 CFR 1.401(a)(9)-5(c), 1.408-8(b)."""
    return year - born.year


def reaches(born: date, months: int) -> date:
    """The day on which somebody is so many months old: 714 is 59 and a half, 846 is 70 and a half.

    The half year ends on the same day of the month, or on the month's last (26 CFR 1.401(a)(9)-2(b)(2)).
    """
    whole = born.year * 12 + born.month - 1 + months
    year, month = divmod(whole, 12)
    return date(year, month + 1, min(born.day, monthrange(year, month + 1)[1]))


def at_age(table: Mapping[int, Decimal], age: int) -> Decimal:
    """The value at an age; the highest age stands for all older. Raises KeyError below the first age."""
    return table[min(age, max(table))]
