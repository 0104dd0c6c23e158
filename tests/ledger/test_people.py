"""People of a household: told apart, born before the plan's day, known to the accounts they own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.ledger.builders import DAY, cash, export, gain, loaded, position, refused, spec
from trimtab.core.accounts import AccountKind
from trimtab.core.household import Person, YearIncome
from trimtab.core.problems import Severity, Source
from trimtab.core.statement import FileKind
from trimtab.ledger.spec import HouseholdSpec, LastYearSpec

POSITIONS = export(position("VTI", "10", cost="1000"), cash("5"))
WHERE = Source("household.toml", 7, "people[1]")


def household(owner: str, *people: Person) -> HouseholdSpec:
    made = spec()
    return replace(made, accounts=(replace(made.accounts[0], owner=owner),), people=people)


def person(name: str, born: date = date(1980, 5, 6)) -> Person:
    return Person(name, born, source=WHERE)


def test_people_income_and_state_reach_the_household() -> None:
    made = household("Ana", person("Ana"))
    made = replace(
        made, income=YearIncome(Decimal(5)), tax=replace(made.tax, state="CO", local_rate_pct=Decimal(1))
    )
    found, _, problems = loaded([POSITIONS], made)
    assert (found.people, found.income) == (made.people, made.income)
    assert (found.tax.state, found.tax.local_rate_pct, found.tax.source) == ("CO", 1, made.at("tax"))
    assert not [problem for problem in problems if problem.code == "owner-unknown"]


def test_last_year_has_its_own_results_typed_or_summed() -> None:
    sold = gain("VTI", "1", date(DAY.year - 1, 12, 31), "-5", "70")
    gains = export(sold, name="gains.csv", kind=FileKind.REALIZED_GAINS)
    made = household("")
    source = made.at("tax", "last_year")
    tax = replace(made.tax, year=DAY.year - 1, carryforward_long_usd=Decimal(9))
    last = LastYearSpec(tax, YearIncome(Decimal(8)), source)
    found = loaded([POSITIONS, gains], replace(made, last_year=last))[0]
    assert (found.tax.realized_short_usd, found.tax.realized_long_usd) == (0, 0)
    assert found.last_year is not None
    assert found.last_year.income == YearIncome(Decimal(8))
    then = found.last_year.tax
    assert (then.realized_short_usd, then.realized_long_usd, then.carryforward_long_usd) == (-5, 70, 9)
    assert (then.year, then.source) == (DAY.year - 1, source)
    typed = replace(last, tax=replace(tax, realized_short_usd=Decimal(1), realized_long_usd=Decimal(0)))
    other = loaded([POSITIONS, gains], replace(made, last_year=typed))[0].last_year
    assert other is not None
    assert (other.tax.realized_short_usd, other.tax.realized_long_usd) == (1, 0)
    assert loaded([POSITIONS], made)[0].last_year is None


def test_a_name_given_twice_is_refused_whatever_its_case() -> None:
    problem = refused([POSITIONS], household("", person("Ana"), person("ANA")), "person-twice")
    assert problem.message == f'"ANA" is named twice (first at {WHERE})'
    assert (problem.remedy, problem.source) == ("keep one, or tell them apart", WHERE)


@pytest.mark.parametrize("born", [DAY + timedelta(days=1), DAY.replace(year=DAY.year - 121)])
def test_a_day_of_birth_that_cannot_be_is_refused(born: date) -> None:
    problem = refused([POSITIONS], household("", person("Ana", born)), "person-born")
    assert problem.message == f"Ana is born on {born}, the plan's day is {DAY}"
    assert (problem.remedy, problem.source) == ("correct the day of birth", WHERE)


@pytest.mark.parametrize("born", [DAY, DAY.replace(year=DAY.year - 121) + timedelta(days=1)])
def test_the_youngest_and_the_oldest_are_taken(born: date) -> None:
    loaded([POSITIONS], household("Ana", person("Ana", born)))


def test_an_owner_who_is_nobody_is_told_once_people_are_named() -> None:
    _, _, problems = loaded([POSITIONS], household("Ana & Bert", person("Ana"), person("Ben")))
    [problem] = [problem for problem in problems if problem.code == "owner-unknown"]
    assert problem.severity is Severity.WARNING
    assert problem.message == 'joint is owned by "Bert", who is none of the people: Ana, Ben'
    assert problem.remedy == "write the owner as in [[people]], or add the person there"
    assert problem.source is not None
    _, _, problems = loaded([POSITIONS], household("Ana & Bert"))
    assert not [problem for problem in problems if problem.code == "owner-unknown"]


@pytest.mark.parametrize(
    ("owner", "barred"), [("Ben", True), ("Ana & Ben", False), ("Ana", False), ("", False), ("Carl", False)]
)
def test_nothing_is_sold_in_an_account_whose_owner_does_not_sign_the_return(owner: str, barred: bool) -> None:
    people = (person("Ana"), replace(person("Ben"), on_return=False))
    found, _, problems = loaded([POSITIONS], household(owner, *people))
    [account] = found.accounts
    assert account.do_not_sell == (frozenset({"VTI"}) if barred else frozenset())
    assert ("account-off-return" in {problem.code for problem in problems}) is barred


def test_a_sheltered_account_of_theirs_is_traded() -> None:
    made = household("Ben", person("Ana"), replace(person("Ben"), on_return=False))
    made = replace(made, accounts=(replace(made.accounts[0], kind=AccountKind.ROTH_IRA),))
    found, _, _ = loaded([POSITIONS], made)
    assert found.accounts[0].do_not_sell == frozenset()
