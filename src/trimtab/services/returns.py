"""Ask for the tax bill of a household's year, as it is and as it would be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from trimtab.core.household import Household
from trimtab.core.money import ONE, usd
from trimtab.core.places import STATES
from trimtab.core.problems import BadInputError, Problem, Severity, warning
from trimtab.ledger.returns.answer import TaxAnswer, answer
from trimtab.ledger.returns.filing import household_return
from trimtab.ledger.returns.gains import YearGains, with_typed, year_gains
from trimtab.ledger.returns.receipts import distributions_untold, receipts_of
from trimtab.ledger.what_if.scenario import Scenario, scenario
from trimtab.services.books import HouseholdBooks
from trimtab.tax.account_law import RetirementLaw
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


def tax_answer(books: HouseholdBooks, year: int | None, laws: Laws) -> TaxAnswer:
    """The bill of a year; None is the household file's.

    A state whose law is not known is in no sum, and told. Raises BadInputError with everything that keeps the bill
    from being worked out: the law, the return, the books.
    """
    wanted = books.household.tax.year if year is None else year
    household = books.household.in_year(wanted)
    law = _federal(household, wanted, laws)
    received = receipts_of(books.washed.books.income, household, wanted)
    filed = household_return(household, _gains(books, household, wanted), received, wanted)
    state_law, told = _state(household, wanted, laws)
    doubts = [problem for problem in books.problems if problem.severity is Severity.WARNING]
    carried = _carried_in(books, household, wanted, laws)
    paid = distributions_untold(books.washed.books.flows, household, wanted)
    problems = (*filed.problems, *told, *carried, *paid, *doubts)
    return answer(household, replace(filed, problems=problems), law, state_law)


def what_if(
    books: HouseholdBooks, before: TaxAnswer, lines: Sequence[str], retirement_law: RetirementLaw
) -> Scenario:
    """The bill with every line tried together. Raises BadInputError naming everything that cannot be done."""
    return scenario(before, books.checked().events, books.rules, books.washed, lines, retirement_law)


def _gains(books: HouseholdBooks, household: Household, year: int) -> YearGains:
    """The books' results, or the household file's where it states them; books with faults only where it states both."""
    spec = books.joined.spec
    typed = spec.last_year.tax if spec.last_year and spec.last_year.tax.year == year else spec.tax
    if typed.realized_short_usd is None or typed.realized_long_usd is None:
        books.checked()
    return with_typed(
        year_gains(books.washed, household, year), typed.realized_short_usd, typed.realized_long_usd
    )


def _carried_in(books: HouseholdBooks, household: Household, year: int, laws: Laws) -> list[Problem]:
    """Losses brought into the year that are not what last year's bill carries out, where that year is described."""
    last, tax = books.joined.spec.last_year, household.tax
    if last is None or year != last.tax.year + 1:
        return []
    try:
        carried = tax_answer(books, last.tax.year, laws).bill.federal.carryforward
    except BadInputError:
        return []
    pairs = (
        ("short", carried.short_usd, tax.carryforward_short_usd),
        ("long", carried.long_usd, tax.carryforward_long_usd),
    )
    return [
        warning(
            "carryforward-differs",
            f"the bill of {last.tax.year} carries {usd(ours)} of {term}-term loss into {year}; the household file says "
            f"{usd(theirs)}, which is in this bill",
            f"compare with last year's Schedule D, and write carryforward_{term}_usd under [tax]",
            tax.source,
        )
        for term, ours, theirs in pairs
        if abs(ours - theirs) > ONE  # the forms allow whole dollars
    ]


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
