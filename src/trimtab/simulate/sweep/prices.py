"""Total returns as an array: levels that reinvest their own income, and what is wrong with those that do not serve."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import fsum, isclose

import numpy as np
from numpy.typing import NDArray

from trimtab.core.market import PriceSeries
from trimtab.core.problems import BadInputError, Problem, Source, error

Array = NDArray[np.float64]
ROWS_LEAST = 3
_NAMED_MOST = 3


@dataclass(frozen=True)
class Levels:
    """Total-return levels of some series on rising days: `values[row, column]`, above nought, no gap.

    `cash` is the level of money without risk for the Sharpe ratio (None: it earns nothing). `source` is the file they
    came from, as problems name it.
    """

    days: tuple[date, ...]
    names: tuple[str, ...]
    values: Array
    cash: Array | None = None
    source: str = ""

    def chosen(self, names: Iterable[str]) -> Levels:
        """Only these columns, in this order. Raises KeyError for an unknown one."""
        kept = tuple(names)
        where = {name: column for column, name in enumerate(self.names)}
        values = np.ascontiguousarray(self.values[:, [where[name] for name in kept]])
        return Levels(self.days, kept, values, self.cash, self.source)

    def between(self, first: date | None, last: date | None) -> Levels:
        """Only the rows from one day to the other, both included."""
        rows = [
            row
            for row, day in enumerate(self.days)
            if (first is None or day >= first) and (last is None or day <= last)
        ]
        cash = None if self.cash is None else self.cash[rows]
        days = tuple(self.days[row] for row in rows)
        return Levels(days, self.names, self.values[rows], cash, self.source)


def level_problems(levels: Levels) -> Iterator[Problem]:
    """Days that do not rise, too few of them, late starts, early ends, gaps, and prices of nought or less."""
    where = Source(levels.source) if levels.source else None
    if len(levels.days) < ROWS_LEAST:
        words = f"{len(levels.days)} days of prices are not enough"
        yield error(
            "prices-few", words, f"give at least {ROWS_LEAST}, or other days with --from, --until", where
        )
        return
    for earlier, later in pairwise(levels.days):
        if later <= earlier:
            words = f"{later} comes after {earlier}: days must rise, each once"
            yield error("prices-order", words, "sort the file by date and leave out what is twice", where)
    named = {**dict(zip(levels.names, levels.values.T, strict=True))}
    if levels.cash is not None:
        named["cash"] = levels.cash
    for name, column in named.items():
        yield from _column_problems(name, column, levels.days, where)


def _column_problems(
    name: str, column: Array, days: Sequence[date], where: Source | None
) -> Iterator[Problem]:
    known = np.flatnonzero(np.isfinite(column))
    if not known.size:
        yield error("prices-none", f"{name} has no price on any of these days", "leave it out", where)
        return
    first, last = int(known[0]), int(known[-1])
    if first:
        words = f"{name} starts on {days[first]}, {first} rows after the first day, {days[0]}"
        yield error(
            "prices-late", words, f"begin there (--from {days[first]}), or splice an older series", where
        )
    if last < len(days) - 1:
        words = f"{name} ends on {days[last]}, before the last day, {days[-1]}"
        yield error("prices-early-end", words, f"end there (--until {days[last]})", where)
    gaps = [days[row] for row in range(first, last) if not np.isfinite(column[row])]
    if gaps:
        words = f"{name} has no price on {_listed(gaps)}"
        yield error("prices-gap", words, "fill them from your source; trimtab does not guess prices", where)
    low = [days[row] for row in known.tolist() if column[row] <= 0]
    if low:
        words = f"{name} has a price of nought or less on {_listed(low)}"
        yield error("prices-not-positive", words, "mend or leave out the series", where)


def _listed(days: Sequence[date]) -> str:
    told = ", ".join(str(day) for day in days[:_NAMED_MOST])
    return told if len(days) <= _NAMED_MOST else f"{told} and {len(days) - _NAMED_MOST} more days"


def target_problems(target: Mapping[str, float], names: Iterable[str]) -> Iterator[Problem]:
    """Unknown classes, weights below nought, and weights that do not sum to one."""
    known = tuple(names)
    for name, weight in target.items():
        if name not in known:
            yield error(
                "target-unknown",
                f"{name} is in the target, and has no prices",
                f"there are {', '.join(known)}",
            )
        if not 0 <= weight <= 1:
            yield error(
                "target-weight", f"{name}'s weight is {weight * 100:g}%", "weights lie between 0 and 100%"
            )
    total = fsum(target.values())
    if not isclose(total, 1, abs_tol=1e-9):
        yield error(
            "target-sum", f"the target's weights sum to {total * 100:g}%, not 100%", "make them sum to 100%"
        )


def checked(levels: Levels, target: Mapping[str, float]) -> Levels:
    """The columns of the target in its order. Raises BadInputError with everything that is wrong with them."""
    problems = list(target_problems(target, levels.names))
    held = levels.chosen(name for name in target if name in levels.names)
    problems += level_problems(held)
    if problems:
        raise BadInputError(problems)
    return held


def total_return(series: PriceSeries) -> tuple[tuple[date, ...], Array]:
    """A series as a level from its first close on, every distribution reinvested at the close of its ex date.

    The day's growth is (close * split ratio + paid) / close before, as CRSP defines a holding period return.
    """
    closes = np.array([float(close) for close in series.closes_usd])
    growth = np.ones(len(closes))
    growth[1:] = closes[1:] / closes[:-1]
    where = {day: row for row, day in enumerate(series.days)}
    for split in series.splits:
        if where.get(split.ex_date, 0):
            growth[where[split.ex_date]] *= float(split.ratio)
    for paid in series.distributions:
        row = where.get(paid.ex_date, 0)
        if row:
            ratio = float(series.split_between(series.days[row - 1], paid.ex_date))
            growth[row] += float(paid.per_share_usd) * ratio / closes[row - 1]
    return series.days, closes[:1] * np.cumprod(growth) if len(closes) else closes


def levels_of(series: Mapping[str, PriceSeries], cash: str = "", source: str = "") -> Levels:
    """Total returns of all series on every day that any of them has; NaN where one has no close.

    `cash` names the one that is money without risk and held by nobody (empty: none). Raises KeyError for one not there.
    """
    grown = {symbol: dict(zip(*total_return(one), strict=True)) for symbol, one in sorted(series.items())}
    days = tuple(sorted({day for column in grown.values() for day in column}))
    columns = {
        symbol: np.array([column.get(day, np.nan) for day in days]) for symbol, column in grown.items()
    }
    free = columns.pop(cash) if cash else None
    return Levels(days, tuple(columns), np.column_stack(list(columns.values())), free, source)
