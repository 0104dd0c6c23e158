"""Looks by the calendar: which rows of a table of prices end a period."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

_MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
_COUNTED = re.compile(r"([1-9][0-9]{0,3})([dmy])")
_FROM = re.compile(r"(quarter|half|year)@([1-9]|1[0-2])")
_FRIDAY = 4
WORDS = (
    "day, week, month, quarter, half, year, never, year@6 (ending in June), or a count such as 10d, 2m, 3y"
)


def is_look(word: str) -> bool:
    """Whether it names a calendar."""
    known = word in {"day", "week", "never", *_MONTHS}
    return known or bool(_COUNTED.fullmatch(word) or _FROM.fullmatch(word))


def looks(days: Sequence[date], word: str) -> NDArray[np.bool_]:
    """The rows at whose close is looked; the first, at which the portfolio is bought, never is.

    `10d` is every tenth row after the first. Months, quarters, halves and years end where the calendar's do, on their
    last row; `year@6` ends in June, `quarter@1` in January, April and so on. Counts of months that do not divide a
    year, and of years, go on from the first row's month. The table's last row ends a period where no weekday is left
    in its month. Raises ValueError for another word.
    """
    rows = np.zeros(len(days), dtype=np.bool_)
    if word == "never":
        return rows
    counted = _COUNTED.fullmatch(word)
    if word == "day" or (counted and counted[2] == "d"):
        step = int(counted[1]) if counted else 1
        rows[step::step] = True
        return rows
    if word == "week":
        rows[1:-1] = [one.isocalendar()[:2] != two.isocalendar()[:2] for one, two in pairwise(days[1:])]
        rows[-1] = days[-1].weekday() >= _FRIDAY
        return rows
    if counted:
        return _month_ends(days, int(counted[1]) * (12 if counted[2] == "y" else 1))
    if word in _MONTHS:
        return _month_ends(days, _MONTHS[word])
    if from_month := _FROM.fullmatch(word):
        return _month_ends(days, _MONTHS[from_month[1]], int(from_month[2]))
    raise ValueError(f"{word!r} is no calendar: {WORDS}")


def _month_ends(days: Sequence[date], every: int, start: int = 0) -> NDArray[np.bool_]:
    months = [day.year * 12 + day.month for day in days]
    start = start if 12 % every == 0 else months[0]
    rows = np.zeros(len(days), dtype=np.bool_)
    for row in range(1, len(days)):
        ends = months[row + 1] != months[row] if row + 1 < len(days) else _is_month_end(days[row])
        rows[row] = ends and (months[row] - start) % every == 0
    return rows


def _is_month_end(day: date) -> bool:
    following = day + timedelta(days=1)
    while following.weekday() > _FRIDAY:
        following += timedelta(days=1)
    return following.month != day.month


def periods_a_year(days: Sequence[date]) -> int:
    """How many rows a year has, from the middle gap between them: 252, 52, 12, 4, 2 or 1."""
    gaps = sorted((later - earlier).days for earlier, later in pairwise(days))
    middle = gaps[len(gaps) // 2]
    limits = ((4, 252), (10, 52), (45, 12), (120, 4), (250, 2))
    return next((count for limit, count in limits if middle <= limit), 1)


def years_between(days: Sequence[date]) -> float:
    """How long the table is, in years: by its rows where a row is a month or more, else by the calendar."""
    count = periods_a_year(days)
    if count <= max(_MONTHS.values()):
        return (len(days) - 1) / count
    return (days[-1] - days[0]).days / 365.25
