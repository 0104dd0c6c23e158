"""The return of a household's tax year: who signs it, and every amount on it with where it comes from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from trimtab.core.household import FilingStatus, Household, Person, YearIncome
from trimtab.core.money import ZERO
from trimtab.core.problems import BadInputError, Problem, error, errors_in, note
from trimtab.ledger.returns.gains import YearGains
from trimtab.ledger.returns.owners import shared_with_others
from trimtab.ledger.returns.receipts import Receipts
from trimtab.tax.unit import FilingUnit, problems_of

FROM_FILE = "household file"
FROM_ACCOUNTS = "received in your accounts so far"
_SIGNERS = {FilingStatus.MARRIED_JOINT: 2}


@dataclass(frozen=True, slots=True)
class Entry:
    """One amount of the return in USD, and where it comes from."""

    name: str
    usd: Decimal
    origin: str


@dataclass(frozen=True, slots=True)
class Return:
    """A household's return. `entries` are its amounts in the order of the forms; `problems` are warnings and notes."""

    year: int
    unit: FilingUnit
    signers: tuple[Person, ...]
    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]


def household_return(household: Household, gains: YearGains, received: Receipts, year: int) -> Return:
    """Put the household's year on a return; `received` stands in for what its file does not tell.

    Raises BadInputError with everything that is missing or cannot stand: income, people of the wrong number, a year
    that the household file does not describe.
    """
    income = household.income
    faults = [*_year_told(household, year), *_people_told(household), *_income_told(household)]
    if income is None or faults:
        raise BadInputError(faults)
    unit = _unit(household, income, gains, received, year)
    if found := errors_in(problems_of(unit)):
        raise BadInputError(found)
    problems = (
        *gains.problems,
        *_from_accounts(household, income, received, year),
        *shared_with_others(household),
    )
    entries = tuple(_entries(unit, income, gains, received))
    return Return(year, unit, _signers(household), entries, problems)


def _signers(household: Household) -> tuple[Person, ...]:
    return tuple(person for person in household.people if person.on_return)


def _year_told(household: Household, year: int) -> Iterator[Problem]:
    told = household.tax.year
    if year != told:
        words = f"the household file describes {told}, not {year}"
        remedy = (
            "add [tax.last_year] with wages_usd = …, that year's income and carryforwards"
            if year == told - 1
            else f"ask for {told}, or with [tax.last_year] for {told - 1}"
        )
        yield error("year-not-told", words, remedy, household.tax.source)


def _people_told(household: Household) -> Iterator[Problem]:
    status = household.tax.filing_status
    signers, wanted = _signers(household), _SIGNERS.get(status, 1)
    if len(signers) == wanted:
        return
    names = ", ".join(person.name for person in signers) or "nobody"
    sign = "one person signs" if wanted == 1 else "two people sign"
    words = f"{sign} a return of status {status.value}, and the household file names {names}"
    remedy = (
        "add [[people]] with name and born"
        if len(signers) < wanted
        else "write on_return = false for who does not sign it, or correct filing_status"
    )
    source = signers[-1].source if signers else household.tax.source
    yield error("people-on-return", words, remedy, source)


def _income_told(household: Household) -> Iterator[Problem]:
    if household.income is None:
        words = "the year's income is not in the household file, so there is no bill"
        remedy = "add [tax.income] with wages_usd = …, the whole year as you expect it"
        yield error("income-missing", words, remedy, household.tax.source)


def _from_accounts(
    household: Household, income: YearIncome, received: Receipts, year: int
) -> Iterator[Problem]:
    """What was taken from the accounts, and for how much of the year they are known."""
    taken = [
        *(["interest"] if income.interest_usd is None else []),
        *(["dividends"] if income.dividends_ordinary_usd is None else []),
        *(
            ["distributions"]
            if income.gain_distributions_usd is None and received.gain_distributions_usd
            else []
        ),
    ]
    if not taken:
        return
    upto = f" up to {household.as_of}" if household.as_of.year == year else ""
    since = f", and known for {', '.join(received.since)}" if received.since else ""
    what = " and ".join(part for part in (", ".join(taken[:-1]), taken[-1]) if part)
    words = f"{what} are what your accounts received in {year}{upto}{since}"
    yield note("receipts-so-far", words, "give the whole year's amounts in [tax.income]")
    if income.dividends_ordinary_usd is None:
        yield from received.problems


def _unit(
    household: Household, income: YearIncome, gains: YearGains, received: Receipts, year: int
) -> FilingUnit:
    tax, signers = household.tax, _signers(household)
    return FilingUnit(
        status=tax.filing_status,
        ages=tuple(person.age_for_return(year) for person in signers),
        blind_count=sum(person.is_blind for person in signers),
        wages_usd=income.wages_usd,
        interest_usd=_told(income.interest_usd, received.interest_usd),
        dividends_ordinary_usd=_told(income.dividends_ordinary_usd, received.dividends_ordinary_usd),
        dividends_qualified_usd=_told(income.dividends_qualified_usd, received.dividends_qualified_usd),
        gain_short_usd=gains.short_usd + income.gain_short_elsewhere_usd,
        gain_long_usd=gains.long_usd
        + income.gain_long_elsewhere_usd
        + _told(income.gain_distributions_usd, received.gain_distributions_usd),
        collectibles_usd=gains.collectibles_usd,
        unrecaptured_1250_usd=income.unrecaptured_1250_usd,
        ira_distribution_usd=income.ira_distribution_usd,
        other_income_usd=income.other_income_usd,
        adjustments_usd=income.adjustments_usd,
        itemised_usd=income.itemised_usd,
        itemised_taxes_usd=income.itemised_taxes_usd,
        carryforward_short_usd=tax.carryforward_short_usd,
        carryforward_long_usd=tax.carryforward_long_usd,
    )


def _told(typed: Decimal | None, received: Decimal) -> Decimal:
    return received if typed is None else typed


def _entries(unit: FilingUnit, income: YearIncome, gains: YearGains, received: Receipts) -> Iterator[Entry]:
    """Every amount that is not zero, and always wages and both kinds of gain."""
    paid = FROM_ACCOUNTS if income.dividends_ordinary_usd is None else FROM_FILE
    distributed = _told(income.gain_distributions_usd, received.gain_distributions_usd)
    optional = (
        Entry("Interest", unit.interest_usd, FROM_ACCOUNTS if income.interest_usd is None else FROM_FILE),
        Entry("Ordinary dividends", unit.dividends_ordinary_usd, paid),
        Entry("of these, qualified", unit.dividends_qualified_usd, paid),
    )
    others = (
        Entry("Short-term result elsewhere", income.gain_short_elsewhere_usd, FROM_FILE),
        Entry("Long-term result elsewhere", income.gain_long_elsewhere_usd, FROM_FILE),
        Entry(
            "Capital gain distributions",
            distributed,
            FROM_ACCOUNTS if income.gain_distributions_usd is None else FROM_FILE,
        ),
        Entry("of the long-term results, collectibles", unit.collectibles_usd, gains.long_origin),
        Entry("of the long-term results, unrecaptured section 1250", unit.unrecaptured_1250_usd, FROM_FILE),
        Entry("Short-term loss carried into the year", -unit.carryforward_short_usd, FROM_FILE),
        Entry("Long-term loss carried into the year", -unit.carryforward_long_usd, FROM_FILE),
        Entry("IRA and pension distributions", unit.ira_distribution_usd, FROM_FILE),
        Entry("Other income", unit.other_income_usd, FROM_FILE),
        Entry("Adjustments", -unit.adjustments_usd, FROM_FILE),
        Entry("Itemised deductions", -unit.itemised_usd, FROM_FILE),
    )
    yield Entry("Wages", unit.wages_usd, FROM_FILE)
    yield from (entry for entry in optional if entry.usd != ZERO)
    yield Entry("Short-term result", gains.short_usd, gains.short_origin)
    yield Entry("Long-term result", gains.long_usd, gains.long_origin)
    yield from (entry for entry in others if entry.usd != ZERO)
