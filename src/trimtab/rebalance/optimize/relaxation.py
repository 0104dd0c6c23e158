"""The program without its whole numbers: solved in a kept solver, from where the last answer stood."""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np

from trimtab.rebalance.optimize.solver import INFINITY, Arrays, Floats, Ints, fresh, load

DUAL_NOISE = 1e-6  # of a reduced cost: what the solver's own tolerance leaves on a column without an end
APART = 1e-6  # thousands of USD: an objective so far from its certificate is not believed


@dataclass(frozen=True, slots=True)
class Point:
    """An optimum of the relaxation: its values, its objective, and a bound that its dual values prove."""

    values: Floats
    objective: float
    bound: float


class Relaxation:
    """One linear program, asked again and again with some columns fixed.

    Every answer is checked: what its dual values prove (`bound`) is computed afresh, whatever the solver says, because
    hot starts have been seen to end wrongly (HiGHS issue 3294). `solved` counts the answers.
    """

    def __init__(self, arrays: Arrays) -> None:
        self.arrays = arrays
        self.lower = arrays.lower.copy()
        self.upper = arrays.upper.copy()
        self.solved = 0
        self.row_of = np.repeat(np.arange(len(arrays.row_lower)), np.diff(arrays.starts))
        self._highs = fresh({})
        load(self._highs, arrays, np.zeros(len(arrays.cost), dtype=np.bool_))

    def fix(self, columns: Ints, values: Floats) -> None:
        """Hold these columns at these values."""
        self._bounds(columns, values, values)

    def back_to(self, lower: Floats, upper: Floats) -> None:
        """Take all columns back to bounds as they once were."""
        changed = np.flatnonzero((self.lower != lower) | (self.upper != upper)).astype(np.int32)
        self._bounds(changed, lower[changed], upper[changed])

    def _bounds(self, columns: Ints, lower: Floats, upper: Floats) -> None:
        if len(columns):
            self.lower[columns], self.upper[columns] = lower, upper
            self._highs.changeColsBounds(len(columns), columns, lower, upper)

    def solve(self) -> Point | None:
        """The optimum within the bounds as they are; None where there is none."""
        point = self._once()
        if point is None or point.objective - point.bound > APART * max(1.0, abs(point.objective)):
            self._highs.clearSolver()
            point = self._once()
        return point

    def _once(self) -> Point | None:
        self.solved += 1
        self._highs.run()
        if self._highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        solution = self._highs.getSolution()
        values = np.array(solution.col_value)
        return Point(values, float(self.arrays.cost @ values), self._proven(np.array(solution.row_dual)))

    def _proven(self, duals: Floats) -> float:
        """The least that the costs can come to by these dual values (Lagrange): no point within the bounds is below."""
        a = self.arrays
        reduced = a.cost - np.bincount(a.index, weights=a.value * duals[self.row_of], minlength=len(a.cost))
        rows = np.where(duals > 0, a.row_lower, a.row_upper)
        columns = np.where(reduced > 0, self.lower, self.upper)
        endless = (columns >= INFINITY) & (reduced > -DUAL_NOISE)
        at = np.where(endless, 0.0, columns)
        at_rows = np.where(duals == 0.0, 0.0, rows)
        return float(duals @ at_rows + reduced @ at)
