"""The command for sweeps: thousands of policies on one portfolio."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from trimtab.apps.common import AsJson, Full, GapsAsked, Html, Width, refuse, show
from trimtab.apps.exit_codes import ExitCode
from trimtab.apps.lab import sweep_options as options
from trimtab.core.history import Gaps

if TYPE_CHECKING:
    from trimtab.core.problems import Problem
    from trimtab.services.sweep import SweepAsk
    from trimtab.simulate.sweep.paths import PathPlan

commands = typer.Typer()


_TOLD_BY_STUDIES = ("target", "look", "band", "to", "flow", "cost", "start", "cash", "measured")
_TOLD_OF_PATHS = ("seed", "kind", "block", "beside")
_WITHOUT_BLOCKS = ("normal", "student")


def _refuse_unused(context: typer.Context, study: str, paths: int, kind: str) -> None:
    """Refuse options that say nothing in this call: none is passed over silently."""
    unused: dict[str, tuple[str, ...]] = {"without --study": ("data",)}
    if study:
        unused = {"with --study, whose file says it": _TOLD_BY_STUDIES}
    if not paths:
        unused["without --paths"] = _TOLD_OF_PATHS
    elif kind in _WITHOUT_BLOCKS:
        unused[f"with --kind {kind}"] = ("block",)
    for when, names in unused.items():
        typed = [f"--{name}" for name in names if _is_typed(context, name)]
        if typed:
            _usage(f"{', '.join(typed)}: of no use {when}")


def _is_typed(context: typer.Context, name: str) -> bool:
    source = context.get_parameter_source(name)
    return source is not None and source.name != "DEFAULT"


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


@commands.command(
    short_help="Try thousands of rebalancing policies on one portfolio's history.",
    epilog="\b\nExample: trimtab sweep prices.csv --target VTI=60,BND=40 --look month,quarter,year --band 0,1,5,5/25"
    "\n         trimtab sweep prices.csv --target VTI=60,BND=40 --band 5,20% --paths 500 --seed 7"
    "\n         trimtab sweep --study vanguard-2010 --data FOLDER",
)
def sweep(
    context: typer.Context,
    prices: options.PriceFiles = None,
    target: options.Target = None,
    look: options.Look = "month,quarter,year,never",
    band: options.Band = "none,1,5,10",
    to: options.HowFarWords = "target",
    flow: options.Flow = "none",
    cost: options.Cost = "0",
    study: options.Study = "",
    data: options.Data = None,
    first: options.FirstDay = None,
    last: options.LastDay = None,
    start: options.StartUsd = 10000.0,
    cash: options.Cash = "",
    gaps: GapsAsked = Gaps.ERROR,
    measured: options.Measured = "",
    paths: options.Paths = 0,
    seed: options.Seed = 1,
    kind: options.PathWords = "stationary",
    block: options.Block = 0.0,
    beside: options.BesidePolicy = "",
    sort: options.Sort = "final_usd",
    top: options.Top = None,
    csv: options.TableCsv = None,
    html: Html = None,
    full: Full = False,
    as_json: AsJson = False,
    width: Width = None,
) -> None:
    """Run every combination of look, band, how far, flow and cost through history, or through drawn paths.

    Before tax, one portfolio, fractions of shares, at closing prices. Every result is hypothetical; what was assumed
    and what is left out stands beside it.
    """
    from trimtab.adapters.render.table_csv import table_csv
    from trimtab.apps.outputs import check_outputs, write_output
    from trimtab.apps.progress import progress
    from trimtab.core.problems import BadInputError
    from trimtab.reports.lab.sweep_document import SHOWN, SORTS, policy_table, sweep_document
    from trimtab.services.sweep import sweep_for

    if sort not in SORTS:
        _usage(f"--sort {sort}: there are {', '.join(SORTS)}")
    if bool(study) == bool(prices):
        _usage("name files of prices, or --study; not both and not none")
    _refuse_unused(context, study, paths, kind)
    check_outputs((csv, html), [Path(one) for one in prices or ()])
    problems: tuple[Problem, ...] = ()
    try:
        plan = _plan(paths, seed, kind, block)
        if study:
            ask, problems = _study(study, data, first, last, gaps, plan, beside)
        else:
            grid = tuple(_listed(words) for words in (look, band, to, flow, cost))
            ask, problems = _asked(
                prices or [], target, grid, first, last, cash, gaps, measured, start, plan, beside
            )
        with progress("Sweep", "paths") as tell:
            found = sweep_for(ask, tell)
    except BadInputError as fault:
        refuse(fault.problems, as_json)
    if csv is not None:
        write_output(csv, table_csv(policy_table(found, range(len(found.policies)))))
    shown = top or (None if as_json else SHOWN)
    show(sweep_document(found, sort, shown, problems), width, as_json=as_json, html=html, full=full)
    if csv is not None:
        typer.echo(f"Table: {csv}", err=as_json)


def _usage(words: str) -> None:
    typer.echo(words, err=True)
    raise typer.Exit(ExitCode.WRONG_USAGE)


def _plan(count: int, seed: int, kind: str, block: float) -> PathPlan | None:
    from trimtab.simulate.sweep.paths import PathKind, PathPlan

    if kind not in set(PathKind):
        _usage(f"--kind {kind}: there are {', '.join(PathKind)}")
    return PathPlan(count, seed, PathKind(kind), block) if count else None


def _study(
    study: str,
    data: Path | None,
    first: date | None,
    last: date | None,
    gaps: Gaps,
    plan: PathPlan | None,
    beside: str,
) -> tuple[SweepAsk, tuple[Problem, ...]]:
    from trimtab.bootstrap import load_study, study_levels
    from trimtab.services.sweep import ask_of_study

    read = load_study(study, data)
    levels, problems = study_levels(read, study, data, gaps)
    return ask_of_study(read, levels.between(first, last), plan, beside), problems


def _asked(
    prices: list[str],
    target: dict[str, float] | None,
    grid: tuple[tuple[str, ...], ...],
    first: date | None,
    last: date | None,
    cash: str,
    gaps: Gaps,
    measured: str,
    start: float,
    plan: PathPlan | None,
    beside: str,
) -> tuple[SweepAsk, tuple[Problem, ...]]:
    from trimtab.bootstrap import market_levels
    from trimtab.services.sweep import SweepAsk
    from trimtab.simulate.sweep.grid import Grid
    from trimtab.simulate.sweep.looks import WORDS, is_look

    if target is None:
        _usage("--target says what is held, as in --target VTI=60,BND=40")
    if measured and not is_look(measured):
        _usage(f"--measured {measured}: {WORDS}")
    assert target is not None
    levels, problems = market_levels(prices, tuple(target), cash, gaps)
    name = ", ".join(Path(one.rpartition(":")[2]).name for one in prices)
    ask = SweepAsk(
        "Sweep", name, levels.between(first, last), target, (Grid(*grid),), (), measured, start, plan, beside
    )
    return ask, problems
