"""The command that runs a household through history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trimtab.apps.common import AsJson, HouseholdPath, Html, Width, console, load, refuse, show, write
from trimtab.apps.exit_codes import ExitCode
from trimtab.core.backtest import LawOf, StartWith
from trimtab.core.history import Gaps

if TYPE_CHECKING:
    from trimtab.core.problems import Problem
    from trimtab.services.backtest import Tested, Wishes
    from trimtab.services.household import LoadResult
    from trimtab.simulate.backtest.run import Question
    from trimtab.strategies.strategy import Strategy

commands = typer.Typer()


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


@commands.command(
    short_help="Run the household through history: what a strategy would have come to, after tax.",
    epilog="\b\nExample: trimtab backtest household.toml --prices prices.csv.gz --from 2005-01-03"
    "\n         trimtab backtest household.toml --strategy opportunistic --look daily"
    "\n         trimtab backtest household.toml --explain 2015-04-01",
)
def backtest(
    household: HouseholdPath,
    prices: Annotated[
        list[str] | None,
        typer.Option(
            "--prices", metavar="FILE", help="A file of prices, beside those of [history]; again for more."
        ),
    ] = None,
    first: Annotated[
        date | None,
        typer.Option("--from", metavar="DAY", parser=_day, help="Default: the first day with prices of all."),
    ] = None,
    last: Annotated[
        date | None,
        typer.Option("--to", metavar="DAY", parser=_day, help="Default: the last day with prices of all."),
    ] = None,
    strategy: Annotated[
        str, typer.Option("--strategy", metavar="NAME", help="A ready strategy, or FILE.py:NAME of your own.")
    ] = "own",
    look: Annotated[
        str | None,
        typer.Option(
            "--look", metavar="WORDS", help="daily, weekly, monthly, 10d, ...; default: the strategy's own."
        ),
    ] = None,
    law: Annotated[LawOf, typer.Option("--law", help="The tax law of all years.")] = LawOf.FROZEN,
    start_with: Annotated[
        StartWith, typer.Option("--start-with", help="What the household begins with.")
    ] = StartWith.HOLDINGS,
    pay_tax_from: Annotated[
        str, typer.Option("--pay-tax-from", metavar="ID", help="Default: the taxable account with most cash.")
    ] = "",
    flow: Annotated[
        list[str] | None,
        typer.Option(
            "--flow",
            metavar="ID=USD/EVERY",
            help="Money in (+) or out (-): joint=-3000/month. Again for more.",
        ),
    ] = None,
    cash_rate: Annotated[
        Decimal | None,
        typer.Option("--cash-rate", metavar="PCT", parser=_rate, help="Interest on cash, a year."),
    ] = None,
    gaps: Annotated[
        Gaps | None,
        typer.Option("--gaps", help="What to do with days without a close; default: as [history] says."),
    ] = None,
    no_twins: Annotated[bool, typer.Option("--no-twins", help="Leave out the twins beside it.")] = False,
    explain: Annotated[
        date | None,
        typer.Option("--explain", metavar="DAY", parser=_day, help="Only show the plan of that day."),
    ] = None,
    html: Html = None,
    csv: Annotated[
        Path | None,
        typer.Option("--csv", metavar="FILE", help="Also write the value of every day as a table."),
    ] = None,
    full: Annotated[bool, typer.Option("--full", help="Show every plan and trade too.")] = False,
    as_json: AsJson = False,
    width: Width = None,
) -> None:
    """Take today's household back in time and run it through history by the journey that makes the live plan.

    Income, wash sales, harvesting, costs and each April's tax are in it; beside it stand buy and hold, naive pro rata
    and each account alone.

    Hypothetical, and never advice: what it rests on stands beside the result.
    """
    from trimtab.apps.outputs import check_outputs
    from trimtab.bootstrap import input_files
    from trimtab.core.problems import BadInputError
    from trimtab.services.backtest import Wishes

    check_outputs((html, csv), input_files(household))
    wishes = Wishes(
        first, last, look, law, start_with, pay_tax_from, tuple(flow or ()), cash_rate or Decimal(0)
    )
    loaded = load(household, as_json)
    try:
        question, chosen, told = question_for(household, loaded, tuple(prices or ()), strategy, wishes, gaps)
        if explain is not None:
            _show_plan(question, chosen, explain, as_json=as_json, full=full, width=width)
            return
        found = _run(question, chosen, with_twins=not no_twins)
    except BadInputError as fault:
        refuse(fault.problems, as_json)
    _answer(found, question, told, _Forms(html, csv, full, as_json, width))


@dataclass(frozen=True, slots=True)
class _Forms:
    """How the answer is to be shown."""

    html: Path | None
    csv: Path | None
    full: bool
    as_json: bool
    width: int | None


def question_for(
    path: Path,
    loaded: LoadResult,
    prices: tuple[str, ...],
    strategy: str,
    wishes: Wishes,
    gaps: Gaps | None = None,
) -> tuple[Question, Strategy, tuple[Problem, ...]]:
    """What a backtest of the household in `path` is made from, its strategy, and what loading has to say.

    Raises BadInputError with everything that keeps it from beginning.
    """
    from trimtab.bootstrap import case_of, law_files, market_for
    from trimtab.services.backtest import question_of, terms_of
    from trimtab.strategies import ready_strategy

    case, told = case_of(loaded)
    market = market_for(path, loaded, prices, gaps)
    chosen = ready_strategy(strategy)
    terms = terms_of(wishes, market, chosen)
    return question_of(case, market.checked(), terms, law_files()), chosen, (*told, *market.problems)


def _run(question: Question, strategy: Strategy, *, with_twins: bool) -> Tested:
    from trimtab.apps.progress import progress
    from trimtab.services.backtest import Tested, backtest_with_twins
    from trimtab.services.backtest import backtest as alone

    with progress("Backtest", "days") as tell:
        if with_twins:
            return backtest_with_twins(question, strategy, tell)
        return Tested(alone(question, strategy, tell), ())


def _answer(found: Tested, question: Question, told: tuple[Problem, ...], forms: _Forms) -> None:
    """Show it and write its files. Leaves with STOPPED where it is not whole: no value of it is written anywhere."""
    from trimtab.adapters.catalogue import class_names
    from trimtab.adapters.render.rows_csv import rows_csv
    from trimtab.apps.outputs import write_output
    from trimtab.reports.lab.backtest_document import backtest_document, value_rows

    document = backtest_document(found.backtest, found.twins, question.household, class_names(), told)
    show(document, forms.width, as_json=forms.as_json, html=forms.html, full=forms.full)
    if not found.backtest.is_whole:
        raise typer.Exit(ExitCode.STOPPED)
    if forms.csv is not None:
        write_output(forms.csv, rows_csv(value_rows((found.backtest, *found.twins))))
        typer.echo(f"Values: {forms.csv}", err=forms.as_json)


def _show_plan(
    question: Question, strategy: Strategy, day: date, *, as_json: bool, full: bool, width: int | None
) -> None:
    """The plan of one day as `trimtab plan` shows it."""
    from trimtab.adapters.catalogue import class_names
    from trimtab.adapters.render.plan_json import plan_json
    from trimtab.adapters.render.terminal import print_plan
    from trimtab.reports.plan_report import plan_report
    from trimtab.services.backtest import explained

    found = explained(question, strategy, day)
    if as_json:
        write(plan_json(found.household, found.policy, found.plan))
    else:
        print_plan(
            plan_report(found.household, found.policy, found.plan, class_names()), console(width), full=full
        )
