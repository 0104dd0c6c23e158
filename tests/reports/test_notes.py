"""What to see to before trading, account by account."""

from __future__ import annotations

import pytest

from tests.scenarios.reader import example
from tests.universe import COVARIANCE
from trimtab.rebalance.journey import make_plan
from trimtab.reports.labels import Masks
from trimtab.reports.notes import CheckItem, checklist

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
