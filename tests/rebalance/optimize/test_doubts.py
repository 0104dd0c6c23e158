"""What is in doubt in a point, told again in plain words; no answer to a doubt, and nothing ruled out, loses a plan."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import numpy as np
import pytest

from tests.rebalance.optimize.programs import program
from trimtab.rebalance.optimize.branching import Branch, Branching
from trimtab.rebalance.optimize.doubts import LINE, NOISE, PART, Doubts, Look
from trimtab.rebalance.optimize.model import Arrays, Floats, Model
from trimtab.rebalance.optimize.optimum import Best, best_of
from trimtab.rebalance.optimize.relaxation import NOUGHT, Point, Region, Relaxation

SEEDS = range(16)


def asked(seed: int) -> tuple[Arrays, Best] | None:
    """A random household's program and the best point known of it."""
    given = program(seed)
    best = None if given is None else best_of(*given)
    return None if given is None or best is None else (given[0], best)


def points(arrays: Arrays, seed: int) -> list[Point]:
    """Optima of the relaxation, of the whole program and with some trades held to less."""
    relaxation, dice, found = Relaxation(arrays), Random(seed), []
    for share in (1.0, 0.5, 0.3):
        region = relaxation.whole.copy()
        for column in arrays.trades.column:
            if dice.random() > share:
                region.upper[column] *= dice.random()
        point = relaxation.solve(region)
        if point is not None:
            found.append(point)
    return found


def is_in(region: Region, values: Floats) -> bool:
    return bool(np.all(values >= region.lower - NOISE) and np.all(values <= region.upper + NOISE))


def counted(arrays: Arrays, values: Floats) -> tuple[int, int, int]:
    """Trades under the smallest, trades with a part of a step or of their rest, pairs with both sides used."""
    t, sides, small, parts = arrays.trades, arrays.sides, 0, 0
    for n, column in enumerate(t.column):
        traded, step, reach = values[column], t.step[n], t.whole[n] * t.step[n]
        small += NOUGHT < traded < t.least[n] - NOUGHT
        if step and traded > reach + NOUGHT:
            parts += abs(reach + t.rest[n] - traded) > NOUGHT
        elif step:
            parts += abs(traded / step - round(traded / step)) > NOISE
    these = {int(p) for p, c in zip(sides.these_of, sides.these, strict=True) if values[c] > NOUGHT}
    those = {int(p) for p, c in zip(sides.those_of, sides.those, strict=True) if values[c] > NOUGHT}
    return small, parts, len(these & those)


def missing(arrays: Arrays, region: Region, values: Floats, trade: int) -> float:
    """By how much the line's price is not in the bound, and what a trade lacks of the smallest, at two cents on it."""
    t, column = arrays.trades, arrays.trades.column[trade]
    lacks = min(values[column], max(t.least[trade] - values[column], 0.0))
    share = values[column] / max(region.upper[column], NOISE)
    return float(t.fee[trade] * (1.0 - share) + lacks * abs(t.worth[trade]) * 0.02)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_look_counts_what_is_in_doubt(seed: int) -> None:
    if (given := asked(seed)) is None:
        return
    arrays, best = given
    doubts = Doubts(arrays)
    for values in (best.values, *(point.values for point in points(arrays, seed))):
        look = doubts.look(values)
        assert (look.small, look.parts, look.both) == counted(arrays, values)
    assert doubts.is_feasible(best.values)


@pytest.mark.parametrize("seed", SEEDS)
def test_one_of_both_answers_keeps_each_plan(seed: int) -> None:
    """Whatever is split, whichever way: a point of the whole program lies in one half."""
    if (given := asked(seed)) is None:
        return
    arrays, best = given
    doubts, whole = Doubts(arrays), Relaxation(arrays).whole
    for point in points(arrays, seed):
        look = doubts.look(point.values)
        splits = [doubts.either(whole, look), doubts.split(whole, look), *doubts.lines(whole, look)]
        splits += [doubts.dearest_part(look)] if look.parts else []
        for split in filter(None, splits):
            halves = [whole.copy(), whole.copy()]
            for half, answer in zip(halves, split.answers, strict=True):
                doubts.narrow_to(half, split, answer)
            assert any(is_in(half, best.values) for half in halves), split


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_cheaper_is_ruled_out(seed: int) -> None:
    if (given := asked(seed)) is None:
        return
    arrays, best = given
    relaxation, doubts = Relaxation(arrays), Doubts(arrays)
    point = relaxation.solve(relaxation.whole)
    assert point is not None
    for more in (0.0, 0.001, 0.1):
        region = relaxation.whole.copy()
        doubts.narrow(region, point, best.objective + more)
        assert is_in(region, best.values)
        assert np.all(region.upper <= arrays.upper)


@pytest.mark.parametrize("seed", SEEDS)
def test_lines_are_told_by_what_is_missing(seed: int) -> None:
    if (given := asked(seed)) is None:
        return
    arrays, _ = given
    doubts, whole = Doubts(arrays), Relaxation(arrays).whole
    for point in points(arrays, seed):
        lines = doubts.lines(whole, doubts.look(point.values))
        gaps = [missing(arrays, whole, point.values, line.which) for line in lines]
        assert all(gap > 0 for gap in gaps)
        assert all(one >= other for one, other in pairwise(gaps))


@pytest.mark.parametrize("is_weighed", [True, False])
@pytest.mark.parametrize("seed", SEEDS)
def test_half_the_parts_end_whole(seed: int, is_weighed: bool) -> None:
    if (given := asked(seed)) is None:
        return
    arrays, _ = given
    doubts, trades = Doubts(arrays), arrays.trades
    for point in points(arrays, seed):
        look, region = doubts.look(point.values), Relaxation(arrays).whole.copy()
        doubts.settle_parts(region, look, point if is_weighed else None)
        fixed = [
            n for n, c in enumerate(trades.column) if region.lower[c] == region.upper[c] != arrays.upper[c]
        ]
        assert len(fixed) <= (look.parts + 1) // 2
        for n in fixed:
            column = trades.column[n]
            end = region.upper[column]
            assert abs(end - point.values[column]) <= max(trades.step[n], trades.rest[n])
            assert counted(arrays, np.where(np.arange(len(arrays.cost)) == column, end, 0.0))[1] == 0


def branch(relaxation: Relaxation, doubts: Doubts) -> Branch:
    """All of the program, still to be split."""
    region = relaxation.whole.copy()
    point = relaxation.solve(region)
    assert point is not None
    look: Look = doubts.look(point.values)
    return Branch(point.bound, 0, region, point, look)


def test_the_line_that_raises_the_bound_most_is_settled() -> None:
    """Of two purchases one can be had elsewhere at nearly the same cost: settling its line tells little."""
    model = Model()
    alone, either, other = (model.column(0.01, 0.0, 100.0) for _ in range(3))
    for column in (alone, either, other):
        model.trade(column, least=0.1, fee=1.0)
    model.row([(alone, 1.0), (model.column(9.0), 1.0)], lower=30.0)
    model.row([(either, 1.0), (other, 1.0), (model.column(0.02), 1.0)], lower=20.0)
    arrays = model.arrays()
    relaxation, doubts = Relaxation(arrays), Doubts(arrays)
    branching = Branching(relaxation, doubts)
    halves = branching.halves(branch(relaxation, doubts), 100.0)
    assert halves is not None
    assert [half.region.upper[alone] for half in halves] == [0.0, 100.0]
    assert branching.tallies[LINE, 0].times == 1
    assert branching.tallies[LINE, 0].score > max(
        (tally.score for (_, trade), tally in branching.tallies.items() if trade), default=0.0
    )


def test_the_share_that_raises_the_bound_most_is_settled() -> None:
    """Two dear holdings may be sold for each other, a share more of one for a part less of the other: to round them
    costs nothing. The cheap one cannot be had elsewhere."""
    model = Model()
    dear, like, cheap = (model.column(0.0, 0.0, 100.0) for _ in range(3))
    model.trade(dear, least=1.0, step=1.0, worth=0.6)
    model.trade(like, least=1.0, worth=0.6)
    model.trade(cheap, least=1.0, step=1.0, worth=0.01)
    model.row([(dear, 0.6), (like, 0.6)], lower=6.3, upper=6.3)
    model.row([(cheap, 1.0), (model.column(9.0), 1.0), (model.column(9.0), -1.0)], 10.5, 10.5)
    arrays = model.arrays()
    relaxation, doubts = Relaxation(arrays), Doubts(arrays)
    start = branch(relaxation, doubts)
    assert [part.which for part in doubts.parts(start.region, start.look)][-1] == 2
    branching = Branching(relaxation, doubts)
    halves = branching.halves(start, 100.0)
    assert halves is not None
    assert {half.region.upper[cheap] for half in halves} == {10.0, 100.0}
    assert branching.tallies[PART, 2].times == 1
