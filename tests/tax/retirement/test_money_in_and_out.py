"""Edges of contributions, early withdrawals and Roth ordering that no worked example has."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from trimtab.adapters.retirement_law import retirement_law_for
from trimtab.core.accounts import AccountKind
from trimtab.core.household import FilingStatus
from trimtab.tax.account_law import PhaseOut
from trimtab.tax.retirement.contributions import (
    Room,
    Saver,
    additions_room,
    deferral_room,
    hsa_room,
    ira_room,
    must_catch_up_as_roth,
    reduced_usd,
    sep_room,
    simple_room,
)
from trimtab.tax.retirement.early import Withdrawal, early_tax
from trimtab.tax.retirement.required import missed_tax_usd
from trimtab.tax.retirement.roth import Conversion, RothBooks, withdraw

LAW = retirement_law_for(2026)
YOUNG = date(1990, 1, 1)


def test_a_room_is_never_below_zero():
    room = Room(Decimal(100), Decimal(10), Decimal(130))
    assert (room.left_usd, room.excess_usd) == (0, 30)
    room = Room(Decimal(100), Decimal(10), Decimal(30))
    assert (room.left_usd, room.excess_usd) == (70, 0)


@pytest.mark.parametrize(
    ("magi", "limit"),
    [
        ("0", "7500"),
        ("153000", "7500"),
        ("153000.01", "7500"),  # rounded up to the next 10 dollars, but not above the limit
        ("153020", "7490"),
        ("153020.01", "7490"),
        ("167600", "200"),
        ("167599", "210"),
        ("167999.99", "200"),
        ("168000", "0"),
        ("168000.01", "0"),
    ],
)
def test_the_steps_of_a_phase_out(magi, limit):
    phase_out = PhaseOut(Decimal(153_000), Decimal(168_000))
    assert reduced_usd(Decimal(7500), Decimal(magi), phase_out, LAW.phase_outs) == Decimal(limit)


def test_the_least_is_not_more_than_the_limit():
    phase_out = PhaseOut(Decimal(153_000), Decimal(168_000))
    assert reduced_usd(Decimal(150), Decimal(160_000), phase_out, LAW.phase_outs) == 150


def test_no_earnings_no_contribution():
    saver = Saver(YOUNG, FilingStatus.SINGLE, compensation_usd=Decimal(-5))
    room = ira_room(saver, LAW, Decimal(0), Decimal(0))
    assert (room.both.limit_usd, room.roth.limit_usd, room.deductible_usd) == (0, 0, 0)
    assert additions_room(LAW, Decimal(-5), Decimal(0)).limit_usd == 0
    old = Saver(date(1950, 1, 1), FilingStatus.SINGLE, compensation_usd=Decimal(800))
    assert ira_room(old, LAW, Decimal(0), Decimal(0)).both.catch_up_usd == 800
    magi = replace(old, compensation_usd=None, magi_usd=Decimal(167_500))
    assert ira_room(magi, LAW, Decimal(0), Decimal(0)).roth.catch_up_usd == 290


def test_a_full_traditional_ira_leaves_no_roth():
    saver = Saver(YOUNG, FilingStatus.SINGLE)
    room = ira_room(saver, LAW, Decimal(8000), Decimal(10))
    assert (room.roth.limit_usd, room.roth.excess_usd, room.both.excess_usd) == (0, 10, 510)


def test_months_of_an_hsa():
    born = date(1971, 12, 31)
    assert hsa_room(born, LAW, Decimal(0), is_family=False).limit_usd == 5400
    assert hsa_room(date(1972, 1, 1), LAW, Decimal(0), is_family=False).limit_usd == 4400
    part = hsa_room(born, LAW, Decimal(100), is_family=False, months=3)
    assert (part.limit_usd, part.catch_up_usd, part.left_usd) == (1350, 250, 1250)


def test_missed_distributions_to_the_cent():
    law = LAW.distributions
    assert missed_tax_usd(Decimal("1234.58"), law, is_corrected=False) == Decimal("308.65")
    assert missed_tax_usd(Decimal("1234.55"), law, is_corrected=True) == Decimal("123.46")


def test_accounts_without_an_additional_tax():
    for kind in (AccountKind.TAXABLE, AccountKind.TRUST, AccountKind.E529, AccountKind.INHERITED_ROTH_IRA):
        found = early_tax(Withdrawal(kind, YOUNG, date(2026, 1, 1), Decimal(100)), LAW.early)
        assert (found.tax_usd, found.base_usd, found.rate) == (0, 0, 0)


def test_what_an_exception_covered_is_told():
    gone = Withdrawal(
        AccountKind.ROTH_401K,
        YOUNG,
        date(2026, 1, 1),
        Decimal(9000),
        {"emergency": Decimal(1000), "death": Decimal(500)},
    )
    found = early_tax(gone, LAW.early)
    assert [(one.name, usd) for one, usd in found.excepted] == [("death", 500), ("emergency", 1000)]
    assert (found.base_usd, found.rate, found.tax_usd, found.problems) == (7500, Decimal("0.10"), 750, ())
    over = early_tax(replace(gone, reasons={"emergency": Decimal("1000.01")}), LAW.early)
    assert [(one.name, usd) for one, usd in over.excepted] == [("emergency", 1000)]
    assert [str(problem) for problem in over.problems] == [
        "emergency covers $1,000.00 at most, not $1,000.01 (early-limit) -> claim what 26 USC 72(t)(2)(I) allows"
    ]


def test_a_simple_ira_of_unknown_age_counts_as_old():
    gone = Withdrawal(AccountKind.SIMPLE_IRA, YOUNG, date(2026, 1, 1), Decimal(100))
    assert early_tax(gone, LAW.early).rate == Decimal("0.10")
    other = replace(gone, kind=AccountKind.TRADITIONAL_IRA, simple_since=date(2025, 12, 1))
    assert early_tax(other, LAW.early).rate == Decimal("0.10")


def test_a_withdrawal_leaves_the_books_right():
    books = RothBooks(
        2015, Decimal(100), (Conversion(2024, Decimal(50), Decimal(20)), Conversion(2019, Decimal(30)))
    )
    found = withdraw(books, Decimal(150), date(2026, 5, 5), YOUNG, LAW.early)
    assert found.books == RothBooks(2015, Decimal(0), (Conversion(2024, Decimal(30), Decimal(20)),))
    assert (found.conversions_usd, found.penalised_usd, found.earnings_usd) == (50, 20, 0)
    found = withdraw(books, Decimal(195), date(2026, 5, 5), YOUNG, LAW.early)
    assert found.books == RothBooks(2015, Decimal(0), (Conversion(2024, Decimal(0), Decimal(5)),))
    assert (found.penalised_usd, found.is_qualified) == (50, True)
    some = withdraw(books, Decimal(40), date(2026, 5, 5), YOUNG, LAW.early)
    assert (some.contributions_usd, some.books.contributions_usd) == (40, 60)
    assert len(some.books.conversions) == 2


def test_reasons_that_make_no_qualified_distribution():
    books = RothBooks(2015, Decimal(0))
    for reason in ("", "education", "medical"):
        found = withdraw(books, Decimal(10), date(2026, 5, 5), YOUNG, LAW.early, reason)
        assert (found.taxable_usd, found.penalised_usd, found.is_qualified) == (10, 10, False)
    for reason in ("death", "disability", "first_home"):
        found = withdraw(books, Decimal(10), date(2026, 5, 5), YOUNG, LAW.early, reason)
        assert (found.taxable_usd, found.penalised_usd, found.is_qualified) == (0, 0, True)
    young_books = replace(books, first_year=2022)
    found = withdraw(young_books, Decimal(10), date(2026, 5, 5), YOUNG, LAW.early, "death")
    assert (found.taxable_usd, found.penalised_usd, found.is_qualified) == (10, 10, False)
    without = replace(LAW.early, exceptions=())
    assert withdraw(books, Decimal(10), date(2026, 5, 5), YOUNG, without, "first_home").taxable_usd == 10


def test_nothing_taken_before_five_years_is_not_qualified():
    found = withdraw(RothBooks(2022, Decimal(10)), Decimal(10), date(2026, 5, 5), YOUNG, LAW.early)
    assert (found.is_qualified, found.taxable_usd) == (False, 0)


def test_what_went_into_a_roth_is_not_deductible():
    saver = Saver(YOUNG, FilingStatus.SINGLE)
    assert ira_room(saver, LAW, Decimal(0), Decimal(2000)).deductible_usd == 5500
    assert ira_room(saver, LAW, Decimal(0), Decimal(9000)).deductible_usd == 0


@pytest.mark.parametrize(
    ("age", "plan", "simple", "small"),
    [
        (49, 24_500, 17_000, 18_100),
        (50, 32_500, 21_000, 21_950),
        (59, 32_500, 21_000, 21_950),
        (60, 35_750, 22_250, 23_350),
        (63, 35_750, 22_250, 23_350),
        (64, 32_500, 21_000, 21_950),
    ],
)
def test_catch_ups_by_age(age, plan, simple, small):
    born = date(2026 - age, 12, 31)
    assert deferral_room(born, LAW, Decimal(0)).limit_usd == plan
    assert simple_room(born, LAW, Decimal(0)).limit_usd == simple
    assert simple_room(born, LAW, Decimal(0), is_small=True).limit_usd == small


def test_wages_and_catch_ups():
    assert not must_catch_up_as_roth(Decimal(150_000), LAW)
    assert must_catch_up_as_roth(Decimal("150000.01"), LAW)
    assert not must_catch_up_as_roth(Decimal(900_000), retirement_law_for(2025))


def test_a_sep_by_compensation():
    assert sep_room(LAW, Decimal(-1), Decimal(0)).limit_usd == 0
    assert sep_room(LAW, Decimal(100_000), Decimal(30_000)).excess_usd == 5000
    assert sep_room(LAW, Decimal(288_001), Decimal(0)).limit_usd == 72_000


def test_covered_and_apart():
    covered = Saver(YOUNG, FilingStatus.MARRIED_SEPARATE, magi_usd=Decimal(5000), is_covered=True)
    assert ira_room(covered, LAW, Decimal(0), Decimal(0)).deductible_usd == 3750
    apart = replace(covered, lived_apart=True)
    assert ira_room(apart, LAW, Decimal(0), Decimal(0)).deductible_usd == 7500
    spouse = Saver(YOUNG, FilingStatus.MARRIED_SEPARATE, magi_usd=Decimal(9000), is_spouse_covered=True)
    assert ira_room(spouse, LAW, Decimal(0), Decimal(0)).deductible_usd == 750
    assert ira_room(replace(spouse, lived_apart=True), LAW, Decimal(0), Decimal(0)).deductible_usd == 7500


@pytest.mark.parametrize(
    ("kind", "born", "rate"),
    [
        (AccountKind.HSA, date(1961, 5, 6), "0.20"),
        (AccountKind.HSA, date(1961, 5, 5), "0"),
        (AccountKind.K401, date(1966, 11, 6), "0.10"),
        (AccountKind.K401, date(1966, 11, 5), "0"),
    ],
)
def test_the_day_on_which_it_is_not_early_any_more(kind, born, rate):
    gone = Withdrawal(kind, born, date(2026, 5, 5), Decimal(100))
    assert early_tax(gone, LAW.early).rate == Decimal(rate)
    simple = replace(gone, kind=AccountKind.SIMPLE_IRA, born=YOUNG)
    young, old = (replace(simple, simple_since=day) for day in (date(2024, 5, 6), date(2024, 5, 5)))
    assert [early_tax(one, LAW.early).rate for one in (young, old)] == [Decimal("0.25"), Decimal("0.10")]


def test_reasons_by_kind_of_account():
    def refused(kind, name):
        gone = Withdrawal(kind, YOUNG, date(2026, 5, 5), Decimal(100), {name: Decimal(100)})
        return [problem.code for problem in early_tax(gone, LAW.early).problems] == ["early-reason"]

    assert refused(AccountKind.HSA, "first_home")
    assert not refused(AccountKind.HSA, "death")
    assert refused(AccountKind.K403B, "education")
    assert not refused(AccountKind.SEP_IRA, "education")
    assert refused(AccountKind.SEP_IRA, "separation_at_55")
    assert not refused(AccountKind.K401, "separation_at_55")
    assert refused(AccountKind.K401, "new_car")


def test_a_roth_on_the_day_of_59_and_a_half():
    books = RothBooks(2015, Decimal(0))
    for born, taxable in ((date(1966, 11, 5), 0), (date(1966, 11, 6), 10)):
        found = withdraw(books, Decimal(10), date(2026, 5, 5), born, LAW.early)
        assert (found.taxable_usd, found.penalised_usd) == (taxable, taxable)
