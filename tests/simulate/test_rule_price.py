"""The price of a rule: each kind is found, lifted alone, and priced by the plan without it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.households import random_household
from tests.scenarios.reader import example
from tests.universe import COVARIANCE
from trimtab.core.accounts import Role
from trimtab.core.household import Household
from trimtab.core.limits import Bound, HoldingLimit, Unit
from trimtab.core.plan import Plan
from trimtab.core.policy import Policy
from trimtab.rebalance.journey import make_plan
from trimtab.simulate.rule_lifts import lifts
from trimtab.simulate.rule_price import RulePrice, rule_prices

D = Decimal

BASE = """
title Too many stocks, in an IRA that could sell them for nothing and in a taxable account that could not
BEFORE 2026-11-20
tax married_joint: ordinary 24%, long 15%
target stocks.us 50, bonds 50
buy stocks.us: VTI
buy bonds: BND
price VTI 300
price BND 70
{policy}
account ira: traditional_ira of Ann, cash {cash}{ira}
lot VTI 100 bought 2019-01-02 for 10000
{ira_lots}
account joint: taxable of Ann, cash 0
lot VTI 100 bought {bought} for {basis}
{joint_lots}
"""

AT_TARGET = """
title At target, with a loss at hand
BEFORE 2026-11-20
tax married_joint: ordinary 24%, long 15%
target stocks.us 50, bonds 50
buy stocks.us: VTI ITOT
buy bonds: BND
price VTI 300
price ITOT 140
price BND 70
account joint: taxable of Ann, cash 0
lot VTI 70 bought 2024-01-02 for 26000
lot BND 300 bought 2019-01-02 for 21000
"""


def text(**parts: str) -> str:
    given = {
        "policy": "",
        "cash": "0",
        "ira": "",
        "ira_lots": "",
        "bought": "2015-01-02",
        "basis": "9000",
        "joint_lots": "",
    }
    return BASE.format(**(given | parts))


def priced(household: Household, policy: Policy) -> tuple[Plan, dict[tuple[str, str], RulePrice]]:
    plan = make_plan(household, policy, COVARIANCE)
    found = rule_prices(household, policy, COVARIANCE, plan)
    return plan, {(price.lift.code, price.lift.subject): price for price in found}


@pytest.mark.parametrize(
    ("parts", "code", "subject", "words"),
    [
        ({"ira": ", locked"}, "locked", "ira", "ira being locked"),
        ({"ira": ", menu VTI"}, "menu", "ira", "the menu of ira"),
        ({"policy": "policy do_not_sell = VTI"}, "do-not-sell", "VTI", "never selling VTI"),
        ({"policy": "policy do_not_buy = BND"}, "do-not-buy", "BND", "never buying BND"),
        (
            {"policy": "policy gain_budget_usd = 100", "ira": ", locked"},
            "gain-budget",
            "",
            "the gain budget of $100.00",
        ),
        (
            {"policy": "policy gain_budget_long_usd = 100", "ira": ", locked"},
            "gain-budget",
            "long",
            "the budget for long-term gains of $100.00",
        ),
        (
            {
                "policy": "policy gain_budget_short_usd = 100",
                "ira": ", locked",
                "bought": "2026-06-01",
                "basis": "24000",
            },
            "gain-budget",
            "short",
            "the budget for short-term gains of $100.00",
        ),
        (
            {"policy": "policy tax_budget_usd = 100", "ira": ", locked"},
            "tax-budget",
            "",
            "the tax budget of $100.00",
        ),
        (
            {"policy": "policy min_trade_usd = 40000"},
            "min-trade",
            "",
            "the smallest trade of $40,000",
        ),
        (
            {"policy": "limit VTI in ira: at least 100 shares"},
            "limit",
            "VTI@ira",
            "the limit on VTI in ira: at least 100 shares",
        ),
        (
            {
                "bought": "2026-11-01",
                "basis": "33000",
                "ira": ", locked",
                "joint_lots": "lot VTI 40 bought 2025-01-02 for 16000",
            },
            "locked",
            "ira",
            "ira being locked",
        ),
        (
            {
                "ira": ", locked",
                "basis": "36000",
                "ira_lots": "lot VTI 1 bought 2026-11-10 for 310",
            },
            "wash-recent",
            "VTI",
            "having bought VTI in the last 30 days",
        ),
        (
            {"ira": ", locked, buys VTI by itself", "basis": "36000"},
            "wash-coming",
            "ira VTI",
            "the standing purchase of VTI in ira",
        ),
        (
            {
                "ira": ", locked, history unknown",
                "ira_lots": "lot VTI 1 bought unknown for 300",
                "basis": "36000",
            },
            "wash-unseen",
            "ira",
            "not knowing the last 30 days of ira",
        ),
        (
            {"ira": ", locked", "bought": "2025-12-05", "basis": "24000"},
            "wait-long-term",
            "joint VTI 2025-12-05-0",
            "waiting 16 days for 100 VTI of 2025-12-05",
        ),
    ],
)
def test_each_rule_that_binds_has_its_price(
    parts: dict[str, str], code: str, subject: str, words: str
) -> None:
    household, policy = example(text(**parts))
    plan, found = priced(household, policy)
    price = found[code, subject]
    assert price.lift.words == words
    assert price.price_usd > 0
    assert price.yearly_usd == (price.price_usd / 3).quantize(D("0.01"))
    gained = plan.cost_before.total_usd - plan.cost_after.total_usd
    without = price.plan.cost_before.total_usd - price.plan.cost_after.total_usd
    assert price.price_usd == without - gained
    assert all(check.holds for check in price.plan.checks)


def test_a_frozen_holding_and_an_open_order_are_rules_too() -> None:
    household, policy = example(text())
    ira = household.accounts[0]
    for change, code in (({"role": Role.FROZEN}, "frozen"), ({"pending_quantity": D(90)}, "pending")):
        held = replace(ira.positions[0], **change)
        kept = replace(household, accounts=(replace(ira, positions=(held,)), household.accounts[1]))
        _, found = priced(kept, policy)
        assert found[code, "ira VTI"].price_usd > 0


def test_counting_a_budget_by_the_days_that_are_over_is_a_rule_too() -> None:
    household, policy = example(text(ira=", locked", policy="policy tax_budget_usd = 800"))
    prorated = replace(policy, budget_prorated=True)
    price = priced(household, prorated)[1]["budget-prorated", ""]
    assert price.lift.words == "counting budgets by the part of the year that is over"
    assert price.plan.trades == make_plan(household, policy, COVARIANCE).trades


def test_rules_that_bind_only_together_have_one_price() -> None:
    household, policy = example(text(ira=", locked", policy="policy gain_budget_usd = 2100"))
    keeps = HoldingLimit("VTI", account_id="joint", least=Bound(D(90), Unit.SHARES))
    both = replace(policy, limits=(keeps,), do_not_buy=frozenset({"VXUS"}))
    plan, found = priced(household, both)
    assert sum(trade.quantity for trade in plan.trades if trade.symbol == "VTI") == 10
    assert not {code for code, _ in found} & {"gain-budget", "limit"}
    price = found["together", "gain-budget; limit VTI@joint"]
    assert price.lift.words.endswith("at least 90 shares together")
    free = make_plan(household, replace(both, limits=(), gain_budget_usd=None), COVARIANCE)
    assert price.plan.trades == free.trades
    assert price.price_usd == plan.cost_after.total_usd - free.cost_after.total_usd


def test_taking_no_loss_for_its_own_sake_is_a_rule_too() -> None:
    household, policy = example(AT_TARGET)
    plan, found = priced(household, replace(policy, harvest=False))
    assert plan.trades == ()
    price = found["harvest", ""]
    assert price.lift.words == "taking no loss for its own sake"
    assert price.plan.cost_after.tax_now_usd == D(-720)
    assert price.price_usd > 400
    assert priced(household, policy)[1] == {}


def test_round_lots_are_a_rule_like_whole_shares() -> None:
    household, policy = example(text())
    ira, joint = household.accounts
    coarse = replace(household, accounts=(replace(ira, quantity_step=D(100)), joint))
    price = priced(coarse, policy)[1]["whole-shares", "ira"]
    assert price.lift.words == "steps of 100 shares in ira"
    assert price.price_usd > 0


def test_lists_and_limits_of_accounts_and_funds() -> None:
    household, policy = example(text())
    ira, joint = household.accounts
    barred = replace(household, accounts=(replace(ira, do_not_sell=frozenset({"VTI"})), joint))
    assert ("do-not-sell", "ira VTI") in priced(barred, policy)[1]
    barred = replace(household, accounts=(replace(ira, do_not_buy=frozenset({"BND"})), joint))
    assert ("do-not-buy", "ira BND") in priced(barred, policy)[1]
    third = replace(joint, account_id="third", positions=(), menu=frozenset({"BND"}))
    offered = replace(household, accounts=(replace(ira, do_not_buy=frozenset({"BND"})), joint, third))
    assert ("do-not-buy", "ira BND") in priced(offered, policy)[1]
    dear = replace(household.instruments["BND"], min_first_usd=D(50000))
    costly = replace(household, instruments={**household.instruments, "BND": dear})
    assert ("fund-minimum", "BND") in priced(costly, policy)[1]
    capped = replace(policy, limits=(HoldingLimit("BND", most=Bound(D(100), Unit.SHARES)),))
    assert ("limit", "BND") in priced(household, capped)[1]


def test_waiting_tells_what_it_saves() -> None:
    household, policy = example(text(ira=", locked", bought="2025-12-05", basis="24000"))
    price = priced(household, policy)[1]["wait-long-term", "joint VTI 2025-12-05-0"]
    sold = sum(sale.gain_usd or D(0) for trade in price.plan.trades for sale in trade.lots)
    assert sold > 0
    assert price.saves_usd == (sold * D("0.09")).quantize(D("0.01"))
    lot = price.lift.household.account("joint").positions[0].lots[0]
    assert lot.acquired == date(2025, 12, 20)


def test_a_reserve_is_priced_in_money_alone_for_what_counts_is_another_sum() -> None:
    household, policy = example(text(ira=", locked, reserve 15000", cash="15000", joint_lots=""))
    ira, joint = household.accounts
    short = replace(joint, cash_reserve_usd=D(20000))
    plan, found = priced(replace(household, accounts=(ira, short)), policy)
    price = found["reserve", "joint"]
    ours, other = plan.cost_after, price.plan.cost_after
    assert price.price_usd == (ours.total_usd - ours.drift_usd) - (other.total_usd - other.drift_usd)
    assert price.drift_usd == 0


def test_wash_window_of_a_sale_at_a_loss() -> None:
    household, policy = example(text(joint_lots="history joint sold BND 10 on 2026-11-10 at a loss of 500"))
    _, found = priced(household, policy)
    price = found["wash-window", "BND"]
    assert price.lift.words == "the wash-sale window on BND until 2026-12-10"


def test_rules_that_do_not_bind_have_no_price() -> None:
    household, policy = example(text(ira=", menu BND VTI", policy="policy do_not_buy = VXUS"))
    plan, found = priced(household, policy)
    assert plan.trades
    assert found == {}


def test_a_plan_that_is_refused_prices_nothing() -> None:
    household, policy = example(text(ira=", locked") + "flow joint -90000 due 2026-11-25\n")
    plan, found = priced(household, policy)
    assert plan.is_refused
    assert found == {}


def test_a_rule_that_leaves_no_plan_is_named_and_has_no_price() -> None:
    household, policy = example(text(policy="policy do_not_sell = VTI") + "flow joint -5000 due 2026-11-25\n")
    plan, found = priced(household, policy)
    assert plan.is_refused
    assert list(found) == [("do-not-sell", "VTI")]
    price = found["do-not-sell", "VTI"]
    assert price.leaves_no_plan
    assert price.price_usd == 0
    assert not price.plan.is_refused


@pytest.mark.parametrize("seed", range(1200, 1206))
def test_without_a_rule_nothing_gets_worse_beyond_the_gap(seed: int) -> None:
    household, policy = random_household(seed)
    plan = make_plan(household, policy, COVARIANCE)
    names = [(lift.code, lift.subject) for lift in lifts(household, policy)]
    assert len(set(names)) == len(names)
    prices = rule_prices(household, policy, COVARIANCE, plan)
    assert [p.price_usd for p in prices] == sorted((p.price_usd for p in prices), reverse=True)
    assert prices == rule_prices(household, policy, COVARIANCE, plan)
