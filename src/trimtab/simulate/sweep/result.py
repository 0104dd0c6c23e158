"""What a sweep brought: a figure of each kind for every path and policy, and the words that must stand beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from trimtab.simulate.sweep.policy import SweepPolicy
from trimtab.simulate.sweep.prices import Array


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

    `names` are the classes in the target's order; `assumptions` and `limits` stand beside every figure shown.
    """

    policies: tuple[SweepPolicy, ...]
    names: tuple[str, ...]
    target: Mapping[str, float]
    figures: Figures
    weights: NDArray[np.float64]
    assumptions: tuple[str, ...]
    limits: tuple[str, ...]

    @property
    def paths(self) -> int:
        """How many paths were run; one is history."""
        return int(self.figures.final_usd.shape[0])
