"""Ranges instead of points: how far apart two policies are on the same paths, and whether that is more than noise."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from trimtab.simulate.measures.bootstrap import Indices, resamples
from trimtab.simulate.measures.risk import MONTHS_A_YEAR
from trimtab.simulate.measures.track import Floats, Months

CONFIDENCE = 0.95
Name = TypeVar("Name", bound=Hashable)
_SAME = 1e-12  # log returns this near to each other are one


@dataclass(frozen=True, slots=True)
class Range:
    """A difference a year (a share of one) with the interval that holds it at `confidence`.

    `p_value` is the chance, two-sided, of so large a difference where there is none; `p_adjusted` the same after Holm
    for all that were asked at once. `is_noise`: `p_adjusted` is above 1 - confidence. `is_same`: no month differs.
    """

    point: float
    low: float
    high: float
    confidence: float
    p_value: float
    p_adjusted: float
    is_same: bool = False

    @property
    def is_noise(self) -> bool:
        """Whether nothing can be said."""
        return self.p_adjusted > 1.0 - self.confidence

    @property
    def holds_nought(self) -> bool:
        """Whether the interval of this one alone holds nought."""
        return self.low <= 0.0 <= self.high


def log_difference(mine: Months, other: Months) -> Floats:
    """What each month brought more than the other's, in logarithms, so that months add up.

    Raises ValueError for a programmer's mistake: not the same months.
    """
    if mine.labels != other.labels:
        raise ValueError("paired differences need the same months")
    return np.log1p(mine.values) - np.log1p(other.values)


def yearly_of(mean: Floats | float) -> Floats:
    """A mean monthly log difference as a difference a year: one plus it times the other's growth is one's own."""
    yearly: Floats = np.expm1(np.asarray(mean) * MONTHS_A_YEAR)
    return yearly


def ranges(
    differences: Mapping[Name, Floats],
    number: int,
    seed: int,
    mean_block: float,
    confidence: float = CONFIDENCE,
    shifts: Mapping[Name, float] | None = None,
) -> Mapping[Name, Range]:
    """The range of each paired series of monthly log differences, all on the same resamples of the same months.

    `mean_block` is in months (`bootstrap.block_months` of all series that are asked about).
    `shifts` are monthly log differences that are certain and not drawn (tax at the end). Verdicts are adjusted by
    Holm's step-down method for all of them together. Raises ValueError for a programmer's mistake: nothing to compare,
    series of different lengths, or fewer resamples than the confidence needs.
    """
    series = list(differences.values())
    if not series or len({len(one) for one in series}) > 1 or len(series[0]) < 2:
        raise ValueError("ranges need series of one length, of at least two months")
    if number < 2 / (1.0 - confidence):
        raise ValueError(f"{number} resamples are too few for {confidence:.0%}")
    drawn = resamples(len(series[0]), mean_block, number, seed)
    moved = shifts or {}
    found = {name: _alone(one, drawn, confidence, moved.get(name, 0.0)) for name, one in differences.items()}
    return _holm(found)


def _alone(series: Floats, drawn: Indices, confidence: float, shift: float) -> Range:
    point = float(yearly_of(series.mean() + shift))
    if np.abs(series).max() < _SAME and abs(shift) < _SAME:
        return Range(0.0, 0.0, 0.0, confidence, 1.0, 1.0, is_same=True)
    means = np.sort(series[drawn].mean(axis=1) + shift)
    number = len(means)
    cut = max(1, int(np.floor((1.0 - confidence) / 2 * (number + 1) + 1e-9)))
    low, high = yearly_of(means[cut - 1]), yearly_of(means[number - cut])
    tail = min(int((means <= 0).sum()), int((means >= 0).sum()))
    chance = min(1.0, 2.0 * (tail + 1) / (number + 1))
    return Range(point, float(low), float(high), confidence, chance, chance)


def _holm(found: Mapping[Name, Range]) -> Mapping[Name, Range]:
    """Holm, "A Simple Sequentially Rejective Multiple Test Procedure", Scandinavian Journal of Statistics 6, 1979."""
    ordered = sorted(found, key=lambda name: found[name].p_value)
    adjusted: dict[Name, float] = {}
    highest = 0.0
    for number, name in enumerate(ordered):
        highest = max(highest, min(1.0, found[name].p_value * (len(ordered) - number)))
        adjusted[name] = highest
    return {
        name: Range(one.point, one.low, one.high, one.confidence, one.p_value, adjusted[name], one.is_same)
        for name, one in found.items()
    }


def reality_check(differences: Sequence[Floats], number: int, seed: int, mean_block: float) -> float:
    """The chance that the best of these would look so good if none were better than the one they are compared with.

    White, "A Reality Check for Data Snooping", Econometrica 68(5), 2000: the largest mean difference against the
    largest of the centred resampled ones, all on the same resamples. Raises ValueError where nothing is compared.
    """
    if not differences:
        raise ValueError("the reality check needs something to compare")
    drawn = resamples(len(differences[0]), mean_block, number, seed)
    best = max(float(one.mean()) for one in differences)
    highest = np.max([one[drawn].mean(axis=1) - one.mean() for one in differences], axis=0)
    return (int((highest >= best).sum()) + 1) / (number + 1)


@dataclass(frozen=True, slots=True)
class Spread:
    """How values lie: least, quartiles, most, and the share of them above nought."""

    count: int
    least: float
    lower: float
    median: float
    upper: float
    most: float
    share_above: float


def spread(values: Sequence[float] | Floats) -> Spread | None:
    """How these lie (quartiles between points linearly, as numpy does); None for none."""
    if not len(values):
        return None
    held = np.asarray(values, dtype=np.float64)
    least, lower, median, upper, most = (float(part) for part in np.quantile(held, (0, 0.25, 0.5, 0.75, 1)))
    return Spread(len(held), least, lower, median, upper, most, float((held > 0).mean()))


def rolling(difference: Floats, window_months: int) -> Floats:
    """The difference a year over every stretch of so many months of paired log differences, by its first month.

    Stretches overlap: they show how it depended on the start, and are no independent evidence.
    """
    sums = np.concatenate(([0.0], np.cumsum(difference)))
    return yearly_of((sums[window_months:] - sums[:-window_months]) / window_months)
