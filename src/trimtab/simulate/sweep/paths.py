"""Other histories that might have been: days drawn again in blocks, or returns drawn from a fitted distribution."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from trimtab.simulate.measures.bootstrap import block_length, resamples
from trimtab.simulate.sweep.prices import Array, Levels

_AT_ONCE = 32
_SEED_STEP = 1_000_003
_LEAST_FREEDOM, _MOST_FREEDOM = 4.5, 100.0


class PathKind(StrEnum):
    """How a path is made."""

    STATIONARY = "stationary"  # blocks of random length, Politis and Romano (1994)
    BLOCK = "block"  # blocks of one length, round the end to the beginning, Politis and Romano (1992)
    NORMAL = "normal"  # multivariate normal log returns with the mean and covariance of history
    STUDENT = "student"  # multivariate t, its degrees of freedom from the excess kurtosis of history


@dataclass(frozen=True, slots=True)
class PathPlan:
    """So many paths of a kind from a seed. `block` is the (mean) block length in rows, nought: chosen from the data."""

    count: int
    seed: int
    kind: PathKind = PathKind.STATIONARY
    block: float = 0.0


def block_rows(levels: Levels, asked: float) -> float:
    """The block length: as asked, or the longest that Politis and White (2004) choose for any series' squared and
    plain returns; never more than half of the rows."""
    steps = _steps(levels)[:, : len(levels.names)]
    chosen = asked or max(
        block_length(np.ascontiguousarray(series)) for one in steps.T for series in (one, one * one)
    )
    return float(np.clip(chosen, 1.0, max(1.0, len(steps) / 2)))


def freedom(levels: Levels) -> float:
    """Degrees of freedom of the fitted t: 4 + 6 / excess kurtosis, kurtosis averaged over the series."""
    steps = _steps(levels)[:, : len(levels.names)]
    away = steps - steps.mean(axis=0)
    kurtosis = float(((away**4).mean(axis=0) / (away**2).mean(axis=0) ** 2).mean()) - 3
    return float(np.clip(4 + 6 / max(kurtosis, 1e-9), _LEAST_FREEDOM, _MOST_FREEDOM))


def paths(levels: Levels, plan: PathPlan) -> Iterator[Levels]:
    """The paths, one after the other, on history's days, from its first levels. The same seed draws the same."""
    steps = _steps(levels)
    for number, rows in enumerate(_drawn(levels, steps, plan)):
        del number
        grown = np.exp(np.vstack((np.zeros(steps.shape[1]), np.cumsum(rows, axis=0))))
        count = len(levels.names)
        cash = None if levels.cash is None else levels.cash[0] * grown[:, count]
        yield replace(levels, values=levels.values[0] * grown[:, :count], cash=cash)


def _steps(levels: Levels) -> Array:
    """Log returns by row, of cash too, in the last column."""
    beside = [] if levels.cash is None else [levels.cash[:, np.newaxis]]
    steps: Array = np.diff(np.log(np.hstack([levels.values, *beside])), axis=0)
    return steps


def _drawn(levels: Levels, steps: Array, plan: PathPlan) -> Iterator[Array]:
    if plan.kind in {PathKind.NORMAL, PathKind.STUDENT}:
        yield from _fitted(levels, steps, plan)
        return
    length, rows = block_rows(levels, plan.block), len(steps)
    for first in range(0, plan.count, _AT_ONCE):
        number, seed = min(_AT_ONCE, plan.count - first), plan.seed + _SEED_STEP * (first // _AT_ONCE)
        if plan.kind is PathKind.STATIONARY:
            places = resamples(rows, length, number, seed)
        else:
            places = _blocks(rows, max(1, round(length)), number, seed)
        for place in places:
            yield steps[place]


def _blocks(rows: int, length: int, number: int, seed: int) -> np.typing.NDArray[np.int64]:
    chance = np.random.Generator(np.random.PCG64(seed))
    starts = chance.integers(0, rows, (number, -(-rows // length)))
    return ((starts[:, :, np.newaxis] + np.arange(length)) % rows).reshape(number, -1)[:, :rows]


def _fitted(levels: Levels, steps: Array, plan: PathPlan) -> Iterator[Array]:
    """Independent rows; cash earns its mean and does not vary."""
    count = len(levels.names)
    mean, away = steps.mean(axis=0), steps[:, :count] - steps[:, :count].mean(axis=0)
    worths, axes = np.linalg.eigh(away.T @ away / (len(steps) - 1))
    spread = axes * np.sqrt(np.maximum(worths, 0))
    chance = np.random.Generator(np.random.PCG64(plan.seed))
    degrees = freedom(levels)
    for _ in range(plan.count):
        drawn = chance.standard_normal((len(steps), count))
        if plan.kind is PathKind.STUDENT:
            scale = np.sqrt((degrees - 2) / chance.chisquare(degrees, (len(steps), 1)))
            drawn = drawn * scale
        rows = np.tile(mean, (len(steps), 1))
        rows[:, :count] += drawn @ spread.T
        yield rows
