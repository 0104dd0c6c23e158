"""The options of `trimtab compare` over history, as types."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from trimtab.core.history import Gaps
    from trimtab.services.backtest import Wishes

History = Annotated[
    list[str] | None,
    typer.Option(
        "--history", metavar="FILE", help="Prices of the past, beside those of [history]; again for more."
    ),
]
Today = Annotated[
    bool, typer.Option("--today", help="With --history: compare today; the prices are for strategies to see.")
]
Starts = Annotated[
    int, typer.Option("--starts", min=0, max=200, help="Journeys from so many other start dates.")
]
Window = Annotated[
    float | None,
    typer.Option("--window", metavar="YEARS", min=0.5, max=100.0, help="How long those are; default: half."),
]
Resamples = Annotated[
    int, typer.Option("--resamples", min=40, max=100_000, help="How often the months are drawn again.")
]
Seed = Annotated[int, typer.Option("--seed", min=0, help="Which draws; the same seed, the same answer.")]


@dataclass(frozen=True, slots=True)
class Rivals:
    """What is set beside the household's own policy, in words: settings of `[policy]`, and strategies."""

    policies: tuple[str, ...]
    strategies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HistoryAsked:
    """What was asked of a comparison over history beside its policies."""

    files: tuple[str, ...]
    gaps: Gaps | None
    wishes: Wishes
    starts: int
    window_years: float | None
    resamples: int
    seed: int
