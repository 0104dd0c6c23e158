"""The command that runs a household through history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from trimtab.apps.common import AsJson, HouseholdPath, Html, Width, console, load, refuse, show, write
from trimtab.apps.exit_codes import ExitCode
from trimtab.apps.lab.backtest_options import (
    CashRate,
    ExplainDay,
    First,
    Flows,
    FullBacktest,
    GapsOption,
    Last,
    Law,
    Look,
    NoTwins,
    PayTaxFrom,
    Prices,
    Start,
    StrategyWords,
    ValuesCsv,
)
from trimtab.apps.lab.compare_history import IN_ASSUMPTIONS
from trimtab.core.backtest import LawOf, StartWith
from trimtab.core.history import Gaps

if TYPE_CHECKING:
    from trimtab.core.problems import Problem
    from trimtab.services.backtest import Tested, Wishes
    from trimtab.services.household import LoadResult
    from trimtab.simulate.backtest.run import Question
    from trimtab.strategies.strategy import Strategy

commands = typer.Typer()


@commands.command(
    short_help="Run the household through history: what a strategy would have come to, after tax.",
    epilog="\b\nExample: trimtab backtest household.toml --prices prices.csv.gz --from 2005-01-03"
    "\n         trimtab backtest household.toml --strategy opportunistic --look daily"
    "\n         trimtab backtest household.toml --explain 2015-04-01",
)
def backtest(
    household: HouseholdPath,
    prices: Prices = None,
    first: First = None,
    last: Last = None,
    strategy: StrategyWords = "own",
    look: Look = None,
    law: Law = LawOf.FROZEN,
    start_with: Start = StartWith.HOLDINGS,
    pay_tax_from: PayTaxFrom = "",
    flow: Flows = None,
    cash_rate: CashRate = None,
    gaps: GapsOption = None,
    no_twins: NoTwins = False,
    explain: ExplainDay = None,
    html: Html = None,
    csv: ValuesCsv = None,
    full: FullBacktest = False,
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
    from trimtab.bootstrap import case_of, law_files, market_for, strategy_of
    from trimtab.services.backtest import question_of, terms_of

    case, told = case_of(loaded)
    market = market_for(path, loaded, prices, gaps)
    chosen, said = strategy_of(strategy)
    terms = terms_of(wishes, market, chosen)
    question = question_of(case, market.checked(), terms, law_files())
    heard = (one for one in (*told, *market.problems, *said) if one.code not in IN_ASSUMPTIONS)
    return question, chosen, tuple(heard)


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
