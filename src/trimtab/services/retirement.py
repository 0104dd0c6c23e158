"""Ask what must come out of a household's retirement accounts, and what may still go in."""

from __future__ import annotations

from decimal import Decimal
from typing import Protocol

from trimtab.core.problems import BadInputError, error
from trimtab.ledger.retirement.answer import RetirementAnswer, retirement
from trimtab.services.books import HouseholdBooks
from trimtab.services.returns import Laws, tax_answer
from trimtab.tax.account_law import LifeTables, RetirementLaw


class AccountLaws(Laws, Protocol):
    """The law of accounts beside that of income; each raises BadInputError where there is no file."""

    def retirement(self, year: int) -> RetirementLaw:
        """The law of retirement accounts of a year."""
        ...

    def life_tables(self, year: int) -> LifeTables:
        """The life tables in force in a year."""
        ...


def retirement_answer(books: HouseholdBooks, year: int | None, laws: AccountLaws) -> RetirementAnswer:
    """The required distributions and contribution limits of the household file's year; None is that year.

    The income that limits depend on is the tax bill's adjusted gross income, where it can be worked out.
    Raises BadInputError with everything that keeps the answer from being given.
    """
    household = books.household
    told = household.tax.year
    year = told if year is None else year
    if year != told:
        words = (
            f"the household file describes {told}, not {year}: balances and payments of {year} are not known"
        )
        remedy = f"ask for {told}, or keep a household file of {year}"
        raise BadInputError([error("year-not-told", words, remedy, household.tax.source)])
    law, tables = laws.retirement(year), laws.life_tables(year)
    return retirement(household, law, tables, _agi_usd(books, year, laws))


def _agi_usd(books: HouseholdBooks, year: int, laws: Laws) -> Decimal | None:
    """Adjusted gross income, None where the file does not tell enough of it."""
    try:
        return tax_answer(books, year, laws).bill.federal.agi_usd
    except BadInputError:
        return None
