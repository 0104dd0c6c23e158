"""The dive against the full search of the same program written out: feasible, above the proven optimum, and its bound
below it.

python -m tests.rebalance.optimize.test_dive --households 1000
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
from benchmarks.written_out import written_out

from tests.households import random_household
from tests.rebalance.optimize.programs import program
from tests.soak import soaked_plan, try_seed
from tests.years import random_given
from trimtab.adapters.catalogue import covariance
from trimtab.core.plan import Method
from trimtab.rebalance.journey import make_plan
from trimtab.rebalance.optimize.dive import Patience, dive
from trimtab.rebalance.optimize.doubts import is_feasible
from trimtab.rebalance.optimize.kernel import Kernel
from trimtab.rebalance.optimize.model import Model
from trimtab.rebalance.optimize.optimum import LEAST_GAP, best_of, patience
from trimtab.rebalance.optimize.relaxation import Relaxation
from trimtab.rebalance.optimize.solver import solve

FLOAT = 1e-5  # thousands of USD: a cent


def over(seed: int) -> tuple[float, float] | None:
    """By how much the first dive alone, and the answer of the fast way, cost more than the proven optimum, in basis
    points of the household's value. Asserts all that must hold for each household."""
    asked = program(seed)
    if asked is None:
        return None
    arrays, value = asked
    found = dive(Relaxation(arrays), Patience(((1, LEAST_GAP),)))
    fast, exact = best_of(arrays, value), best_of(arrays, value, is_exact=True)
    assert fast is not None
    assert exact is not None
    assert found.values is None or is_feasible(arrays, found.values)
    assert is_feasible(arrays, fast.values)
    assert found.bound <= exact.objective + FLOAT
    assert fast.bound <= exact.objective + FLOAT
    assert min(found.objective, fast.objective) >= exact.bound - FLOAT
    basis = 1e4 / max(value, 1e-9)
    return (found.objective - exact.objective) * basis, (fast.objective - exact.objective) * basis


@pytest.mark.parametrize("first", range(0, 30, 10))
def test_bound_below_optimum_below_dive(first: int) -> None:
    for seed in range(first, first + 10):
        over(seed)


def test_the_fast_way_is_within_a_basis_point_of_the_proven_optimum() -> None:
    ends = [end for seed in range(200, 240) if (end := over(seed)) is not None]
    assert max(fast for _, fast in ends) <= 1.0
    assert sum(alone <= 1.0 for alone, _ in ends) >= 0.6 * len(ends), "the first dive alone is mostly enough"


@pytest.mark.parametrize("seed", range(300, 306))
def test_what_is_called_proven_is_proven_to_a_dollar(seed: int) -> None:
    if (asked := program(seed)) is not None:
        exact = best_of(asked[0], asked[1], is_exact=True)
        assert exact is not None
        assert exact.effort.is_proven
        assert exact.objective - exact.bound <= LEAST_GAP * 1.001


@pytest.mark.slow
def test_and_so_it_is_on_three_hundred_more() -> None:
    assert_mostly_within(range(1000, 1300))


def assert_mostly_within(seeds: range) -> tuple[list[float], list[float]]:
    """99 in 100 within a basis point; returns the first dive's and the fast way's distances."""
    ends = [end for seed in seeds if (end := over(seed)) is not None]
    alone, fast = [end[0] for end in ends], [end[1] for end in ends]
    assert np.mean(np.array(fast) <= 1.0) >= 0.99
    return alone, fast


def test_the_same_program_takes_the_same_effort_whatever_came_before() -> None:
    arrays, value = program(19) or (Model().arrays(), 0.0)
    first = best_of(arrays, value)
    for seed in range(3):
        if (other := program(seed)) is not None:
            best_of(*other)
    again = best_of(arrays, value)
    assert first is not None
    assert again is not None
    assert first.effort == again.effort
    assert np.array_equal(first.values, again.values)


def test_a_kept_relaxation_answers_as_a_fresh_one_does() -> None:
    """Hot starts, from wherever earlier searches ended, prove the same bound."""
    arrays, value = program(3) or (Model().arrays(), 0.0)
    kept, fresh = Relaxation(arrays), Relaxation(arrays)
    dive(kept, patience(value, len(arrays.cost)))
    hot, cold = kept.solve_with_sides(kept.whole), fresh.solve_with_sides(fresh.whole)
    assert hot is not None
    assert cold is not None
    assert abs(hot.objective - hot.bound) < FLOAT
    assert abs(cold.objective - cold.bound) < FLOAT
    assert hot.bound >= cold.bound - FLOAT, "rows written for sides stay"


def test_a_changed_program_is_solved_in_the_kept_relaxation_as_in_a_fresh_one() -> None:
    """Other costs, ends of rows and entries; rows written for sides are gone; another shape is refused."""
    arrays, value = program(3) or (Model().arrays(), 0.0)
    kept = Relaxation(arrays)
    best_of(arrays, value, kept=kept)
    changed = replace(
        arrays,
        cost=arrays.cost * 1.1,
        row_upper=arrays.row_upper + np.where(arrays.row_lower < arrays.row_upper, 0.5, 0.0),
        value=np.where(np.arange(len(arrays.value)) == 0, arrays.value * 1.01, arrays.value),
    )
    assert kept.renew(changed)
    again, fresh = best_of(changed, value, kept=kept), best_of(changed, value)
    assert again is not None
    assert fresh is not None
    assert again.bound == pytest.approx(fresh.bound, abs=FLOAT)
    assert is_feasible(changed, again.values)
    assert not kept.renew(Model().arrays())


def test_a_line_is_paid_in_full_and_a_trade_is_the_smallest_or_none() -> None:
    """Two trades of at least 4 share 5 of cash; each is worth 1 a piece, a line costs 2: one trade of 5 is best."""
    model = Model()
    trades = [model.column(-1.0, 0.0, 5.0) for _ in range(2)]
    for trade in trades:
        model.trade(trade, least=4.0, fee=2.0, worth=-1.0)
    model.row([(trade, 1.0) for trade in trades], upper=5.0)
    found = dive(Relaxation(model.arrays()), Patience(((30, 0.001),)))
    assert found.values is not None
    assert found.objective == pytest.approx(-3.0)
    assert sorted(found.values[trades]) == pytest.approx([0.0, 5.0])


def test_whole_numbers_are_whole_and_the_bound_is_that_of_parts() -> None:
    model = Model()
    shares = [model.column(-1.0 - 0.1 * n, 0.0, 10.0) for n in range(2)]
    for share in shares:
        model.trade(share, least=1.0, step=1.0, worth=1.0)
    model.row([(shares[0], 2.0), (shares[1], 3.0)], upper=7.5)
    arrays = model.arrays()
    found, proven = (
        dive(Relaxation(arrays), Patience(((50, 1e-6),))),
        solve(written_out(arrays), gap=1e-9, max_nodes=100),
    )
    assert found.values is not None
    assert proven is not None
    assert found.values[shares].tolist() == [2.0, 1.0]
    assert found.bound <= proven.objective <= found.objective


def test_an_odd_rest_goes_with_all_or_not_at_all() -> None:
    """Of 3.5 shares in whole ones: 3 or 3.5, and 3.2 are wanted."""
    for wanted, best in ((3.2, 3.0), (3.4, 3.5), (1.6, 2.0)):
        model = Model()
        sold = model.column(0.0, 0.0, 3.5)
        model.trade(sold, least=1.0, step=1.0, worth=1.0)
        model.row([(sold, 1.0), (model.column(1.0), -1.0), (model.column(1.0), 1.0)], wanted, wanted)
        found = dive(Relaxation(model.arrays()), Patience(((50, 1e-9),)))
        assert found.values is not None
        assert found.values[sold] == pytest.approx(best)


def test_one_side_or_the_other_and_its_price_once() -> None:
    """Two losses worth 3 each and a buy worth 5 exclude each other; a loss opens a window at 2."""
    model = Model()
    losses = [model.column(-3.0, 0.0, 1.0) for _ in range(2)]
    buy = model.column(-5.0, 0.0, 1.0)
    model.one_side(losses, [buy], 2.0)
    found = dive(Relaxation(model.arrays()), Patience(((30, 1e-9),)))
    assert found.values is not None
    assert found.objective == pytest.approx(-5.0)
    assert found.bound == pytest.approx(-5.0)
    assert found.values.tolist() == [0.0, 0.0, 1.0]


def test_noise_in_the_dual_values_leaves_a_bound() -> None:
    """A row with one side only: a dual value that leans the other way by a hair proves nothing, and spoils nothing."""
    model = Model()
    columns = [model.column(-1.0, 0.0, 2.0), model.column(1.0)]
    model.row([(columns[0], 1.0), (columns[1], -1.0)], upper=1.0)
    model.row([(columns[0], 1.0), (columns[1], 1.0)], lower=0.5)
    kernel = Kernel(model.arrays())
    clean, _ = kernel.proven(np.array([-1.0, 0.0]))
    noisy, _ = kernel.proven(np.array([-1.0, -1e-15]))
    assert noisy == clean == -1.0
    assert kernel.proven(np.array([1e-15, 0.0]))[0] == -2.0


def test_no_point_at_all() -> None:
    model = Model()
    column = model.binary()
    model.row([(column, 1.0)], lower=2.0)
    assert best_of(model.arrays(), 1.0) is None


def main(arguments: Sequence[str] | None = None) -> int:
    """As many random households as asked, in basis points over the proven optimum."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--households", type=int, default=1000)
    options = parser.parse_args(arguments)
    for name, ends in zip(
        ("first dive", "fast way"), assert_mostly_within(range(options.households)), strict=True
    ):
        percentiles = np.percentile(ends, [50, 90, 99, 100]).round(3)
        print(
            f"{name}: {percentiles.tolist()} bp over the proven optimum (50, 90, 99, 100% of {len(ends):,})"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())


def test_a_solver_that_goes_round_is_stopped() -> None:
    """One of this household's programs never ends from a kept basis in HiGHS 1.15.1."""
    assert not try_seed(4151).violations


def test_where_the_linear_programs_find_no_point_the_full_search_does() -> None:
    """The plain rules' plan for this household costs 215,000 dollars more."""
    plan = make_plan(*random_household(834), covariance(), random_given(834))
    assert plan.method is Method.OPTIMUM
    assert plan.gap_usd < plan.before.total_usd * Decimal("1.1e-4"), (
        "a basis point, and rounding to what can be traded"
    )


def test_a_search_far_from_its_bound_goes_on() -> None:
    """It ended after 164 linear programs, 36,275 dollars from its bound; 384 find a plan that much cheaper."""
    plan = soaked_plan(2003460)
    assert plan.gap_usd < plan.before.total_usd * Decimal("1.1e-4")
    assert plan.effort is not None
    assert not plan.effort.is_exact


def test_a_dive_that_finds_nothing_ends() -> None:
    """All cash is to be spent to the cent in whole shares, of which positions have a million: a share less is
    tried, and another, without end."""
    asked = program(27966)
    assert asked is not None
    found = dive(Relaxation(asked[0]), Patience(((20, 0.001),)))
    assert found.values is None
    assert found.relaxations < 300
