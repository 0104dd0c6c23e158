"""The command that designs a target from data."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from trimtab.apps.common import AsJson, GapsAsked, Html, Width, load, refuse, show
from trimtab.apps.lab import design_options as options
from trimtab.core.design import Every, Shrink
from trimtab.core.history import Gaps

if TYPE_CHECKING:
    from trimtab.apps.lab.design_question import Designed, Typed, Whose
    from trimtab.services.design import Effort
    from trimtab.services.household import LoadResult

commands = typer.Typer()


@commands.command(
    short_help="Find a target from data: least risk, equal risk, views and more.",
    epilog="\b\nExample: trimtab design prices.csv --method equal-risk --class stocks.us=VTI --class bonds=BND"
    '\n         trimtab design prices.csv --method black-litterman --prior market --view "stocks > bonds by 3%"'
    "\n         trimtab design --method min-variance --write household.toml",
)
def design(
    method: options.MethodAsked,
    prices: options.Prices = None,
    classes: options.Classes = None,
    keep: options.Keep = None,
    limit: options.Limits = None,
    view: options.Views = None,
    prior: options.Prior = None,
    risk: options.Risk = None,
    max_volatility: options.MaxVolatility = None,
    min_return: options.MinReturn = None,
    risk_aversion: options.RiskAversion = None,
    shrink: options.Shrinking = Shrink.CORRELATION,
    raw_means: options.RawMeans = False,
    every: options.EveryAsked = Every.MONTH,
    start: options.From = None,
    end: options.Until = None,
    gaps: GapsAsked = Gaps.ERROR,
    resamples: options.Resamples = 200,
    seed: options.Seed = 1,
    window: options.Window = 10,
    household: options.Household = None,
    write: options.Write = None,
    html: Html = None,
    as_json: AsJson = False,
    width: Width = None,
) -> None:
    """Find weights from the returns of each class, with how sure they are, as a target for the household file."""
    from trimtab.apps.lab.design_question import Typed, Whose
    from trimtab.apps.outputs import check_outputs, write_output
    from trimtab.core.problems import BadInputError
    from trimtab.services.design import Effort

    whose = write or household
    check_outputs((html,), [Path(name) for name in prices or []] + ([whose] if whose else []))
    owned = load(whose, as_json) if whose else None
    typed = Typed(
        prices=prices or [],
        classes=classes or [],
        keep=keep or [],
        limits=limit or [],
        views=view or [],
        prior=prior or [],
        risk=risk or [],
        max_volatility=max_volatility,
        min_return=min_return,
        risk_aversion=risk_aversion,
        start=start.date() if start else None,
        end=end.date() if end else None,
        method=method,
        every=every,
        shrink=shrink,
        shrinks_means=not raw_means,
        gaps=gaps,
    )
    try:
        made = _designed(
            typed, Effort(resamples, seed, window), Whose(whose, owned) if whose and owned else None
        )
        text = _new_household(made, write) if write else ""
    except BadInputError as fault:
        refuse(fault.problems, as_json)
    if write:
        write_output(write, text)
    _answer(made, owned, width, as_json=as_json, html=html)
    if write:
        typer.echo(f"Target written: {write}", err=as_json)


def _designed(typed: Typed, effort: Effort, whose: Whose | None) -> Designed:
    from trimtab.apps.lab.design_question import answered
    from trimtab.apps.progress import progress

    with progress("Designs", "drawn") as tell:
        return answered(typed, effort, whose, tell)


def _new_household(made: Designed, write: Path) -> str:
    from trimtab.bootstrap import household_with_target

    return household_with_target(write, made.design.target, made.comment)


def _answer(
    made: Designed, owned: LoadResult | None, width: int | None, *, as_json: bool, html: Path | None
) -> None:
    from trimtab.adapters.catalogue import class_names
    from trimtab.adapters.household.target_writer import target_toml
    from trimtab.reports.lab.design_document import design_document

    name = owned.checked()[0].name if owned else "A target from data"
    show(design_document(made.design, name, class_names(), made.problems), width, as_json=as_json, html=html)
    if not as_json:
        typer.echo(f"\nFor the household file:\n\n{target_toml(made.design.target, made.comment)}")
