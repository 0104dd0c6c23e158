"""Policies as code on the command line: the list of ready ones, and asking one about today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from trimtab.apps.common import AsJson, Width, console, refuse, write
from trimtab.apps.exit_codes import ExitCode

if TYPE_CHECKING:
    from trimtab.core.market import PriceSeries
    from trimtab.core.problems import Problem
    from trimtab.services.household import LoadResult
    from trimtab.services.planning import Case
    from trimtab.services.strategies import Question, WhenAsked
    from trimtab.strategies import Strategy

commands = typer.Typer()

WORDS = "A ready one (trimtab strategies), or FILE.py:NAME, whose code is run."
StrategyWords = Annotated[
    str | None,
    typer.Option("--strategy", metavar="WORDS", help=f"Ask this policy instead of the household's. {WORDS}"),
]
Strategies = Annotated[
    list[str] | None,
    typer.Option("--strategy", metavar="WORDS", help=f"A policy in code to compare with. {WORDS}"),
]
History = Annotated[
    list[Path] | None,
    typer.Option(
        "--history",
        metavar="FILE",
        help="Past prices for --strategy to see, beside [history].",
    ),
]
Memory = Annotated[
    Path | None,
    typer.Option(
        "--memory", metavar="FILE", help="What --strategy remembers: read where it is there, then written."
    ),
]


@commands.command(
    short_help="List the ready strategies.",
    epilog="\b\nExample: trimtab strategies"
    "\n         trimtab plan household.toml --strategy absolute:points=3,to=half",
)
def strategies(as_json: AsJson = False, width: Width = None) -> None:
    """List the ready strategies: what each does, its settings with their defaults, and where it comes from."""
    import json

    from rich.padding import Padding
    from rich.text import Text

    from trimtab.strategies.ready.shelf import described

    found = described()
    if as_json:
        write(json.dumps({"strategies": found}, indent=2, sort_keys=True) + "\n")
        return
    screen = console(width)
    for one in found:
        screen.print(f"{one['strategy']}: {one['does']}", style="bold", highlight=False, markup=False)
        lines = [f"{told['setting']}={told['default']}: {told['means']}" for told in one["settings"]]
        for line in (*lines, f"Source: {one['source']}"):
            screen.print(Padding(Text(line), (0, 0, 0, 4)), highlight=False)


@dataclass(frozen=True, slots=True)
class StrategyOptions:
    """What was said of a strategy beside its words."""

    history: WhenAsked | None = None
    memory: Path | None = None


def check_alone(strategy: str | None, of_it: Mapping[str, object], others: Mapping[str, object]) -> None:
    """Leave with WRONG_USAGE where what only goes with a strategy has none, or what it decides is said beside it."""
    needs = [name for name, said in of_it.items() if said]
    clashes = [name for name, said in others.items() if said]
    if strategy is None and needs:
        typer.echo(f"{' and '.join(needs)} is for a strategy: add --strategy WORDS", err=True)
        raise typer.Exit(ExitCode.WRONG_USAGE)
    if strategy is not None and clashes:
        typer.echo(f"--strategy decides that itself: leave out {' and '.join(clashes)}", err=True)
        raise typer.Exit(ExitCode.WRONG_USAGE)


def strategy_named(words: str, as_json: bool) -> tuple[Strategy, tuple[Problem, ...]]:
    """The strategy; or leave with what is wrong in its words or its file."""
    from trimtab.bootstrap import strategy_of
    from trimtab.core.problems import BadInputError

    try:
        return strategy_of(words)
    except BadInputError as fault:
        refuse(fault.problems, as_json)
        raise


def past_prices(path: Path, loaded: LoadResult, files: Sequence[Path], as_json: bool) -> WhenAsked | None:
    """The prices of the household's `[history]` and of these files, by its own symbols; None where no file is named in
    either. Without files of its own the history is read once a strategy asks; or leave with what is wrong in them."""
    from trimtab.bootstrap import market_for
    from trimtab.core.problems import BadInputError
    from trimtab.services.strategies import WhenAsked

    known = loaded.joined.spec.history.files if loaded.joined is not None else ()
    if not files and not known:
        return None

    def read() -> tuple[Mapping[str, PriceSeries], tuple[Problem, ...]]:
        found = market_for(path, loaded, files)
        return found.checked().series, found.problems

    found = WhenAsked(read)
    try:
        if files:
            found.read_now()
    except BadInputError as fault:
        refuse(fault.problems, as_json)
    return found


def ask_of_today(case: Case, words: str, options: StrategyOptions, as_json: bool) -> Question:
    """What the strategy makes of today, its memory written; or leave with everything that is wrong."""
    from dataclasses import replace

    from trimtab.core.problems import BadInputError
    from trimtab.services.strategies import question_for

    strategy, told = strategy_named(words, as_json)
    try:
        before = _remembered(options.memory, strategy.name, case)
        question = question_for(case, strategy, options.history, before)
    except BadInputError as fault:
        refuse([*fault.problems, *told], as_json)
    if options.memory is not None:
        _keep(options.memory, question, before)
    return replace(question, problems=(*told, *question.problems))


def _remembered(path: Path | None, name: str, case: Case) -> Mapping[str, Any]:
    from trimtab.adapters.household.folder import read_bytes
    from trimtab.adapters.strategies.memory import read_memory

    if path is None or not path.exists():
        return {}
    today = case.household.as_of
    return read_memory(path.name, read_bytes(path), name, today).on(today)


def _keep(path: Path, question: Question, before: Mapping[str, Any]) -> None:
    from trimtab.adapters.strategies.memory import Remembered, memory_text
    from trimtab.apps.outputs import write_output

    asked = question.asked
    told = Remembered(asked.strategy, question.case.household.as_of, before, asked.memory)
    write_output(path, memory_text(told))
