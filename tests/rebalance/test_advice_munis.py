"""Advice on tax-exempt bonds: in a taxable account where they leave more after tax, never in a sheltered one."""

from __future__ import annotations

import pytest

from tests.scenarios.reader import example
from tests.universe import COVARIANCE
from trimtab.core.plan import Side
from trimtab.rebalance.journey import make_plan

TEXT = """
title Cash to place in bonds
BEFORE 2026-11-20
tax single: ordinary {ordinary}%, long 15%
target stocks.us 60, bonds 40
buy stocks.us: VTI
buy bonds: {bonds}
price VTI 300
price BND 70
price AGG 100
price VTEB 50
account place: {kind} of Ann, cash 40000
lot VTI 200 bought 2017-02-01 for 30000
"""


def bought(kind: str, ordinary: int, bonds: str) -> set[str]:
    household, policy = example(TEXT.format(kind=kind, ordinary=ordinary, bonds=bonds))
    plan = make_plan(household, policy, COVARIANCE)
    return {trade.symbol for trade in plan.trades if trade.side is Side.BUY} - {"VTI"}


@pytest.mark.parametrize(
    ("kind", "ordinary", "bonds", "expected"),
    [
        ("taxable", 35, "BND VTEB AGG", "VTEB"),
        ("taxable", 12, "BND VTEB AGG", "BND"),
        ("taxable", 35, "BND AGG", "BND"),
        ("traditional_ira", 35, "BND VTEB AGG", "BND"),
        ("traditional_ira", 35, "VTEB BND", "BND"),
        ("roth_ira", 12, "VTEB BND", "BND"),
        ("taxable", 12, "VTEB BND", "VTEB"),
        ("traditional_ira", 35, "VTEB", "VTEB"),
    ],
)
def test_tax_exempt_bonds_are_bought_where_they_leave_more(
    kind: str, ordinary: int, bonds: str, expected: str
) -> None:
    assert bought(kind, ordinary, bonds) == {expected}


def test_the_exempt_fund_is_the_first_choice_there_and_not_called_a_substitute() -> None:
    household, policy = example(TEXT.format(kind="taxable", ordinary=35, bonds="BND VTEB"))
    plan = make_plan(household, policy, COVARIANCE)
    reason = next(trade.reason for trade in plan.trades if trade.symbol == "VTEB")
    assert "substitute" not in reason
