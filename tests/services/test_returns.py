"""A tax bill asked for: the law by place and year, and what is said where there is none."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.ledger.returns.builders import TAX_LINE, couple, earning, taxed
from trimtab.bootstrap import law_files
from trimtab.core.household import Household
from trimtab.core.problems import BadInputError, Problem
from trimtab.ledger.returns.answer import TaxAnswer
from trimtab.ledger.returns.gains import YearGains
from trimtab.services.returns import tax_answer

D = Decimal


def asked(household: Household, year: int = 2026) -> TaxAnswer:
    told = earning(household, interest=0, dividends_ordinary=0, dividends_qualified=0)
    return tax_answer(told, YearGains(D(0), D(0), D(0), "x"), year, law_files())


def only(answer: TaxAnswer) -> Problem:
    [problem] = [problem for problem in answer.problems if problem.code != "rates-differ"]
    assert problem.source == TAX_LINE
    return problem


def test_a_known_state_is_in_the_bill() -> None:
    found = asked(taxed(couple(), state="PA", local_rate_pct=D(1), rate_state_pct=D("4.07")))
    assert found.problems == ()
    assert found.bill.state is not None
    assert (found.bill.state.law.place, found.bill.state_usd) == ("us-pa", 3070 + 1000)


def test_a_state_that_was_not_said_is_told() -> None:
    problem = only(asked(couple()))
    assert (
        problem.message
        == "the household file does not say in which state you live: no state tax is in the bill"
    )
    assert problem.remedy == 'add state = "…", its two letters, under [tax]'
    assert (problem.code, problem.severity) == ("state-not-said", "warning")


def test_a_state_without_a_law_is_never_taken_for_nothing() -> None:
    answer = tax_answer(
        taxed(
            earning(couple(), interest=0, dividends_ordinary=0, dividends_qualified=0), state="CA", year=2024
        ),
        YearGains(D(0), D(0), D(0), "x"),
        2024,
        law_files(),
    )
    problem = only(answer)
    assert (
        problem.message == "the income tax of California for 2024 is not known: no state tax is in the bill"
    )
    assert problem.remedy == "work it out by hand, or add the law's file as docs/states.md shows"
    assert answer.bill.state is None


def test_a_year_without_a_law_names_the_years_there_are() -> None:
    with pytest.raises(BadInputError) as fault:
        asked(taxed(couple(), year=2031), 2031)
    [problem] = fault.value.problems
    assert (problem.code, problem.source) == ("law-year", TAX_LINE)
    assert problem.message == "there is no federal law file for the year 2031"
    assert problem.remedy == "use one of 2024, 2025, 2026, or add the file as docs/law.md shows"


def test_what_is_missing_is_refused() -> None:
    with pytest.raises(BadInputError) as fault:
        tax_answer(replace(couple(), income=None), YearGains(D(0), D(0), D(0), "x"), 2026, law_files())
    assert [problem.code for problem in fault.value.problems] == ["income-missing"]
