"""Where a mode promises that a class ends: by a step of what is traded, not of the dearest thing of the class."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.scenarios.reader import example
from tests.universe import COVARIANCE
from trimtab.core.ask import Ask, Mode
from trimtab.core.policy import BandRule, Bands, HowFar
from trimtab.rebalance.given import Given
from trimtab.rebalance.journey import make_plan

D = Decimal
AT_TARGET = """
BEFORE 2026-11-20
tax single: ordinary 37%, long 20%
year short 90000, long 0
target stocks.intl 40, bonds 60
buy stocks.intl: VXUS VWO
buy bonds: BND
price VWO 10
price VXUS 900
price BND 70
account joint: taxable of Ann, cash 0
lot VWO 4040 bought 2026-03-02 for 55000
lot BND 860 bought 2018-01-02 for 21000
"""


@pytest.mark.parametrize("ask", [Ask(Mode.CLASS, class_id="stocks.intl"), Ask(Mode.LOCATION)])
def test_a_loss_is_no_reason_to_leave_where_a_class_was_to_stay(ask: Ask) -> None:
    """A share of VXUS costs 900 and cannot be bought: 90 shares of VWO, at 10, would not be what was asked for."""
    household, policy = example(AT_TARGET)
    wide = Bands(rule=BandRule.ABSOLUTE, absolute_points=D(10))
    policy = replace(policy, how_far=HowFar.BAND_EDGE, bands=wide, do_not_buy=frozenset({"VXUS"}))
    plan = make_plan(household, policy, COVARIANCE, Given(ask=ask))
    assert not plan.is_refused
    before, after = (
        next(row for row in drift.classes if row.class_id == "stocks.intl").actual_usd
        for drift in (plan.before, plan.after)
    )
    assert before - after <= 20
