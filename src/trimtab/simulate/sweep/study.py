"""A sweep as a file describes it: series, a target, grids, and single policies with figures that others published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from trimtab.simulate.sweep.grid import Grid
from trimtab.simulate.sweep.prices import Levels

FIGURES: Mapping[str, tuple[str, int]] = {
    "average_weight_pct": ("", 100),
    "events": ("events", 1),
    "trades": ("trades", 1),
    "turnover_pct": ("turnover_year", 100),
    "return_pct": ("return_year", 100),
    "money_weighted_pct": ("money_weighted_year", 100),
    "volatility_pct": ("volatility_year", 100),
    "drawdown_pct": ("drawdown", 100),
    "sharpe": ("sharpe", 1),
    "tracking_error_pct": ("tracking_error_year", 100),
    "drift_pct": ("drift", 100),
    "final_usd": ("final_usd", 1),
    "costs_usd": ("costs_usd", 1),
}
"""What a study may compare: the figure of `Figures` and its scale. The average weight is that of the first class."""

COMPARED = ("average_weight_pct", "events", "return_pct", "volatility_pct")
"""What `Study.beside` is judged by, where it gives it."""


@dataclass(frozen=True)
class StudyRow:
    """One policy in words, with figures by name from the publication, and from an earlier computation of ours."""

    look: str
    band: str
    stop: str = "target"
    flow: str = "none"
    cost: str = "0"
    published: Mapping[str, float] | None = None
    beside: Mapping[str, float] | None = None

    @property
    def grid(self) -> Grid:
        """The policy as a grid of one."""
        return Grid((self.look,), (self.band,), (self.stop,), (self.flow,), (self.cost,))


@dataclass(frozen=True)
class Study:
    """Everything a sweep file says. `levels` are None where it names price files instead (`prices`).

    `measured` and `start_usd` as in `engine.sweep`; `notes` are sentences that explain differences.
    """

    name: str
    title: str
    source: str
    levels: Levels | None
    prices: tuple[str, ...]
    target: Mapping[str, float]
    grids: tuple[Grid, ...]
    rows: tuple[StudyRow, ...]
    measured: str = ""
    start_usd: float = 10_000.0
    notes: tuple[str, ...] = ()

    @property
    def all_grids(self) -> tuple[Grid, ...]:
        """Single policies first, then the grids."""
        return (*(row.grid for row in self.rows), *self.grids)
