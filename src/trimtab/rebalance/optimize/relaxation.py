"""The program without its whole numbers: one linear program in a kept solver, solved from where the last answer stood.

Prices of lines are in it by the share of the most that is traded, which is never more than the price itself, and all of
it once a trade must be more than nought. Sides that exclude each other are rows only where an answer would use both.
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np

from trimtab.rebalance.optimize.model import INFINITY, Arrays, Bools, Floats, Ints
from trimtab.rebalance.optimize.solver import fresh, load

DUAL_NOISE = 1e-6  # of a reduced cost: what the solver's own tolerance leaves on a column without an end
APART = 1e-6  # thousands of USD: an objective so far from its certificate is not believed
BOTH = 1e-4  # of the most: by how much both sides may be used before a row is written
CUT_ROUNDS = 4
WIDE = 2000  # columns: of more, such rows are looked for once
TINY = 1e-9
# Each answer is checked by its dual values, so the basis it starts from need not be.
HOT: dict[str, bool | int | float | str] = {"simplex_initial_condition_check": False}
ENDLESS = 10  # steps a column and row: HiGHS 1.15.1 has been seen to go round for ever from a kept basis
NOUGHT = 1e-6  # shares: what the solver's tolerance leaves of a trade that is none


@dataclass(slots=True)
class Region:
    """A part of the program: bounds on its columns, and the pairs of sides of which `these` pay their whole price.

    `guess` is how much of each trade is thought to be traded, by which its line's price is then shared out: good for
    finding points, while what it gives is no bound. None shares it out by the most there can be.
    """

    lower: Floats
    upper: Floats
    paid: Bools
    guess: Floats | None = None

    def copy(self) -> Region:
        """A region of its own, to be narrowed."""
        return Region(self.lower.copy(), self.upper.copy(), self.paid.copy(), self.guess)


@dataclass(frozen=True, slots=True)
class Point:
    """An optimum of the relaxation: its values, its objective, a bound that its dual values prove, what each column
    would cost more by a unit, and what each row would by a unit more (`duals`)."""

    values: Floats
    objective: float
    bound: float
    reduced: Floats
    duals: Floats


class Relaxation:
    """One linear program, asked again and again in other regions.

    Every answer is checked: what its dual values prove (`bound`) is computed afresh, whatever the solver says, because
    hot starts have been seen to end wrongly (HiGHS issue 3294). `solved` counts the answers; `is_empty` says
    that the last region had no point, where there was no answer.
    """

    def __init__(self, arrays: Arrays) -> None:
        self.solved = 0
        self.is_empty = False
        self._highs = fresh(
            HOT | {"simplex_iteration_limit": ENDLESS * (len(arrays.cost) + len(arrays.starts))}
        )
        load(self._highs, arrays, np.zeros(len(arrays.cost), dtype=np.bool_))
        self._cost, self._lower, self._upper = arrays.cost, arrays.lower.copy(), arrays.upper.copy()
        self.row_of = np.repeat(np.arange(len(arrays.row_lower)), np.diff(arrays.starts))
        self._ask(arrays)

    def _ask(self, arrays: Arrays) -> None:
        self.arrays = arrays
        self.whole = Region(arrays.lower, arrays.upper, np.zeros(len(arrays.sides.price), dtype=np.bool_))
        self.row_lower, self.row_upper = arrays.row_lower, arrays.row_upper
        self.index, self.value = arrays.index, arrays.value
        self._has_fees = bool(arrays.trades.fee.any())
        self._these_most = self._most_of_these()
        self._priced = arrays.sides.price.nonzero()[0]
        self._paying = (arrays.sides.price[arrays.sides.these_of] > 0).nonzero()[0]

    def renew(self, arrays: Arrays) -> bool:
        """Go over to a program of the same columns, rows and places of entries, from where the last answer stood;
        False, and nothing changed, where it has others."""
        now = self.arrays
        if not np.array_equal(now.starts, arrays.starts) or not np.array_equal(now.index, arrays.index):
            return False
        if len(now.cost) != len(arrays.cost) or len(now.sides.price) != len(arrays.sides.price):
            return False
        height, written = len(now.row_lower), len(self.row_lower)
        if written > height:
            self._highs.deleteRows(written - height, np.arange(height, written, dtype=np.int32))
            self.row_of = self.row_of[: len(now.index)]
        ends = (now.row_lower != arrays.row_lower) | (now.row_upper != arrays.row_upper)
        for row in np.flatnonzero(ends):
            self._highs.changeRowBounds(int(row), float(arrays.row_lower[row]), float(arrays.row_upper[row]))
        for entry in np.flatnonzero(now.value != arrays.value):
            place = int(self.row_of[entry]), int(arrays.index[entry])
            self._highs.changeCoeff(*place, float(arrays.value[entry]))
        self._ask(arrays)
        return True

    def _most_of_these(self) -> Floats:
        sides = self.arrays.sides
        most = np.bincount(sides.these_of, self.arrays.upper[sides.these], len(sides.price))
        return np.maximum(most, TINY)

    def solve(self, region: Region) -> Point | None:
        """The optimum within the region; None where there is none, or the solver did not find it."""
        if np.any(region.lower > region.upper):
            self.solved, self.is_empty = self.solved + 1, True
            return None
        cost, constant = self._costs(region)
        self._hand_over(cost, region)
        point = self._once(constant)
        if point is None or point.objective - point.bound > APART * max(1.0, abs(point.objective)):
            self._highs.clearSolver()
            point = self._once(constant)
        return point

    def solve_with_sides(self, region: Region) -> Point | None:
        """As `solve`, with rows written for sides that exclude each other until the answer uses no two, as far as rows
        can say it."""
        point = self.solve(region)
        for _ in range(CUT_ROUNDS if len(self.arrays.cost) <= WIDE else 1):
            if point is None or not self._write_rows(point.values):
                break
            point = self.solve(region)
        return point

    def true_cost(self, values: Floats) -> float:
        """What a point costs with every line it trades and every price of a side paid in full."""
        trades, sides = self.arrays.trades, self.arrays.sides
        used = np.zeros(len(sides.price), dtype=np.bool_)
        used[sides.these_of[values[sides.these] > NOUGHT]] = True
        lines = trades.fee @ (values[trades.column] > NOUGHT)
        return float(self.arrays.cost @ values + lines + sides.price @ used)

    def _costs(self, region: Region) -> tuple[Floats, float]:
        """What a unit of each column costs in this region, and what is to be paid there whatever is done."""
        trades, sides = self.arrays.trades, self.arrays.sides
        cost, constant = self.arrays.cost.copy(), 0.0
        if self._has_fees:
            must = region.lower[trades.column] > 0
            most = region.upper[trades.column]
            if region.guess is not None:
                most = np.minimum(most, region.guess)
            share = trades.fee / np.where(most > 0, most, 1.0)
            cost[trades.column] += np.where(must | (most <= 0), 0.0, share)
            constant = float(trades.fee @ must)
        if len(self._priced):
            share = np.where(region.paid, 0.0, sides.price / self._these_most)
            paying = self._paying
            cost += np.bincount(sides.these[paying], share[sides.these_of[paying]], len(cost))
            constant += float(sides.price @ region.paid)
        return cost, constant

    def _hand_over(self, cost: Floats, region: Region) -> None:
        """Tell the solver what is not as it was."""
        moved = ((self._lower != region.lower) | (self._upper != region.upper)).nonzero()[0]
        if len(moved):
            lower, upper = region.lower[moved], region.upper[moved]
            self._highs.changeColsBounds(len(moved), moved.astype(np.int32), lower, upper)
            self._lower[moved], self._upper[moved] = lower, upper
        dearer = (self._cost != cost).nonzero()[0]
        if len(dearer):
            self._highs.changeColsCost(len(dearer), dearer.astype(np.int32), cost[dearer])
            self._cost = cost

    def _once(self, constant: float) -> Point | None:
        self.solved += 1
        self._highs.run()
        status = self._highs.getModelStatus()
        self.is_empty = status == highspy.HighsModelStatus.kInfeasible
        if status != highspy.HighsModelStatus.kOptimal:
            return None
        solution = self._highs.getSolution()
        values = np.array(solution.col_value)
        duals = np.array(solution.row_dual)
        bound, reduced = self._proven(duals)
        return Point(values, float(self._cost @ values) + constant, bound + constant, reduced, duals)

    def _proven(self, duals: Floats) -> tuple[float, Floats]:
        """The least that the costs can come to by these dual values (Lagrange): no point within the bounds is below. A
        dual value that leans on a side without an end is noise, and proves nothing: it is left out."""
        sides = np.where(duals > 0, self.row_lower, self.row_upper)
        endless = np.isinf(sides)
        duals[endless] = sides[endless] = 0.0
        reduced = self._cost - np.bincount(self.index, self.value * duals[self.row_of], len(self._cost))
        at = np.where(reduced > 0, self._lower, self._upper)
        at[(at >= INFINITY) & (reduced > -DUAL_NOISE)] = 0.0
        return float(duals @ sides + reduced @ at), reduced

    def _write_rows(self, values: Floats) -> bool:
        """Write a row for each two columns on sides that exclude each other of which together more than the most of one
        is used; whether there were any."""
        sides, most = self.arrays.sides, np.maximum(self.arrays.upper, TINY)
        share = values[sides.these] / most[sides.these]
        order = np.lexsort((share, sides.these_of))
        last = np.flatnonzero(np.diff(sides.these_of[order], append=-1))
        widest = np.zeros(len(sides.price), dtype=np.intp)
        widest[sides.these_of[order][last]] = order[last]
        one, other = sides.these[widest[sides.those_of]], sides.those
        both = np.flatnonzero(values[one] / most[one] + values[other] / most[other] > 1.0 + BOTH)
        if not len(both):
            return False
        self._append(one[both], other[both], 1.0 / most[one[both]], 1.0 / most[other[both]])
        return True

    def _append(self, one: Ints, other: Ints, one_share: Floats, other_share: Floats) -> None:
        """Rows that say that the shares of two columns are together at most one."""
        count, height = len(one), len(self.row_lower)
        index = np.column_stack((one, other)).ravel().astype(np.int32)
        value = np.column_stack((one_share, other_share)).ravel()
        lower, upper = np.full(count, -INFINITY), np.ones(count)
        starts = np.arange(0, 2 * count, 2, dtype=np.int32)
        self._highs.addRows(count, lower, upper, 2 * count, starts, index, value)
        self.row_lower = np.concatenate((self.row_lower, lower))
        self.row_upper = np.concatenate((self.row_upper, upper))
        self.index = np.concatenate((self.index, index))
        self.value = np.concatenate((self.value, value))
        self.row_of = np.concatenate((self.row_of, np.repeat(np.arange(height, height + count), 2)))
