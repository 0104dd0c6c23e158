"""The dive: linear programs only. Doubts are settled by halves down to a point of the whole program; then, while that
is too far above the bound, the part of the tree with the lowest bound is split, one doubt at a time.

What it finds is a feasible point of the whole program; what it proves is a bound. It knows nothing of accounts or
taxes: which columns are yes or no, which are trades and what excludes what is all it is told.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np

from trimtab.rebalance.optimize.branching import Branch, Branching
from trimtab.rebalance.optimize.doubts import Doubts, Look, Split
from trimtab.rebalance.optimize.model import Floats
from trimtab.rebalance.optimize.relaxation import Point, Region, Relaxation

CAREFUL = 24  # linear programs in which a dive settles whole shares one by one, every second time
HARDLY = 0.05  # of the gap that is near enough
MUCH = 0.1  # of the same
HURRY = 16  # so many earlier while there is no point at all
DIVE_EVERY = 20  # linear programs of splitting, then a dive from where it stands
DEEPEST = 200  # linear programs of one dive


@dataclass(frozen=True, slots=True)
class Found:
    """The best point found (None: none), its objective, the proven bound, and how many linear programs it took."""

    values: Floats | None
    objective: float
    bound: float
    relaxations: int


@dataclass(frozen=True, slots=True)
class Patience:
    """How near to the bound is near enough, by how many linear programs were solved: each step is the number up to
    which it holds, and the gap. After the last the search stops; without any point, or while the gap is more than
    `far`, it goes on to `most`."""

    steps: tuple[tuple[int, float], ...]
    most: int = 0
    far: float = np.inf

    def gap(self, solved: int) -> float:
        """The gap that is near enough after so many linear programs."""
        last = self.far if solved < self.most else np.inf
        return next((gap for most, gap in self.steps if solved < most), last)


def dive(relaxation: Relaxation, patience: Patience, *, below: float = np.inf) -> Found:
    """Search until the best point is near enough to the bound, or enough linear programs are solved. Only points that
    cost less than `below` count."""
    return _Search(relaxation, patience, below).run()


class _Search:
    def __init__(self, relaxation: Relaxation, patience: Patience, below: float) -> None:
        self.relaxation = relaxation
        self.patience = patience
        self.doubts = Doubts(relaxation.arrays)
        self.branching = Branching(relaxation, self.doubts)
        self.before = relaxation.solved
        self.branches: list[Branch] = []
        self.values: Floats | None = None
        self.objective = below  # of the best point, once there is one
        self.closed = np.inf  # the least bound of the parts that were looked at to the end

    @property
    def limit(self) -> float:
        """Parts that cannot get below this are left; nothing is, before there is a point, until patience ends."""
        if self.values is None:
            most = max(self.patience.most, self.patience.steps[-1][0])
            return self.objective if self.solved < most else -np.inf
        return self.objective - self.patience.gap(self.solved)

    @property
    def solved(self) -> int:
        return self.relaxation.solved - self.before

    def run(self) -> Found:
        region = self.relaxation.whole.copy()
        point = self.relaxation.solve_with_sides(region)
        if point is not None:
            look = self.doubts.look(point.values)
            self._dive(region, point, look)
            self.doubts.narrow(region, point, self.objective)
            self._open(region, point, look)
        self._split_on()
        bound = min(self.closed, self.branches[0].bound if self.branches else np.inf)
        if self.values is None:
            return Found(None, np.inf, bound, self.solved)
        return Found(self.values, self.objective, min(bound, self.objective), self.solved)

    def _split_on(self) -> None:
        """Best first: both halves of the part with the lowest bound, and now and then a dive from there."""
        next_dive, careful = self.solved + DIVE_EVERY, 0
        while self.branches and self.branches[0].bound < self.limit:
            branch = heapq.heappop(self.branches)
            if self.solved >= next_dive or (self.values is None and self.solved >= next_dive - HURRY):
                careful = CAREFUL - careful
                self._dive(branch.region, branch.point, branch.look, careful=careful)
                next_dive = self.solved + DIVE_EVERY
            halves = self.branching.halves(branch, self.objective)
            if halves is None:
                self.closed = min(self.closed, branch.bound)
                continue
            for half in halves:
                if half.point is not None:
                    look = self.doubts.look(half.point.values)
                    self._take(look)
                    self.doubts.narrow(half.region, half.point, self.objective)
                    self._open(half.region, half.point, look, branch.bound)
                elif not half.is_empty:
                    self.closed = min(self.closed, branch.bound)

    def _open(self, region: Region, point: Point, look: Look, above: float = -np.inf) -> None:
        """Put a part aside to be split, with the bound it has."""
        bound = max(above, point.bound)
        if bound >= self.limit:
            self.closed = min(self.closed, bound)
        else:
            heapq.heappush(self.branches, Branch(bound, self.relaxation.solved, region, point, look))

    def _dive(self, start: Region, point: Point, look: Look, *, careful: int = 0) -> None:
        """Settle by halves down to a point of the whole program; one by one where half at once leaves none, and whole
        shares for the first `careful` linear programs."""
        careful += self.solved
        deepest = self.solved + DEEPEST
        region, is_guessed = start.copy(), False
        while self.solved < deepest:
            self._take(look)
            choice = self.doubts.either(region, look)
            if choice is not None:
                region, now = self._better_half(region, choice, point.bound)
            elif not is_guessed and self.doubts.guess_lines(region, look):
                is_guessed, now = True, self.relaxation.solve(region)
            elif not look.both and (small := self.doubts.small(look)) is not None:
                region, now = self._better_half(
                    region, small, np.inf if self.doubts.are_many else point.bound
                )
            elif self.solved < careful and look.parts and self.doubts.are_lines_settled(region):
                region, now = self._better_half(region, self.doubts.dearest_part(look), point.bound)
            else:
                settled = self._settled(region, look, point)
                if settled is None:
                    break
                region, now = settled
            if now is None or (now.bound >= self.objective and region.guess is None):
                break
            point, look = now, self.doubts.look(now.values)

    def _settled(self, region: Region, look: Look, point: Point) -> tuple[Region, Point | None] | None:
        """Most of one kind of doubt settled; None where there is none."""
        if not self.doubts.is_settled(region, look):
            tried = region.copy()
            self.doubts.settle(tried, look)
            found = self.relaxation.solve(tried)
        elif look.parts:
            tried, found = self._whole_shares(region, look, point)
        else:
            return None
        if found is None and (one := self.doubts.split(region, look)) is not None:
            return self._better_half(region, one)
        return tried, found

    def _whole_shares(self, region: Region, look: Look, point: Point) -> tuple[Region, Point | None]:
        """Most parts of steps settled, first the likelier way; the other way, where that costs much."""
        best, found = region, None
        for is_weighed in self.doubts.ways(look):
            tried = region.copy()
            self.doubts.settle_parts(tried, look, point if is_weighed else None)
            now = self.relaxation.solve(tried)
            if now is not None and (found is None or now.bound < found.bound):
                best, found = tried, now
            is_cheap = found is not None and found.bound <= point.bound + MUCH * self.patience.steps[-1][1]
            if is_cheap or (is_weighed and found is not None):
                break
        return best, found

    def _better_half(
        self, region: Region, split: Split, bound: float = -np.inf
    ) -> tuple[Region, Point | None]:
        """The answer that costs less; the first, where it costs hardly more than `bound`."""
        best, found = region, None
        for answer in split.answers:
            tried = region.copy()
            self.doubts.narrow_to(tried, split, answer)
            point = self.relaxation.solve(tried)
            if point is not None and (found is None or point.bound < found.bound):
                best, found = tried, point
            if found is not None and found.bound <= bound + HARDLY * self.patience.steps[-1][1]:
                break
        return best, found

    def _take(self, look: Look) -> None:
        """Keep the point if it is one of the whole program, and the best so far."""
        rounded = self.doubts.rounded(look)
        if rounded is None:
            return
        objective = self.relaxation.true_cost(rounded)
        if objective < self.objective and self.doubts.is_feasible(rounded):
            self.values, self.objective = rounded, objective
