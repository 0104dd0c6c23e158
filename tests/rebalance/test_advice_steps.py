"""Advice on when to buy: money that is due in weeks does not pay for a purchase of tomorrow."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.scenarios.reader import example
from tests.universe import COVARIANCE
from trimtab.core.household import Household
from trimtab.core.plan import Plan, Side
from trimtab.core.policy import Policy
from trimtab.rebalance.journey import make_plan
from trimtab.rebalance.verify import verify

TEXT = """
title A bonus comes in three weeks, and there is something to sell today
BEFORE 2026-11-20
tax single: ordinary 24%, long 15%
target stocks.us 60, bonds 40
buy stocks.us: VTI
buy bonds: BND
price VTI 300
price BND 70
account joint: taxable of Ann, cash 0{options}
lot VTI 300 bought 2018-01-02 for 80000
lot BND 100 bought 2018-01-02 for 7000
flow joint {deposit} on 2026-12-11
"""


def planned(deposit: int, options: str = "") -> tuple[Household, Policy, Plan]:
    household, policy = example(TEXT.format(deposit=deposit, options=options))
    return household, policy, make_plan(household, policy, COVARIANCE)


@pytest.mark.parametrize(("options", "today"), [("", 1), (", settles next day", 2)])
def test_of_a_buy_only_the_part_that_needs_the_deposit_waits_for_it(options: str, today: int) -> None:
    _, _, plan = planned(15000, options)
    sold = sum(trade.amount_usd for trade in plan.trades if trade.side is Side.SELL)
    buys = [trade for trade in plan.trades if trade.side is Side.BUY]
    assert sum(buy.amount_usd for buy in buys) > sold > 0
    assert [buy.step for buy in buys] == [today, 3]
    assert buys[0].symbol == buys[1].symbol
    assert sold - 70 < buys[0].amount_usd + buys[0].cost_usd <= sold
    assert buys[1].amount_usd <= 15000
    assert all(check.holds for check in plan.checks)


def test_without_a_least_trade_no_buy_of_nothing_is_split_off() -> None:
    text = TEXT.replace("lot VTI 300", "lot VTI 1").replace("80000", "300")
    household, policy = example(text.format(deposit=15000, options=""))
    plan = make_plan(household, replace(policy, min_trade_usd=Decimal(0)), COVARIANCE)
    assert [trade.step for trade in plan.trades] == [3, 3]
    assert all(trade.quantity > 0 for trade in plan.trades)


def test_what_the_sales_pay_for_does_not_wait() -> None:
    _, _, plan = planned(1)
    assert {trade.step for trade in plan.trades if trade.side is Side.BUY} == {1}


@pytest.mark.parametrize("step", [1, 2])
def test_the_checker_sees_a_buy_before_its_money(step: int) -> None:
    household, policy, plan = planned(15000)
    early = replace(
        plan, trades=tuple(replace(t, step=step) if t.side is Side.BUY else t for t in plan.trades)
    )
    failed = {check.invariant for check in verify(household, policy, early) if not check.holds}
    assert "I2" in failed


def test_the_checker_sees_a_buy_that_waits_for_no_deposit() -> None:
    household, policy, plan = planned(1)
    household = replace(household, flows=())
    late = replace(plan, trades=tuple(replace(t, step=3) if t.side is Side.BUY else t for t in plan.trades))
    checks = {check.invariant: check for check in verify(household, policy, late)}
    assert "no deposit" in checks["I2"].words
