"""One column of a file, checked by itself: order, days told twice, closes that are none."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from trimtab.core.market_file import ReadSeries, Treatment
from trimtab.core.money import plain
from trimtab.core.problems import Problem, Source, error
from trimtab.services.market.calendars import Pace, month_end_of, pace_of

SHOWN = 5
SIGNED = frozenset({Treatment.RETURNS, Treatment.YIELD})


@dataclass(frozen=True, slots=True)
class CleanRows:
    """A column in rising order, each day once: values, adjusted closes (empty: none), and days whose cell is empty."""

    series: ReadSeries
    file: str
    days: tuple[date, ...]
    values: tuple[Decimal, ...]
    adjusted: tuple[Decimal | None, ...]
    empty: tuple[tuple[date, int], ...]
    told: tuple[str, ...]


def clean_rows(series: ReadSeries, file: str, tell: Callable[[Problem], None]) -> CleanRows:
    """What can be used of a column; what cannot is told with its first lines."""
    order: Sequence[int] = range(len(series.days))
    told = series.told
    if len(order) > 1 and all(series.days[at] > series.days[at + 1] for at in order[:-1]):
        order, told = order[::-1], (*told, "Rows stood newest first.")
    _tell_order(series, order, file, tell)
    _tell_values(series, file, tell)
    rows = {series.days[at]: at for at in sorted(order, key=lambda at: series.days[at], reverse=True)}
    kept = [rows[day] for day in sorted(rows)]
    good = [at for at in kept if _is_good(series, series.values[at])]
    ends = _period_ends([series.days[at] for at in kept])
    if ends:
        told = (*told, "Days that name the first of a month or quarter were moved to its last weekday.")
    day_of = [ends.get(day, day) for day in series.days]
    empty = tuple((day_of[at], series.lines[at]) for at in kept if series.values[at] is None)
    return CleanRows(
        series,
        file,
        tuple(day_of[at] for at in good),
        tuple(value for at in good if (value := series.values[at]) is not None),
        tuple(series.adjusted[at] for at in good) if series.adjusted else (),
        empty,
        told,
    )


def _period_ends(days: Sequence[date]) -> Mapping[date, date]:
    """The ends of months or quarters that are named by their first day: a value of April is not known on 1 April."""
    if len(days) < 2 or any(day.day != 1 for day in days):
        return {}
    pace = pace_of(days)
    if pace is Pace.QUARTERLY:
        return {day: month_end_of(day.replace(month=(day.month - 1) // 3 * 3 + 3)) for day in days}
    return {day: month_end_of(day) for day in days} if pace is Pace.MONTHLY else {}


def _is_good(series: ReadSeries, value: Decimal | None) -> bool:
    return value is not None and (value > 0 or series.treatment in SIGNED)


def _tell_order(series: ReadSeries, order: Sequence[int], file: str, tell: Callable[[Problem], None]) -> None:
    first_line: dict[date, int] = {}
    twice: list[tuple[int, str]] = []
    disordered: list[tuple[int, str]] = []
    before: date | None = None
    for at in order:
        day, line = series.days[at], series.lines[at]
        if day in first_line:
            twice.append((line, f"{day} (also line {first_line[day]})"))
        elif before is not None and day < before:
            disordered.append((line, f"{day} after {before}"))
        first_line.setdefault(day, line)
        before = day if before is None else max(before, day)
    _tell(series, file, twice, ("day-twice", "has days twice", "keep one row of each day"), tell)
    words = ("days-out-of-order", "has days out of order", "correct the day, or sort the file by date")
    _tell(series, file, disordered, words, tell)


def _tell_values(series: ReadSeries, file: str, tell: Callable[[Problem], None]) -> None:
    if series.treatment in SIGNED:
        return
    bad = [
        (line, f"{plain(value)} on {day}")
        for day, value, line in zip(series.days, series.values, series.lines, strict=True)
        if value is not None and value <= 0
    ]
    remedy = "correct the close or leave its cell empty; for a series of rates say yield-10y: before the file"
    _tell(series, file, bad, ("close-not-positive", "has closes that are not above nought", remedy), tell)


def _tell(
    series: ReadSeries,
    file: str,
    found: Sequence[tuple[int, str]],
    words: tuple[str, str, str],
    tell: Callable[[Problem], None],
) -> None:
    if not found:
        return
    code, what, remedy = words
    shown = ", ".join(text for _, text in found[:SHOWN])
    more = f" and {len(found) - SHOWN:,} more" if len(found) > SHOWN else ""
    tell(error(code, f"{series.symbol} {what}: {shown}{more}", remedy, Source(file, found[0][0])))
