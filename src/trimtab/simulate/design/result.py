"""What a design brought: weights, what they promise, how sure they are, and how they did out of sample."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from trimtab.core.money import ZERO
from trimtab.simulate.design.ask import Ask
from trimtab.simulate.design.observed import Observed


@dataclass(frozen=True, slots=True)
class Fit:
    """Weights for one set of observations, with the yearly moments they were found under (shares of one).

    `means` are what the method believes (after views); `prior_means` before them. By position of the class.
    """

    weights: tuple[Decimal, ...]
    means: tuple[Decimal, ...]
    prior_means: tuple[Decimal, ...]
    covariance: tuple[tuple[Decimal, ...], ...]


@dataclass(frozen=True, slots=True)
class Range:
    """A figure with the middle nine tenths of what it came to when the years were drawn anew."""

    value: Decimal
    low: Decimal
    high: Decimal

    @property
    def width(self) -> Decimal:
        """From low to high."""
        return self.high - self.low


@dataclass(frozen=True, slots=True)
class Record:
    """How a mix did over a stretch of periods: yearly mean, volatility, and worst fall from a high (shares of one)."""

    name: str
    mean: Decimal
    volatility: Decimal
    worst_fall: Decimal
    turnover: Decimal
    """Half of what refits moved, a year."""


@dataclass(frozen=True, slots=True)
class OutOfSample:
    """Weights found on years past, held through the next: what the design would have brought without hindsight.

    `lead` is the design's yearly mean less equal weight's, with its range; `calm` the same of volatility.
    """

    start: date
    end: date
    refits: int
    window: int
    records: tuple[Record, ...]
    lead: Range
    calm: Range


@dataclass(frozen=True, slots=True)
class Design:
    """A designed target. `weights` are exact, `target` rounded to `step` and summing to 1 with `kept`.

    `kept` are classes that stand outside the design at a stated weight. `weight_ranges` and `zero_shares` (how often a
    class fell to nothing) are over `resamples` draws of the observations, of which `failed` had no answer.
    `expected` is the yearly return that the method believes in; `mean` and `volatility` are what the rounded mix had in
    the data, a year, with `equal_mean` and `equal_volatility` of equal weights beside them. All of the designed part.
    """

    ask: Ask
    observed: Observed
    fit: Fit
    kept: Mapping[str, Decimal]
    target: Mapping[str, Decimal]
    step: Decimal
    weight_ranges: Mapping[str, Range]
    zero_shares: Mapping[str, Decimal]
    expected: Decimal
    mean: Range
    volatility: Range
    equal_mean: Range
    equal_volatility: Range
    resamples: int
    failed: int
    seed: int
    out_of_sample: OutOfSample | None

    @property
    def weights(self) -> dict[str, Decimal]:
        """The exact weights of the designed part by class, summing to 1 up to the last digit."""
        return dict(zip(self.observed.classes, self.fit.weights, strict=True))


def variance(weights: Sequence[Decimal], covariance: Sequence[Sequence[Decimal]]) -> Decimal:
    """w' C w."""
    return sum((w * part for w, part in zip(weights, marginal(weights, covariance), strict=True)), ZERO)


def marginal(weights: Sequence[Decimal], covariance: Sequence[Sequence[Decimal]]) -> list[Decimal]:
    """C w."""
    return [sum((c * w for c, w in zip(row, weights, strict=True)), ZERO) for row in covariance]


def risk_shares(weights: Sequence[Decimal], covariance: Sequence[Sequence[Decimal]]) -> list[Decimal]:
    """Each class's part of the variance, shares of one (Euler)."""
    whole = variance(weights, covariance)
    parts = marginal(weights, covariance)
    return [w * part / whole if whole else ZERO for w, part in zip(weights, parts, strict=True)]
