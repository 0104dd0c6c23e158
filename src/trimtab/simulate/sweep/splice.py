"""Series spliced by date from pieces of several files: returns, levels, and levels with income beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

import numpy as np

from trimtab.core.problems import BadInputError, Problem, Source, error
from trimtab.simulate.sweep.prices import Array, Levels

Month = tuple[int, int]
_NAMED_MOST = 4


class PieceKind(StrEnum):
    """What a column holds."""

    RETURN = "return"  # of the period, a share of one
    RETURN_PCT = "return-pct"  # of the period, in percent
    GROWTH = "growth"  # one plus the return
    LEVEL = "level"  # a total-return index, or a price where `income` stands beside it


@dataclass(frozen=True)
class Piece:
    """One stretch of a series: values by day as its file has them, and what they are.

    `income` are amounts of a year paid in twelfths beside a level. `shift` months later than it is written is when a
    value belongs. `first` and `last` are the months it stands for, both included (None: as far as it goes).
    """

    file: str
    column: str
    kind: PieceKind
    values: Mapping[date, float]
    income: Mapping[date, float] | None = None
    shift: int = 0
    first: Month | None = None
    last: Month | None = None

    @property
    def source(self) -> Source:
        """Where it stands."""
        return Source(self.file, None, self.column)

    def covers(self, month: Month) -> bool:
        """Whether the series takes this month from it."""
        return (self.first is None or self.first <= month) and (self.last is None or month <= self.last)


def month_after(month: Month, count: int = 1) -> Month:
    """So many months later."""
    number = month[0] * 12 + month[1] - 1 + count
    return number // 12, number % 12 + 1


def month_end(month: Month) -> date:
    """The month's last day."""
    return date(*month_after(month), 1) - timedelta(days=1)


def monthly(piece: Piece) -> dict[Month, float]:
    """The piece's growth by month, one plus the return; a level's from month's end to month's end."""
    ends: dict[Month, float] = {}
    income: dict[Month, float] = {}
    for day in sorted(piece.values):
        ends[day.year, day.month] = piece.values[day]
        if piece.income is not None and day in piece.income:
            income[day.year, day.month] = piece.income[day]
    growth: dict[Month, float] = {}
    for month, value in ends.items():
        before = ends.get(month_after(month, -1))
        if piece.kind is PieceKind.RETURN:
            growth[month] = 1 + value
        elif piece.kind is PieceKind.RETURN_PCT:
            growth[month] = 1 + value / 100
        elif piece.kind is PieceKind.GROWTH:
            growth[month] = value
        elif before and (piece.income is None or month in income):
            growth[month] = (value + income.get(month, 0.0) / 12) / before
    return {month_after(month, piece.shift): value for month, value in growth.items()}


def daily(piece: Piece) -> dict[date, float]:
    """The piece's growth by day, from the day before it in the same file."""
    days = sorted(piece.values)
    if piece.kind is PieceKind.LEVEL:
        return {day: piece.values[day] / piece.values[before] for before, day in pairwise(days)}
    plus, scale = {PieceKind.RETURN: (1, 1), PieceKind.RETURN_PCT: (1, 100), PieceKind.GROWTH: (0, 1)}[
        piece.kind
    ]
    return {day: plus + piece.values[day] / scale for day in days}


@dataclass(frozen=True)
class Spliced:
    """One series by name, from its pieces in order."""

    name: str
    pieces: tuple[Piece, ...]


def splice(
    series: Sequence[Spliced], cash: Spliced | None, first: Month, last: Month, by_day: bool
) -> Levels:
    """Levels from the end of the month before `first` (one) to that of `last`, by month or by day.

    Raises BadInputError for months that no piece, or more than one, gives.
    """
    problems: list[Problem] = []
    everyone = [*series, *([] if cash is None else [cash])]
    columns = [
        _by_day(one, first, last, problems) if by_day else _by_month(one, first, last, problems)
        for one in everyone
    ]
    if problems:
        raise BadInputError(problems)
    days = sorted(set.intersection(*(set(column) for column in columns)))
    base = month_end(month_after(first, -1))
    grown = [_compounded(column, days) for column in columns]
    values = np.column_stack(grown[: len(series)])
    names = tuple(one.name for one in series)
    return Levels((base, *days), names, values, None if cash is None else grown[-1])


def _compounded(column: Mapping[date, float], days: Sequence[date]) -> Array:
    """Levels on the days kept; growth on days between, which another series lacks, is not lost."""
    level, levels = 1.0, [1.0]
    kept = set(days)
    for day in sorted(column):
        level *= column[day]
        if day in kept:
            levels.append(level)
    return np.array(levels)


def _by_month(one: Spliced, first: Month, last: Month, problems: list[Problem]) -> dict[date, float]:
    read = [(piece, monthly(piece)) for piece in one.pieces]
    column: dict[date, float] = {}
    missing: list[str] = []
    month = first
    while month <= last:
        found = [growth[month] for piece, growth in read if piece.covers(month) and month in growth]
        if len(found) == 1:
            column[month_end(month)] = found[0]
        elif found:
            problems.append(_twice(one, month))
            break
        else:
            missing.append(f"{month[0]}-{month[1]:02d}")
        month = month_after(month)
    if missing:
        problems.append(_gap(one, missing))
    return column


def _by_day(one: Spliced, first: Month, last: Month, problems: list[Problem]) -> dict[date, float]:
    column: dict[date, float] = {}
    for piece in one.pieces:
        for day, growth in daily(piece).items():
            month = (day.year, day.month)
            if first <= month <= last and piece.covers(month):
                if day in column:
                    problems.append(_twice(one, month))
                    return column
                column[day] = growth
    known = {(day.year, day.month) for day in column}
    month, missing = first, []
    while month <= last:
        if month not in known:
            missing.append(f"{month[0]}-{month[1]:02d}")
        month = month_after(month)
    if missing:
        problems.append(_gap(one, missing))
    return column


def _twice(one: Spliced, month: Month) -> Problem:
    words = f"{one.name}: two pieces give {month[0]}-{month[1]:02d}"
    return error(
        "splice-twice", words, "let each end (last = ...) before the next begins", one.pieces[0].source
    )


def _gap(one: Spliced, missing: Sequence[str]) -> Problem:
    told = ", ".join(missing[:_NAMED_MOST])
    more = f" and {len(missing) - _NAMED_MOST} more" if len(missing) > _NAMED_MOST else ""
    words = f"{one.name}: no piece gives {told}{more}"
    remedy = "add a piece for these months, or begin later and end earlier (first, last)"
    return error("splice-gap", words, remedy, one.pieces[0].source if one.pieces else None)
