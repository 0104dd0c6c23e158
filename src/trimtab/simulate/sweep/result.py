"""What a sweep brought: a figure of each kind for every path and policy, and the words that must stand beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from trimtab.simulate.sweep.policy import SweepPolicy
from trimtab.simulate.sweep.prices import Array
from trimtab.simulate.sweep.study import StudyRow


@dataclass(frozen=True)
class Figures:
    """Arrays `[path, policy]`; shares are of one, years are those of `years_between`.

    `final_usd`: worth at the end. `return_year`: time-weighted, geometric, after costs, flows left out.
    `money_weighted_year`: the rate that start and flows grew at. `volatility_year`: standard deviation (n - 1) of
    returns between measured days times the root of how many there are a year. `drawdown`: deepest fall of the
    time-weighted index, positive. `sharpe`: mean return over cash a year, over its volatility (NaN without any).
    `tracking_error_year`: volatility of the return less that of the target held exactly. `drift`: half the sum of
    absolute gaps, on average before trades. `events`: days traded by the policy; `trades`: classes traded, flows too.
    `turnover_year`: half of all bought and sold by events, as a share of the portfolio then, a year. `costs_usd`: all
    costs. `ran_out`: in years from the start, where withdrawals took the last dollar (NaN: never).
    """

    final_usd: Array
    return_year: Array
    money_weighted_year: Array
    volatility_year: Array
    drawdown: Array
    sharpe: Array
    tracking_error_year: Array
    drift: Array
    events: Array
    trades: Array
    turnover_year: Array
    costs_usd: Array
    ran_out: Array

    @classmethod
    def empty(cls, paths: int, policies: int) -> Figures:
        """Room for so many, not a number as yet."""
        return cls(*(np.full((paths, policies), np.nan) for _ in fields(cls)))

    def rows(self) -> Iterator[tuple[str, Array]]:
        """Each kind of figure with its name."""
        for one in fields(self):
            yield one.name, getattr(self, one.name)


@dataclass(frozen=True)
class SweepResult:
    """All policies over all paths. `weights[path, policy, class]` are mean weights before trades.

    `first` is the day it was bought, `last` the last; `assumptions` and `limits` stand beside every figure shown.
    """

    title: str
    source: str
    policies: tuple[SweepPolicy, ...]
    target: Mapping[str, float]
    first: date
    last: date
    start_usd: float
    figures: Figures
    weights: NDArray[np.float64]
    assumptions: tuple[str, ...]
    limits: tuple[str, ...]
    rows: tuple[StudyRow, ...] = ()
    reference: int = 0

    @property
    def paths(self) -> int:
        """How many paths were run; one is history."""
        return int(self.figures.final_usd.shape[0])

    def middle(self, figure: str, places: int) -> tuple[Decimal | None, ...]:
        """One figure by policy, the median over the paths; None where it has no value."""
        return self.quantile(figure, 0.5, places)

    def quantile(self, figure: str, share: float, places: int) -> tuple[Decimal | None, ...]:
        """One figure by policy, so far up among the paths that have it."""
        return tuple(_quantile(column, share, places) for column in getattr(self.figures, figure).T)

    def mean_weights(self, places: int) -> tuple[tuple[Decimal | None, ...], ...]:
        """Mean weights before trades by policy, in the target's order; the median over the paths."""
        return tuple(
            tuple(_quantile(column, 0.5, places) for column in policy.T)
            for policy in np.moveaxis(self.weights, 1, 0)
        )

    def beats(self, places: int) -> tuple[Decimal, ...]:
        """In which share of the paths each policy ends with more than the reference; ties count half."""
        final = self.figures.final_usd
        beside = final[:, [self.reference]]
        shares = (final > beside).mean(axis=0) + (final == beside).mean(axis=0) / 2
        return tuple(told(share, places) or Decimal(0) for share in shares.tolist())

    def ahead(self, share: float, places: int) -> tuple[Decimal | None, ...]:
        """By how much a year's return is above the reference's on the same path, so far up among the paths."""
        returns = self.figures.return_year
        gaps = returns - returns[:, [self.reference]]
        return tuple(_quantile(column, share, places) for column in gaps.T)


def told(value: float, places: int) -> Decimal | None:
    """A figure as it is shown, rounded to even from its exact binary value; None for what is no number."""
    if not isfinite(value):
        return None
    rounded = Decimal(value).quantize(Decimal(1).scaleb(-places))
    return abs(rounded) if rounded == 0 else rounded


def _quantile(column: Array, share: float, places: int) -> Decimal | None:
    known = column[np.isfinite(column)]
    return told(float(np.quantile(known, share)), places) if known.size else None
