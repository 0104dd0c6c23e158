"""A program under construction, and finished: columns, rows, and what trades add to them.

A trade's column is nought, or between the smallest trade and all, in steps where the account asks for them, and has a
price for the line it is. A pair of sides is what excludes each other: a symbol sold or bought, a loss taken or its like
bought. Both are told as they are, without columns or rows of their own: the relaxation takes each price by the share of
the most that is traded, and a search settles the rest by bounds alone (`Relaxation`, `dive`). Money in thousands of
USD.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int32]
Bools = npt.NDArray[np.bool_]
INFINITY = float("inf")
WHOLE_SLACK = 1e-9  # of a step: what rounding may have taken off a whole number of them


@dataclass(frozen=True, slots=True)
class Trades:
    """The columns that are trades: nought, or from `least` to `whole` steps of `step` (0: any part), or, where there is
    an odd `rest`, that many steps and the rest. `fee` is the price of the line; `worth` what a unit brings in cash,
    negative where it takes cash."""

    column: Ints
    least: Floats
    step: Floats
    whole: Floats
    rest: Floats
    fee: Floats
    worth: Floats


@dataclass(frozen=True, slots=True)
class Sides:
    """Pairs of sets of columns of which only one may be used: `these` (at `price`, once any is used) or `those`. Entry
    for entry, `these[i]` is a column of the pair `these_of[i]`."""

    price: Floats
    these: Ints
    these_of: Ints
    those: Ints
    those_of: Ints


@dataclass(frozen=True, slots=True)
class Arrays:
    """A finished program. Rows lie one after the other: row r has the entries starts[r] to starts[r + 1]. The columns
    marked `integral` are yes or no."""

    cost: Floats
    lower: Floats
    upper: Floats
    integral: Bools
    row_lower: Floats
    row_upper: Floats
    starts: Ints
    index: Ints
    value: Floats
    trades: Trades
    sides: Sides


def _floats(numbers: list[float]) -> Floats:
    """By way of an array, which takes half the time."""
    return np.array(array("d", numbers))


def _ints(numbers: list[int]) -> Ints:
    return np.array(array("i", numbers))


@dataclass(slots=True)
class Model:
    """A program, column by column and row by row. Entries may come in any order; those of one place are added up."""

    cost: list[float] = field(default_factory=list)
    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    integral: list[int] = field(default_factory=list)
    row_lower: list[float] = field(default_factory=list)
    row_upper: list[float] = field(default_factory=list)
    lengths: list[int] = field(default_factory=list)  # entries of each row
    entry_columns: list[int] = field(default_factory=list)
    entry_values: list[float] = field(default_factory=list)
    trades: list[float] = field(default_factory=list)  # column, least, step, fee and worth of each
    prices: list[float] = field(default_factory=list)
    these: list[int] = field(default_factory=list)
    these_of: list[int] = field(default_factory=list)  # the pair of each
    those: list[int] = field(default_factory=list)
    those_of: list[int] = field(default_factory=list)

    def copy(self) -> Model:
        """The same so far, to be written on."""
        return Model(*[getattr(self, name)[:] for name in Model.__slots__])

    def column(self, cost: float = 0.0, lower: float = 0.0, upper: float = INFINITY) -> int:
        """Add a column and return its number."""
        number = len(self.cost)
        self.cost.append(cost)
        self.lower.append(lower)
        self.upper.append(upper)
        return number

    def columns(self, costs: Sequence[float], uppers: Sequence[float]) -> range:
        """Add columns from nought, and return their numbers."""
        first = len(self.cost)
        self.cost.extend(costs)
        self.lower.extend([0.0] * len(costs))
        self.upper.extend(uppers)
        return range(first, len(self.cost))

    def binary(self, cost: float = 0.0) -> int:
        """Add a yes-or-no column."""
        self.integral.append(self.column(cost, 0.0, 1.0))
        return self.integral[-1]

    def trade(
        self, column: int, least: float, step: float = 0.0, fee: float = 0.0, worth: float = 0.0
    ) -> None:
        """The column is a trade: nought, or at least `least` (more than nought), in whole steps (0: in any part), or
        all of it; its line costs `fee`. `worth` is what one unit brings in cash, negative where it takes cash."""
        self.trades.extend((column, least, step, fee, worth))

    def one_side(self, these: Sequence[int], those: Sequence[int], price: float = 0.0) -> None:
        """Either some of these columns are more than nought, which costs `price`, or some of those."""
        pair = len(self.prices)
        self.prices.append(price)
        self.these.extend(these)
        self.these_of.extend([pair] * len(these))
        self.those.extend(those)
        self.those_of.extend([pair] * len(those))

    def row(
        self, terms: Sequence[tuple[int, float]], lower: float = -INFINITY, upper: float = INFINITY
    ) -> int:
        """Add a row lower <= sum of terms <= upper and return its number."""
        return self.row_of([column for column, _ in terms], [value for _, value in terms], lower, upper)

    def row_of(
        self,
        columns: Sequence[int],
        values: Sequence[float],
        lower: float = -INFINITY,
        upper: float = INFINITY,
    ) -> int:
        """The same, columns and coefficients apart."""
        number = len(self.row_lower)
        self.row_lower.append(lower)
        self.row_upper.append(upper)
        self.lengths.append(len(columns))
        self.entry_columns.extend(columns)
        self.entry_values.extend(values)
        return number

    def pairs(self, column: int, others: Sequence[int], value: float) -> None:
        """Add a row for each of the others: the column plus `value` of it is at most nought."""
        count = len(others)
        self.row_lower.extend([-INFINITY] * count)
        self.row_upper.extend([0.0] * count)
        self.lengths.extend([2] * count)
        entries = [column] * (2 * count)
        entries[1::2] = others
        self.entry_columns.extend(entries)
        self.entry_values.extend([1.0, value] * count)

    def arrays(self) -> Arrays:
        """The same as arrays."""
        upper = _floats(self.upper)
        trades = self._trades(upper)
        integral = np.zeros(len(self.cost), dtype=np.bool_)
        integral[self.integral] = True
        starts, index, value = self._entries()
        return Arrays(
            cost=_floats(self.cost),
            lower=_floats(self.lower),
            upper=upper,
            integral=integral,
            row_lower=_floats(self.row_lower),
            row_upper=_floats(self.row_upper),
            starts=starts,
            index=index,
            value=value,
            trades=trades,
            sides=self._sides(),
        )

    def _trades(self, upper: Floats) -> Trades:
        """The trades as arrays; `upper` is brought down to whole steps where there is no odd rest to sell."""
        columns, least, step, fee, worth = _floats(self.trades).reshape(-1, 5).T.copy()
        column = columns.astype(np.int32)
        most = upper[column]
        stepped = step > 0
        unit = np.where(stepped, step, 1.0)
        whole = np.where(stepped, np.floor(most / unit + WHOLE_SLACK), 0.0)
        rest = np.where(stepped, most - whole * unit, 0.0)
        rest[rest <= WHOLE_SLACK * unit] = 0.0
        upper[column] = np.where(stepped & (rest == 0.0), whole * unit, most)
        least = np.where(stepped, np.ceil(least / unit - WHOLE_SLACK) * unit, least)
        return Trades(column, np.minimum(least, upper[column]), step, whole, rest, fee, worth)

    def _sides(self) -> Sides:
        entries = [_ints(each) for each in (self.these, self.these_of, self.those, self.those_of)]
        return Sides(_floats(self.prices), *entries)

    def _entries(self) -> tuple[Ints, Ints, Floats]:
        """Entries by row and column, those of one place added up."""
        width, height = len(self.cost), len(self.row_lower)
        lengths = _ints(self.lengths)
        place = np.repeat(np.arange(height) * width, lengths) + _ints(self.entry_columns)
        order = np.argsort(place, kind="stable")
        place, value = place[order], _floats(self.entry_values)[order]
        is_first = np.ones(len(place), dtype=np.bool_)
        np.not_equal(place[1:], place[:-1], out=is_first[1:])
        starts = np.zeros(height + 1, dtype=np.int32)
        if is_first.all():
            np.cumsum(lengths, out=starts[1:])
        else:
            first = np.flatnonzero(is_first)
            value, place = np.add.reduceat(value, first), place[first]
            starts[:] = np.searchsorted(place, np.arange(height + 1) * width)
        return starts, (place % max(width, 1)).astype(np.int32), value
