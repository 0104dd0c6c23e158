"""The options of `trimtab sweep`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer


def _weights(text: str) -> dict[str, float]:
    """A target as typed: `VTI=60,BND=40`."""
    target: dict[str, float] = {}
    for part in text.split(","):
        name, equals, percent = part.strip().rpartition("=")
        try:
            weight = float(percent.removesuffix("%")) / 100
        except ValueError:
            weight = -1.0
        if not equals or not name or not 0 <= weight <= 1 or name in target:
            raise typer.BadParameter(f"{text!r} is no target, as in VTI=60,BND=40 (percent, each once)")
        target[name] = weight
    return target


def _day(text: str) -> date:
    """A day as typed: `2003-09-29`."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no day, as in 2003-09-29") from None


PriceFiles = Annotated[
    list[str] | None, typer.Argument(metavar="[PRICES]...", help="Files of prices; see docs/data.md.")
]
Target = Annotated[
    dict[str, float] | None,
    typer.Option("--target", metavar="A=60,B=40", parser=_weights, help="Percent of each symbol."),
]
Look = Annotated[
    str,
    typer.Option("--look", metavar="WORDS", help="day, week, month, quarter, half, year, never, 10d, 2y."),
]
Band = Annotated[
    str, typer.Option("--band", metavar="WORDS", help='none, 5 (points), 20% (of target), 5/25, "A:5 B:20%".')
]
HowFarWords = Annotated[
    str,
    typer.Option("--to", metavar="WORDS", help="target, half, edge, 0.875; -outside: only classes outside."),
]
Flow = Annotated[
    str,
    typer.Option("--flow", metavar="WORDS", help="none, 500/month, -2000/quarter/held, 500/month/mix/3%."),
]
Cost = Annotated[
    str, typer.Option("--cost", metavar="WORDS", help="Basis points, and dollars a trade: 0, 10, 10+4.95.")
]
Study = Annotated[
    str,
    typer.Option(
        "--study", metavar="NAME|FILE", help="A study that comes with trimtab, or a sweep file (.toml)."
    ),
]
Data = Annotated[
    Path | None, typer.Option("--data", metavar="FOLDER", help="Where the files of a study are.")
]
FirstDay = Annotated[
    date | None, typer.Option("--from", metavar="DAY", parser=_day, help="Buy on this day or the next.")
]
LastDay = Annotated[date | None, typer.Option("--until", metavar="DAY", parser=_day, help="The last day.")]
StartUsd = Annotated[
    float, typer.Option("--start", metavar="USD", min=0.01, max=1000000000000.0, help="Dollars at the start.")
]
Cash = Annotated[
    str, typer.Option("--cash", metavar="SYMBOL", help="The series of money without risk, for Sharpe ratios.")
]
Measured = Annotated[
    str,
    typer.Option("--measured", metavar="CALENDAR", help="Measure at each month (or so); default: each row."),
]
Paths = Annotated[
    int, typer.Option("--paths", min=0, max=100000, help="So many drawn paths instead of history.")
]
Seed = Annotated[int, typer.Option("--seed", min=0, help="Where chance begins; the same draws the same.")]
PathWords = Annotated[
    str, typer.Option("--kind", metavar="KIND", help="stationary, block, normal or student.")
]
Block = Annotated[
    float, typer.Option("--block", min=0, help="Rows of a block; default: chosen from the data.")
]
BesidePolicy = Annotated[
    str, typer.Option("--beside", metavar="POLICY", help="The policy others are compared with over paths.")
]
Sort = Annotated[
    str, typer.Option("--sort", metavar="FIGURE", help="final_usd, return_year, sharpe, drawdown, drift, ...")
]
Top = Annotated[int | None, typer.Option("--top", min=1, help="Show so many; default: 20, with --json all.")]
TableCsv = Annotated[
    Path | None, typer.Option("--csv", metavar="FILE", help="Also write every policy as a table.")
]
