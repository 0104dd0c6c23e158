"""A plan in the forms asked for: on the terminal or as JSON, and beside it as a page and as a table of trades."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from trimtab.apps.common import console, show, write
from trimtab.apps.exit_codes import ExitCode

if TYPE_CHECKING:
    from trimtab.core.plan import Plan
    from trimtab.reports.plan_report import PlanReport
    from trimtab.services.planning import Case
    from trimtab.simulate.rule_price import RulePrice
    from trimtab.simulate.twins import Twin


@dataclass(frozen=True, slots=True)
class PlanForms:
    """How the plan is to be shown. `explain`: only why this symbol is traded, or is not; `asked_words`: what was asked,
    where the plan's own words do not say it."""

    html: Path | None = None
    csv: Path | None = None
    as_json: bool = False
    explain: str | None = None
    full: bool = False
    width: int | None = None
    asked_words: str = ""


def answer_plan(
    case: Case,
    plan: Plan,
    twins: tuple[Twin, ...],
    forms: PlanForms,
    prices: tuple[RulePrice, ...] | None = None,
) -> None:
    """Show the plan and write its files; check these with `check_outputs` before the work.

    Leaves with WRONG_USAGE for a symbol that the plan knows nothing of, with NO_PLAN where none passed its checks.
    """
    from trimtab.adapters.catalogue import class_names
    from trimtab.adapters.render.page import plan_page
    from trimtab.adapters.render.plan_json import plan_json
    from trimtab.adapters.render.terminal import print_plan
    from trimtab.adapters.render.trades_csv import trades_csv
    from trimtab.apps.outputs import write_output
    from trimtab.reports.plan_report import plan_report

    household, policy = case.household, case.policy
    report = plan_report(household, policy, plan, class_names(), twins, prices, forms.asked_words)
    if forms.html is not None:
        write_output(forms.html, plan_page(report))
    if forms.csv is not None:
        write_output(forms.csv, trades_csv(household, plan))
    if forms.as_json:
        write(plan_json(household, policy, plan, twins, prices))
    elif forms.explain is not None:
        _explain(report, forms.explain, forms.width)
    else:
        print_plan(report, console(forms.width), full=forms.full)
    for label, path in (("Report", forms.html), ("Trades", forms.csv)):
        if path is not None:
            typer.echo(f"{label}: {path}", err=forms.as_json)
    if plan.is_refused:
        raise typer.Exit(ExitCode.NO_PLAN)


def _explain(report: PlanReport, symbol: str, width: int | None) -> None:
    from trimtab.adapters.render.terminal import print_explanation

    if not print_explanation(report, symbol.upper(), console(width)):
        typer.echo(f"{symbol}: not held, not on a menu and not on the list of what to buy", err=True)
        raise typer.Exit(ExitCode.WRONG_USAGE)


def answer_why_not(case: Case, plan: Plan, name: str, forms: PlanForms, *, with_prices: bool) -> None:
    """Show why a class, a symbol or `all` is not reached, and what every rule costs where that is asked too; the plan's
    trades go into their file. Leaves with WRONG_USAGE for a name the plan does not know."""
    from trimtab.adapters.catalogue import class_names
    from trimtab.adapters.render.trades_csv import trades_csv
    from trimtab.apps.outputs import write_output
    from trimtab.reports.choices.why_not import why_not_document
    from trimtab.services.planning import why_not_for

    household, found = case.household, why_not_for(case, plan)
    document = why_not_document(
        household, case.policy, plan, found, class_names(), name, with_prices=with_prices
    )
    if document is None:
        classes = ", ".join(sorted(case.policy.target))
        told = f"{name}: no class of the target ({classes}), not held, and not on a list of what to buy"
        typer.echo(told, err=True)
        raise typer.Exit(ExitCode.WRONG_USAGE)
    if forms.csv is not None:
        write_output(forms.csv, trades_csv(household, plan))
    show(document, forms.width, as_json=forms.as_json, html=forms.html)
    if forms.csv is not None:
        typer.echo(f"Trades: {forms.csv}", err=forms.as_json)
