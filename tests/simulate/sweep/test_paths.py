from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from tests.simulate.sweep.made_up import random_levels, weekdays
from trimtab.simulate.sweep.paths import PathKind, PathPlan, block_rows, freedom, paths

LEVELS = random_levels(weekdays(date(2001, 1, 1), 500), 3, 1)


@pytest.mark.parametrize("kind", list(PathKind))
def test_a_seed_draws_the_same_and_another_others(kind: PathKind) -> None:
    first = [path.values for path in paths(LEVELS, PathPlan(40, 7, kind))]
    again = [path.values for path in paths(LEVELS, PathPlan(40, 7, kind))]
    other = [path.values for path in paths(LEVELS, PathPlan(40, 8, kind))]
    assert all((one == two).all() for one, two in zip(first, again, strict=True))
    assert not (first[0] == other[0]).all()
    assert len({path.tobytes() for path in first}) == 40
    assert all(path.shape == LEVELS.values.shape and (path[0] == LEVELS.values[0]).all() for path in first)


@pytest.mark.parametrize("kind", list(PathKind))
def test_paths_have_historys_mean_and_covariance(kind: PathKind) -> None:
    history = np.diff(np.log(LEVELS.values), axis=0)
    drawn = np.vstack(
        [np.diff(np.log(path.values), axis=0) for path in paths(LEVELS, PathPlan(200, 3, kind))]
    )
    assert drawn.mean(axis=0) == pytest.approx(history.mean(axis=0), abs=0.0004)
    assert np.cov(drawn.T) == pytest.approx(np.cov(history.T), rel=0.05, abs=5e-6)


def test_a_bootstrap_draws_whole_rows_with_cash_and_blocks() -> None:
    levels = replace(LEVELS, cash=LEVELS.values[:, 0] * 2)
    rows = {tuple(row) for row in np.round(np.diff(np.log(LEVELS.values), axis=0), 9)}
    for kind in (PathKind.STATIONARY, PathKind.BLOCK):
        (path,) = paths(levels, PathPlan(1, 5, kind, 20))
        drawn = [tuple(row) for row in np.round(np.diff(np.log(path.values), axis=0), 9)]
        assert set(drawn) <= rows
        assert path.cash is not None
        assert path.cash / path.cash[0] == pytest.approx(path.values[:, 0] / path.values[0, 0])


def test_the_block_is_as_asked_or_chosen_within_half_of_the_rows() -> None:
    assert block_rows(LEVELS, 21) == 21
    assert block_rows(LEVELS, 9999) == 249.5
    assert 1 <= block_rows(LEVELS, 0) < 50


def test_fat_tails_have_few_degrees_of_freedom() -> None:
    steps = np.random.default_rng(1).standard_t(6, (4000, 2)) * 0.01
    fat = random_levels(weekdays(date(1990, 1, 1), 4000), 2, 1)
    fat = replace(fat, values=np.exp(np.cumsum(steps, axis=0)))
    assert 4.5 <= freedom(fat) < 9
    assert freedom(LEVELS) > 10
