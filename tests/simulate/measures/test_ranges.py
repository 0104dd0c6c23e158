"""Ranges: block lengths against arch 8.0.0, resamples, coverage, and what is called noise."""

from __future__ import annotations

import numpy as np
import pytest

from tests.simulate.measures.test_risk import MINE
from tests.simulate.measures.tracks import months_of
from trimtab.simulate.measures.bootstrap import block_length, block_months, resamples
from trimtab.simulate.measures.ranges import (
    log_difference,
    ranges,
    reality_check,
    rolling,
    spread,
    yearly_of,
)


def persistent(count: int) -> np.ndarray:
    """The series of crosscheck/performance_measures.py."""
    values = [0.0]
    for i in range(1, count):
        values.append(0.7 * values[-1] + ((37 * i * i + 11 * i) % 101 - 50) / 1000)
    return np.array(values)


def test_block_lengths_of_arch() -> None:
    assert block_length(MINE) == pytest.approx(2.742124532215738, abs=1e-9)
    assert block_length(persistent(240)) == pytest.approx(9.768432752806055, abs=1e-9)
    assert block_length(persistent(1000)) == pytest.approx(17.123173467169483, abs=1e-9)


def test_short_or_still_series_have_blocks_of_one_and_a_year_is_the_least_for_a_history() -> None:
    assert block_length(MINE[:8]) == 1
    assert block_length(np.full(50, 0.01)) == 1
    assert block_months([MINE, MINE[::-1]]) == 12
    assert block_months([persistent(1000)]) == pytest.approx(17.123, abs=1e-3)
    assert block_months([MINE[:10]]) == 5


def test_resamples_are_blocks_of_the_asked_length_and_the_same_for_a_seed() -> None:
    drawn = resamples(500, 12.0, 400, seed=1)
    assert drawn.shape == (400, 500)
    assert (drawn >= 0).all()
    assert (drawn < 500).all()
    goes_on = (np.diff(drawn, axis=1) % 500 == 1).mean()
    assert goes_on == pytest.approx(1 - 1 / 12, abs=0.005)
    assert np.bincount(drawn.ravel()).std() / 400 < 0.15
    assert (resamples(500, 12.0, 400, seed=1) == drawn).all()
    assert (resamples(500, 12.0, 400, seed=2) != drawn).any()
    assert (resamples(500, 12.0, 300, seed=1)[:256] == drawn[:256]).all()
    assert resamples(500, 12.0, 0, seed=1).shape == (0, 500)


def test_the_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    """Two hundred histories of independent months whose true mean is known; 95% of intervals should hold it."""
    chance = np.random.Generator(np.random.PCG64(11))
    true, held = 0.001, 0
    for number in range(200):
        history = chance.normal(true, 0.01, 240)
        found = ranges({"d": history}, 400, number, 12.0)
        held += found["d"].low <= float(yearly_of(true)) <= found["d"].high
    assert 0.86 <= held / 200 <= 0.99


def test_a_sure_difference_is_told_from_noise() -> None:
    chance = np.random.Generator(np.random.PCG64(5))
    noise = chance.normal(0.0, 0.01, 240)
    noise -= noise.mean()
    found = ranges({"sure": noise / 100 + 0.001, "noise": noise + 0.0001, "same": noise * 0}, 999, 4, 12.0)
    sure, nothing, same = found["sure"], found["noise"], found["same"]
    assert sure.point == pytest.approx(np.expm1(0.012), abs=1e-12)
    assert sure.low < sure.point < sure.high
    assert (sure.is_noise, sure.holds_nought) == (False, False)
    assert (nothing.is_noise, nothing.holds_nought) == (True, True)
    assert (same.is_same, same.is_noise, same.point) == (True, True, 0)


def test_the_verdict_of_one_alone_agrees_with_its_interval() -> None:
    chance = np.random.Generator(np.random.PCG64(6))
    seen = set()
    for number in range(120):
        history = chance.normal(0.0008, 0.006, 120)
        found = ranges({"d": history}, 399, number, 12.0)["d"]
        assert found.is_noise == found.holds_nought
        seen.add(found.is_noise)
    assert seen == {True, False}


def test_many_at_once_are_held_to_more_by_holm() -> None:
    chance = np.random.Generator(np.random.PCG64(8))
    series = {str(number): chance.normal(0.0009, 0.006, 180) for number in range(8)}
    found = ranges(series, 999, 2, 12.0)
    ordered = sorted(found.values(), key=lambda one: one.p_value)
    expected, highest = [], 0.0
    for number, one in enumerate(ordered):
        highest = max(highest, min(1.0, one.p_value * (8 - number)))
        expected.append(highest)
    assert [one.p_adjusted for one in ordered] == expected
    assert any(one.is_noise and not one.holds_nought for one in ordered)


def test_a_certain_shift_moves_the_interval_and_does_not_widen_it() -> None:
    plain = ranges({"d": MINE}, 399, 1, 12.0)["d"]
    moved = ranges({"d": MINE}, 399, 1, 12.0, shifts={"d": 0.002})["d"]
    factor = np.exp(0.024)
    assert (1 + plain.low) * factor == pytest.approx(1 + moved.low, abs=1e-12)
    assert (1 + plain.high) * factor == pytest.approx(1 + moved.high, abs=1e-12)


def test_the_reality_check_does_not_fall_for_the_best_of_many() -> None:
    chance = np.random.Generator(np.random.PCG64(9))
    useless = [chance.normal(0.0, 0.01, 240) for _ in range(40)]
    best = max(useless, key=lambda one: float(one.mean()))
    assert reality_check([best], 499, 1, 12.0) < 0.05
    assert reality_check(useless, 499, 1, 12.0) > 0.1
    assert reality_check([*useless, best * 0.1 + 0.004], 499, 1, 12.0) < 0.05
    with pytest.raises(ValueError, match="something to compare"):
        reality_check([], 499, 1, 12.0)


def test_what_cannot_be_compared_is_refused() -> None:
    with pytest.raises(ValueError, match="of one length"):
        ranges({}, 999, 1, 12.0)
    with pytest.raises(ValueError, match="of one length"):
        ranges({"a": MINE, "b": MINE[:5]}, 999, 1, 12.0)
    with pytest.raises(ValueError, match="too few for 95%"):
        ranges({"a": MINE}, 20, 1, 12.0)
    with pytest.raises(ValueError, match="same months"):
        log_difference(months_of([0.1, 0.1]), months_of([0.1, 0.1], 2021))


def test_differences_of_logs_add_up_and_roll() -> None:
    difference = log_difference(months_of([0.1] * 24), months_of([0.0] * 12 + [0.1] * 12))
    assert rolling(difference, 12)[[0, 12]] == pytest.approx([1.1**12 - 1, 0], abs=1e-12)
    assert len(rolling(difference, 12)) == 13


def test_how_values_lie() -> None:
    found = spread([3.0, -1.0, 1.0, 2.0])
    assert found is not None
    assert (found.least, found.lower, found.median, found.upper, found.most) == (-1, 0.5, 1.5, 2.25, 3)
    assert (found.count, found.share_above) == (4, 0.75)
    assert spread([]) is None
