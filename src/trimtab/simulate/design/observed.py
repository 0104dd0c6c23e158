"""What the classes' series returned, period by period, with income reinvested."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from trimtab.core.design import Every
from trimtab.core.market import Market, PriceSeries
from trimtab.core.money import ONE, ZERO
from trimtab.core.problems import Problem, error, note

FEWEST = 36
"""Observations below which nothing is designed: three years of months."""
_STALE = timedelta(days=10)  # a close may stand in for the end of a period for so long


@dataclass(frozen=True)
class Observed:
    """Returns by period (shares of one, income reinvested): `rows[period][class]`, `days` the end of each period."""

    classes: tuple[str, ...]
    days: tuple[date, ...]
    start: date
    rows: tuple[tuple[Decimal, ...], ...]
    every: Every

    def mean(self, number: int) -> Decimal:
        """The mean return of a class a year: that of a period times the periods in a year."""
        return sum((row[number] for row in self.rows), ZERO) / len(self.rows) * self.every.a_year


def observed(
    market: Market, series_of: Mapping[str, str], every: Every, start: date | None, end: date | None
) -> tuple[Observed | None, list[Problem]]:
    """The returns of the days that all classes share, or every problem with them."""
    missing = sorted(set(series_of.values()) - set(market.series))
    if missing:
        known = ", ".join(sorted(market.series))
        words = f"there is no series {', '.join(missing)} in the data"
        return None, [error("design-series", words, f"name one of {known}")]
    used = {name: market.series[symbol] for name, symbol in series_of.items()}
    ends = tuple(_ends(tuple(used.values()), every, start, end))
    gaps = [gap for name, one in used.items() for gap in _gaps(name, one, ends)]
    if gaps:
        return None, gaps
    if len(ends) - 1 < FEWEST:
        return None, [_too_few(used, len(ends) - 1, every)]
    columns = [_returns(one, ends) for one in used.values()]
    rows = tuple(zip(*columns, strict=True))
    return Observed(tuple(used), ends[1:], ends[0], rows, every), _told(used, start)


def _ends(used: Sequence[PriceSeries], every: Every, start: date | None, end: date | None) -> Iterator[date]:
    """The last market day of each whole period that all series have."""
    first = max([one.days[0] for one in used] + ([start] if start else []))
    last = min([one.days[-1] for one in used] + ([end] if end else []))
    days = sorted({day for one in used for day in one.days if first <= day <= last})
    for day, after in zip(days, [*days[1:], None], strict=True):
        if after is None:
            if _is_last(day, every):
                yield day
        elif _period(day, every) != _period(after, every):
            yield day


def _period(day: date, every: Every) -> tuple[int, int]:
    return (day.year, day.month) if every is Every.MONTH else day.isocalendar()[:2]


def _is_last(day: date, every: Every) -> bool:
    """Whether no later weekday is in the period: an unfinished one is not used."""
    after = day + timedelta(days=1)
    while after.weekday() > 4:
        after += timedelta(days=1)
    return _period(day, every) != _period(after, every)


def _gaps(name: str, one: PriceSeries, ends: Sequence[date]) -> Iterator[Problem]:
    for day in ends:
        found = one.last_on(day)
        if found is None or day - found[0] > _STALE:
            words = f"{one.symbol} ({name}) has no close in the {_STALE.days} days up to {day}"
            yield error("design-gap", words, "mend the file, take another series, or leave out those years")
            return


def _too_few(used: Mapping[str, PriceSeries], count: int, every: Every) -> Problem:
    name, one = max(used.items(), key=lambda pair: (pair[1].days[0], pair[0]))
    words = (
        f"all series share {max(count, 0)} whole {every.value}s, and a design needs {FEWEST}; "
        f"{one.symbol} ({name}) begins on {one.days[0]}"
    )
    return error("design-too-few", words, "take a longer series for it, or leave the class out")


def _returns(one: PriceSeries, ends: Sequence[date]) -> list[Decimal]:
    return [_return(one, before, day) for before, day in pairwise(ends)]


def _return(one: PriceSeries, before: date, day: date) -> Decimal:
    """What a dollar came to, each payment reinvested at the close of its ex date, less the dollar."""
    shares, then = ONE, before
    first = _close(one, before)
    for paid in one.paid_between(before, day):
        shares *= one.split_between(then, paid.ex_date)
        shares += shares * paid.per_share_usd / _close(one, paid.ex_date)
        then = paid.ex_date
    shares *= one.split_between(then, day)
    return shares * _close(one, day) / first - ONE


def _close(one: PriceSeries, day: date) -> Decimal:
    found = one.last_on(day)
    assert found is not None
    return found[1]


def _told(used: Mapping[str, PriceSeries], start: date | None) -> list[Problem]:
    """Which series cuts the years short, where one does and nobody asked for it."""
    name, late = max(used.items(), key=lambda pair: (pair[1].days[0], pair[0]))
    earliest = min(one.days[0] for one in used.values())
    if late.days[0] - earliest < timedelta(days=366) or (start is not None and start >= late.days[0]):
        return []
    words = f"{late.symbol} ({name}) begins on {late.days[0]}: earlier years of the others are not used"
    return [note("design-late", words, "take a longer series for it to use them")]
