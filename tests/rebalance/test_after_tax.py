"""Weights after tax: what a dollar counts, by hand; the plan that follows; and the second program's own word."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.households import random_household
from tests.scenarios.reader import example
from tests.universe import COVARIANCE
from trimtab.core.household import Household
from trimtab.core.plan import Side
from trimtab.core.policy import Policy, Weights
from trimtab.rebalance.journey import make_plan
from trimtab.rebalance.measure import measure
from trimtab.rebalance.verify import verify

D = Decimal
TEXT = """
title Bonds in the IRA, stocks in the Roth account and outside
BEFORE 2026-11-20
tax single: ordinary 24%, long 15%, state 4%
target stocks.us 60, bonds 40
buy stocks.us: VTI
buy bonds: BND
price VTI 300
price BND 75
account ira: traditional_ira of Ann, cash 1000
lot BND 520 bought 2020-01-02 for 39000
account joint: taxable of Ann, cash 0
lot VTI 100 bought 2010-01-04 for 10000
account roth: roth_ira of Ann, cash 0
lot VTI 100 bought 2020-01-02 for 20000
"""


def household(**changes: object) -> tuple[Household, Policy]:
    owned, policy = example(TEXT)
    return owned, replace(policy, weights=Weights.AFTER_TAX, **changes)


def test_dollars_count_after_their_tax_by_hand() -> None:
    owned, policy = household(withdrawal_rate_pct=D(25), embedded_rate_pct=D(10))
    drift = measure(owned, policy)
    ira, joint, roth = drift.accounts
    assert ira.by_class_usd == {"bonds": 39_000 * D("0.75"), "cash": 1_000 * D("0.75")}
    assert joint.total_usd == 30_000 - 20_000 * D("0.1")
    assert roth.total_usd == 30_000
    assert drift.total_usd == 30_000 + 28_000 + 30_000


def test_rates_left_out_are_the_households_own() -> None:
    drift = measure(*household())
    later = D("0.9") * D("1.05") ** -10
    assert drift.accounts[0].total_usd == 40_000 * (1 - D("0.28"))
    assert abs(drift.accounts[1].total_usd - (30_000 - 20_000 * D("0.19") * later)) < D("1e-9")


def test_a_loss_and_an_unknown_cost_count_as_said() -> None:
    owned, policy = example(TEXT.replace("for 10000", "for 40000"))
    policy = replace(policy, weights=Weights.AFTER_TAX, embedded_rate_pct=D(10))
    assert measure(owned, policy).accounts[1].total_usd == 31_000
    owned, _ = example(TEXT.replace("for 10000", "for unknown"))
    assert measure(owned, policy).accounts[1].total_usd == 30_000


def test_what_is_at_target_before_tax_wants_bonds_after_it() -> None:
    owned, after = household()
    before = replace(after, weights=Weights.BEFORE_TAX)
    assert abs(next(r.gap for r in measure(owned, before).classes if r.class_id == "bonds")) < D("0.02")
    assert not [t for t in make_plan(owned, before, COVARIANCE).trades if t.side is Side.SELL]
    plan = make_plan(owned, after, COVARIANCE)
    assert {(t.account_id, t.side.value, t.symbol) for t in plan.trades} >= {
        ("roth", "sell", "VTI"),
        ("roth", "buy", "BND"),
    }
    bonds = next(row for row in plan.after.classes if row.class_id == "bonds")
    assert abs(bonds.gap) < D("0.005")
    assert all(check.holds for check in plan.checks)


def test_a_sale_frees_what_its_gain_took_and_the_bound_knows_it() -> None:
    """All in one taxable account: stocks are worth less than they stand for, and selling them adds to the whole."""
    text = """
title One account, hardly any basis
BEFORE 2026-11-20
tax single: ordinary 24%, long 15%, state 4%
target stocks.us 50, bonds 50
buy stocks.us: VTI
buy bonds: BND
policy prices.off_goal_pct = 50
price VTI 300
price BND 75
account joint: taxable of Ann, cash 0, fractions
lot VTI 400 bought 2010-01-04 for 4000
"""
    owned, policy = example(text)
    policy = replace(policy, weights=Weights.AFTER_TAX, embedded_rate_pct=D(20))
    plan = make_plan(owned, policy, COVARIANCE)
    assert plan.before.total_usd == 120_000 - 116_000 * D("0.2")
    sold = sum(t.gain_long_usd for t in plan.trades)
    costs = sum(t.cost_usd for t in plan.trades)
    assert abs(plan.after.total_usd - (plan.before.total_usd + sold * D("0.2") - costs)) < D("0.02")
    assert all(abs(row.gap) < D("0.001") for row in plan.after.classes)
    assert plan.gap_usd < 5


def test_the_second_program_counts_for_itself() -> None:
    owned, policy = household()
    plan = make_plan(owned, policy, COVARIANCE)
    assert all(check.holds for check in verify(owned, policy, plan, None))
    for changed in (
        replace(policy, weights=Weights.BEFORE_TAX),
        replace(policy, withdrawal_rate_pct=D(29)),
        replace(policy, embedded_rate_pct=D(3)),
    ):
        broken = {check.invariant for check in verify(owned, changed, plan, None) if not check.holds}
        assert "I8" in broken


@pytest.mark.parametrize("seed", range(40))
def test_random_households_pass_every_check_after_tax(seed: int) -> None:
    owned, policy = random_household(seed)
    policy = replace(policy, weights=Weights.AFTER_TAX, growth_pct=(("stocks", D(5)),) if seed % 3 else ())
    plan = make_plan(owned, policy, COVARIANCE)
    assert not [check.words for check in plan.checks if not check.holds]
    assert not plan.is_refused or "cannot be raised" in plan.reason
