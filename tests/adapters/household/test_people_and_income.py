"""Who the household is and what its year brings: read exactly, refused with line and remedy."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.adapters.household.test_read import GOOD, only, read
from trimtab.core.household import Person, YearIncome
from trimtab.core.problems import Source

D = Decimal
FULL = (
    GOOD
    + """\
[tax.income]
wages_usd = 226000
interest_usd = 20
dividends_ordinary_usd = 8500.50
dividends_qualified_usd = 7200
gain_distributions_usd = 1
gain_short_elsewhere_usd = -2
gain_long_elsewhere_usd = 50000
unrecaptured_1250_usd = 30000
ira_distribution_usd = 3
other_income_usd = -4
adjustments_usd = 5
itemised_usd = 40000
itemised_taxes_usd = 10000
[[people]]
name = "Ana"
born = 1979-04-12
covered_by_workplace_plan = false
[[people]]
name = "Cleo"
born = 2015-01-01
blind = true
on_return = false
"""
)
BOTH = "give dividends_ordinary_usd and dividends_qualified_usd both, or neither"
STATE = ("rate_state_pct = 4.4", 'rate_state_pct = 4.4\nstate = "CO"\nlocal_rate_pct = 1.5')


def with_line(old: str, new: str) -> str:
    assert old in FULL
    return FULL.replace(old, new, 1)


def test_people_and_income_are_taken_over_exactly() -> None:
    made = read(with_line(*STATE))
    assert made.problems == ()
    assert made.spec is not None
    assert (made.spec.tax.state, made.spec.tax.local_rate_pct) == ("CO", D("1.5"))
    assert made.spec.people == (
        Person("Ana", date(1979, 4, 12), False, False, True, Source("household.toml", 67, "people[1]")),
        Person("Cleo", date(2015, 1, 1), True, None, False, Source("household.toml", 71, "people[2]")),
    )
    assert made.spec.income == YearIncome(
        D(226000), D(20), D("8500.50"), D(7200), D(1), D(-2), D(50000), D(30000), D(3), D(-4), D(5), D(40000),
        D(10000), Source("household.toml", 53, "tax.income"),
    )  # fmt: skip


def test_without_them_nothing_is_assumed() -> None:
    made = read(GOOD).spec
    assert made is not None
    assert (made.people, made.income, made.tax.state, made.tax.local_rate_pct) == ((), None, "", 0)


def test_an_income_with_wages_alone_leaves_the_rest_open() -> None:
    made = read(GOOD + "[tax.income]\nwages_usd = 1\n").spec
    assert made is not None
    assert made.income == replace(YearIncome(D(1)), source=Source("household.toml", 51, "tax.income"))


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("Colorado", 'tax.state: "Colorado" is no state: write "CO"'),
        ("co", 'tax.state: "co" is no state: write "CO"'),
        ("ZZ", 'tax.state: "ZZ" is no state: write its two letters, as in "CO", or leave it out abroad'),
    ],
)
def test_a_state_is_two_letters(state: str, words: str) -> None:
    problem = only(FULL.replace("rate_state_pct = 4.4", f'rate_state_pct = 4.4\nstate = "{state}"', 1))
    assert problem.message == words
    assert problem.source == Source("household.toml", 10, "tax.state")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("dividends_qualified_usd = 7200\n", "", BOTH),
        ("dividends_qualified_usd = 7200", "dividends_qualified_usd = 8501",
         "dividends_qualified_usd is 8501, more than dividends_ordinary_usd of 8500.50, which includes it"),
        ("itemised_usd = 40000\n", "", "itemised_taxes_usd is 10000, more than itemised_usd of 0, which includes it"),
    ],
)  # fmt: skip
def test_parts_go_with_their_whole(old: str, new: str, words: str) -> None:
    problem = only(with_line(old, new))
    assert problem.message == f"tax.income: {words}"
    assert problem.source is not None
    assert problem.source.line == 51


def test_a_part_may_be_the_whole() -> None:
    assert (
        read(with_line("dividends_qualified_usd = 7200", "dividends_qualified_usd = 8500.50")).problems == ()
    )


@pytest.mark.parametrize(
    ("old", "new", "code", "remedy"),
    [
        ("wages_usd = 226000\n", "", "household-key-missing", "add wages_usd = …"),
        ("wages_usd = 226000", "wages_usd = -1", "household-value", "write a number of at least 0"),
        ("wages_usd = 226000", "wages_usd = 1e13", "household-value", "correct the entry"),
        ("born = 1979-04-12\n", "", "household-key-missing", "add born = …"),
        ("born = 1979-04-12", 'born = "1979"', "household-value", "write a date without quotes, as in 2026-11-20"),
        ("blind = true", "blinde = true", "household-key-unknown", 'did you mean "blind"?'),
    ],
)  # fmt: skip
def test_faults_of_form_have_a_remedy(old: str, new: str, code: str, remedy: str) -> None:
    problem = only(with_line(old, new))
    assert (problem.code, problem.remedy) == (code, remedy)


LAST = """\
[tax.last_year]
wages_usd = 90000
itemised_usd = 5
carryforward_short_usd = 1
carryforward_long_usd = 2
"""


def test_last_year_is_as_this_year_but_for_what_it_says() -> None:
    made = read(with_line(*STATE) + LAST).spec
    assert made is not None
    assert made.last_year is not None
    tax, this = made.last_year.tax, made.tax
    assert (tax.year, tax.filing_status, tax.state, tax.local_rate_pct) == (
        2025,
        this.filing_status,
        "CO",
        D("1.5"),
    )
    assert (tax.realized_short_usd, tax.realized_long_usd) == (None, None)
    assert (tax.carryforward_short_usd, tax.carryforward_long_usd) == (1, 2)
    assert (this.carryforward_short_usd, this.year) == (0, 2026)
    assert made.last_year.income == YearIncome(D(90_000), itemised_usd=D(5), source=made.last_year.source)
    assert made.last_year.source.column == "tax.last_year"


def test_last_year_may_differ_in_everything() -> None:
    more = """\
filing_status = "single"
state = ""
local_rate_pct = 0
realized_short_usd = -3
realized_long_usd = 4
"""
    made = read(with_line(*STATE) + LAST + more).spec
    assert made is not None
    assert made.last_year is not None
    tax = made.last_year.tax
    assert (tax.filing_status, tax.state, tax.local_rate_pct) == ("single", "", 0)
    assert (tax.realized_short_usd, tax.realized_long_usd) == (-3, 4)


def test_last_year_is_held_to_the_same_rules() -> None:
    problem = only(FULL + LAST.replace("itemised_usd = 5", "dividends_qualified_usd = 5"))
    assert problem.message == f"tax.last_year: {BOTH}"
