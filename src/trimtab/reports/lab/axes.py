"""Axes of the lab's pictures, and long series made short without hiding what stood out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from trimtab.core.money import ZERO, plain
from trimtab.reports import words
from trimtab.reports.choices.axis import round_values
from trimtab.reports.time_figures import DayTick, Point, Tick

_DRAWN = 320  # stretches into which a line is cut: each keeps its first, lowest, highest and last value
_LABELS = 7
_THOUSAND, _MILLION = Decimal(1000), Decimal(1_000_000)
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()  # noqa: SIM905


def thinned(points: Sequence[Point], stretches: int = _DRAWN) -> tuple[Point, ...]:
    """At most four points of each stretch, in order: first, lowest, highest, last. No peak and no trough is lost."""
    if len(points) <= 4 * stretches:
        return tuple(points)
    kept: list[Point] = []
    for number in range(stretches):
        part = points[len(points) * number // stretches : len(points) * (number + 1) // stretches]
        ends = {part[0], part[-1], min(part, key=_value), max(part, key=_value)}
        kept += sorted(ends)
    return tuple(kept)


def _value(point: Point) -> Decimal:
    return point[1]


def month_ends(points: Sequence[Point]) -> Iterator[Point]:
    """The last value of each month; the first of all too."""
    for number, (day, value) in enumerate(points):
        last = number + 1 == len(points)
        if (
            number == 0
            or last
            or (points[number + 1][0].year, points[number + 1][0].month) != (day.year, day.month)
        ):
            yield day, value


def day_ticks(start: date, end: date) -> tuple[DayTick, ...]:
    """New years on the axis, every so many that they do not crowd; months where it is less than three years."""
    years = end.year - start.year
    if years < 3:
        months = range(start.year * 12 + start.month, end.year * 12 + end.month)
        every = next(n for n in (1, 2, 3, 6, 12) if len(months) <= n * _LABELS or n == 12)
        return tuple(
            DayTick(date(n // 12, n % 12 + 1, 1), _MONTHS[n % 12] + (f" {n // 12}" if n % 12 == 0 else ""))
            for n in months
            if n % every == 0
        )
    step = next(n for n in (1, 2, 5, 10, 20, 50, 100) if years <= n * _LABELS)
    return tuple(
        DayTick(date(year, 1, 1), str(year))
        for year in range(start.year + 1, end.year + 1)
        if year % step == 0
    )


def money_ticks(values: Iterable[Decimal], from_nought: bool = True) -> tuple[Tick, ...]:
    """Round dollars that enclose the values."""
    found = list(values)
    low = min(ZERO, *found) if from_nought else min(found)
    ticks = round_values(low, max(ZERO, *found) if from_nought else max(found))
    return tuple(Tick(value, money(value)) for value in ticks)


def money(value: Decimal) -> str:
    """Three digits of dollars: `$1.54M`, `$250K`, `−$40`."""
    size = abs(value)
    sign = words.MINUS if value < 0 else ""
    if size >= _MILLION:
        return f"{sign}${_short(size / _MILLION)}M"
    if size >= _THOUSAND:
        return f"{sign}${_short(size / _THOUSAND)}K"
    return f"{sign}${_short(size)}"


def _short(value: Decimal) -> str:
    step = Decimal("0.01") if value < 10 else Decimal("0.1") if value < 100 else Decimal(1)
    return plain(value.quantize(step, rounding=ROUND_HALF_UP))


def share_ticks(low: Decimal, high: Decimal, steps: int = 5) -> tuple[Tick, ...]:
    """Round percents that enclose the shares."""
    return tuple(
        Tick(value, f"{plain(value * 100)}%".replace("-", words.MINUS))
        for value in round_values(low, high, steps)
    )
