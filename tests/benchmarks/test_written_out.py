"""The program written out for a full search is the same program: the same points, at the same cost."""

from __future__ import annotations

import numpy as np
import pytest
from benchmarks.written_out import point_of, written_out

from tests.rebalance.optimize.programs import program
from trimtab.rebalance.optimize.dive import Patience, dive
from trimtab.rebalance.optimize.doubts import is_feasible
from trimtab.rebalance.optimize.model import Model
from trimtab.rebalance.optimize.relaxation import Relaxation
from trimtab.rebalance.optimize.solver import solve

FLOAT = 1e-5  # thousands of USD: a cent


@pytest.mark.parametrize("seed", range(400, 415))
def test_both_forms_agree_on_points_and_cost(seed: int) -> None:
    if (asked := program(seed)) is None:
        return
    arrays, _ = asked
    relaxation, whole = Relaxation(arrays), written_out(arrays)
    found = dive(relaxation, Patience(((30, 0.05),)))
    assert found.values is not None
    point = point_of(arrays, found.values)
    assert is_feasible(whole, point), "what the dive finds is a point of the program written out"
    assert whole.cost @ point == pytest.approx(found.objective, abs=FLOAT)
    answer = solve(whole, gap=0.05, max_nodes=20)
    assert answer is not None
    values = answer.values[: len(arrays.cost)].copy()
    assert is_feasible(arrays, values), "and the other way round"
    assert relaxation.true_cost(values) <= answer.objective + FLOAT
    root = Relaxation(arrays).solve_with_sides(relaxation.whole)
    assert root is not None
    assert root.bound <= answer.objective + FLOAT


def test_every_kind_of_trade_and_side_has_its_columns() -> None:
    """A trade in parts, one in single shares, one in round lots and one with an odd rest; and a pair of sides."""
    model = Model()
    parts, single, lots, odd = (model.column(-1.0, 0.0, most) for most in (9.0, 9.0, 20.0, 3.5))
    model.trade(parts, least=2.0, fee=1.0)
    model.trade(single, least=2.0, step=1.0, fee=1.0)
    model.trade(lots, least=10.0, step=10.0, fee=1.0)
    model.trade(odd, least=1.0, step=1.0, fee=1.0)
    model.one_side([parts], [odd], 0.5)
    arrays = model.arrays()
    whole = written_out(arrays)
    assert whole.integral[single]
    assert len(whole.cost) == 4 + 4 + 2 + 1 + 1, (
        "lines, counts of lots and of the odd one, its rest, and a side"
    )
    for values, is_one in (
        ((9.0, 5.0, 10.0, 0.0), True),
        ((0.0, 0.0, 20.0, 3.5), True),
        ((0.0, 0.0, 0.0, 3.0), True),
        ((1.0, 0.0, 0.0, 0.0), False),
        ((0.0, 2.5, 0.0, 0.0), False),
        ((0.0, 0.0, 15.0, 0.0), False),
        ((0.0, 0.0, 0.0, 3.2), False),
        ((2.0, 0.0, 0.0, 1.0), False),
    ):
        point = np.array(values)
        assert is_feasible(arrays, point) is is_one
        assert is_feasible(whole, point_of(arrays, point)) is is_one
