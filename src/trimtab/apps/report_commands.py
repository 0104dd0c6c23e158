"""The commands that look over everything: the books against the custodians, and all reports on one page."""

from __future__ import annotations

from dataclasses import replace
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
)
from trimtab.apps.exit_codes import ExitCode

if TYPE_CHECKING:
    from trimtab.core.problems import BadInputError
    from trimtab.reports.document import Document
    from trimtab.services.books import HouseholdBooks

commands = typer.Typer()


@commands.command(
    short_help="Compare the books with everything the custodians state.",
    epilog="Example: trimtab reconcile household.toml",
)
def reconcile(
    household: HouseholdPath, html: Html = None, as_json: AsJson = False, width: Width = None
) -> None:
    """Show every position, lot and result on which the books and the custodians differ, with likely causes.

    Ends with exit code 0 where everything agrees, and with 6 where something differs or could not be booked.
    """
    from trimtab.reports.books.reconcile_report import agrees, reconcile_document
    from trimtab.services.books import reconciled

    books = household_books(household, (html,), as_json)
    compared = reconciled(books)
    document = reconcile_document(books.household, compared, books.problems)
    show(document, width, as_json=as_json, html=html)
    if not agrees(compared, books.problems):
        raise typer.Exit(ExitCode.DIFFERS)


@commands.command(
    short_help="Everything for tax time on one page.",
    epilog="Example: trimtab report household.toml --year 2025 --html taxes-2025.html",
)
def report(
    household: HouseholdPath,
    html: Annotated[Path, typer.Option("--html", metavar="FILE", help="The web page to write.")],
    year: Year = None,
) -> None:
    """Write gains, lots, wash sales, Form 8949, the tax bill, distributions and the comparison to one web page."""
    from trimtab.adapters.render.document_page import document_page
    from trimtab.apps.outputs import write_output

    books = household_books(household, (html,), as_json=False)
    if not books.is_whole:
        refuse(books.problems, as_json=False)
    documents = _all_documents(books, begun_year(books.household, year, as_json=False))
    write_output(html, document_page(documents))
    for document in documents:
        typer.echo(f"{document.title}: {document.headline}")
    typer.echo(f"Page: {html}")


def _all_documents(books: HouseholdBooks, year: int) -> list[Document]:
    """Every report of the year. What concerns the files as a whole is told once, at the end."""
    from trimtab.reports.books.form_8949_report import form_document
    from trimtab.reports.books.gains_report import gains_document
    from trimtab.reports.books.lots_report import lots_document
    from trimtab.reports.books.reconcile_report import reconcile_document
    from trimtab.reports.books.wash_report import wash_document
    from trimtab.services.books import reconciled, records_of

    records, law = records_of(books), federal_law(year)
    gains, form = gains_document(records, year, law), form_document(records, year, law)
    wash, lots = wash_document(records), lots_document(records)
    of_books = (replace(one, problems=()) for one in (gains, form, wash, lots))
    comparison = reconcile_document(books.household, reconciled(books), books.problems)
    return [*of_books, _tax(books, year), _distributions(books, year), comparison]


def _tax(books: HouseholdBooks, year: int) -> Document:
    from trimtab.bootstrap import law_files
    from trimtab.core.problems import BadInputError
    from trimtab.reports.tax.bill_document import bill_document
    from trimtab.services.returns import tax_answer

    try:
        return bill_document(tax_answer(books, year, law_files()))
    except BadInputError as fault:
        return _missing(books, "tax", f"Tax of {year}", "The tax bill could not be worked out.", fault)


def _distributions(books: HouseholdBooks, year: int) -> Document:
    from trimtab.bootstrap import law_files
    from trimtab.core.problems import BadInputError
    from trimtab.reports.tax.retirement_document import retirement_document
    from trimtab.services.retirement import retirement_answer

    try:
        return retirement_document(retirement_answer(books, year, law_files()))
    except BadInputError as fault:
        title = f"Retirement accounts in {year}"
        return _missing(books, "rmd", title, "Required distributions could not be worked out.", fault)


def _missing(books: HouseholdBooks, kind: str, title: str, headline: str, fault: BadInputError) -> Document:
    """A report that could not be made, with what would make it possible."""
    from trimtab.reports import words
    from trimtab.reports.document import Document
    from trimtab.reports.labels import Masks
    from trimtab.reports.notes import problem_lines
    from trimtab.reports.tables import Tone

    household = books.household
    return Document(
        kind=kind,
        title=title,
        household=words.masked(household.name),
        as_of=household.as_of,
        headline=headline,
        tone=Tone.CARE,
        problems=problem_lines(fault.problems, Masks(household)),
    )
