"""The options of `trimtab design`, as types."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from trimtab.core.design import Every, Method, Shrink

Words = list[str]
Prices = Annotated[
    Words | None,
    typer.Argument(metavar="[PRICES]...", help="Files of prices (docs/data.md); default: the household's."),
]
MethodAsked = Annotated[Method, typer.Option("--method", help="How weights are chosen; see docs/design.md.")]
Classes = Annotated[
    Words | None,
    typer.Option("--class", metavar="CLASS=SYMBOL", help="Which series stands for a class; several times."),
]
Keep = Annotated[
    Words | None, typer.Option("--keep", metavar="CLASS=PCT", help="A class at a weight of its own.")
]
Limits = Annotated[
    Words | None,
    typer.Option("--limit", metavar="WORDS", help='As in "stocks <= 70%" or "cash = 2%..5%".'),
]
Views = Annotated[
    Words | None,
    typer.Option("--view", metavar="WORDS", help='As in "stocks.us > bonds by 3%, confidence 60%".'),
]
Prior = Annotated[
    Words | None,
    typer.Option("--prior", metavar="CLASS=PCT", help="What views move: weights, `market` or `target`."),
]
Risk = Annotated[
    Words | None, typer.Option("--risk", metavar="CLASS=PCT", help="A class's part of the risk.")
]
MaxVolatility = Annotated[
    str | None, typer.Option("--max-volatility", metavar="PCT", help="A year, at most.")
]
MinReturn = Annotated[str | None, typer.Option("--min-return", metavar="PCT", help="A year, at least.")]
RiskAversion = Annotated[
    str | None, typer.Option("--risk-aversion", metavar="NUMBER", help="2 to 4 is usual.")
]
Shrinking = Annotated[
    Shrink, typer.Option("--shrink", help="What of the covariance is pulled to something steadier.")
]
RawMeans = Annotated[bool, typer.Option("--raw-means", help="Take mean returns as they were, unshrunk.")]
EveryAsked = Annotated[Every, typer.Option("--every", help="How long one observation is.")]
From = Annotated[
    datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], metavar="DAY", help="First day used.")
]
Until = Annotated[
    datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], metavar="DAY", help="Last day used.")
]
Resamples = Annotated[
    int, typer.Option("--resamples", min=20, max=10000, help="How often the years are drawn anew.")
]
Seed = Annotated[int, typer.Option("--seed", min=0, help="Which draws; the same seed, the same answer.")]
Window = Annotated[
    int, typer.Option("--window", min=3, max=100, help="Years that a design out of sample is made from.")
]
Household = Annotated[
    Path | None,
    typer.Option("--household", metavar="FILE", help="Whose present target stands beside the design."),
]
Write = Annotated[
    Path | None,
    typer.Option("--write", metavar="HOUSEHOLD", help="Put the target into this household file."),
]
