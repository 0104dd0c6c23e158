"""Ask for the tax bill of a household's year."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from trimtab.core.household import Household
from trimtab.core.places import STATES
from trimtab.core.problems import BadInputError, Problem, warning
from trimtab.ledger.returns.answer import TaxAnswer, answer
from trimtab.ledger.returns.filing import household_return
from trimtab.ledger.returns.gains import YearGains
from trimtab.tax.law import FederalLaw
from trimtab.tax.states.law import StateLaw


class Laws(Protocol):
    """The law by year and place; each raises BadInputError where there is no file."""

    def federal(self, year: int) -> FederalLaw:
        """The federal income tax of a year."""
        ...

    def state(self, code: str, year: int) -> StateLaw:
        """The income tax of a state by its two letters."""
        ...


def tax_answer(household: Household, gains: YearGains, year: int, laws: Laws) -> TaxAnswer:
    """The bill of a year.

    A state whose law is not known is in no sum, and told. Raises BadInputError with everything that keeps the bill
    from being worked out.
    """
    law = _federal(household, year, laws)
    filed = household_return(household, gains, year)
    state_law, told = _state(household, year, laws)
    return answer(household, replace(filed, problems=(*filed.problems, *told)), law, state_law)


def _federal(household: Household, year: int, laws: Laws) -> FederalLaw:
    try:
        return laws.federal(year)
    except BadInputError as fault:
        source = household.tax.source
        raise BadInputError([replace(problem, source=source) for problem in fault.problems]) from None


def _state(household: Household, year: int, laws: Laws) -> tuple[StateLaw | None, list[Problem]]:
    tax = household.tax
    if not tax.state:
        words = "the household file does not say in which state you live: no state tax is in the bill"
        remedy = 'add state = "…", its two letters, under [tax]'
        return None, [warning("state-not-said", words, remedy, tax.source)]
    try:
        return laws.state(tax.state, year), []
    except BadInputError:
        words = f"the income tax of {STATES[tax.state]} for {year} is not known: no state tax is in the bill"
        remedy = "work it out by hand, or add the law's file as docs/states.md shows"
        return None, [warning("state-unknown", words, remedy, tax.source)]
