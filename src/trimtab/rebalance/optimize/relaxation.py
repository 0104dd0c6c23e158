"""The program without its whole numbers: one linear program in a kept solver, solved from where the last answer stood.

The solver is the kernel, which certifies each answer; where it finds none that it can prove, HiGHS is asked.

Prices of lines are in it by the share of the most that is traded, which is never more than the price itself, and all of
it once a trade must be more than nought. Sides that exclude each other are rows only where an answer would use both.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, field, replace

import highspy
import numpy as np

from trimtab.core.quick import quickly_made
from trimtab.rebalance.optimize.kernel import EMPTY, LOST, Kernel, RegionPlace, address
from trimtab.rebalance.optimize.model import INFINITY, Arrays, Bools, Floats, Ints
from trimtab.rebalance.optimize.solver import fresh, load

CUT_ROUNDS = 4
WIDE = 2000  # columns: of more, such rows are looked for once
TINY = 1e-9
ENDLESS = 10  # steps a column and row: a solver that takes more goes round
NOUGHT = 1e-6  # shares, as region.c: what the solver's tolerance leaves of a trade that is none


@dataclass(slots=True)
class Region:
    """A part of the program: bounds on its columns, and the pairs of sides of which `these` pay their whole price.

    `guess` is how much of each trade is thought to be traded, by which its line's price is then shared out: good for
    finding points, while what it gives is no bound. None shares it out by the most there can be. What is in the arrays
    changes as a region is narrowed; the arrays stay, and `place` is where compiled code finds them.
    """

    lower: Floats
    upper: Floats
    paid: Bools
    guess: Floats | None = None
    place: RegionPlace | None = field(default=None, init=False, compare=False, repr=False)

    @property
    def at(self) -> int:
        """The address of the region's arrays for compiled code."""
        if self.place is None:
            self.place = RegionPlace(address(self.lower), address(self.upper), address(self.paid))
        return ctypes.addressof(self.place)

    def copy(self) -> Region:
        """A region of its own, to be narrowed."""
        return Region(self.lower.copy(), self.upper.copy(), self.paid.copy(), self.guess)


@quickly_made
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

    Every answer is checked: what its dual values prove (`bound`) is computed afresh, whatever the solver says. `solved`
    counts the answers; `is_empty` says that the last region had no point, where there was no answer.
    """

    def __init__(self, arrays: Arrays) -> None:
        self.solved = 0
        self.is_empty = False
        self._ask(arrays, Kernel(arrays))

    def _ask(self, arrays: Arrays, kernel: Kernel) -> None:
        self.arrays = self._written = arrays  # as it is asked; with the rows written for sides
        self.whole = Region(arrays.lower, arrays.upper, np.zeros(len(arrays.sides.price), dtype=np.bool_))
        self._kernel = kernel

    def renew(self, arrays: Arrays) -> bool:
        """Go over to a program of the same columns, rows and places of entries, from where the last answer stood;
        False, and nothing changed, where it has others."""
        now = self.arrays
        if not np.array_equal(now.starts, arrays.starts) or not np.array_equal(now.index, arrays.index):
            return False
        if len(now.cost) != len(arrays.cost) or len(now.sides.price) != len(arrays.sides.price):
            return False
        self._ask(arrays, Kernel(arrays, self._kernel))
        return True

    def solve(self, region: Region) -> Point | None:
        """The optimum within the region; None where there is none, or the solver did not find it."""
        self.solved += 1
        kernel = self._kernel
        outcome = kernel.solve(region.lower, region.upper, region.paid, region.guess)
        if outcome == LOST:
            return self._by_highs(region)
        self.is_empty = outcome == EMPTY
        if self.is_empty:
            return None
        return Point(*kernel.answer())

    def _by_highs(self, region: Region) -> Point | None:
        """The same from HiGHS, from nothing: where the kernel finds no answer that it can prove."""
        cost, constant = self._kernel.costs(), self._kernel.constant
        asked = replace(self._written, cost=cost, lower=region.lower, upper=region.upper)
        limit = ENDLESS * (len(cost) + len(asked.row_lower))
        for presolve in (
            "off",
            "on",
        ):  # which alone may tell that there is no point, where there nearly is one
            highs = fresh({"simplex_iteration_limit": limit, "presolve": presolve})
            load(highs, asked, np.zeros(len(cost), dtype=np.bool_))
            highs.run()
            status = highs.getModelStatus()
            self.is_empty = status == highspy.HighsModelStatus.kInfeasible
            if self.is_empty or status == highspy.HighsModelStatus.kOptimal:
                break
        else:
            return None
        if self.is_empty:
            return None
        solution = highs.getSolution()
        values, duals = np.array(solution.col_value), np.array(solution.row_dual)
        bound, reduced = self._kernel.proven(duals)
        return Point(values, float(cost @ values) + constant, bound + constant, reduced, duals)

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
        return self._kernel.true_cost(values)

    def _write_rows(self, values: Floats) -> bool:
        """Write a row for each two columns on sides that exclude each other of which together more than the most of one
        is used; whether there were any."""
        if not len(self.arrays.sides.those):
            return False
        one, other = self._kernel.conflicts(values)
        if not len(one):
            return False
        most = np.maximum(self.arrays.upper, TINY)
        self._append(one, other, 1.0 / most[one], 1.0 / most[other])
        return True

    def _append(self, one: Ints, other: Ints, one_share: Floats, other_share: Floats) -> None:
        """Rows that say that the shares of two columns are together at most one."""
        now, count = self._written, len(one)
        index = np.column_stack((one, other)).ravel().astype(np.int32)
        value = np.column_stack((one_share, other_share)).ravel()
        ends = np.arange(2, 2 * count + 1, 2, dtype=np.int32) + now.starts[-1]
        self._written = replace(
            now,
            row_lower=np.concatenate((now.row_lower, np.full(count, -INFINITY))),
            row_upper=np.concatenate((now.row_upper, np.ones(count))),
            starts=np.concatenate((now.starts, ends)),
            index=np.concatenate((now.index, index)),
            value=np.concatenate((now.value, value)),
        )
        self._kernel = Kernel(self._written, self._kernel)
