"""The dive: linear programs only, with the yes-or-no columns settled one after the other, and then whole shares.

What it finds is a feasible point of the whole program; what it proves is a bound. It knows nothing of trades or taxes:
which columns are yes-or-no, which switch single trades and which are whole numbers is all it is told.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from trimtab.rebalance.optimize.relaxation import Point, Relaxation
from trimtab.rebalance.optimize.solver import Arrays, Floats, Ints

ONE_BY_ONE = 12  # yes-or-no columns, or shares in parts: of more, half are settled at once,
LARGE = 3000  # and in programs of more columns always
NOISE = 1e-6  # of a row or a whole number: the solver's tolerance


@dataclass(frozen=True, slots=True)
class Found:
    """The best point found (None: none), its objective, the proven bound, and how many linear programs it took."""

    values: Floats | None
    objective: float
    bound: float
    relaxations: int


@dataclass(frozen=True, slots=True)
class Violations:
    """Yes-or-no columns that are neither, and by how much the rows would be broken by saying no and yes."""

    columns: Ints
    by_no: Floats
    by_yes: Floats


@dataclass(order=True, slots=True)
class Branch:
    """A part of the tree that was left for later: no point in it costs less than `bound`."""

    bound: float
    number: int
    columns: tuple[int, ...] = field(compare=False)
    values: tuple[float, ...] = field(compare=False)


def dive(relaxation: Relaxation, *, gap: float, most: int, below: float = np.inf) -> Found:
    """Search until the best point is within `gap` of the bound, or `most` linear programs are solved. Only points that
    cost less than `below` count."""
    return _Dive(relaxation, gap, most, below).run()


class _Dive:
    def __init__(self, relaxation: Relaxation, gap: float, most: int, below: float) -> None:
        self.relaxation = relaxation
        self.arrays = relaxation.arrays
        self.gap = gap
        self.most = most
        self.below = below
        self.one_by_one = ONE_BY_ONE if len(self.arrays.cost) <= LARGE else 0
        self.choices = _Choices(self.arrays, relaxation)
        self.branches: list[Branch] = [Branch(-np.inf, 0, (), ())]
        self.best: Point | None = None
        self.closed = np.inf  # the least bound of the parts that were looked at to the end

    @property
    def limit(self) -> float:
        """Parts that cannot get below this are left."""
        return self.below if self.best is None else self.best.objective - self.gap

    def run(self) -> Found:
        start = self.relaxation.lower.copy(), self.relaxation.upper.copy()
        solved = self.relaxation.solved
        while self.branches and (self.relaxation.solved - solved < self.most):
            if self.branches[0].bound >= self.limit:
                break
            branch = heapq.heappop(self.branches)
            self.relaxation.back_to(*start)
            columns, values = np.array(branch.columns, np.int32), np.array(branch.values)
            self.relaxation.fix(columns, values)
            self._descend(branch)
        self.relaxation.back_to(*start)
        bound = min(self.closed, self.branches[0].bound if self.branches else np.inf)
        best = self.best
        solved = self.relaxation.solved - solved
        if best is None:
            return Found(None, np.inf, bound, solved)
        return Found(best.values, best.objective, min(bound, best.objective), solved)

    def _descend(self, branch: Branch) -> None:
        """Settle one yes-or-no column after the other, leaving the other answer for later; of many switches, half at
        once."""
        columns, values = branch.columns, branch.values
        while True:
            point = self.relaxation.solve()
            if point is None:
                return
            bound = max(branch.bound, point.bound)
            if bound >= self.limit:
                self.closed = min(self.closed, bound)
                return
            found = self.choices.violations(point.values)
            is_open = self.relaxation.lower[found.columns] < self.relaxation.upper[found.columns]
            undecided = np.flatnonzero(is_open & (found.by_no > 0) & (found.by_yes > 0))
            if not len(undecided):
                self.closed = min(self.closed, bound)
                self._finish(found)
                return
            first = self.choices.first(undecided)
            if len(first) > self.one_by_one:
                self.closed = min(self.closed, bound)
                self._settle_many(found, first)
                continue
            column, value = self.choices.next(found, first)
            number = self.relaxation.solved
            heapq.heappush(self.branches, Branch(bound, number, (*columns, column), (*values, 1.0 - value)))
            columns, values = (*columns, column), (*values, value)
            self.relaxation.fix(np.array([column], np.int32), np.array([value]))

    def _settle_many(self, found: Violations, first: npt.NDArray[np.intp]) -> None:
        """Half of many at once, the clearest first; what this leaves out is not looked at again."""
        no, yes = found.by_no[first], found.by_yes[first]
        clear = np.argsort(np.minimum(no, yes) / np.maximum(no, yes), kind="stable")[: (len(first) + 1) // 2]
        self.relaxation.fix(found.columns[first[clear]], (no >= yes)[clear].astype(np.float64))

    def _better(self, columns: Ints, these: Floats, those: Floats) -> Point | None:
        """Hold the columns at these values or at those, whichever costs less."""
        self.relaxation.fix(columns, those)
        second = self.relaxation.solve()
        self.relaxation.fix(columns, these)
        first = self.relaxation.solve()
        if second is not None and (first is None or second.objective < first.objective):
            self.relaxation.fix(columns, those)
            return second
        return first

    def _finish(self, found: Violations) -> None:
        """All yes or no as the point says, then whole numbers; kept if it is the best so far."""
        yes = (found.by_yes <= 0) & (found.by_no > 0)
        self.relaxation.fix(found.columns, yes.astype(np.float64))
        point = self.relaxation.solve()
        while point is not None and point.objective < self.limit:
            open_ = self._not_whole(point)
            if not len(open_):
                if is_feasible(self.arrays, point.values):
                    self.best = point
                return
            point = (self._some_whole if len(open_) > self.one_by_one else self._one_whole)(point, open_)

    def _not_whole(self, point: Point) -> npt.NDArray[np.intp]:
        values = point.values[self.arrays.whole]
        return np.flatnonzero(np.abs(values - np.rint(values)) > NOISE)

    def _some_whole(self, point: Point, open_: npt.NDArray[np.intp]) -> Point | None:
        """The dearest half of many shares in parts at once: sold up and bought down, which leaves cash for the rest. In
        large programs what is whole stays as it is."""
        worth = self.arrays.worth[open_]
        half = np.argsort(-np.abs(worth), kind="stable")[: (len(open_) + 1) // 2]
        columns = self.arrays.whole[open_[half]]
        values = point.values[columns]
        self.relaxation.fix(columns, np.where(worth[half] > 0, np.ceil(values), np.floor(values)))
        if not self.one_by_one:
            stays = np.delete(self.arrays.whole, open_)
            self.relaxation.fix(stays, np.rint(point.values[stays]))
        return self.relaxation.solve()

    def _one_whole(self, point: Point, open_: npt.NDArray[np.intp]) -> Point | None:
        """The dearest share that is still in parts: down or up, whichever costs less."""
        which = open_[np.argmax(np.abs(self.arrays.worth[open_]))]
        column = self.arrays.whole[which : which + 1]
        down = np.floor(point.values[column])
        return self._better(column, down, down + 1.0)


class _Choices:
    """The yes-or-no columns of a program, and the entries of its rows in them."""

    def __init__(self, arrays: Arrays, relaxation: Relaxation) -> None:
        self.arrays = arrays
        self.relaxation = relaxation
        is_choice = arrays.integral.copy()
        is_choice[arrays.whole] = False
        self.columns = np.flatnonzero(is_choice).astype(np.int32)
        place = np.full(len(arrays.cost), -1)
        place[self.columns] = np.arange(len(self.columns))
        entries = np.flatnonzero(is_choice[arrays.index])
        self.rows = relaxation.row_of[entries]
        self.place = place[arrays.index[entries]]
        self.value = arrays.value[entries]
        self.low = arrays.row_lower[self.rows] - NOISE
        self.high = arrays.row_upper[self.rows] + NOISE
        self.is_switch = np.zeros(len(self.columns), dtype=np.bool_)
        self.is_switch[place[arrays.switches]] = True

    def violations(self, values: Floats) -> Violations:
        """By how much each no and each yes would break the rows, all else as it is."""
        a, count = self.arrays, len(self.columns)
        now = values[self.columns]
        activity = np.bincount(
            self.relaxation.row_of, weights=a.value * values[a.index], minlength=len(a.row_lower)
        )[self.rows]
        without = activity - self.value * now[self.place]
        with_ = without + self.value
        by_no: Floats = np.maximum(0.0, np.maximum(self.low - without, without - self.high))
        by_yes: Floats = np.maximum(0.0, np.maximum(self.low - with_, with_ - self.high))
        return Violations(
            self.columns,
            np.bincount(self.place, weights=by_no, minlength=count).astype(np.float64),
            np.bincount(self.place, weights=by_yes, minlength=count).astype(np.float64),
        )

    def first(self, undecided: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
        """Those to settle first: all but the switches of single trades, while there are any."""
        others = undecided[~self.is_switch[undecided]]
        return others if len(others) else undecided

    def next(self, found: Violations, first: npt.NDArray[np.intp]) -> tuple[int, float]:
        """The column to settle next, that which breaks most whichever way, and how."""
        which = int(first[np.argmax(np.minimum(found.by_no, found.by_yes)[first])])
        return int(self.columns[which]), 0.0 if found.by_no[which] < found.by_yes[which] else 1.0


def is_feasible(arrays: Arrays, values: Floats) -> bool:
    """Whether a point keeps every row, every bound and every whole number, to the solver's tolerance."""
    rows = np.repeat(np.arange(len(arrays.row_lower)), np.diff(arrays.starts))
    weights = arrays.value * values[arrays.index]
    activity = np.bincount(rows, weights=weights, minlength=len(arrays.row_lower))
    scale = NOISE * np.maximum(
        1.0, np.bincount(rows, weights=np.abs(weights), minlength=len(arrays.row_lower))
    )
    whole = values[arrays.integral]
    return bool(
        np.all(activity >= arrays.row_lower - scale)
        and np.all(activity <= arrays.row_upper + scale)
        and np.all(values >= arrays.lower - NOISE)
        and np.all(values <= arrays.upper + NOISE)
        and np.all(np.abs(whole - np.rint(whole)) <= NOISE)
    )
