"""Whole shares go to the side that costs less, told by the prices of the answer."""

from __future__ import annotations

import ctypes

import numpy as np
import pytest

from trimtab.rebalance.optimize.doubts import Doubts
from trimtab.rebalance.optimize.kernel import LIBRARY, address
from trimtab.rebalance.optimize.model import Arrays, Model
from trimtab.rebalance.optimize.optimum import best_of
from trimtab.rebalance.optimize.relaxation import Relaxation

DEAR, CHEAP = 1.0, 0.01
NEVER = 1e9  # as rounding.c


def cost_of_moving(arrays: Arrays, by: float) -> float:
    """What it would cost to move the first trade by so much from where the relaxation has it."""
    relaxation, doubts, cost = Relaxation(arrays), Doubts(arrays), np.empty(1)
    point = relaxation.solve(relaxation.whole)
    assert point is not None
    given = (point.values, point.reduced, point.duals, np.array([by]), cost)
    places = [ctypes.c_void_p(address(array)) for array in given]
    LIBRARY.rounding_costs(ctypes.c_void_p(doubts.at), ctypes.c_void_p(relaxation.whole.at), *places)
    return float(cost[0])


def are_apart(arrays: Arrays, values: list[float]) -> bool:
    """Whether the first way to settle whole shares is by their weighed cost."""
    doubts = Doubts(arrays)
    return doubts.ways(doubts.look(np.array(values)))[0]


def one_class(model: Model, needed: float, *, over: float = 5.0) -> int:
    """Shares of a symbol at a price of one, bought for a class that lacks so many; each missing is dear, each too many
    cheap, up to so many."""
    buy = model.column(0.001, 0.0, 100.0)
    model.trade(buy, least=1.0, step=1.0, worth=-1.0)
    under, beyond = model.column(DEAR), model.column(CHEAP, 0.0, over)
    model.row([(buy, 1.0), (under, 1.0), (beyond, -1.0)], needed, needed)
    return buy


def test_up_is_cheap_and_down_is_dear() -> None:
    model = Model()
    one_class(model, 10.4)
    arrays = model.arrays()
    assert are_apart(arrays, [10.4, 0.0, 0.0])
    assert cost_of_moving(arrays, -0.4) == pytest.approx(0.4 * (DEAR - 0.001))
    assert cost_of_moving(arrays, 0.6) == pytest.approx(0.6 * (CHEAP + 0.001))


def test_where_nothing_gives_way_a_step_is_out_of_the_question() -> None:
    model = Model()
    one_class(model, 10.4, over=0.5)
    assert cost_of_moving(model.arrays(), 0.6) == pytest.approx(0.1 * NEVER)


def test_a_band_gives_way_for_nothing_up_to_its_edge() -> None:
    model = Model()
    buy = model.column(0.001, 0.0, 100.0)
    model.trade(buy, least=1.0, step=1.0, worth=-1.0)
    model.row([(buy, 1.0), (model.column(DEAR), -1.0)], upper=20.7)
    model.row([(buy, 1.0), (model.column(DEAR), 1.0)], lower=10.4)
    assert cost_of_moving(model.arrays(), 0.6) == pytest.approx(0.6 * 0.001)


def test_many_classes_of_their_own_are_rounded_to_the_best_at_once() -> None:
    """Purchases that always went down, to leave cash, would cost forty times as much."""
    model, classes = Model(), 40
    buys = [one_class(model, 10.4 + n) for n in range(classes)]
    model.row([(buy, 1.0) for buy in buys], upper=10_000.0)
    best = best_of(model.arrays(), 1e6)
    assert best is not None
    assert [best.values[buy] for buy in buys] == [11.0 + n for n in range(classes)]


def test_symbols_that_share_a_class_are_not_told_apart() -> None:
    model = Model()
    buys = [model.column(0.001, 0.0, 100.0) for _ in range(3)]
    for buy in buys:
        model.trade(buy, least=1.0, step=1.0, worth=-1.0)
    model.row([*[(buy, 1.0) for buy in buys], (model.column(DEAR), 1.0)], lower=10.4)
    assert not are_apart(model.arrays(), [10.4, 0.0, 0.0, 0.0])
