"""The commands that tell what the household's books say: gains, lots, wash sales, Form 8949."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trimtab.apps.common import (
    AsJson,
    HouseholdPath,
    Html,
    Width,
    Year,
    begun_year,
    federal_law,
    household_books,
    refuse,
    show,
    write,
)
from trimtab.apps.exit_codes import ExitCode

if TYPE_CHECKING:
    from trimtab.reports.books.records import TaxRecords
    from trimtab.tax.law import FederalLaw

commands = typer.Typer()
STDOUT = Path("-")


@commands.command(
    short_help="Gains and losses, taken this year or any other, and not taken.",
    epilog="Example: trimtab gains household.toml --year 2025 --html gains.html",
)
def gains(
    household: HouseholdPath,
    year: Year = None,
    html: Html = None,
    as_json: AsJson = False,
    width: Width = None,
) -> None:
    """Show what was sold, lot by lot, with what wash sales leave of it, and what a sale today would bring.

    By term, account and symbol, to date for a year that is not over, netted in the order of Schedule D.
    """
    from trimtab.reports.books.gains_report import gains_document

    records = _records(household, (html,), as_json)
    wanted = begun_year(records.household, year, as_json)
    show(gains_document(records, wanted, federal_law(wanted)), width, as_json=as_json, html=html)


@commands.command(
    short_help="Every lot held: basis, gain today, days until it is long-term.",
    epilog="Example: trimtab lots household.toml",
)
def lots(
    household: HouseholdPath,
    html: Html = None,
    full: Annotated[bool, typer.Option("--full", help="Show the name of each lot too.")] = False,
    as_json: AsJson = False,
    width: Width = None,
) -> None:
    """Show every lot held, account by account, with what wash sales added, gifts and what is not known of it."""
    from trimtab.reports.books.lots_report import lots_document

    records = _records(household, (html,), as_json)
    show(lots_document(records), width, as_json=as_json, html=html, full=full)


@commands.command(
    short_help="Every wash sale, every window open today, and what is not seen.",
    epilog="Example: trimtab wash household.toml --html wash.html",
)
def wash(household: HouseholdPath, html: Html = None, as_json: AsJson = False, width: Width = None) -> None:
    """Show which losses wash sales put off or take for good, and what not to buy or sell at a loss until when.

    All accounts of the household count together, spouses' and retirement accounts included.
    """
    from trimtab.reports.books.wash_report import wash_document

    records = _records(household, (html,), as_json)
    show(wash_document(records), width, as_json=as_json, html=html)


@commands.command(
    "8949",
    short_help="Form 8949 and Schedule D, to file or to import.",
    epilog="Example: trimtab 8949 household.toml --year 2025 --csv 8949.csv --schedule-d schedule-d.csv",
)
def form_8949(
    household: HouseholdPath,
    year: Year = None,
    csv: Annotated[
        Path | None,
        typer.Option("--csv", metavar="FILE", help="Also write the rows as a table; - prints only them."),
    ] = None,
    schedule_d: Annotated[
        Path | None, typer.Option("--schedule-d", metavar="FILE", help="Also write Schedule D as a table.")
    ] = None,
    html: Html = None,
    as_json: AsJson = False,
    width: Width = None,
) -> None:
    """Show the rows of Form 8949 for taxable accounts, box by box, and the lines of Schedule D.

    The CSV has the columns (a) to (h) of the form, one sale a row, as programs for tax returns import them.
    """
    from trimtab.reports.books.form_8949_report import form_document

    if csv == STDOUT and as_json:
        typer.echo("--csv - and --json both print to standard output: choose one", err=True)
        raise typer.Exit(ExitCode.WRONG_USAGE)
    records = _records(household, (html, schedule_d, None if csv == STDOUT else csv), as_json)
    wanted = begun_year(records.household, year, as_json)
    law = federal_law(wanted)
    _write_tables(records, wanted, law, csv, schedule_d)
    if csv != STDOUT:
        show(form_document(records, wanted, law), width, as_json=as_json, html=html)
        for label, path in (("Form 8949", csv), ("Schedule D", schedule_d)):
            if path is not None:
                typer.echo(f"{label}: {path}", err=as_json)


def _write_tables(
    records: TaxRecords, year: int, law: FederalLaw | None, csv: Path | None, schedule_d: Path | None
) -> None:
    from trimtab.adapters.render.form_8949_csv import form_8949_csv, schedule_d_csv
    from trimtab.apps.outputs import write_output
    from trimtab.reports.books.form_8949 import box_totals, form_rows
    from trimtab.reports.books.schedule_d import schedule_of

    rows = form_rows(records.household, records.sold, year)
    if csv == STDOUT:
        write(form_8949_csv(records, rows))
    elif csv is not None:
        write_output(csv, form_8949_csv(records, rows))
    if schedule_d is not None:
        if law is None:
            typer.echo(f"there is no law file for {year}: Schedule D cannot be written", err=True)
            raise typer.Exit(ExitCode.INPUT_REFUSED)
        write_output(schedule_d, schedule_d_csv(schedule_of(records, box_totals(rows), year, law)))


def _records(household: Path, outputs: tuple[Path | None, ...], as_json: bool) -> TaxRecords:
    """The books, or leave with every problem: no figure is shown of books that are not whole."""
    from trimtab.services.books import records_of

    books = household_books(household, outputs, as_json)
    if not books.is_whole:
        refuse(books.problems, as_json)
    return records_of(books)
