"""Advice on withdrawals: the account that pays sells, and nothing else moves while every class is inside its band."""

from __future__ import annotations

from tests.scenarios.reader import example
from tests.universe import COVARIANCE
from trimtab.core.plan import Plan
from trimtab.rebalance.journey import make_plan

RETIREE = """
title Forty thousand from the joint account, two percent of cash wanted
BEFORE 2026-11-20
tax married_joint: ordinary 12%, long 0%, state 5%
target stocks.us 42, bonds 56, cash 2
buy stocks.us: VTI
buy bonds: BND
price VTI 300
price BND 70
account joint: taxable of Ann, cash 6000, reserve 5000
lot VTI 700 bought 2012-05-01 for 49000
lot BND 1000 bought 2021-02-01 for 80000
account ira: traditional_ira of Ann, cash 0
lot BND 4000 bought 2015-01-02 for 300000
lot VTI 200 bought 2015-01-02 for 20000
"""


def planned(text: str) -> Plan:
    household, policy = example(text)
    return make_plan(household, policy, COVARIANCE)


def test_a_withdrawal_is_paid_by_its_own_account_alone() -> None:
    plan = planned(RETIREE + "flow joint -40000 on 2026-12-01")
    assert plan.trades
    assert not plan.is_refused
    assert {trade.account_id for trade in plan.trades if trade.lots} == {"joint"}
    assert all(check.holds for check in plan.checks)


def test_what_stays_off_target_then_names_that_only_cash_was_moved() -> None:
    plan = planned(RETIREE + "flow joint -40000 on 2026-12-01")
    rules = {u.class_id: u.rule for u in plan.unmet if u.class_id != "cash"}
    assert rules
    assert set(rules.values()) == {"cash-only"}


def test_cash_under_its_band_without_anyone_short_rebalances_and_passes_every_check() -> None:
    plan = planned(RETIREE.replace("cash 6000, reserve 5000", "cash 0"))
    assert plan.trades
    assert not plan.is_refused
    assert ("band", "cash") in {(trigger.rule, trigger.class_id) for trigger in plan.before.triggers}


def test_nobody_who_takes_money_out_is_told_to_pay_in() -> None:
    assert not planned(RETIREE + "flow joint -40000 on 2026-12-01").deposits
