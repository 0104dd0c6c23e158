"""The commands that lay choices side by side."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from trimtab.apps.common import AsJson, Full, HouseholdPath, Html, Width, load, refuse, show
from trimtab.apps.exit_codes import ExitCode
from trimtab.apps.lab.backtest_options import CashRate, First, Flows, GapsOption, Last, Law, PayTaxFrom, Start
from trimtab.apps.lab.history_options import (
    History,
    HistoryAsked,
    Resamples,
    Rivals,
    Seed,
    Starts,
    Today,
    Window,
)
from trimtab.apps.lab.strategy_commands import (
    Strategies,
    StrategyOptions,
    ask_of_today,
    check_alone,
    past_prices,
)
from trimtab.core.backtest import LawOf, StartWith

if TYPE_CHECKING:
    from trimtab.core.policy import Policy
    from trimtab.simulate.frontier import Frontier, Point

commands = typer.Typer()


class By(StrEnum):
    """What a frontier's points differ by."""

    DRIFT = "drift"
    TAX = "tax"


@commands.command(
    short_help="Show the least cost for each level of drift left.",
    epilog="\b\nExample: trimtab frontier household.toml --html frontier.html"
    "\n         trimtab frontier household.toml --by tax --pick 3",
)
def frontier(
    household: HouseholdPath,
    points: Annotated[
        int, typer.Option("--points", min=2, max=50, help="How many plans to lay out, at most.")
    ] = 9,
    by: Annotated[
        By, typer.Option("--by", help="A plan for each level of drift left, or for each budget of tax.")
    ] = By.DRIFT,
    pick: Annotated[
        int | None, typer.Option("--pick", metavar="POINT", help="Show the plan of this point.")
    ] = None,
    html: Html = None,
    csv: Annotated[
        Path | None, typer.Option("--csv", metavar="FILE", help="With --pick: write the trades as a table.")
    ] = None,
    as_json: AsJson = False,
    width: Width = None,
) -> None:
    """Lay out plans from doing nothing to the full rebalance, each the cheapest for what it leaves off target."""
    from trimtab.apps.outputs import check_outputs
    from trimtab.apps.plan_output import PlanForms, answer_plan
    from trimtab.bootstrap import case_of, input_files
    from trimtab.reports.choices.frontier_document import choice_note, frontier_document
    from trimtab.services.planning import frontier_for, twins_for

    if csv is not None and pick is None:
        typer.echo("--csv writes the trades of one point: add --pick POINT", err=True)
        raise typer.Exit(ExitCode.WRONG_USAGE)
    check_outputs((html, csv), input_files(household))
    case, problems = case_of(load(household, as_json))
    found = frontier_for(case, points, by is By.TAX)
    if pick is None:
        document = frontier_document(case.household, case.policy, found, problems)
        show(document, width, as_json=as_json, html=html)
        return
    point = _picked(found, pick)
    told = choice_note(point, pick, case.policy)
    plan = replace(point.plan, problems=(*problems, told, *point.plan.problems))
    chosen = replace(case, policy=point.policy)
    forms = PlanForms(html, csv, as_json, width=width, asked_words=f"Point {pick} of {len(found.points)}")
    answer_plan(chosen, plan, twins_for(chosen, plan), forms)


def _picked(found: Frontier, number: int) -> Point:
    if 1 <= number <= len(found.points):
        return found.points[number - 1]
    last = len(found.points)
    words = f"the frontier has points 1 to {last}" if last else "the frontier has no points"
    typer.echo(f"there is no point {number}: {words}", err=True)
    raise typer.Exit(ExitCode.WRONG_USAGE)


@commands.command(
    short_help="Show what several policies would do for the same household, today or over history.",
    epilog="\b\nExample: trimtab compare household.toml --policy how_far=band_edge --policy calmer.toml"
    "\n         trimtab compare household.toml --strategy 5/25 --strategy my_policy.py:MyPolicy"
    "\n         trimtab compare household.toml --history prices.csv --strategy opportunistic",
)
def compare(
    household: HouseholdPath,
    policy: Annotated[
        list[str] | None,
        typer.Option(
            "--policy",
            metavar="WORDS",
            help="KEY=VALUE of [policy], parted by commas, or a .toml file of it.",
        ),
    ] = None,
    strategy: Strategies = None,
    history: History = None,
    today: Today = False,
    first: First = None,
    last: Last = None,
    starts: Starts = 4,
    window: Window = None,
    resamples: Resamples = 2000,
    seed: Seed = 1,
    start_with: Start = StartWith.HOLDINGS,
    law: Law = LawOf.FROZEN,
    pay_tax_from: PayTaxFrom = "",
    flow: Flows = None,
    cash_rate: CashRate = None,
    gaps: GapsOption = None,
    csv: Annotated[
        Path | None,
        typer.Option("--csv", metavar="FILE", help="Over history: write every figure as a table."),
    ] = None,
    full: Full = False,
    html: Html = None,
    as_json: AsJson = False,
    width: Width = None,
) -> None:
    """Lay out what the household's own policy and others would do today, or what each came to over history."""
    from trimtab.apps.outputs import check_outputs
    from trimtab.bootstrap import input_files

    files = tuple(history or ())
    check_outputs((html, csv), [*input_files(household), *(Path(name) for name in files)])
    rivals, how = Rivals(tuple(policy or ()), tuple(strategy or ())), HowShown(html, as_json, width)
    if not today and (files or first or last):
        from trimtab.services.backtest import Wishes

        wishes = Wishes(
            first, last, None, law, start_with, pay_tax_from, tuple(flow or ()), cash_rate or Decimal(0)
        )
        asked = HistoryAsked(files, gaps, wishes, starts, window, resamples, seed)
        _over_history(household, rivals, asked, csv, how, full=full)
        return
    if csv is not None:
        typer.echo("--csv writes the figures of a comparison over history: add --history or --from", err=True)
        raise typer.Exit(ExitCode.WRONG_USAGE)
    _today(household, rivals, files, how)


class HowShown(NamedTuple):
    """In which forms an answer is shown."""

    html: Path | None
    as_json: bool
    width: int | None


def _over_history(
    household: Path, rivals: Rivals, asked: HistoryAsked, csv: Path | None, how: HowShown, *, full: bool
) -> None:
    from trimtab.adapters.render.document_csv import document_csv
    from trimtab.apps.lab.compare_history import history_document
    from trimtab.apps.outputs import write_output

    document = history_document(household, rivals, asked, how.as_json)
    if csv is not None:
        write_output(csv, document_csv(document))
    show(document, how.width, as_json=how.as_json, html=how.html, full=full)
    if csv is not None:
        typer.echo(f"Figures: {csv}", err=how.as_json)


def _today(household: Path, rivals: Rivals, history: tuple[str, ...], how: HowShown) -> None:
    from trimtab.bootstrap import case_of
    from trimtab.reports.choices.comparison import comparison_document
    from trimtab.services.planning import compared
    from trimtab.simulate.compare import Rival

    if not rivals.policies and not rivals.strategies:
        typer.echo("there is nothing to compare with: add --policy or --strategy", err=True)
        raise typer.Exit(ExitCode.WRONG_USAGE)
    check_alone(rivals.strategies[0] if rivals.strategies else None, {"--history": history}, {})
    loaded = load(household, how.as_json)
    case, problems = case_of(loaded)
    others = [
        Rival(_policy_name(words), _other_policy(household, words, how.as_json)) for words in rivals.policies
    ]
    options = StrategyOptions(past_prices(household, loaded, [Path(name) for name in history], how.as_json))
    for words in rivals.strategies:
        question = ask_of_today(case, words, options, how.as_json)
        others.append(Rival(question.asked.strategy, question.case.policy, question.ask))
        problems = (*problems, *question.problems)
    document = comparison_document(case.household, compared(case, others), problems)
    show(document, how.width, as_json=how.as_json, html=how.html)


def _policy_name(words: str) -> str:
    """The file's name without its ending, or the words with room between them."""
    return Path(words).stem if words.endswith(".toml") else words.replace(",", ", ")


def _other_policy(household: Path, words: str, as_json: bool) -> Policy:
    """The household's policy with these changes; or leave with what is wrong in them."""
    from trimtab.bootstrap import load_household, policy_changes
    from trimtab.core.problems import BadInputError

    try:
        loaded = load_household(household, policy_changes(words))
    except BadInputError as fault:
        refuse(fault.problems, as_json)
    if loaded.policy is None or loaded.household is None:
        refuse(loaded.problems, as_json)
    return loaded.checked()[1]
