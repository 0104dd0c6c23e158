"""What to see to before trading, account by account."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.scenarios.reader import example
from tests.universe import COVARIANCE
from trimtab.core.elections import Contribution, Every
from trimtab.rebalance.journey import make_plan
from trimtab.reports.labels import Masks
from trimtab.reports.notes import CheckItem, checklist

D = Decimal
TEXT = """
target stocks.us 40, bonds 40, real_estate 20
buy stocks.us: VTI
buy bonds: BND
price VTI 100
price BND 100
price HOUSE 20000
account own: {kind} of Ann, cash 0
lot VTI 700 bought 2020-01-02 for 7000
{house}
"""
HOUSE = "lot HOUSE 1 bought 2015-01-02 for 100"


def items(kind: str, house: str = HOUSE) -> tuple[CheckItem, ...]:
    household, policy = example(TEXT.format(kind=kind, house=house))
    plan = make_plan(household, policy, COVARIANCE)
    assert plan.trades
    return checklist(household, plan, Masks(household))


@pytest.mark.parametrize("kind", ["traditional_ira", "roth_ira"])
def test_a_plan_in_an_ira_with_a_house_names_what_is_forbidden_and_taxed_inside(kind: str) -> None:
    [item] = [item for item in items(kind) if "prohibited" in item.title]
    assert "HOUSE" in item.words
    assert all(words in item.words for words in ("capital calls", "4975", "UBTI", "trimtab rmd"))


@pytest.mark.parametrize(("kind", "house"), [("taxable", HOUSE), ("401k", HOUSE), ("roth_ira", "")])
def test_elsewhere_and_without_one_nothing_is_said(kind: str, house: str) -> None:
    assert not [item for item in items(kind, house) if "prohibited" in item.title]


def test_a_plan_in_a_529_asks_whether_a_change_is_left() -> None:
    [item] = [item for item in items("529", "") if "529(b)(4)" in item.words]
    assert item.title.endswith("two changes a year")


LOSS = """
tax single: ordinary 24%, long 15%
target stocks.us 60, bonds 40
buy stocks.us: VTI ITOT
buy bonds: BND
price VTI 100
price ITOT 100
price BND 100
account joint: taxable of Ann, cash 0
lot VTI 300 bought 2020-01-02 for 40000
account k: 401k of Ann, cash 0, menu VTI BND
lot VTI 300 bought 2020-01-02 for 40000
lot BND 400 bought 2020-01-02 for 40000
"""


@pytest.mark.parametrize(
    ("contribution", "coming", "said"),
    [
        (Contribution(D(500), Every.MONTH), (), 1),
        (None, (), 0),
        (Contribution(D(500), Every.MONTH), ("BND",), 0),
    ],
)
def test_payroll_whose_purchases_are_not_told_is_pointed_out_beside_a_loss(
    contribution: Contribution | None, coming: tuple[str, ...], said: int
) -> None:
    household, policy = example(LOSS)
    accounts = tuple(
        replace(account, contribution=contribution, purchases_coming=frozenset(coming))
        if account.account_id == "k"
        else account
        for account in household.accounts
    )
    household = replace(household, accounts=accounts)
    plan = make_plan(household, policy, COVARIANCE)
    assert any(trade.wash_note for trade in plan.trades)
    shown = [item for item in checklist(household, plan, Masks(household)) if "payroll" in item.title]
    assert len(shown) == said
