"""People of a household: told apart, born before the plan's day, known to the accounts they own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.ledger.builders import DAY, cash, export, loaded, position, refused, spec
from trimtab.core.household import Person, YearIncome
from trimtab.core.problems import Severity, Source
from trimtab.ledger.spec import HouseholdSpec

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
