"""The stationary bootstrap of Politis and Romano: months drawn again in blocks, with a documented block length."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from trimtab.simulate.measures.track import Floats

LEAST_BLOCK_MONTHS = 12  # a year's tax is paid once a year: a block holds on average at least one whole year
_ROWS_AT_ONCE = 256

Indices = NDArray[np.int64]


def block_length(series: Floats) -> float:
    """The mean block length of Politis and White (2004), corrected by Patton, Politis and White (2009), for the
    stationary bootstrap of a series' mean; at least 1, at most `ceil(min(3 sqrt n, n / 3))`.

    The bandwidth is twice the first lag of `max(5, sqrt(log10 n))` autocorrelations in a row that are below
    `2 sqrt(log10 n / n)`, as in the authors' own program; autocovariances are weighted by the flat-top window of
    Politis and Romano (1995).
    """
    count = len(series)
    most = float(np.ceil(min(3 * np.sqrt(count), count / 3)))
    centred = series - series.mean()
    if count < 9 or float(centred @ centred) <= 1e-24 * count:
        return 1.0
    bandwidth = _bandwidth(centred)
    lags = np.arange(1, bandwidth + 1)
    covariances = np.array([centred[lag:] @ centred[: count - lag] for lag in lags]) / count
    window = np.minimum(1.0, 2.0 * (1.0 - lags / bandwidth))
    slope = 2.0 * float(np.sum(window * lags * covariances))
    spectrum = float(centred @ centred) / count + 2.0 * float(np.sum(window * covariances))
    if abs(spectrum) < 1e-300:
        return 1.0
    length = float((slope**2 / spectrum**2 * count) ** (1 / 3))
    return min(max(length, 1.0), most)


def _bandwidth(centred: Floats) -> int:
    """Twice the first lag of a run of small autocorrelations; of the last large one where there is no such run."""
    count = len(centred)
    run = max(5, int(np.sqrt(np.log10(count))))
    last = int(np.ceil(np.sqrt(count))) + run
    limit = 2.0 * np.sqrt(np.log10(count) / count)
    correlations = np.array([_correlation(centred, lag) for lag in range(1, last + 1)])
    large = np.abs(correlations) >= limit
    runs = (start for start in range(last - run + 1) if not large[start : start + run].any())
    first = next(runs, int(np.max(np.nonzero(large)[0], initial=0)))
    return int(min(2 * (first + 1), last))


def _correlation(centred: Floats, lag: int) -> float:
    early, late = centred[:-lag], centred[lag:]
    spread = np.sqrt((early @ early) * (late @ late))
    return float(early @ late / spread) if spread > 0 else 0.0


def block_months(differences: Sequence[Floats]) -> float:
    """The block length for paired differences of one history: the longest that any of them asks, at least twelve
    months, and at most half of the history."""
    count = len(differences[0])
    asked = max(block_length(series) for series in differences)
    return max(1.0, min(max(asked, LEAST_BLOCK_MONTHS), count / 2))


def resamples(count: int, mean_block: float, number: int, seed: int) -> Indices:
    """So many resamples (rows) of `count` points each, as positions in the history.

    A block begins anywhere and goes on, round the end to the beginning, with a chance of `1 - 1 / mean_block` each time
    (Politis and Romano, "The Stationary Bootstrap", JASA 89, 1994). The same seed draws the same.
    """
    chance = np.random.Generator(np.random.PCG64(seed))
    rows = [
        _rows(chance, min(_ROWS_AT_ONCE, number - done), count, mean_block)
        for done in range(0, number, _ROWS_AT_ONCE)
    ]
    return np.concatenate(rows) if rows else np.zeros((0, count), dtype=np.int64)


def _rows(chance: np.random.Generator, rows: int, count: int, mean_block: float) -> Indices:
    starts = np.floor(chance.random((rows, count)) * count).astype(np.int64)
    begins = chance.random((rows, count)) < 1.0 / mean_block
    begins[:, 0] = True
    where = np.broadcast_to(np.arange(count), (rows, count))
    began = np.maximum.accumulate(np.where(begins, where, 0), axis=1)
    return (np.take_along_axis(starts, began, axis=1) + where - began) % count
