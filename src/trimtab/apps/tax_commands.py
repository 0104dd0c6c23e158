"""The commands for tax time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from trimtab.apps.common import AsJson, Full, HouseholdPath, Html, Width, Year, load, refuse, show

if TYPE_CHECKING:
    from pathlib import Path

    from trimtab.reports.document import Document

commands = typer.Typer()


@commands.command(
    short_help="The year's tax bill, line by line, and what one more dollar costs.",
    epilog="Example: trimtab tax household.toml --html tax.html",
)
def tax(
    household: HouseholdPath,
    year: Year = None,
    html: Html = None,
    full: Full = False,
    as_json: AsJson = False,
    width: Width = None,
) -> None:
    """Work out the year's federal, state and local income tax, and what one more dollar of each kind costs.

    The household file gives income and people ([tax.income], [[people]]); gains come from the accounts.
    """
    from trimtab.core.problems import BadInputError

    _check_page(household, html)
    try:
        document = _tax_document(household, year, as_json)
    except BadInputError as fault:
        refuse(fault.problems, as_json)
        raise
    show(document, width, as_json=as_json, html=html, full=full)


def _tax_document(household: Path, year: int | None, as_json: bool) -> Document:
    from trimtab.bootstrap import law_files
    from trimtab.ledger.returns.gains import gains_stated
    from trimtab.reports.tax.bill_document import bill_document
    from trimtab.services.returns import tax_answer

    owned, _ = load(household, as_json).checked()
    wanted = year if year is not None else owned.tax.year
    return bill_document(tax_answer(owned, gains_stated(owned), wanted, law_files()))


def _check_page(household: Path, html: Path | None) -> None:
    """Before any work: the page can be written, and replaces nothing that is read."""
    from trimtab.apps.outputs import check_outputs
    from trimtab.bootstrap import input_files

    check_outputs((html,), input_files(household))
