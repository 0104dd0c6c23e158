"""The kernel against HiGHS: programs of random households and fuzzed small ones, from nothing and from kept bases.

python -m tests.rebalance.optimize.test_kernel --programs 20000
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from random import Random

import highspy
import numpy as np
import pytest

from tests.rebalance.optimize.programs import program
from trimtab.rebalance.optimize import kernel as kernel_room
from trimtab.rebalance.optimize.kernel import EMPTY, LOST, OPTIMAL, Kernel
from trimtab.rebalance.optimize.model import INFINITY, Arrays, Bools, Floats, Model
from trimtab.rebalance.optimize.relaxation import NOUGHT, Region, Relaxation
from trimtab.rebalance.optimize.solver import fresh, load

NEAR = 1e-7  # of the objective
KEPT = 1e-6  # of what a row's entries come to


def fuzzed(dice: Random) -> Arrays:
    """A small program: whole figures in most, so that it is degenerate; ends of all kinds; rows that may contradict."""
    model = Model()
    is_whole = dice.random() < 0.7

    def figure(most: int) -> float:
        return float(dice.randint(-most, most)) if is_whole else dice.uniform(-most, most)

    width, height = dice.randint(1, 14), dice.randint(1, 10)
    for _ in range(width):
        lower, upper = dice.choice(
            [
                (0.0, 1.0),
                (0.0, 10.0),
                (0.0, INFINITY),
                (-5.0, 5.0),
                (-INFINITY, 3.0),
                (-INFINITY, INFINITY),
                (2.0, 2.0),
            ]
        )
        model.column(figure(5), lower, upper)
    inside = [dice.uniform(-2, 2) for _ in range(width)]
    for _ in range(height):
        chosen = dice.sample(range(width), dice.randint(1, width))
        terms = [(column, figure(4)) for column in chosen]
        around = sum(value * inside[column] for column, value in terms)
        around = float(round(around)) if is_whole else around
        room = float(dice.randint(0, 3))
        model.row(
            terms,
            *dice.choice(
                [
                    (around, around),
                    (around - room, INFINITY),
                    (-INFINITY, around + room),
                    (around - room, around + room),
                ]
            ),
        )
    return model.arrays()


def regions(arrays: Arrays, dice: Random, count: int) -> Iterator[Region]:
    """The whole program, then parts of it: columns settled, halved and set free again, pairs paid, lines guessed."""
    lower, upper = arrays.lower.copy(), arrays.upper.copy()
    paid = np.zeros(len(arrays.sides.price), dtype=np.bool_)
    guess: Floats | None = None
    for _ in range(count):
        yield Region(lower.copy(), upper.copy(), paid.copy(), guess)
        for _ in range(dice.randint(1, 5)):
            column = dice.randrange(len(lower))
            low, high = max(arrays.lower[column], -50.0), min(arrays.upper[column], 50.0)
            at = dice.choice([low, high, (low + high) / 2])
            lower[column], upper[column] = dice.choice(
                [(at, at), (low, at), (at, high), (arrays.lower[column], arrays.upper[column])]
            )
        if len(paid):
            paid[dice.randrange(len(paid))] ^= True
        if len(arrays.trades.fee) and dice.random() < 0.3:
            guess = np.array([dice.uniform(0.0, 2.0) for _ in arrays.trades.fee])


def by_highs(arrays: Arrays, cost: Floats, region: Region) -> tuple[highspy.HighsModelStatus, float]:
    highs = fresh({})
    load(highs, replace(arrays, cost=cost, lower=region.lower, upper=region.upper), arrays.integral & False)
    highs.run()
    return highs.getModelStatus(), highs.getInfo().objective_function_value


def costs_by_hand(arrays: Arrays, region: Region) -> tuple[Floats, float]:
    """What docs/model.md says of the prices of lines and sides in the relaxation."""
    trades, sides = arrays.trades, arrays.sides
    cost, constant = arrays.cost.copy(), 0.0
    for number, (column, fee) in enumerate(zip(trades.column, trades.fee, strict=True)):
        most = region.upper[column]
        if region.guess is not None:
            most = min(most, region.guess[number])
        if region.lower[column] > 0:
            constant += fee
        elif most > 0:
            cost[column] += fee / most
    for pair, price in enumerate(sides.price):
        these = sides.these[sides.these_of == pair]
        if region.paid[pair]:
            constant += price
        elif price:
            cost[these] += price / max(arrays.upper[these].sum(), 1e-9)
    return cost, constant


def residual(arrays: Arrays, region: Region, values: Floats) -> float:
    """The most by which a row is missed, in parts of what its entries come to, or an end."""
    row_of = np.repeat(np.arange(len(arrays.row_lower)), np.diff(arrays.starts))
    parts = arrays.value * values[arrays.index]
    sums = np.bincount(row_of, parts, len(arrays.row_lower))
    sizes = np.maximum(1.0, np.bincount(row_of, np.abs(parts), len(arrays.row_lower)))
    missed = np.maximum(arrays.row_lower - sums, sums - arrays.row_upper) / sizes
    beyond = np.maximum(region.lower - values, values - region.upper)
    return float(max(missed.max(initial=0.0), beyond.max(initial=0.0)))


def check(arrays: Arrays, asked: Kernel, region: Region) -> str:
    """Compare one answer with HiGHS', from nothing; what it was."""
    outcome = asked.solve(region.lower, region.upper, region.paid, region.guess)
    cost, constant = costs_by_hand(arrays, region)
    status, objective = by_highs(arrays, cost, region)
    objective += constant
    known = highspy.HighsModelStatus
    if outcome == EMPTY:
        assert status != known.kOptimal
        return "empty"
    if outcome == LOST:
        return f"lost, {status.name[1:]} by HiGHS"
    scale = max(1.0, abs(objective))
    values, found, bound, reduced, duals = asked.answer()
    assert asked.costs() == pytest.approx(cost, rel=1e-12)
    assert asked.constant == pytest.approx(constant)
    assert residual(arrays, region, values) <= KEPT
    assert abs(found - bound) <= 1e-6 * scale
    assert status == known.kOptimal
    assert abs(found - objective) <= NEAR * scale
    by_row = np.repeat(duals, np.diff(arrays.starts))
    assert reduced == pytest.approx(
        cost - np.bincount(arrays.index, arrays.value * by_row, len(cost)),
        abs=1e-9 * (1 + np.abs(cost).max()),
    )
    return "optimal"


def fuzz(seed: int) -> Counter[str]:
    """One fuzzed program in eight regions, its costs changed between two of them."""
    dice = Random(seed)
    arrays = fuzzed(dice)
    asked, seen = Kernel(arrays), Counter[str]()
    for number, region in enumerate(regions(arrays, dice, 8)):
        if number == 4:
            arrays = replace(
                arrays, cost=arrays.cost * np.array([dice.choice([1, 2, -1]) for _ in arrays.cost])
            )
            asked = Kernel(arrays, asked)
        seen[check(arrays, asked, region)] += 1
    return seen


def household(seed: int) -> Counter[str]:
    """The program of a random household in ten regions."""
    seen = Counter[str]()
    if (given := program(seed)) is not None:
        dice, arrays = Random(seed), given[0]
        asked = Kernel(arrays)
        for region in regions(arrays, dice, 10):
            seen[check(arrays, asked, region)] += 1
    return seen


def few_are_lost(seen: Counter[str], share: float) -> bool:
    return seen["lost, Optimal by HiGHS"] + seen["lost, Infeasible by HiGHS"] <= share * seen.total()


def test_fuzzed_programs() -> None:
    seen = sum((fuzz(seed) for seed in range(120)), Counter[str]())
    assert seen["optimal"] > 100
    assert seen["empty"] > 100
    assert few_are_lost(seen, 0.02)


def test_programs_of_random_households() -> None:
    seen = sum((household(seed) for seed in range(24)), Counter[str]())
    assert seen["optimal"] > 80
    assert seen["empty"] > 8
    assert few_are_lost(seen, 0.01)


def example() -> Arrays:
    """Trades and a pair of sides, each at a price; one equality."""
    model = Model()
    trades = [model.column(-1.0 - n, 0.0, 4.0) for n in range(3)]
    for trade in trades:
        model.trade(trade, least=1.0, fee=0.5, worth=1.0)
    model.one_side(trades[:2], trades[2:], 0.25)
    model.row([(trade, 1.0) for trade in trades], 6.0, 6.0)
    return model.arrays()


def whole(arrays: Arrays) -> tuple[Floats, Floats, Bools, None]:
    return arrays.lower, arrays.upper, np.zeros(len(arrays.sides.price), dtype=np.bool_), None


def test_what_a_point_truly_costs() -> None:
    asked = Kernel(example())
    assert asked.true_cost(np.array([0.0, 0.0, 0.0])) == 0.0
    assert asked.true_cost(np.array([1.0, 1.0, 0.0])) == pytest.approx(-3.0 + 2 * 0.5 + 0.25)
    assert asked.true_cost(np.array([NOUGHT / 2, 0.0, 2.0])) == pytest.approx(-6.0 + 0.5, abs=2e-6)


def test_a_basis_is_kept_over_rows_and_renewals() -> None:
    """From the basis of the same program no step is left to take."""
    arrays, _ = program(3) or (example(), 0.0)
    first = Kernel(arrays)
    assert first.solve(*whole(arrays)) == OPTIMAL
    again = Kernel(arrays, first)
    assert again.solve(*whole(arrays)) == OPTIMAL
    assert first.steps > 0
    assert again.steps == 0
    assert again.answer()[1] == pytest.approx(first.answer()[1], rel=1e-12)


def test_the_same_calls_give_the_same_bits() -> None:
    arrays, _ = program(5) or (example(), 0.0)
    answers = []
    for _ in range(2):
        asked = Kernel(arrays)
        for region in regions(arrays, Random(5), 6):
            outcome = asked.solve(region.lower, region.upper, region.paid, region.guess)
            answers.append((outcome, asked.answer()[0].tobytes(), asked.answer()[2], asked.steps))
    assert answers[:6] == answers[6:]


def test_ends_that_cross_leave_nothing() -> None:
    arrays = example()
    relaxation = Relaxation(arrays)
    assert relaxation.solve(Region(arrays.lower + 5.0, arrays.upper, whole(arrays)[2])) is None
    assert relaxation.is_empty


def test_what_has_no_end_is_lost_and_highs_is_asked() -> None:
    model = Model()
    model.row([(model.column(-1.0), 1.0), (model.column(), -1.0)], 0.0, 0.0)
    asked = Kernel(model.arrays())
    assert asked.solve(*whole(model.arrays())) == LOST
    relaxation = Relaxation(model.arrays())
    assert relaxation.solve(relaxation.whole) is None
    assert not relaxation.is_empty


def test_what_the_kernel_cannot_prove_highs_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    arrays, _ = program(3) or (example(), 0.0)
    known = Relaxation(arrays).solve_with_sides(Relaxation(arrays).whole)
    real = Kernel.solve

    def lost(self: Kernel, lower: Floats, upper: Floats, paid: Bools, guess: Floats | None) -> int:
        real(self, lower, upper, paid, guess)
        return LOST

    monkeypatch.setattr(Kernel, "solve", lost)
    asked = Relaxation(arrays)
    found = asked.solve_with_sides(asked.whole)
    assert known is not None
    assert found is not None
    assert found.objective == pytest.approx(known.objective, abs=1e-5)
    assert found.bound == pytest.approx(known.bound, abs=1e-5)
    assert asked.solve(Region(arrays.lower, arrays.lower, asked.whole.paid)) is None or not asked.is_empty


def test_a_missing_part_names_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernel_room, "NAME", "nowhere.so")
    with pytest.raises(ImportError, match="in a checkout: make demo"):
        kernel_room._library()


def test_a_part_of_another_version_names_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernel_room, "VERSION", -1)
    with pytest.raises(ImportError, match="another version"):
        kernel_room._library()


def test_no_room_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    arrays = example()
    asked = Kernel(arrays)
    monkeypatch.setattr(kernel_room, "_solve", lambda *_: kernel_room.NO_MEMORY)
    with pytest.raises(MemoryError):
        asked.solve(*whole(arrays))
    monkeypatch.setattr(kernel_room.LIBRARY, "kernel_new", lambda *_: None)
    with pytest.raises(MemoryError):
        Kernel(arrays)


def main(arguments: Sequence[str] | None = None) -> int:
    """As many fuzzed programs as asked, and a tenth as many households, with what they came to."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--programs", type=int, default=20_000)
    count = parser.parse_args(arguments).programs
    for name, one, many in (("fuzzed", fuzz, count), ("households", household, count // 10)):
        print(name, dict(sum((one(seed) for seed in range(many)), Counter[str]())))
    return 0


if __name__ == "__main__":
    sys.exit(main())
