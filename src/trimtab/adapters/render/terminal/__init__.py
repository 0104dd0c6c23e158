"""What the terminal shows. rich is imported only when something is printed: start-up stays fast.

Widths from 80 columns up; the same report and width give the same text. Colour only repeats what words and
signs already say; rich leaves it out where NO_COLOR is set or the output is no terminal.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

    from trimtab.core.problems import Problem
    from trimtab.reports.drift_report import DriftReport
    from trimtab.reports.import_report import ImportReport
    from trimtab.reports.plan_report import PlanReport


def print_plan(report: PlanReport, console: Console, *, full: bool = False) -> None:
    """The plan: what to do, the mix before and after, tickets, cost. `full` adds lots, checks and small print."""
    from trimtab.adapters.render.terminal.plan import show_plan

    show_plan(report, console, full=full)


def print_explanation(report: PlanReport, symbol: str, console: Console) -> bool:
    """Why one symbol was or was not traded; False if the plan says nothing about it."""
    from trimtab.adapters.render.terminal.plan import show_explanation

    return show_explanation(report, symbol, console)


def print_drift(report: DriftReport, console: Console) -> None:
    """Drift by class with a gauge for each band, by account, triggers and overlaps."""
    from trimtab.adapters.render.terminal.drift import show_drift

    show_drift(report, console)


def print_import(report: ImportReport, console: Console) -> None:
    """Each file with every line accounted for, its problems, and what is left to fill in."""
    from trimtab.adapters.render.terminal.imports import show_import

    show_import(report, console)


def print_problems(problems: Iterable[Problem], console: Console) -> None:
    """Problems, errors first, each with where, what and remedy."""
    from trimtab.adapters.render.terminal.parts import Screen, problem_block
    from trimtab.core.problems import in_order
    from trimtab.reports.notes import gathered_lines

    lines = gathered_lines(in_order(problems))
    if lines:
        screen = Screen(console)
        screen.gap()
        problem_block(screen, lines)
