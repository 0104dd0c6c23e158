"""Advice on drift: a shortfall is shared, cash is not left idle, and what is brought inside a band stays inside."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.households import random_household
from tests.scenarios.reader import example
from tests.soak import try_seed
from tests.universe import COVARIANCE
from trimtab.core.plan import Plan
from trimtab.rebalance.journey import make_plan

D = Decimal

HOUSE_TOO_LARGE = """
title The house is three times its target
BEFORE 2026-11-20
tax married_joint: ordinary 24%, long 15%, state 4%
target stocks.us 45, stocks.intl 20, bonds 25, real_estate 10
buy stocks.us: VTI
buy stocks.intl: VXUS
buy bonds: BND
price VTI 300
price VXUS 80
price BND 70
price HOUSE 160000
account ira: traditional_ira of Ann, cash 0, fractions
lot VTI 680 bought 2017-02-01 for 80000
lot VXUS 1000 bought 2017-02-01 for 50000
lot BND 1200 bought 2017-02-01 for 90000
account sd: traditional_ira of Ann, cash 0
lot HOUSE 1 bought 2015-01-02 for 100000
frozen HOUSE because it is let
"""

IDLE_CASH = """
title Bonds cost more tax than cash does, and are still what the cash is for
BEFORE 2026-11-20
tax married_joint: ordinary 37%, long 20%, state 9%
target stocks.us 60, bonds 40
buy stocks.us: VTI
buy bonds: BND
price VTI 300
price BND 70
account joint: taxable of Ann, cash 50000
lot VTI 500 bought 2017-02-01 for 60000
lot BND 714 bought 2017-02-01 for 49980
"""


def planned(text: str) -> Plan:
    household, policy = example(text)
    return make_plan(household, policy, COVARIANCE)


def half_widths_out(plan: Plan, class_id: str) -> Decimal:
    """How far a class ends under the lower edge of its band, in halves of the band's width."""
    row = next(row for row in plan.after.classes if row.class_id == class_id)
    return (row.band_low - row.actual) / (row.target - row.band_low)


def test_classes_share_what_a_frozen_holding_leaves_too_little_for() -> None:
    plan = planned(HOUSE_TOO_LARGE)
    out = [half_widths_out(plan, class_id) for class_id in ("bonds", "stocks.intl", "stocks.us")]
    assert plan.trades
    assert max(out) - min(out) <= D("0.13")


def test_cash_over_its_goal_is_spent_though_the_bonds_it_buys_are_taxed() -> None:
    plan = planned(IDLE_CASH)
    cash = next(row for row in plan.after.classes if row.class_id == "cash")
    assert cash.actual_usd < 400


def test_a_class_brought_to_its_edge_ends_inside_in_spite_of_whole_shares() -> None:
    text = (
        IDLE_CASH.replace("cash 50000", "cash 0").replace("BND 714", "BND 100") + "policy how_far = band_edge"
    )
    plan = planned(text)
    assert plan.trades
    assert not [row.class_id for row in plan.after.classes if row.is_out]


@pytest.mark.parametrize("seed", [920164, 910164, 900164])
def test_halfway_to_an_edge_is_followed_by_nothing(seed: int) -> None:
    assert not try_seed(seed, asks=False).violations
    assert make_plan(*random_household(seed), COVARIANCE).method.value == "optimum"
