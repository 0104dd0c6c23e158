"""Edges of self-directed accounts that no worked example has."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from trimtab.adapters.retirement_law import retirement_law_for
from trimtab.core.accounts import AccountKind
from trimtab.tax.self_directed.prohibited import (
    DISQUALIFIED,
    FORBIDDEN,
    WHOEVER,
    Dealing,
    Party,
    check_dealing,
    consequence,
)
from trimtab.tax.self_directed.unrelated import (
    INCOME_LAW,
    AccountIncome,
    IncomeItem,
    debt_share_of,
    unrelated_income,
)

LAW = retirement_law_for(2026)


def test_every_dealing_with_every_party():
    for dealing in Dealing:
        for party in Party:
            found = check_dealing(dealing, party)
            is_forbidden = dealing in WHOEVER or (dealing in FORBIDDEN and party in DISQUALIFIED)
            assert (found is not None) == is_forbidden
    assert set(Party) - set(DISQUALIFIED) == {Party.SIBLING, Party.OTHER_RELATIVE, Party.STRANGER}
    assert set(Dealing) - set(FORBIDDEN) - set(WHOEVER) == {Dealing.INVESTMENT}


def test_a_forbidden_dealing_in_words():
    found = check_dealing(Dealing.LOAN, Party.OWNER)
    assert str(found) == (
        "loan or credit with the owner: 26 USC 4975(c)(1)(B), 408(e)(3); 26 USC 4975(e)(2)(A), (E), (H)"
    )


def test_where_the_consequence_stands():
    loan, pledge = check_dealing(Dealing.LOAN, Party.OWNER), check_dealing(Dealing.PLEDGE, Party.OWNER)
    assert loan is not None
    assert pledge is not None

    def cost(found, kind, born):
        return consequence(found, kind, born, LAW, Decimal(900), Decimal(100))

    ended = cost(loan, AccountKind.ROTH_IRA, date(1990, 1, 1))
    assert (ended.source, ended.on, ended.early_tax_usd) == ("26 USC 408(e)(2)", date(2026, 1, 1), 90)
    plan = cost(loan, AccountKind.ROTH_401K, date(1990, 1, 1))
    assert (plan.source, plan.on, plan.excise_usd) == ("26 USC 4975(a)", None, 15)
    assert cost(loan, AccountKind.K403B, date(1990, 1, 1)).excise_usd == 15
    pledged = cost(pledge, AccountKind.TRADITIONAL_IRA, date(1967, 7, 1))
    assert (pledged.source, pledged.on, pledged.early_tax_usd) == ("26 USC 408(e)(4)", None, 10)
    assert cost(pledge, AccountKind.TRADITIONAL_IRA, date(1967, 6, 30)).early_tax_usd == 0
    assert cost(loan, AccountKind.TRADITIONAL_IRA, date(1966, 7, 1)).early_tax_usd == 0
    for heirs in (AccountKind.INHERITED_IRA, AccountKind.INHERITED_ROTH_IRA):
        left = cost(loan, heirs, date(1990, 1, 1))
        assert (left.ends_account, left.distributed_usd, left.early_tax_usd) == (True, 900, 0)
    assert cost(loan, AccountKind.TRADITIONAL_IRA, date(1966, 7, 2)).early_tax_usd == 90


def test_a_share_of_debt():
    assert debt_share_of(Decimal(30), Decimal(120)) == Decimal("0.25")
    assert debt_share_of(Decimal(130), Decimal(120)) == 1
    with pytest.raises(ValueError, match="an average basis of 0"):
        debt_share_of(Decimal(1), Decimal(0))


def test_only_a_business_is_taxed_without_debt():
    assert [kind for kind in AccountIncome if kind.is_taxed] == [AccountIncome.BUSINESS]
    assert list(INCOME_LAW) == list(AccountIncome)


def test_a_short_gain_is_taxed_like_other_income():
    item = IncomeItem(AccountIncome.GAIN, Decimal(10_000), Decimal(1000), debt_share=Decimal(1))
    owed = unrelated_income([item], LAW.unrelated_income)
    assert (owed.gross_usd, owed.net_usd, owed.taxable_usd, owed.gain_usd) == (10_000, 9_000, 8_000, 0)
    assert owed.tax_usd == Decimal("1458.00")  # 330 and 24% of 4,700


def test_a_long_loss_sets_off_a_business():
    items = [
        IncomeItem(AccountIncome.BUSINESS, Decimal(10_000)),
        IncomeItem(AccountIncome.GAIN, Decimal(0), Decimal(4000), debt_share=Decimal(1), is_long_term=True),
    ]
    owed = unrelated_income(items, LAW.unrelated_income)
    assert (owed.net_usd, owed.taxable_usd, owed.gain_usd) == (6000, 5000, 0)
    assert owed.tax_usd == Decimal("738.00")


def test_the_deduction_takes_from_the_business_first():
    items = [
        IncomeItem(AccountIncome.BUSINESS, Decimal(400)),
        IncomeItem(AccountIncome.GAIN, Decimal(900), debt_share=Decimal(1), is_long_term=True),
    ]
    owed = unrelated_income(items, LAW.unrelated_income)
    assert (owed.taxable_usd, owed.gain_usd, owed.tax_usd, owed.is_return_due) == (300, 300, 0, True)


def test_the_smallest_basis():
    assert debt_share_of(Decimal("0.5"), Decimal(1)) == Decimal("0.5")
    with pytest.raises(ValueError, match="an average basis of -1"):
        debt_share_of(Decimal(1), Decimal(-1))
