"""Gifts: what holds for any of them, and edges that no worked example has."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trimtab.adapters.retirement_law import retirement_law_for
from trimtab.core.accounts import AccountKind
from trimtab.core.household import FilingStatus
from trimtab.tax.giving.charity import (
    CarriedGift,
    Donee,
    Gift,
    GiftDeduction,
    GiftKind,
    Limit,
    deductible_usd,
    deduction_without_itemising_usd,
    gift_deduction,
    limit_of,
)
from trimtab.tax.giving.direct import DirectGift, Recipient, direct_gift

D = Decimal
LAW_2025, LAW_2026 = retirement_law_for(2025).gifts, retirement_law_for(2026).gifts

dollars = st.integers(0, 300_000).map(Decimal)
gifts = st.builds(
    Gift,
    st.sampled_from(GiftKind),
    st.sampled_from(Donee),
    dollars,
    st.none() | dollars,
    st.booleans(),
    st.booleans(),
)
carried = st.builds(CarriedGift, st.sampled_from(Limit), st.integers(2018, 2025), dollars)


@settings(max_examples=150)
@given(
    st.lists(gifts, max_size=6), st.lists(carried, max_size=4), dollars, st.sampled_from([LAW_2025, LAW_2026])
)
def test_every_dollar_is_deducted_carried_lost_or_expired(given_gifts, brought, agi, law):
    found = gift_deduction(given_gifts, brought, 2026, agi, law)
    put_in = sum((deductible_usd(gift) for gift in given_gifts), D(0))
    put_in += sum((one.amount_usd for one in brought), D(0))
    kept = sum((one.amount_usd for one in found.carried), D(0))
    assert found.deducted_usd + kept + found.lost_usd + found.expired_usd == put_in
    assert 0 <= found.deducted_usd <= law.cash_rate * agi
    assert all(line.deducted_usd >= 0 and line.allowed_usd <= line.given_usd for line in found.lines)
    assert all(one.amount_usd > 0 and 2021 < one.year <= 2026 for one in found.carried)


@settings(max_examples=50)
@given(st.lists(gifts, max_size=5), st.lists(carried, max_size=4), dollars)
def test_the_order_of_gifts_means_nothing(given_gifts, brought, agi):
    forth = gift_deduction(given_gifts, brought, 2026, agi, LAW_2026)
    back = gift_deduction(reversed(given_gifts), reversed(brought), 2026, agi, LAW_2026)
    assert forth == back


@pytest.mark.parametrize(
    ("kind", "donee", "limit"),
    [
        (GiftKind.CASH, Donee.PUBLIC, Limit.CASH_60),
        (GiftKind.CASH, Donee.PRIVATE, Limit.OTHER_30),
        (GiftKind.ORDINARY_PROPERTY, Donee.PUBLIC, Limit.PUBLIC_50),
        (GiftKind.ORDINARY_PROPERTY, Donee.PRIVATE, Limit.OTHER_30),
        (GiftKind.GAIN_PROPERTY, Donee.PUBLIC, Limit.GAIN_30),
        (GiftKind.GAIN_PROPERTY, Donee.PRIVATE, Limit.GAIN_20),
        (GiftKind.UNRELATED_PROPERTY, Donee.PUBLIC, Limit.PUBLIC_50),
        (GiftKind.UNRELATED_PROPERTY, Donee.PRIVATE, Limit.GAIN_20),
    ],
)
def test_the_limit_of_each_kind(kind, donee, limit):
    assert limit_of(Gift(kind, donee, D(1))) is limit
    elected = Limit.PUBLIC_50 if limit is Limit.GAIN_30 else limit
    assert limit_of(Gift(kind, donee, D(1), at_basis=True)) is elected


def test_what_counts_of_a_gift():
    def counted(kind, donee, basis, **more):
        return deductible_usd(Gift(kind, donee, D(100), basis, **more))

    assert counted(GiftKind.CASH, Donee.PRIVATE, None) == 100
    assert counted(GiftKind.ORDINARY_PROPERTY, Donee.PUBLIC, D(40)) == 40
    assert counted(GiftKind.ORDINARY_PROPERTY, Donee.PUBLIC, D(140)) == 100
    assert counted(GiftKind.ORDINARY_PROPERTY, Donee.PUBLIC, None) == 0
    assert counted(GiftKind.GAIN_PROPERTY, Donee.PUBLIC, D(40)) == 100
    assert counted(GiftKind.GAIN_PROPERTY, Donee.PUBLIC, D(40), at_basis=True) == 40
    assert counted(GiftKind.GAIN_PROPERTY, Donee.PRIVATE, D(40)) == 40
    assert counted(GiftKind.GAIN_PROPERTY, Donee.PRIVATE, D(40), is_traded_stock=True) == 100
    assert counted(GiftKind.UNRELATED_PROPERTY, Donee.PUBLIC, D(40), is_traded_stock=True) == 40


def deduction(*given_gifts: Gift, agi: int, year: int = 2026) -> GiftDeduction:
    return gift_deduction(given_gifts, (), year, D(agi), LAW_2026)


def test_the_floor_takes_in_the_order_of_the_law():
    every = (
        Gift(GiftKind.GAIN_PROPERTY, Donee.PRIVATE, D(100), is_traded_stock=True),
        Gift(GiftKind.GAIN_PROPERTY, Donee.PUBLIC, D(100)),
        Gift(GiftKind.CASH, Donee.PRIVATE, D(100)),
        Gift(GiftKind.ORDINARY_PROPERTY, Donee.PUBLIC, D(100), D(100)),
        Gift(GiftKind.CASH, Donee.PUBLIC, D(100)),
    )
    found = deduction(*every, agi=70_000)  # a floor of 350
    assert {line.limit: line.floor_usd for line in found.lines} == {
        Limit.CASH_60: 0,
        Limit.PUBLIC_50: 50,
        Limit.OTHER_30: 100,
        Limit.GAIN_30: 100,
        Limit.GAIN_20: 100,
    }
    assert (found.deducted_usd, found.lost_usd, found.carried) == (150, 350, ())


def test_a_negative_income_is_none():
    found = deduction(Gift(GiftKind.CASH, Donee.PUBLIC, D(100)), agi=-5000)
    assert (found.deducted_usd, found.lost_usd) == (0, 0)
    assert found.carried == (CarriedGift(Limit.CASH_60, 2026, D(100)),)


def test_what_is_carried_stands_in_order():
    brought = [
        CarriedGift(Limit.GAIN_30, 2024, D(5)),
        CarriedGift(Limit.CASH_60, 2025, D(7)),
        CarriedGift(Limit.CASH_60, 2023, D(1)),
        CarriedGift(Limit.CASH_60, 2023, D(2)),
    ]
    found = gift_deduction([], brought, 2026, D(0), LAW_2026)
    assert found.carried == (
        CarriedGift(Limit.CASH_60, 2023, D(3)),
        CarriedGift(Limit.CASH_60, 2025, D(7)),
        CarriedGift(Limit.GAIN_30, 2024, D(5)),
    )


@pytest.mark.parametrize("year", [2020, 2021, 2022])
def test_five_years_and_no_more(year):
    brought = [CarriedGift(Limit.CASH_60, year, D(100))]
    used = gift_deduction([], brought, 2026, D(1000), LAW_2025)
    unused = gift_deduction([], brought, 2026, D(0), LAW_2025)
    assert (used.deducted_usd, used.expired_usd) == ((0, 100) if year == 2020 else (100, 0))
    assert (len(unused.carried), unused.expired_usd) == ((1, 0) if year == 2022 else (0, 100))


def test_gifts_of_who_does_not_itemise():
    assert deduction_without_itemising_usd(D(700), FilingStatus.SINGLE, LAW_2026) == 700
    assert deduction_without_itemising_usd(D(2700), FilingStatus.MARRIED_JOINT, LAW_2026) == 2000
    assert deduction_without_itemising_usd(D(700), FilingStatus.SINGLE, LAW_2025) == 0


DIRECT = retirement_law_for(2026).direct_gifts


def sent(**changes):
    facts = {
        "kind": AccountKind.TRADITIONAL_IRA,
        "born": date(1950, 1, 1),
        "paid": date(2026, 6, 1),
        "amount_usd": D(1000),
    }
    return direct_gift(DirectGift(**(facts | changes)), DIRECT)


def test_who_may_send_and_receive():
    good = {
        AccountKind.TRADITIONAL_IRA,
        AccountKind.SEP_IRA,
        AccountKind.SIMPLE_IRA,
        AccountKind.INHERITED_IRA,
        AccountKind.ROTH_IRA,
    }
    assert {kind for kind in AccountKind if not sent(kind=kind).problems} == good
    assert {one for one in Recipient if not sent(recipient=one).problems} == {
        Recipient.PUBLIC_CHARITY,
        Recipient.SPLIT_INTEREST,
    }


def test_limits_never_turn_negative():
    over = sent(given_before_usd=D(200_000))
    assert (over.excluded_usd, over.taxable_usd, over.counts_usd) == (0, 1000, 1000)
    offset = sent(deducted_usd=D(5000))
    assert (offset.excluded_usd, offset.taxable_usd) == (0, 1000)
    split = sent(recipient=Recipient.SPLIT_INTEREST, amount_usd=D(60_000), given_before_usd=D(80_000))
    assert split.excluded_usd == 31_000


def test_every_problem_is_named():
    found = sent(
        kind=AccountKind.SEP_IRA,
        born=date(1960, 1, 1),
        recipient=Recipient.PRIVATE_FOUNDATION,
        is_ongoing=True,
    )
    assert [problem.code for problem in found.problems] == ["gift-age", "gift-recipient", "gift-ongoing"]
    assert (found.excluded_usd, found.taxable_usd) == (0, 1000)


def test_this_years_rest_stands_after_that_of_earlier_years():
    brought = [CarriedGift(Limit.OTHER_30, 2024, D(50))]
    gift = Gift(GiftKind.CASH, Donee.PRIVATE, D(100))
    found = gift_deduction([gift], brought, 2026, D(200), LAW_2025)
    assert found.carried == (
        CarriedGift(Limit.OTHER_30, 2024, D(50)),
        CarriedGift(Limit.OTHER_30, 2026, D(40)),
    )
