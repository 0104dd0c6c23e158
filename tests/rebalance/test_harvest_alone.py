"""Losses may ask for a plan by themselves: when, what it may do, and what the verifier holds it to."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.rebalance.example import planned
from tests.scenarios.reader import example
from tests.universe import COVARIANCE
from trimtab.core.household import Household
from trimtab.core.plan import Method, Plan, Side
from trimtab.core.policy import DollarPrices, Policy
from trimtab.rebalance.fills import apply_fills
from trimtab.rebalance.journey import look, make_plan
from trimtab.rebalance.verify import verify
from trimtab.rebalance.waterfall.moves import waterfall

D = Decimal
AT_TARGET = """
title On target, with a loss
BEFORE 2026-11-20
tax married_joint: ordinary 24%, long 15%, state 5%
target stocks.us 60, bonds 40
buy stocks.us: VTI ITOT
buy bonds: BND
price VTI 300
price ITOT 130
price BND 75
account joint: taxable of Ann, cash 0
lot VTI 100 bought 2026-06-01 for {basis}
account other: taxable of Ben, cash 200
lot VTI 20 bought 2020-01-02 for 4000
account ira: traditional_ira of Ann, cash 0
lot VTI 20 bought 2020-01-02 for 4000
lot BND 369 bought 2020-01-02 for 24000
"""


def case(basis: int = 40000, **changes: object) -> tuple[Household, Policy, Plan]:
    household, policy = example(AT_TARGET.format(basis=basis))
    policy = replace(policy, **changes)
    return household, policy, make_plan(household, policy, COVARIANCE)


def broken_checks(household: Household, policy: Policy, plan: Plan) -> set[str]:
    return {check.invariant for check in verify(household, policy, plan) if not check.holds}


@pytest.mark.parametrize(("basis", "is_asked"), [(30010, False), (40000, True)])
def test_what_waiting_is_worth_is_not_asked_of_losses_that_save_too_little(
    basis: int, is_asked: bool
) -> None:
    now = look(*example(AT_TARGET.format(basis=basis)), COVARIANCE)
    assert now.rules.losses
    assert ("waiting" in vars(now.rules)) == is_asked
    assert now.decision.acts == is_asked
    assert now.rules.waiting.keys() == {("joint", "VTI", lot.lot_id) for _, _, lot in now.rules.losses}


def test_a_loss_alone_is_sold_and_replaced_where_it_lies() -> None:
    household, policy, plan = case()
    assert [(t.account_id, t.side, t.symbol) for t in plan.trades] == [
        ("joint", Side.SELL, "VTI"),
        ("joint", Side.BUY, "ITOT"),
    ]
    assert [trigger.rule for trigger in plan.before.triggers] == ["harvest"]
    assert all(check.holds for check in plan.checks)
    assert abs(plan.after.half_sum - plan.before.half_sum) < D("0.002")
    filled = apply_fills(household, plan.trades)
    assert make_plan(filled, policy, COVARIANCE).method is Method.NONE


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"harvest": False}, "losses are not looked for"),
        ({"buys": {"stocks.us": ("VTI",), "bonds": ("BND",), "cash": ()}}, "no loss is worth taking"),
        ({"prices": DollarPrices(min_benefit_usd=D(5000))}, "no loss is worth taking"),
        ({"do_not_sell": frozenset({"VTI"})}, "no loss that the rules allow is worth taking"),
    ],
    ids=["switched off", "nothing to replace it with", "not worth enough", "may not be sold"],
)
def test_a_loss_asks_for_nothing(changes: dict[str, object], words: str) -> None:
    plan = case(**changes)[2]
    assert plan.trades == ()
    assert not plan.before.triggers
    assert words in plan.reason


def test_a_loss_under_its_hurdle_asks_for_nothing() -> None:
    household, policy, plan = case(basis=30300)
    assert not plan.trades
    assert not look(household, policy, COVARIANCE).decision.acts


def test_the_rules_alone_propose_nothing_for_a_loss() -> None:
    household, policy, _ = case()
    assert waterfall(household, policy) == ({}, {})


def test_the_verifier_holds_a_harvest_to_its_terms() -> None:
    household, policy, plan = case()
    assert broken_checks(household, replace(policy, harvest=False), plan) == {"I10"}
    dear = replace(policy, prices=DollarPrices(min_benefit_usd=D(5000)))
    assert broken_checks(household, dear, plan) == {"I10"}
    gain, _ = example(AT_TARGET.format(basis=20000))
    assert "I10" in broken_checks(gain, policy, plan), "what is sold must be a loss"
    sell, buy = plan.trades
    elsewhere = replace(plan, trades=(sell, replace(buy, account_id="other")))
    words = next(c.words for c in verify(household, policy, elsewhere) if c.invariant == "I10")
    assert "none is taken in other" in words


def test_the_plan_says_of_each_loss_what_it_saves_costs_and_gives_up() -> None:
    _, _, plan = case()
    (lot,) = plan.harvests
    assert (lot.account_id, lot.symbol, lot.loss_usd) == ("joint", "VTI", lot.quantity * 100)
    assert lot.saved_now_usd == D(870) == -plan.tax_now_usd
    assert lot.carried_usd == lot.loss_usd - 3000
    assert lot.price_pct == D("75.0") < lot.hurdle_pct < 100
    assert lot.waiting_usd > 0
    later_rate = D("0.20") * D("0.9") / D("1.05") ** 10
    assert abs(lot.later_usd - lot.loss_usd * later_rate) < 1
    sell = plan.trades[0]
    assert "saves $870 this year" in sell.reason
    assert f"worth taking up to {lot.hurdle_pct}% of its basis, today 75.0%" in sell.reason
    lines = [line for e in plan.explanations if e.symbol == "VTI" for line in e.lines]
    assert any("saves $870 this year" in line and "lot" in line for line in lines)


def test_a_loss_that_waits_is_named_with_its_hurdle() -> None:
    plan = case(basis=30300)[2]
    lines = [line for e in plan.explanations if e.symbol == "VTI" for line in e.lines]
    assert any("the loss of $300" in line and "waits: worth taking up to" in line for line in lines)


HIGH_MINIMUM = """
tax single: ordinary 24%, long 15%
target stocks.us 60, bonds 40
buy stocks.us: VTI FXAIX
buy bonds: BND
minimum FXAIX: 80000 then 1
price VTI 100
price BND 100
price FXAIX 10
account joint: taxable of Ann, cash 0
lot VTI 600 bought 2020-01-02 for 90000
lot BND 400 bought 2020-01-02 for 40000
"""


def test_what_nothing_may_replace_is_not_sold_for_another_class() -> None:
    household, policy = example(HIGH_MINIMUM)
    plan = make_plan(household, policy, COVARIANCE)
    assert plan.trades == ()
    wrong = planned(household, policy, {("joint", "VTI", "2020-01-02-0"): D(49)}, {("joint", "BND"): D(48)})
    [check] = [c for c in verify(household, policy, wrong) if c.invariant == "I10"]
    assert "more of bonds is bought than sold" in check.words
