"""The options of the command that runs a household through history."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer

from trimtab.core.backtest import LawOf, StartWith
from trimtab.core.history import Gaps


def _day(text: str) -> date:
    """A day as typed."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no day, as in 2015-03-31") from None


def _rate(text: str) -> Decimal:
    """Percent a year, from 0 to 100."""
    from trimtab.apps.transition_commands import _percent

    rate = _percent(text)
    if rate < 0:
        raise typer.BadParameter(f"{text!r}: a rate is from 0 to 100")
    return rate


Prices = Annotated[
    list[str] | None,
    typer.Option(
        "--prices", metavar="FILE", help="A file of prices, beside those of [history]; again for more."
    ),
]
First = Annotated[
    date | None,
    typer.Option("--from", metavar="DAY", parser=_day, help="Default: the first day with prices of all."),
]
Last = Annotated[
    date | None,
    typer.Option("--to", metavar="DAY", parser=_day, help="Default: the last day with prices of all."),
]
StrategyWords = Annotated[
    str, typer.Option("--strategy", metavar="NAME", help="A ready strategy, or FILE.py:NAME of your own.")
]
Look = Annotated[
    str | None,
    typer.Option(
        "--look", metavar="WORDS", help="daily, weekly, monthly, 10d, ...; default: the strategy's own."
    ),
]
Law = Annotated[LawOf, typer.Option("--law", help="The tax law of all years.")]
Start = Annotated[StartWith, typer.Option("--start-with", help="What the household begins with.")]
PayTaxFrom = Annotated[
    str, typer.Option("--pay-tax-from", metavar="ID", help="Default: the taxable account with most cash.")
]
Flows = Annotated[
    list[str] | None,
    typer.Option(
        "--flow",
        metavar="ID=USD/EVERY",
        help="Money in (+) or out (-): joint=-3000/month. Again for more.",
    ),
]
CashRate = Annotated[
    Decimal | None,
    typer.Option("--cash-rate", metavar="PCT", parser=_rate, help="Interest on cash, a year."),
]
GapsOption = Annotated[
    Gaps | None,
    typer.Option("--gaps", help="What to do with days without a close; default: as [history] says."),
]
NoTwins = Annotated[bool, typer.Option("--no-twins", help="Leave out the twins beside it.")]
ExplainDay = Annotated[
    date | None,
    typer.Option("--explain", metavar="DAY", parser=_day, help="Only show the plan of that day."),
]
ValuesCsv = Annotated[
    Path | None,
    typer.Option("--csv", metavar="FILE", help="Also write the value of every day as a table."),
]
FullBacktest = Annotated[bool, typer.Option("--full", help="Show every plan and trade too.")]
