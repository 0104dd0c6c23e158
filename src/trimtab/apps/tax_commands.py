"""The commands for tax time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from trimtab.apps.common import AsJson, Full, HouseholdPath, Html, Width, Year, household_books, refuse, show

if TYPE_CHECKING:
    from trimtab.reports.document import Document
    from trimtab.services.books import HouseholdBooks

commands = typer.Typer()


@commands.command(
    short_help="The year's tax bill, line by line, and what one more dollar costs.",
    epilog='Example: trimtab tax household.toml --what-if "harvest all" --html tax.html',
)
def tax(
    household: HouseholdPath,
    year: Year = None,
    what_if: Annotated[
        list[str] | None,
        typer.Option(
            "--what-if",
            metavar="WORDS",
            help='Show what would change: "sell ACCOUNT SYMBOL SHARES", "harvest all", "convert ACCOUNT USD", '
            '"withdraw ACCOUNT USD", "gain_long USD". Give it several times to try things together.',
        ),
    ] = None,
    html: Html = None,
    full: Full = False,
    as_json: AsJson = False,
    width: Width = None,
) -> None:
    """Work out the year's federal, state and local income tax, and what one more dollar of each kind costs.

    The household file gives income and people ([tax.income], [[people]]); gains come from the accounts.
    With --what-if the bill is shown before and after, and only the lines that change.
    """
    from trimtab.core.problems import BadInputError

    try:
        document = _tax_document(household_books(household, (html,), as_json), year, what_if or [])
    except BadInputError as fault:
        refuse(fault.problems, as_json)
        raise
    show(document, width, as_json=as_json, html=html, full=full)


def _tax_document(books: HouseholdBooks, year: int | None, what_if: list[str]) -> Document:
    from trimtab.bootstrap import law_files
    from trimtab.reports.tax.bill_document import bill_document
    from trimtab.reports.tax.what_if_document import what_if_document
    from trimtab.services import returns

    laws = law_files()
    answer = returns.tax_answer(books, year, laws)
    if what_if:
        law = laws.retirement(answer.filed.year)
        return what_if_document(returns.what_if(books, answer, what_if, law))
    return bill_document(answer)


@commands.command(
    short_help="What must come out of retirement accounts this year, and what may go in.",
    epilog="Example: trimtab rmd household.toml",
)
def rmd(
    household: HouseholdPath,
    year: Year = None,
    html: Html = None,
    as_json: AsJson = False,
    width: Width = None,
) -> None:
    """Work out required minimum distributions, own and inherited, with their deadlines, and what may still be paid in.

    The household file gives days of birth ([[people]]) and last year-end's balances (value_last_year_end_usd).
    """
    from trimtab.core.problems import BadInputError

    try:
        document = _rmd_document(household_books(household, (html,), as_json), year)
    except BadInputError as fault:
        refuse(fault.problems, as_json)
        raise
    show(document, width, as_json=as_json, html=html)


def _rmd_document(books: HouseholdBooks, year: int | None) -> Document:
    from trimtab.bootstrap import law_files
    from trimtab.reports.tax.retirement_document import retirement_document
    from trimtab.services.retirement import retirement_answer

    return retirement_document(retirement_answer(books, year, law_files()))
