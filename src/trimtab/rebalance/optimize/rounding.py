"""Rounding: what it costs to move a trade by a part of a step, where only the columns of its own rows give way.

A class's distance from its goal gives way at its next piece's price, whichever way; what more rows share (cash, the
year's result) counts at the answer's prices. So each trade's nearer steps can be told apart without a linear program.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from trimtab.rebalance.optimize.model import Arrays, Bools, Floats
from trimtab.rebalance.optimize.relaxation import Point, Region

NEVER = 1e9  # thousands of USD for a unit: the row gives way no further
TINY = 1e-9
Places = npt.NDArray[np.intp]
PAIR = 2  # trades in a row: the sale and the purchase of one symbol


def apart(arrays: Arrays) -> Bools:
    """Of each trade, whether it shares rows that have columns of their own with nothing but its counterpart: then its
    rounding is all that these have to take."""
    trade, own = _own(arrays)
    row_of = rows_of(arrays)
    has_own = np.zeros(len(arrays.row_lower), dtype=np.bool_)
    has_own[row_of[own]] = True
    traded = ((trade >= 0)[arrays.index] & has_own[row_of]).nonzero()[0]
    rows, trades = row_of[traded], trade[arrays.index[traded]]
    is_crowded = np.bincount(rows, minlength=len(has_own)) > PAIR
    is_apart = np.zeros(len(arrays.trades.column), dtype=np.bool_)
    is_apart[trades] = True
    is_apart[trades[is_crowded[rows]]] = False
    return is_apart


def rows_of(arrays: Arrays) -> Places:
    """The row of each entry."""
    return np.repeat(np.arange(len(arrays.row_lower)), np.diff(arrays.starts))


def _own(arrays: Arrays) -> tuple[Places, Places]:
    """The number of the trade that each column is (-1: none), and the entries of columns that are in one row alone and
    neither a trade nor yes or no."""
    trade = np.full(len(arrays.cost), -1)
    trade[arrays.trades.column] = np.arange(len(arrays.trades.column))
    is_own = np.bincount(arrays.index, minlength=len(arrays.cost)) == 1
    is_own &= (trade < 0) & ~arrays.integral
    return trade, is_own[arrays.index].nonzero()[0]


class Rounding:
    """The rows of one program that have columns of their own, and the trades in them."""

    def __init__(self, arrays: Arrays) -> None:
        self.arrays = arrays
        self.row_of = rows_of(arrays)
        trade, own = _own(arrays)
        self.rows, first, count = np.unique(self.row_of[own], return_index=True, return_counts=True)
        within = np.arange(len(own)) - np.repeat(first, count)
        place = np.repeat(np.arange(len(self.rows)), count), within
        shape = (len(self.rows), int(count.max(initial=0)))
        self.column, self.value = np.zeros(shape, dtype=np.intp), np.zeros(shape)
        self.column[place], self.value[place] = arrays.index[own], arrays.value[own]
        number = np.full(len(arrays.row_lower), -1)
        number[self.rows] = np.arange(len(self.rows))
        traded = ((trade[arrays.index] >= 0) & (number[self.row_of] >= 0)).nonzero()[0]
        self.trade, self.number = trade[arrays.index[traded]], number[self.row_of[traded]]
        self.weight = arrays.value[traded]

    def costs(self, region: Region, point: Point, trades: Places, by: Floats) -> Floats:
        """What it would cost to move each of these trades by so much, each by itself."""
        count = len(self.arrays.trades.column)
        moved, which = np.zeros(count), np.full(count, -1)
        moved[trades], which[trades] = by, np.arange(len(trades))
        mine = (which[self.trade] >= 0).nonzero()[0]
        shift = self.weight[mine] * moved[self.trade[mine]]
        taken = self._given_way(region, point, self.number[mine], shift)
        own = np.bincount(which[self.trade[mine]], taken, len(trades))
        reduced: Floats = point.reduced[self.arrays.trades.column[trades]] * by + own
        return reduced

    def _given_way(self, region: Region, point: Point, number: Places, shift: Floats) -> Floats:
        """What each row's own columns cost to make up for such a shift of what it adds up to, the cheapest first."""
        rows, column = self.rows[number], self.column[number]
        value = self.value[number] * np.where(shift > 0, 1.0, -1.0)[:, None]
        at, reduced = point.values[column], point.reduced[column]
        falls = value > 0
        room = np.where(falls, at - region.lower[column], region.upper[column] - at)
        size = np.abs(value)
        room = np.maximum(np.where(size > 0, room, 0.0), 0.0) * size
        price = np.maximum(np.where(falls, -reduced, reduced), 0.0) / np.maximum(size, TINY)
        slack, slack_price = self._slack(point, rows, shift)
        room, price = np.column_stack((slack, room)), np.column_stack((slack_price, price))
        order = np.argsort(price, axis=1, kind="stable")
        room, price = np.take_along_axis(room, order, 1), np.take_along_axis(price, order, 1)
        need = np.abs(shift)
        before = np.zeros(room.shape)
        np.cumsum(room[:, :-1], axis=1, out=before[:, 1:])
        used = np.clip(need[:, None] - before, 0.0, room)
        cost: Floats = (used * price).sum(axis=1) + NEVER * np.maximum(need - used.sum(axis=1) - TINY, 0.0)
        return cost

    def _slack(self, point: Point, rows: Places, shift: Floats) -> tuple[Floats, Floats]:
        """How far the row may shift before a column must give way, and what a unit of that costs."""
        a = self.arrays
        activity = np.bincount(self.row_of, a.value * point.values[a.index], len(a.row_lower))[rows]
        end = np.where(shift > 0, a.row_upper[rows] - activity, activity - a.row_lower[rows])
        dual = point.duals[rows]
        return np.maximum(end, 0.0), np.maximum(np.where(shift > 0, dual, -dual), 0.0)
