"""The law by year and place, the household's bill by it, and what plans are asked with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trimtab.core.problems import Problem

if TYPE_CHECKING:
    from trimtab.services.household import LoadResult
    from trimtab.services.planning import Case
    from trimtab.services.retirement import AccountLaws
    from trimtab.services.returns import PlanYear
    from trimtab.tax.account_law import LifeTables, RetirementLaw
    from trimtab.tax.law import FederalLaw
    from trimtab.tax.return_year import ReturnYear
    from trimtab.tax.states.law import StateLaw


def law_files() -> AccountLaws:
    """The law by year and place, from the files that come with trimtab."""
    return _LawFiles()


def account_law(year: int) -> RetirementLaw | None:
    """The law of retirement accounts of a year, None where trimtab has none for it."""
    from trimtab.core.problems import BadInputError

    try:
        return law_files().retirement(year)
    except BadInputError:
        return None


def life_tables(year: int) -> LifeTables | None:
    """The life tables in force in a year, None where trimtab has none for it."""
    from trimtab.core.problems import BadInputError

    try:
        return law_files().life_tables(year)
    except BadInputError:
        return None


def bill_of_year(loaded: LoadResult) -> tuple[ReturnYear | None, tuple[Problem, ...]]:
    """The year's bill that a plan goes by, None where income is not told; and what to say of it.

    Raises BadInputError where the household could not be loaded.
    """
    year = year_of(loaded)
    return year.bill, year.problems


def year_of(loaded: LoadResult) -> PlanYear:
    """The same, with the household as its plan counts it: with the year's results so far.

    Raises BadInputError where the household could not be loaded.
    """
    from trimtab.services.returns import plan_year

    return plan_year(loaded, law_files())


def case_of(loaded: LoadResult) -> tuple[Case, tuple[Problem, ...]]:
    """What plans of the loaded household are asked with; and what loading and its return have to say.

    Raises BadInputError where the household could not be loaded.
    """
    from trimtab.adapters.catalogue import covariance
    from trimtab.services.planning import Case

    _, policy = loaded.checked()
    household, bill, told = year_of(loaded)
    case = Case(household, policy, covariance(), account_law(household.tax.year), bill)
    return case, (*loaded.problems, *told)


class _LawFiles:
    """The law files that come with trimtab."""

    def federal(self, year: int) -> FederalLaw:
        from trimtab.adapters.law import law_for

        return law_for(year)

    def state(self, code: str, year: int) -> StateLaw:
        from trimtab.adapters.law import state_law_for

        return state_law_for(f"us-{code.lower()}", year)

    def retirement(self, year: int) -> RetirementLaw:
        from trimtab.adapters.retirement_law import retirement_law_for

        return retirement_law_for(year)

    def life_tables(self, year: int) -> LifeTables:
        from trimtab.adapters.retirement_law import life_tables_for

        return life_tables_for(year)
