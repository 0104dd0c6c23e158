"""What the commands share: how a household is named, read and refused, and how an answer is shown."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from trimtab.apps.exit_codes import ExitCode
from trimtab.core.history import Gaps

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console

    from trimtab.core.ask import Ask, Mode
    from trimtab.core.household import Household
    from trimtab.core.problems import Problem
    from trimtab.reports.document import Document
    from trimtab.services.books import HouseholdBooks
    from trimtab.services.household import LoadResult
    from trimtab.tax.law import FederalLaw

HouseholdPath = Annotated[Path, typer.Argument(metavar="HOUSEHOLD", help="The household.toml file.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs instead of text.")]
Html = Annotated[
    Path | None, typer.Option("--html", metavar="FILE", help="Also write the answer as a web page.")
]
Year = Annotated[
    int | None,
    typer.Option("--year", min=1900, max=2200, help="The tax year; default: the household file's."),
]
GapsAsked = Annotated[
    Gaps, typer.Option("--gaps", help="Refuse a series with missing days, or carry its last close over them.")
]
Full = Annotated[bool, typer.Option("--full", help="Show every line too.")]
Width = Annotated[
    int | None, typer.Option("--width", min=20, max=1000, help="Columns of text; default: the terminal's.")
]


def load(path: Path, as_json: bool) -> LoadResult:
    """The household, or leave with every problem named."""
    from trimtab.bootstrap import load_household

    loaded = load_household(path)
    if loaded.household is None or loaded.policy is None:
        refuse(loaded.problems, as_json)
    return loaded


def household_books(household: Path, outputs: Iterable[Path | None], as_json: bool) -> HouseholdBooks:
    """The household's books, after a look at where answers are to go; or leave with every problem of loading.

    They may not be whole: see `HouseholdBooks.is_whole`.
    """
    from trimtab.apps.outputs import check_outputs
    from trimtab.bootstrap import input_files
    from trimtab.services.books import books_of

    check_outputs(outputs, input_files(household))
    return books_of(load(household, as_json))


def begun_year(household: Household, year: int | None, as_json: bool) -> int:
    """The year asked for, the household file's by default; or leave, where it begins after the household's day."""
    from trimtab.core.problems import error

    day = household.as_of
    if year is not None and year > day.year:
        words = f"{year} has not begun on {day}, the day of the household's files"
        refuse([error("year-ahead", words, f"ask for {day.year} or an earlier year")], as_json)
    return household.tax.year if year is None else year


def federal_law(year: int) -> FederalLaw | None:
    """The federal law of the year; None where there is no file for it."""
    from trimtab.bootstrap import law_files
    from trimtab.core.problems import BadInputError

    try:
        return law_files().federal(year)
    except BadInputError:
        return None


def asked(mode: Mode, class_id: str, account_id: str, amount: str | None, as_json: bool) -> Ask:
    """What the options of `plan` ask for; or leave, where the amount is no number."""
    from decimal import Decimal, InvalidOperation

    from trimtab.core.ask import Ask as Asked
    from trimtab.core.problems import error

    try:
        amount_usd = None if amount is None else Decimal(amount)
    except InvalidOperation:
        words = f"--amount {amount} is no amount"
        refuse([error("ask-amount", words, "dollars as a plain number, such as 40000")], as_json)
    return Asked(mode, class_id, account_id, amount_usd)


def refuse(problems: Iterable[Problem], as_json: bool, code: ExitCode = ExitCode.INPUT_REFUSED) -> NoReturn:
    """Leave with every problem."""
    from trimtab.adapters.render.plan_json import import_json
    from trimtab.adapters.render.terminal import print_problems

    if as_json:
        write(import_json((), problems))
    else:
        print_problems(problems, console(None, err=True))
    raise typer.Exit(code)


def console(width: int | None, err: bool = False) -> Console:
    """The terminal, or one of so many columns."""
    from rich.console import Console

    return Console(width=width, stderr=err, highlight=False, soft_wrap=False)


def write(text: str) -> None:
    """Text for programs: bytes as they are, newlines not translated. Nothing where the output is closed."""
    if sys.stdout is None:
        return
    sys.stdout.buffer.write(text.encode())
    sys.stdout.buffer.flush()


def show(
    document: Document,
    width: int | None,
    *,
    as_json: bool = False,
    html: Path | None = None,
    full: bool = True,
) -> None:
    """One answer in the form asked for, and as a page beside it. Check outputs with `check_outputs` before the work."""
    from trimtab.adapters.render.document_json import document_json
    from trimtab.adapters.render.document_page import document_page
    from trimtab.adapters.render.terminal.document import print_document
    from trimtab.apps.outputs import write_output

    if html is not None:
        write_output(html, document_page([document]))
    if as_json:
        write(document_json(document))
    else:
        print_document(document, console(width), full=full)
    if html is not None:
        typer.echo(f"Page: {html}", err=as_json)
