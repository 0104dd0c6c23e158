"""Advice on where cash stands: not in the sheltered room that bonds could have."""

from __future__ import annotations

from decimal import Decimal

from tests.scenarios.reader import example
from tests.universe import COVARIANCE
from trimtab.rebalance.journey import make_plan

TEXT = """
title Two percent of cash wanted; a 401(k) and a taxable account
BEFORE 2026-11-20
tax married_joint: ordinary 24%, long 15%, state 4%
target stocks.us 28, bonds 70, cash 2
buy stocks.us: VTI FXAIX
buy bonds: BND VBTLX
price VTI 300
price FXAIX 200
price BND 70
price VBTLX 10
account k: 401k of Ben, cash 0, menu FXAIX VBTLX
lot FXAIX 1000 bought 2017-02-01 for 90000
lot VBTLX 10000 bought 2017-02-01 for 100000
account joint: taxable of Ann, cash 40000
lot VTI 500 bought 2017-02-01 for 60000
"""


def test_cash_is_kept_in_the_taxable_account() -> None:
    household, policy = example(TEXT)
    plan = make_plan(household, policy, COVARIANCE)
    assert plan.trades
    left = {mix.account_id: mix.by_class_usd["cash"] for mix in plan.after.accounts}
    assert left["k"] < Decimal(400)
    assert left["joint"] > Decimal(5000)
