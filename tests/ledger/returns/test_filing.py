"""A household's year on a return: every amount in its place, everything missing told at once."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.ledger.returns.builders import ANA, BEN, TAX_LINE, couple, earning, taxed, told
from trimtab.core.household import FilingStatus, Household, Person
from trimtab.core.problems import BadInputError, Problem, Severity, warning
from trimtab.ledger.returns.filing import Entry, household_return
from trimtab.ledger.returns.gains import YearGains
from trimtab.ledger.returns.receipts import Receipts
from trimtab.tax.unit import FilingUnit

D = Decimal
NONE = YearGains(D(0), D(0), D(0), "nowhere", "nowhere")
FILE, ACCOUNTS = "household file", "received in your accounts so far"


def refused(household: Household, gains: YearGains = NONE, year: int = 2026) -> tuple[Problem, ...]:
    with pytest.raises(BadInputError) as fault:
        household_return(household, gains, Receipts(), year)
    return fault.value.problems


def test_every_amount_has_its_place() -> None:
    household = earning(
        couple(), interest=1, dividends_ordinary=20, dividends_qualified=3, gain_distributions=4,
        gain_short_elsewhere=-5, gain_long_elsewhere=6000, unrecaptured_1250=70, ira_distribution=8, other_income=-9,
        adjustments=10, itemised=110, itemised_taxes=12,
    )  # fmt: skip
    household = taxed(household, carryforward_short_usd=D(13), carryforward_long_usd=D(14))
    filed = household_return(household, YearGains(D(100), D(200), D(30), "sales", "sales"), Receipts(), 2026)
    assert filed.unit == FilingUnit(
        FilingStatus.MARRIED_JOINT, (47, 65), 1, wages_usd=D(100_000), interest_usd=D(1), dividends_ordinary_usd=D(20),
        dividends_qualified_usd=D(3), gain_short_usd=D(95), gain_long_usd=D(6204), collectibles_usd=D(30),
        unrecaptured_1250_usd=D(70), ira_distribution_usd=D(8), other_income_usd=D(-9), adjustments_usd=D(10),
        itemised_usd=D(110), itemised_taxes_usd=D(12), carryforward_short_usd=D(13), carryforward_long_usd=D(14),
    )  # fmt: skip
    assert (filed.year, filed.signers, filed.problems) == (2026, (ANA, BEN), ())
    assert filed.entries == (
        Entry("Wages", D(100_000), FILE),
        Entry("Interest", D(1), FILE),
        Entry("Ordinary dividends", D(20), FILE),
        Entry("of these, qualified", D(3), FILE),
        Entry("Short-term result", D(100), "sales"),
        Entry("Long-term result", D(200), "sales"),
        Entry("Short-term result elsewhere", D(-5), FILE),
        Entry("Long-term result elsewhere", D(6000), FILE),
        Entry("Capital gain distributions", D(4), FILE),
        Entry("of the long-term results, collectibles", D(30), "sales"),
        Entry("of the long-term results, unrecaptured section 1250", D(70), FILE),
        Entry("Short-term loss carried into the year", D(-13), FILE),
        Entry("Long-term loss carried into the year", D(-14), FILE),
        Entry("IRA and pension distributions", D(8), FILE),
        Entry("Other income", D(-9), FILE),
        Entry("Adjustments", D(-10), FILE),
        Entry("Itemised deductions", D(-110), FILE),
    )


def test_what_is_nothing_is_not_listed_but_wages_and_gains_are() -> None:
    filed = household_return(earning(couple(), wages=0), NONE, Receipts(), 2026)
    assert filed.entries == (
        Entry("Wages", D(0), FILE),
        Entry("Short-term result", D(0), "nowhere"),
        Entry("Long-term result", D(0), "nowhere"),
    )


RECEIVED = Receipts(
    D(2), D(10), D(9), D(5), since=("joint from 2026-09-18",), problems=(warning("odd", "odd"),)
)


def test_what_the_file_does_not_tell_is_taken_from_the_accounts() -> None:
    filed = household_return(couple(), NONE, RECEIVED, 2026)
    assert filed.unit.interest_usd == 2
    assert (filed.unit.dividends_ordinary_usd, filed.unit.dividends_qualified_usd) == (10, 9)
    assert filed.unit.gain_long_usd == 5
    assert [entry.origin for entry in filed.entries[1:4]] == [ACCOUNTS] * 3
    assert filed.entries[-1] == Entry("Capital gain distributions", D(5), ACCOUNTS)
    assert told(filed.problems) == [
        (
            "receipts-so-far",
            "interest, dividends and distributions are what your accounts received in 2026 up to 2026-11-20, "
            "and known for joint from 2026-09-18",
            "give the whole year's amounts in [tax.income]",
        ),
        ("odd", "odd", ""),
    ]
    assert filed.problems[0].severity is Severity.NOTE


def test_what_the_file_tells_is_not_taken_from_the_accounts() -> None:
    part = household_return(earning(couple(), interest=30, gain_distributions=0), NONE, RECEIVED, 2026)
    assert (part.unit.interest_usd, part.unit.dividends_ordinary_usd, part.unit.gain_long_usd) == (30, 10, 0)
    assert [entry.origin for entry in part.entries[1:4]] == [FILE, ACCOUNTS, ACCOUNTS]
    assert part.problems[0].message.startswith("dividends are what your accounts received")
    told_all = earning(couple(), interest=0, dividends_ordinary=0, dividends_qualified=0)
    [note] = household_return(told_all, NONE, RECEIVED, 2026).problems
    assert note.message.startswith("distributions are what your accounts received")
    assert household_return(told_all, NONE, Receipts(), 2026).problems == ()
    later = replace(couple(), as_of=couple().as_of.replace(year=2027))
    words = household_return(later, NONE, replace(RECEIVED, since=()), 2026).problems[0].message
    assert words == "interest, dividends and distributions are what your accounts received in 2026"


def test_everything_missing_is_told_at_once() -> None:
    problems = refused(couple(income=None, people=()), year=2025)
    assert told(problems) == [
        (
            "income-missing",
            "the year's income is not in the household file, so there is no bill",
            "add [tax.income] with wages_usd = …, the whole year as you expect it",
        ),
        (
            "people-on-return",
            "two people sign a return of status married_joint, and the household file names nobody",
            "add [[people]] with name and born",
        ),
        (
            "year-not-told",
            "the household file describes 2026, not 2025",
            "add [tax.last_year] with wages_usd = …, that year's income and carryforwards",
        ),
    ]
    assert {problem.source for problem in problems} == {TAX_LINE}


@pytest.mark.parametrize("year", [2024, 2027])
def test_a_year_nobody_can_describe_is_refused(year: int) -> None:
    [problem] = refused(couple(), year=year)
    assert problem.message == f"the household file describes 2026, not {year}"
    assert problem.remedy == "ask for 2026, or with [tax.last_year] for 2025"


@pytest.mark.parametrize(
    ("status", "people", "sign", "names", "remedy"),
    [
        ("married_joint", (ANA,), "two people sign", "Ana", "add [[people]] with name and born"),
        ("single", (ANA, BEN), "one person signs", "Ana, Ben",
         "write on_return = false for who does not sign it, or correct filing_status"),
        ("head_of_household", (replace(ANA, on_return=False),), "one person signs", "nobody",
         "add [[people]] with name and born"),
    ],
)  # fmt: skip
def test_as_many_sign_as_the_status_says(
    status: str, people: tuple[Person, ...], sign: str, names: str, remedy: str
) -> None:
    household = taxed(couple(people=people), filing_status=FilingStatus(status))
    [problem] = refused(household)
    assert problem.message == f"{sign} a return of status {status}, and the household file names {names}"
    assert problem.remedy == remedy
    signers = [person for person in people if person.on_return]
    assert problem.source == (signers[-1].source if signers else TAX_LINE)


def test_who_does_not_sign_is_not_counted_and_shared_accounts_are_told() -> None:
    alone = couple(people=(ANA, replace(BEN, on_return=False)))
    filed = household_return(
        taxed(alone, filing_status=FilingStatus.MARRIED_SEPARATE), NONE, Receipts(), 2026
    )
    assert (filed.unit.ages, filed.unit.blind_count, filed.signers) == ((47,), 0, (ANA,))
    assert told(filed.problems)[1:] == [
        (
            "account-shared",
            "joint also belongs to someone who is not on this return: all its income is counted",
            "divide it as you report it: type the amounts in [tax] and [tax.income]",
        )
    ]


def test_amounts_that_cannot_stand_on_a_return_are_refused() -> None:
    household = earning(couple(), dividends_ordinary=1, dividends_qualified=2, interest=0)
    assert [problem.code for problem in refused(household)] == ["tax-part"]


def test_problems_of_the_gains_are_passed_on() -> None:
    odd = warning("odd", "something odd")
    filed = household_return(
        earning(couple(), interest=0, dividends_ordinary=0, dividends_qualified=0),
        replace(NONE, problems=(odd,)),
        Receipts(),
        2026,
    )
    assert filed.problems == (odd,)
