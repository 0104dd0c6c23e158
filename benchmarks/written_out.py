"""A program written out for another solver: every trade and every pair of sides with columns and rows of its own.

The columns of the program come first, as they are; after them

- `on`, yes or no, for each trade: its line. `least * on <= trade <= most * on`;
- `count`, a whole number, for each trade in steps, and `every`, yes or no, where it has an odd rest:
  `trade = step * count + rest * every` and `count >= whole * every`. A trade in single shares without a rest is itself
  a whole number;
- `first`, yes or no, for each pair of sides: `these <= most * first` and `that + most * first <= most` for each of
  those.
"""

from __future__ import annotations

import numpy as np

from trimtab.rebalance.optimize.model import INFINITY, Arrays, Floats, Ints, Sides, Trades

NOUGHT = 1e-6  # of a trade
NO_TRADES = Trades(np.zeros(0, np.int32), *(np.zeros(0) for _ in range(6)))
NO_SIDES = Sides(np.zeros(0), *(np.zeros(0, np.int32) for _ in range(4)))


class _Sheet:
    """Columns and rows being added to a program, by the array."""

    def __init__(self, arrays: Arrays) -> None:
        self.width, self.height = len(arrays.cost), len(arrays.row_lower)
        row_of = np.repeat(np.arange(self.height), np.diff(arrays.starts))
        self.entries: list[tuple[Ints, Ints, Floats]] = [
            (row_of.astype(np.int32), arrays.index, arrays.value)
        ]
        self.row_lower, self.row_upper = [arrays.row_lower], [arrays.row_upper]
        self.cost, self.upper, self.integral = [arrays.cost], [arrays.upper], [arrays.integral]

    def columns(self, cost: Floats, upper: Floats) -> Ints:
        """Add whole-number columns from nought; their numbers."""
        added = np.arange(self.width, self.width + len(cost), dtype=np.int32)
        self.width += len(cost)
        self.cost.append(cost)
        self.upper.append(upper)
        self.integral.append(np.ones(len(cost), dtype=np.bool_))
        return added

    def rows(self, count: int, terms: list[tuple[Ints, Ints, Floats]], lower: Floats, upper: Floats) -> None:
        """Add rows; terms are (row among those added, column, value)."""
        self.entries += [
            ((self.height + row).astype(np.int32), column, value) for row, column, value in terms
        ]
        self.row_lower.append(np.broadcast_to(lower, count))
        self.row_upper.append(np.broadcast_to(upper, count))
        self.height += count

    def arrays(self, program: Arrays, upper: Floats, integral: Ints) -> Arrays:
        """The program with what was added; `upper` replaces that of its columns, and those named `integral` are whole
        numbers."""
        row, index, value = (np.concatenate(part) for part in zip(*self.entries, strict=True))
        order = np.lexsort((index, row))
        starts = np.searchsorted(row[order], np.arange(self.height + 1))
        whole = np.concatenate(self.integral)
        whole[integral] = True
        return Arrays(
            cost=np.concatenate(self.cost),
            lower=np.concatenate((program.lower, np.zeros(self.width - len(program.cost)))),
            upper=np.concatenate((upper, *self.upper[1:])),
            integral=whole,
            row_lower=np.concatenate(self.row_lower),
            row_upper=np.concatenate(self.row_upper),
            starts=starts.astype(np.int32),
            index=index[order].astype(np.int32),
            value=value[order],
            trades=NO_TRADES,
            sides=NO_SIDES,
        )


def written_out(program: Arrays) -> Arrays:
    """The whole program in columns, rows and whole numbers."""
    if not len(program.trades.column) and not len(program.sides.price):
        return program
    sheet = _Sheet(program)
    trades, sides = program.trades, program.sides
    most = program.upper[trades.column]
    on = sheet.columns(trades.fee, np.ones(len(most)))
    each = np.arange(len(most), dtype=np.int32)
    ones = np.ones(len(most))
    sheet.rows(len(most), [(each, trades.column, ones), (each, on, -most)], _no(), np.zeros(1))
    sheet.rows(len(most), [(each, trades.column, ones), (each, on, -trades.least)], np.zeros(1), _end())
    _steps(sheet, trades)
    first = sheet.columns(sides.price, np.ones(len(sides.price)))
    _exclude(sheet, program, first)
    return sheet.arrays(program, program.upper, trades.column[_is_single(trades)])


def _steps(sheet: _Sheet, trades: Trades) -> None:
    """Counts of steps, and the odd rest that goes with all."""
    counted = np.flatnonzero((trades.step > 0) & ~_is_single(trades))
    count = sheet.columns(np.zeros(len(counted)), trades.whole[counted])
    odd = np.flatnonzero(trades.rest[counted] > 0)
    every = sheet.columns(np.zeros(len(odd)), np.ones(len(odd)))
    each, some = np.arange(len(counted), dtype=np.int32), np.arange(len(odd), dtype=np.int32)
    terms = [
        (each, trades.column[counted], np.ones(len(counted))),
        (each, count, -trades.step[counted]),
        (odd.astype(np.int32), every, -trades.rest[counted][odd]),
    ]
    sheet.rows(len(counted), terms, np.zeros(1), np.zeros(1))
    whole = [(some, count[odd], np.ones(len(odd))), (some, every, -trades.whole[counted][odd])]
    sheet.rows(len(odd), whole, np.zeros(1), _end())


def _exclude(sheet: _Sheet, program: Arrays, first: Ints) -> None:
    """One side or the other."""
    sides, upper = program.sides, program.upper
    pairs, those = len(first), np.arange(len(sides.those), dtype=np.int32)
    together = np.bincount(sides.these_of, upper[sides.these], pairs).astype(np.float64)
    each = np.arange(pairs, dtype=np.int32)
    ones = np.ones(len(sides.these))
    sheet.rows(
        pairs,
        [(sides.these_of, sides.these, ones), (each, first, -together)],
        _no(),
        np.zeros(1),
    )
    most = upper[sides.those]
    terms = [(those, sides.those, np.ones(len(those))), (those, first[sides.those_of], most)]
    sheet.rows(len(those), terms, _no(), most)


def point_of(program: Arrays, values: Floats) -> Floats:
    """A feasible point of the program as a point of the program written out."""
    trades, sides = program.trades, program.sides
    if not len(trades.column) and not len(sides.price):
        return values
    traded = values[trades.column]
    counted = np.flatnonzero((trades.step > 0) & ~_is_single(trades))
    odd = counted[trades.rest[counted] > 0]
    every = np.zeros(len(trades.column))
    every[odd] = traded[odd] > (trades.whole * trades.step)[odd] + NOUGHT
    steps = (traded - every * trades.rest)[counted] / trades.step[counted]
    used = np.bincount(sides.these_of, values[sides.these] > NOUGHT, len(sides.price)) > 0
    return np.concatenate((values, traded > NOUGHT, np.rint(steps), every[odd], used))


def _is_single(trades: Trades) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Those traded in single shares to the last: their column is itself a whole number."""
    is_single: np.ndarray[tuple[int], np.dtype[np.bool_]] = (trades.step == 1.0) & (trades.rest == 0.0)
    return is_single


def _no() -> Floats:
    return np.full(1, -INFINITY)


def _end() -> Floats:
    return np.full(1, INFINITY)
