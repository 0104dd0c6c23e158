"""Where a mode promises that a class ends: by a step of what is traded, not of the dearest thing of the class."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.scenarios.reader import example
from tests.soak import REFUSED, try_seed
from tests.universe import COVARIANCE
from trimtab.core.ask import Ask, Mode
from trimtab.core.plan import Method
from trimtab.core.policy import BandRule, Bands, HowFar
from trimtab.rebalance.given import Given
from trimtab.rebalance.journey import make_plan
from trimtab.rebalance.margins import CLASS_MOST, NOTHING_KEPT
from trimtab.rebalance.orders import Quantities, build_trades
from trimtab.rebalance.propose.promised import promised_missed
from trimtab.rebalance.propose.situation import look

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


@pytest.mark.parametrize("cash", [0, 900, 9000])
def test_what_cash_is_to_be_does_not_move_with_what_it_is(cash: int) -> None:
    """So that asked again, with less cash, a class goes no further into it."""
    text = AT_TARGET.replace(
        "account joint: taxable of Ann, cash 0", f"account joint: taxable of Ann, cash {cash}"
    )
    household, policy = example(text.replace("stocks.intl 40, bonds 60", "stocks.intl 48, bonds 50, cash 2"))
    now = look(household, policy, COVARIANCE, Given(ask=Ask(Mode.CLASS, class_id="stocks.intl")))
    assert now.decision.goals["cash"] == (D("0.02"), 1)


def test_where_classes_stay_cash_stays_too() -> None:
    """Each class may rise by costs and a step, but not all of them at the cost of cash."""
    household, policy = example(AT_TARGET)
    now = look(household, policy, COVARIANCE, Given(ask=Ask(Mode.LOCATION)))
    bought = Quantities({}, {("joint", "VWO"): D(1), ("joint", "BND"): D(1)})
    within = build_trades(household, bought)
    assert not promised_missed(now, within, NOTHING_KEPT)
    more = build_trades(household, Quantities({}, {("joint", "VWO"): D(2), ("joint", "BND"): D(2)}))
    assert set(promised_missed(now, more, NOTHING_KEPT)) == {
        (CLASS_MOST, "bonds"),
        (CLASS_MOST, "stocks.intl"),
    }


@pytest.mark.parametrize("seed", [1000158, 1017312])
def test_after_tax_cash_stays_though_no_class_moves_against_it(seed: int) -> None:
    """A lot at a loss counts for more than it brings: cash once made up for that, and no row kept it from doing so."""
    tally = try_seed(seed, replan=False)
    assert not tally.violations
    assert list(tally.outcomes) == [Method.OPTIMUM.value]


def test_a_margin_grows_by_more_than_a_solver_tells() -> None:
    """Less than a tenth of a cent was missed, kept back, and missed again, eight times."""
    assert REFUSED not in try_seed(1043366, replan=False).outcomes


def test_a_class_on_its_way_takes_no_step_back() -> None:
    """A step was once let through for rounding, each time it was asked again: a limit made each worth 700 dollars."""
    household, policy = example(AT_TARGET)
    now = look(household, policy, COVARIANCE, Given(ask=Ask(Mode.CLASS, class_id="stocks.intl")))
    low, high = now.decision.class_limits_usd["stocks.intl"]
    row = next(row for row in now.drift.classes if row.class_id == "stocks.intl")
    target = row.target * now.drift.total_usd
    assert row.actual_usd > target
    assert (low, high) == (target - 900, row.actual_usd)
    assert REFUSED not in try_seed(1026663, replan=False).outcomes
