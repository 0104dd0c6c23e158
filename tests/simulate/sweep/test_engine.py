from __future__ import annotations

from datetime import date
from itertools import product

import numpy as np
import pytest
import pyxirr

from tests.simulate.sweep.made_up import random_levels, weekdays
from tests.simulate.sweep.plain_loop import run, summary
from trimtab.simulate.sweep import kernel
from trimtab.simulate.sweep.engine import sweep
from trimtab.simulate.sweep.looks import looks
from trimtab.simulate.sweep.policy import Band, Cost, Flow, FlowWay, Stop, SweepPolicy

DAYS = weekdays(date(2001, 1, 1), 700)
BANDS = (Band(), Band(points=2), Band(relative_pct=20), Band(5, 25))
STOPS = (Stop(), Stop(0.5), Stop(1), Stop(0.5, only_outside=True), Stop(0, only_outside=True))
FLOWS = (None, Flow(150), Flow(-40, "quarter", FlowWay.HELD, 3), Flow(90, "21d", FlowWay.MIX))
COSTS = (Cost(), Cost(10), Cost(5, 1))
START = 10_000.0


def targets(classes: int) -> dict[str, float]:
    parts = list(range(classes, 0, -1))
    return {f"S{number}": part / sum(parts) for number, part in enumerate(parts)}


@pytest.mark.parametrize("classes", [2, 5])
def test_the_compiled_loop_is_the_plain_one(classes: int) -> None:
    levels, target = random_levels(DAYS, classes, 7), targets(classes)
    every = [
        SweepPolicy(look, band, stop, flow, cost)
        for look, (band, stop, flow, cost) in zip(
            ("day", "month", "10d", "quarter", "never") * 100,
            product(BANDS, STOPS, FLOWS, COSTS),
            strict=False,
        )
    ]
    figures, weights = sweep([levels], 1, target, every, START)
    for place, policy in list(enumerate(every))[::17]:
        done = run(levels, target, policy, START)
        told = summary(levels, done, START)
        got = {name: rows[0, place] for name, rows in figures.rows() if name in told}
        assert got == pytest.approx(told, rel=1e-9, abs=1e-12), policy
        assert weights[0, place] == pytest.approx(np.mean(done.weights, axis=0), rel=1e-9)


def test_classes_may_have_bands_of_their_own() -> None:
    levels, target = random_levels(DAYS, 3, 3), targets(3)
    policy = SweepPolicy("day", bands={"S0": Band(3), "S1": Band(relative_pct=10)}, stop=Stop(1))
    figures, _ = sweep([levels], 1, target, [policy], START)
    done = run(levels, target, policy, START)
    assert done.event_days
    assert figures.events[0, 0] == len(done.event_days)
    assert figures.final_usd[0, 0] == pytest.approx(done.values[-1], rel=1e-12)


def test_a_policy_alone_gives_the_same_bytes_as_among_others() -> None:
    levels, target = random_levels(DAYS, 4, 5), targets(4)
    every = [SweepPolicy("day", Band(points=step / 20)) for step in range(1, 150)]
    together, _ = sweep([levels], 1, target, every, START)
    alone, _ = sweep([levels], 1, target, [every[77]], START)
    for (_, one), (_, other) in zip(together.rows(), alone.rows(), strict=True):
        assert one[0, 77].tobytes() == other[0, 0].tobytes()


def test_money_weighted_is_the_kept_librarys() -> None:
    levels, target = random_levels(DAYS, 2, 9), targets(2)
    policy = SweepPolicy("never", flow=Flow(500, "month"))
    figures, _ = sweep([levels], 1, target, [policy], START)
    done = run(levels, target, policy, START)
    flows = np.where(looks(DAYS, "month"), -500.0, 0.0)
    flows[0], flows[-1] = -START, flows[-1] + done.values[-1]
    rate = pyxirr.xirr(DAYS, flows.tolist())
    assert rate is not None
    a_year_of_365_days = (1 + figures.money_weighted_year[0, 0]) ** (365 / 365.25) - 1
    assert a_year_of_365_days == pytest.approx(rate, abs=1e-9)


def test_only_measured_days_count_for_statistics() -> None:
    levels, target = random_levels(DAYS, 3, 2), targets(3)
    policy = SweepPolicy("10d", Band(relative_pct=5))
    daily, _ = sweep([levels], 1, target, [policy], START)
    monthly, _ = sweep([levels], 1, target, [policy], START, measured="month")
    assert monthly.final_usd[0, 0] == pytest.approx(daily.final_usd[0, 0], rel=1e-12)
    assert monthly.events[0, 0] == daily.events[0, 0]
    assert monthly.drawdown[0, 0] < daily.drawdown[0, 0]
    assert monthly.volatility_year[0, 0] == pytest.approx(daily.volatility_year[0, 0], rel=0.5)


def test_withdrawals_that_take_everything_are_told() -> None:
    levels, target = random_levels(DAYS, 2, 4), targets(2)
    every = [SweepPolicy("month", flow=Flow(usd)) for usd in (-1_000, -20_000, -100)]
    figures, _ = sweep([levels], 1, target, every, START)
    assert figures.final_usd[0, 0] == 0
    assert figures.final_usd[0, 1] == 0
    assert 0.7 < figures.ran_out[0, 0] < 1
    assert figures.ran_out[0, 1] < 0.1
    assert np.isnan(figures.ran_out[0, 2])
    assert np.isnan(figures.money_weighted_year[0, 0])
    assert np.isfinite(figures.volatility_year[0, 0])


def test_uncompiled_the_loop_does_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    levels, target = random_levels(DAYS[:40], 2, 6), targets(2)
    every = [SweepPolicy("day", Band(points=0.5), Stop(0.5), Flow(50, "week"), Cost(3))]
    compiled, _ = sweep([levels], 1, target, every, START)
    for name in (
        "run",
        "money_weighted",
        "_grow",
        "_weigh",
        "_beyond",
        "_mark",
        "_deepen",
        "_trade",
        "_aim",
        "_flow",
        "_split",
    ):
        monkeypatch.setattr(kernel, name, getattr(kernel, name).py_func)
    plain, _ = sweep([levels], 1, target, every, START)
    for (_, one), (name, other) in zip(compiled.rows(), plain.rows(), strict=True):
        assert one == pytest.approx(other, rel=1e-12, nan_ok=True), name


def test_whole_dollars_at_the_start_are_not_rounded_after_it() -> None:
    levels, target = random_levels(DAYS, 2, 6), targets(2)
    whole, _ = sweep([levels], 1, target, [SweepPolicy("month", flow=Flow(50))], 10_000)
    parts, _ = sweep([levels], 1, target, [SweepPolicy("month", flow=Flow(50))], START)
    assert whole.final_usd == parts.final_usd


def test_a_look_at_which_nothing_has_moved_is_no_event() -> None:
    levels = random_levels(DAYS, 1, 6)
    figures, _ = sweep(
        [levels], 1, {"S0": 1.0}, [SweepPolicy("day", Band(points=0)), SweepPolicy("day")], START
    )
    assert figures.events.tolist() == [[0, 0]]
