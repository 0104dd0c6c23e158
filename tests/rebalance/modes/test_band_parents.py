"""`--mode band` where a class above several of the target is outside a band of its own."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.scenarios.reader import example
from tests.soak import try_seed
from tests.universe import COVARIANCE
from trimtab.core.ask import Ask, Mode
from trimtab.core.plan import Method, Plan
from trimtab.core.policy import Bands
from trimtab.rebalance.given import Given
from trimtab.rebalance.journey import make_plan
from trimtab.rebalance.verify import verify

BAND = Ask(Mode.BAND)
TEXT = """
target stocks.us 42, stocks.intl 18, bonds 40
buy stocks.us: VTI
buy stocks.intl: VXUS
buy bonds: BND
price VTI 100
price VXUS 100
price BND 100
account ira: roth_ira of Ann, cash 0
lot VTI {us} bought 2020-01-02 for 1
lot VXUS {intl} bought 2020-01-02 for 1
lot BND {bonds} bought 2020-01-02 for 1
"""
SIDES = pytest.mark.parametrize(("us", "intl", "bonds"), [(460, 210, 330), (375, 140, 485)])


def planned(us: int, intl: int, bonds: int, ask: Ask = BAND) -> Plan:
    household, policy = example(TEXT.format(us=us, intl=intl, bonds=bonds))
    bands = Bands(parents=True, own_points={"bonds": Decimal(10)})
    return make_plan(household, replace(policy, bands=bands), COVARIANCE, Given(ask=ask))


@SIDES
def test_a_parent_outside_its_band_is_brought_to_the_edge(us: int, intl: int, bonds: int) -> None:
    plan = planned(us, intl, bonds)
    [stocks] = plan.after.parents
    assert all(check.holds for check in plan.checks), plan.checks
    assert not stocks.is_out
    assert abs(abs(stocks.gap) - Decimal("0.05")) < Decimal("0.003")


@SIDES
def test_a_plan_that_goes_past_a_parents_edge_is_found_out(us: int, intl: int, bonds: int) -> None:
    whole = planned(us, intl, bonds, Ask(Mode.FULL))
    household, policy = example(TEXT.format(us=us, intl=intl, bonds=bonds))
    bands = Bands(parents=True, own_points={"bonds": Decimal(10)})
    checks = verify(household, replace(policy, bands=bands), replace(whole, ask=BAND))
    assert "stocks goes to" in next(check.words for check in checks if check.invariant == "I10")


def test_with_every_level_inside_nothing_is_traded() -> None:
    plan = planned(450, 150, 400)
    assert (plan.trades, plan.reason) == ((), "every class is inside its band")


@pytest.mark.parametrize("seed", [1652346, 1653311, 1654616])
def test_a_parent_stops_at_its_edge_or_where_the_classes_below_it_take_it(seed: int) -> None:
    tally = try_seed(seed, replan=False)
    assert not tally.violations
    assert list(tally.outcomes) == [Method.OPTIMUM.value]
