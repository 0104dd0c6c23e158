"""Which days series have: how often, whose are missing, and what was carried over a gap."""

from __future__ import annotations

import calendar
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

SATURDAY = 5
ENOUGH_DAYS = 500
LONGEST_CLOSED_WEEKDAYS = 4


class Pace(StrEnum):
    """How often a series has a close, by the usual distance of its days."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"


def pace_of(days: Sequence[date]) -> Pace:
    """The pace of rising days, by the last five hundred of them; daily where there are fewer than two."""
    steps = sorted((after - before).days for before, after in pairwise(days[-ENOUGH_DAYS:]))
    usual = steps[len(steps) // 2] if steps else 1
    for most, pace in ((4, Pace.DAILY), (15, Pace.WEEKLY), (45, Pace.MONTHLY), (150, Pace.QUARTERLY)):
        if usual <= most:
            return pace
    return Pace.YEARLY


def is_monthly(days: Sequence[date]) -> bool:
    """Whether there is one close a month."""
    return pace_of(days) is Pace.MONTHLY


def month_end_before(day: date) -> date:
    """The last weekday of the month before."""
    return weekday_before(day.replace(day=1))


def month_end_of(day: date) -> date:
    """The last weekday of its month."""
    return weekday_before(day.replace(day=calendar.monthrange(day.year, day.month)[1]) + timedelta(days=1))


def weekday_before(day: date) -> date:
    """The Monday to Friday before a day."""
    before = day - timedelta(days=1)
    return before - timedelta(days=max(0, before.weekday() - SATURDAY + 1))


def skipped_months(days: Sequence[date]) -> tuple[date, ...]:
    """The ends of months between the first and the last close of a monthly series that have no close at all."""
    found: list[date] = []
    for before, after in pairwise(days):
        end = month_end_of(month_end_of(before) + timedelta(days=4))
        while (end.year, end.month) < (after.year, after.month):
            found.append(end)
            end = month_end_of(end + timedelta(days=4))
    return tuple(found)


def closed_too_long(days: Sequence[date]) -> tuple[date, ...]:
    """Weekdays without a close, five or more in a row, between rising daily ones: longer than any market was closed
    since 1933 (four weekdays, from 11 September 2001)."""
    found: list[date] = []
    for before, after in pairwise(days):
        if (after - before).days > LONGEST_CLOSED_WEEKDAYS + 1:
            span = (before + timedelta(days=n) for n in range(1, (after - before).days))
            weekdays = [day for day in span if day.weekday() < SATURDAY]
            found += weekdays if len(weekdays) > LONGEST_CLOSED_WEEKDAYS else []
    return tuple(found)


def missing_days(days_of: Mapping[str, Sequence[date]]) -> Mapping[str, tuple[date, ...]]:
    """Days between a series' first and last on which it has no close, and more than half of the others do.

    `days_of` are rising days by symbol, all of one pace. The others are those that have begun and not ended by then.
    """
    present: Counter[date] = Counter()
    for days in days_of.values():
        present.update(days)
    calendar_days = sorted(present)
    place = {day: at for at, day in enumerate(calendar_days)}
    alive = _alive(days_of, place, len(calendar_days))
    found: dict[str, tuple[date, ...]] = {}
    for symbol, days in sorted(days_of.items()):
        if len(days) < 2:
            continue
        own = set(days)
        within = calendar_days[place[days[0]] : place[days[-1]] + 1]
        if len(within) > len(days):
            missed = (day for day in within if day not in own)
            found[symbol] = tuple(day for day in missed if 2 * present[day] > alive[place[day]] - 1)
    return {symbol: days for symbol, days in found.items() if days}


def _alive(days_of: Mapping[str, Sequence[date]], place: Mapping[date, int], count: int) -> list[int]:
    changes = [0] * (count + 1)
    for days in days_of.values():
        if days:
            changes[place[days[0]]] += 1
            changes[place[days[-1]] + 1] -= 1
    alive, now = [], 0
    for change in changes[:count]:
        now += change
        alive.append(now)
    return alive
