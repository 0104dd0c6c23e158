"""Branching: a part of the tree cut in two halves.

Of lines, and of whole shares, that one is settled whose two answers raise the bound most. What they raised it by so far
is remembered (pseudo-costs: Benichou and others 1971); a few not tried before are tried beside the one that has raised
it most (reliability branching: Achterberg, Koch and Martin 2005).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from trimtab.core.quick import quickly_made
from trimtab.rebalance.optimize.doubts import LINE, PART, Doubts, Look, Split
from trimtab.rebalance.optimize.relaxation import Point, Region, Relaxation

FRESH = 2  # not tried before, that are tried at a time
LITTLE = 1e-6  # thousands of USD: an answer that raises the bound by less still counts as much
ENDLESS = 1.0  # thousands of USD: what an answer that leaves no point counts as, where nothing else is known


@dataclass(order=True, slots=True)
class Branch:
    """A part of the tree that is still to be split: no point in it costs less than `bound`."""

    bound: float
    number: int
    region: Region = field(compare=False)
    point: Point = field(compare=False)
    look: Look = field(compare=False)


@quickly_made
@dataclass(frozen=True, slots=True)
class Half:
    """One half, and its optimum; None where it has none, which is then proven (`is_empty`) or not."""

    region: Region
    point: Point | None
    is_empty: bool


@dataclass(slots=True)
class Tally:
    """What settling a doubt has raised the bound by so far, added up: by its first answer, and by its second."""

    gains: list[float] = field(default_factory=lambda: [0.0, 0.0])
    times: int = 0

    def add(self, gains: list[float]) -> None:
        """Once more."""
        self.gains = [before + gain for before, gain in zip(self.gains, gains, strict=True)]
        self.times += 1

    @property
    def score(self) -> float:
        """The larger, the more both answers have raised the bound."""
        return _score([gain / self.times for gain in self.gains])


class Branching:
    """Cuts parts of the tree of one program in two."""

    def __init__(self, relaxation: Relaxation, doubts: Doubts) -> None:
        self.relaxation = relaxation
        self.doubts = doubts
        self.tallies: dict[tuple[int, int], Tally] = {}  # by kind of doubt and trade

    def halves(self, branch: Branch, objective: float) -> list[Half] | None:
        """Both halves by the largest doubt, the likelier first, where the best point costs so much; None where there is
        no doubt."""
        split = self.doubts.split(branch.region, branch.look)
        if split is None:
            return None
        if split.kind == LINE:
            return self._best_of(self.doubts.lines(branch.region, branch.look), branch, objective)
        if split.kind == PART:
            return self._best_of(self.doubts.parts(branch.region, branch.look), branch, objective)
        return self._cut(branch, split)

    def _cut(self, branch: Branch, split: Split) -> list[Half]:
        halves = []
        for answer in split.answers:
            region = branch.region.copy()
            self.doubts.narrow_to(region, split, answer)
            point = self.relaxation.solve(region)
            halves.append(Half(region, point, point is None and self.relaxation.is_empty))
        return halves

    def _best_of(self, splits: list[Split], branch: Branch, objective: float) -> list[Half]:
        """The halves of one of these doubts, of which the first may move the bound most."""
        known = [split for split in splits if (split.kind, split.which) in self.tallies]
        tried = [split for split in splits if (split.kind, split.which) not in self.tallies][:FRESH]
        if known:
            tried.append(max(known, key=lambda split: self.tallies[split.kind, split.which].score))
        best, found = -1.0, None
        for split in tried:
            halves = self._cut(branch, split)
            gains = [_gain(half, branch.bound, objective) for half in halves]
            self.tallies.setdefault((split.kind, split.which), Tally()).add(gains)
            if _score(gains) > best:
                best, found = _score(gains), halves
        assert found is not None, "something was in doubt"
        return found


def _gain(half: Half, bound: float, objective: float) -> float:
    """By how much a half raises the bound, at most to what the best point costs."""
    most = min(max(objective - bound, LITTLE), ENDLESS)
    return most if half.point is None else min(max(half.point.bound - bound, 0.0), most)


def _score(gains: list[float]) -> float:
    return max(gains[0], LITTLE) * max(gains[1], LITTLE)
