"""Advice on deposits: never more into a sheltered account than the law lets in."""

from __future__ import annotations

import pytest

from tests.scenarios.reader import example
from tests.universe import COVARIANCE
from trimtab.rebalance.journey import make_plan

TEXT = """
title US stocks over target in one account
BEFORE 2026-11-20
tax single: ordinary 24%, long 15%
target stocks.us 50, bonds 50
buy stocks.us: VTI
buy bonds: BND
price VTI 300
price BND 70
account only: {kind} of Ann, cash 0
lot VTI {shares} bought 2018-01-02 for 3000
lot BND {shares} bought 2018-01-02 for 700
"""


@pytest.mark.parametrize(
    ("kind", "shares", "is_advised"),
    [
        ("roth_ira", 10, True),
        ("roth_ira", 1000, False),
        ("hsa", 10, True),
        ("inherited_ira", 10, False),
        ("401k", 10, False),
        ("taxable", 1000, True),
    ],
)
def test_deposits_fit_the_account(kind: str, shares: int, is_advised: bool) -> None:
    household, policy = example(TEXT.format(kind=kind, shares=shares))
    plan = make_plan(household, policy, COVARIANCE)
    assert bool(plan.deposits) is is_advised
