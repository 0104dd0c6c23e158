"""The tax of each year of a transition: the household's own return, year after year."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from trimtab.core.household import Household
from trimtab.core.money import ZERO
from trimtab.core.problems import BadInputError
from trimtab.core.year_tax import YearTax
from trimtab.services.returns import Laws
from trimtab.tax.flat_year import FlatYear
from trimtab.tax.law import FederalLaw
from trimtab.tax.return_year import KnownReturn, ReturnYear
from trimtab.tax.states.law import StateLaw
from trimtab.tax.unit import FilingUnit


def tax_by_year(first: Household, bill: ReturnYear | None, laws: Laws) -> Callable[[Household], YearTax]:
    """What gives the tax of a household's year: `bill` is that of `first`, whose year is the first.

    Later years are on the same return, by the law of the first where theirs is not on file: income as it is told,
    people older, no gains but the plan's, losses carried in as the household then has them. Where there is no bill
    (None), each year is taxed at the household's flat rates.
    """
    if bill is None:
        return lambda household: FlatYear(household.tax)
    base, made = bill.known, dict[tuple[int, Decimal, Decimal], KnownReturn]()

    def tax_of(household: Household) -> YearTax:
        tax = household.tax
        if tax.year == first.tax.year:
            return bill
        key = (tax.year, tax.carryforward_short_usd, tax.carryforward_long_usd)
        if key not in made:
            federal, state = _law(base, household, laws)
            unit = _unit(base.unit, household)
            made[key] = KnownReturn(unit, federal, state, base.local_rate_pct, tax.rate_state_pct)
        return ReturnYear(made[key])

    return tax_of


def _unit(unit: FilingUnit, household: Household) -> FilingUnit:
    """The return of a later year before any of the plan's trades."""
    year, tax, income = household.tax.year, household.tax, household.income
    distributed = income.gain_distributions_usd if income else None
    return replace(
        unit,
        ages=tuple(person.age_for_return(year) for person in household.people if person.on_return),
        gain_short_usd=ZERO,
        gain_long_usd=distributed or ZERO,
        collectibles_usd=ZERO,
        unrecaptured_1250_usd=ZERO,
        carryforward_short_usd=tax.carryforward_short_usd,
        carryforward_long_usd=tax.carryforward_long_usd,
    )


def _law(base: KnownReturn, household: Household, laws: Laws) -> tuple[FederalLaw, StateLaw | None]:
    """The law of the year, or where it is not on file that of the first."""
    year, state = household.tax.year, base.state_law
    try:
        federal = laws.federal(year)
    except BadInputError:
        federal = base.law
    if state is None:
        return federal, None
    try:
        return federal, laws.state(household.tax.state, year)
    except BadInputError:
        return federal, state
