"""The command line. Everything but typer is imported when a command runs: `trimtab --help` answers at once."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trimtab import __version__
from trimtab.apps import (
    book_commands,
    choice_commands,
    location_commands,
    report_commands,
    tax_commands,
    transition_commands,
    what_if_commands,
)
from trimtab.apps.common import AsJson, HouseholdPath, Width, asked, console, load, refuse, write
from trimtab.apps.exit_codes import ExitCode
from trimtab.apps.lab import (
    backtest_commands,
    data_commands,
    design_commands,
    strategy_commands,
    sweep_commands,
)
from trimtab.apps.lab.strategy_commands import (
    History,
    Memory,
    StrategyOptions,
    StrategyWords,
    ask_of_today,
    check_alone,
    past_prices,
)
from trimtab.apps.plan_options import Exact, Explain, Prices, WhyNot
from trimtab.core.ask import Mode
from trimtab.core.policy import HowFar

if TYPE_CHECKING:
    from trimtab.core.problems import Problem
    from trimtab.services.adding import ImportResult
    from trimtab.services.init import InitResult

app = typer.Typer(
    help="Keep a whole household's money on target, at the least after-tax cost. Not investment or tax advice.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    epilog="Start with: trimtab init FOLDER, where FOLDER holds what you downloaded from your custodians.",
)
app.add_typer(tax_commands.commands)
app.add_typer(
    data_commands.commands,
    name="data",
    short_help="Prices of the past: check files, look at a series, fetch, list.",
)
app.add_typer(book_commands.commands)
app.add_typer(choice_commands.commands)
app.add_typer(design_commands.commands)
app.add_typer(report_commands.commands)
app.add_typer(location_commands.commands)
app.add_typer(sweep_commands.commands)
app.add_typer(transition_commands.commands)
app.add_typer(backtest_commands.commands)
app.add_typer(what_if_commands.commands)
app.add_typer(strategy_commands.commands)

EXAMPLE_AGE = 50


@app.callback(invoke_without_command=True)
def trimtab(
    version: Annotated[bool, typer.Option("--version", help="Print the version and leave.")] = False,
) -> None:
    """Options before any command."""
    if version:
        typer.echo(f"trimtab {__version__}")
        raise typer.Exit(ExitCode.DONE)


@app.command(
    short_help="Look at a folder of downloads and write its household.toml.",
    epilog="Example: trimtab init ~/Downloads/brokers",
)
def init(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A folder of exports from custodians.")],
    force: Annotated[
        bool, typer.Option("--force", help="Write household.toml anew if there is one.")
    ] = False,
    width: Width = None,
) -> None:
    """Recognise each file of a folder and write a household.toml to fill in."""
    from trimtab.adapters.render.terminal import print_import
    from trimtab.bootstrap import init_folder
    from trimtab.reports.import_report import import_report

    result = init_folder(folder, force)
    print_import(import_report(result.parsed, _beside_files(result), result.asks), console(width))
    if not result.written:
        raise typer.Exit(ExitCode.INPUT_REFUSED)
    typer.echo(f"Wrote {', '.join(str(folder / name) for name in result.written)}")
    typer.echo(f"Next: write what is marked FILL-IN, then run: trimtab drift {folder / 'household.toml'}")


@app.command(
    "import",
    short_help="Check every line of the downloads, and add new ones.",
    epilog="Example: trimtab import household.toml ~/Downloads/positions.csv",
)
def import_(
    household: HouseholdPath,
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="[FILES]...", help="New exports to add.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check everything, store nothing.")] = False,
    as_json: AsJson = False,
    width: Width = None,
) -> None:
    """Read every export line by line; with no error in any, add the new files to the household's folder."""
    from trimtab.adapters.render.plan_json import import_json
    from trimtab.adapters.render.terminal import print_import
    from trimtab.bootstrap import import_files
    from trimtab.reports.import_report import import_report

    result = import_files(household, files or [], dry_run)
    if as_json:
        write(import_json(result.parsed, _beside_files(result)))
    else:
        print_import(import_report(result.parsed, _beside_files(result)), console(width))
        for stored in result.stored:
            typer.echo(f"{stored.outcome}: {stored.name} -> {stored.stored_as}")
    if not result.is_good:
        raise typer.Exit(ExitCode.INPUT_REFUSED)


@app.command(
    short_help="Show where the household stands against its target.",
    epilog="Example: trimtab drift household.toml",
)
def drift(household: HouseholdPath, as_json: AsJson = False, width: Width = None) -> None:
    """Show where the household stands against its target, what asks for action, and what is held twice."""
    from trimtab.adapters.catalogue import class_names, covariance
    from trimtab.adapters.render.plan_json import drift_json
    from trimtab.adapters.render.terminal import print_drift, print_problems
    from trimtab.reports.drift_report import drift_report
    from trimtab.services.planning import drift_of

    loaded = load(household, as_json)
    owned, policy = loaded.checked()
    measured = drift_of(owned, policy, covariance())
    if as_json:
        write(drift_json(owned, policy, measured))
        return
    screen = console(width)
    print_drift(drift_report(owned, policy, measured, class_names()), screen)
    print_problems(loaded.problems, screen)


@app.command(
    short_help="Say what to trade today, at what cost, and why.",
    epilog="\b\nExample: trimtab plan household.toml --html plan.html --csv trades.csv"
    "\n         trimtab plan household.toml --mode withdraw --amount 40000"
    "\n         trimtab plan household.toml --exact --prices"
    "\n         trimtab plan household.toml --why-not bonds"
    "\n         trimtab plan household.toml --strategy my_policy.py:MyPolicy --history prices.csv",
)
def plan(
    household: HouseholdPath,
    how_far: Annotated[
        HowFar | None,
        typer.Option("--how-far", help="How far to trade; default: as the household file says."),
    ] = None,
    mode: Annotated[Mode, typer.Option("--mode", help="What kind of plan; see docs/modes.md.")] = Mode.POLICY,
    class_id: Annotated[
        str, typer.Option("--class", metavar="CLASS", help="The class, for --mode class.")
    ] = "",
    account_id: Annotated[
        str, typer.Option("--account", metavar="ID", help="The account, for --mode liquidate or withdraw.")
    ] = "",
    amount: Annotated[
        str | None, typer.Option("--amount", metavar="USD", help="Dollars, for modes that take an amount.")
    ] = None,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Also write the plan as a web page.")
    ] = None,
    csv: Annotated[
        Path | None, typer.Option("--csv", metavar="FILE", help="Also write the trades as a table.")
    ] = None,
    explain: Explain = None,
    why_not: WhyNot = None,
    prices: Prices = False,
    exact: Exact = False,
    strategy: StrategyWords = None,
    history: History = None,
    memory: Memory = None,
    full: Annotated[bool, typer.Option("--full", help="Show lots, checks and small print too.")] = False,
    as_json: AsJson = False,
    width: Width = None,
) -> None:
    """Decide whether to act, and propose the trades over all accounts that cost least after tax."""
    from dataclasses import replace

    from trimtab.apps.outputs import check_outputs
    from trimtab.apps.plan_output import PlanForms, answer_plan, answer_why_not
    from trimtab.bootstrap import case_of, input_files, life_tables
    from trimtab.core.problems import BadInputError
    from trimtab.services.planning import plan_for, rule_prices_for, twins_for

    if explain is not None and why_not is not None:
        typer.echo("--explain and --why-not are two questions: ask one after the other", err=True)
        raise typer.Exit(ExitCode.WRONG_USAGE)
    asks = {"--class": class_id, "--account": account_id, "--amount": amount, "--how-far": how_far}
    modes = {"--mode": mode is not Mode.POLICY}
    check_alone(strategy, {"--history": history, "--memory": memory}, {**asks, **modes})
    check_outputs((html, csv, memory), [*input_files(household), *(history or [])])
    loaded = load(household, as_json)
    case, problems = case_of(loaded)
    if how_far is not None:
        case = replace(case, policy=replace(case.policy, how_far=how_far))
    ask = asked(mode, class_id, account_id, amount, as_json)
    if strategy is not None:
        options = StrategyOptions(past_prices(household, loaded, history or (), as_json), memory)
        case, ask, problems = ask_of_today(case, strategy, options, as_json).beside(problems)
    try:
        tables = life_tables(case.household.tax.year) if mode is Mode.WITHDRAW else None
        made = plan_for(case, problems, ask, exact, tables)
    except BadInputError as fault:
        refuse(fault.problems, as_json)
    forms = PlanForms(html, csv, as_json, explain, full, width)
    if why_not is not None:
        answer_why_not(case, made, why_not, forms, with_prices=prices)
        return
    answer_plan(case, made, twins_for(case, made), forms, rule_prices_for(case, made) if prices else None)


@app.command(
    short_help="Print the JSON Schema of a file or an answer.",
    epilog="Example: trimtab schema household > household.schema.json",
)
def schema(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="household, plan, drift, import, document or what-if.")
    ],
) -> None:
    """Print a published JSON Schema: of the household file, or of what --json prints."""
    from trimtab.adapters.household.writer import schema_json
    from trimtab.adapters.render.plan_json import schema_text

    try:
        write(schema_json() if name == "household" else schema_text(name))
    except KeyError:
        typer.echo(
            f"there is no schema {name!r}: household, plan, drift, import, document or what-if", err=True
        )
        raise typer.Exit(ExitCode.WRONG_USAGE) from None


@app.command(short_help="List the ready-made targets.", epilog="Example: trimtab targets")
def targets(width: Width = None) -> None:
    """List the ready-made targets for `[target] preset`: what is in each, and where it comes from."""
    from rich.padding import Padding
    from rich.text import Text

    from trimtab.adapters.catalogue import ready_target, ready_targets
    from trimtab.core.money import plain

    screen = console(width)
    for ready in ready_targets():
        screen.print(f"{ready.name}: {ready.title}", style="bold", highlight=False, markup=False)
        weights = ready_target(ready.name, age=EXAMPLE_AGE if ready.needs_age else None)
        mix = ", ".join(f"{name} {plain(share * 100)}%" for name, share in weights.items())
        mix += f" (at age {EXAMPLE_AGE}: state yours)" if ready.needs_age else ""
        takes = f". It takes {', '.join(ready.takes)}" if ready.takes else ""
        for line in (mix + takes, ready.source):
            screen.print(Padding(Text(line), (0, 0, 0, 4)), highlight=False)


def _beside_files(result: InitResult | ImportResult) -> list[Problem]:
    """Problems of the household as a whole: those of single files are shown with their file."""
    in_files = {problem for file in result.parsed for problem in file.problems}
    return [problem for problem in result.problems if problem not in in_files]


def main() -> None:
    """The console script. A disk that fails is named, whatever was being read or written."""
    try:
        app(prog_name="trimtab")
    except OSError as fault:
        where = f"{fault.filename}: " if fault.filename else ""
        typer.echo(f"{where}{fault.strerror or fault}; check the disk and its permissions", err=True)
        sys.stdout = None  # what it still holds would fail once more at exit
        sys.exit(ExitCode.OUTPUT_FAILED)
