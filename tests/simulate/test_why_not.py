"""Why not: the rule, what going all the way would cost, and the rules without which it would end nearer."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from tests.scenarios.reader import example
from tests.simulate.test_rule_price import text
from tests.universe import COVARIANCE
from trimtab.core.household import Household
from trimtab.core.limits import Bound, HoldingLimit, Unit
from trimtab.core.policy import Policy
from trimtab.rebalance.journey import make_plan
from trimtab.simulate.why_not import WhyNots, rules_on, why_not

D = Decimal


def asked(household: Household, policy: Policy) -> WhyNots:
    return why_not(household, policy, COVARIANCE, make_plan(household, policy, COVARIANCE))


def test_a_gap_that_a_rule_keeps_open_names_the_rules_that_would_close_it() -> None:
    found = asked(*example(text(policy="policy do_not_sell = VTI")))
    bonds = next(one for one in found.classes if one.unmet.class_id == "bonds")
    assert bonds.left_usd == bonds.unmet.gap_usd
    assert [price.lift.code for price in bonds.prices] == ["do-not-sell"]
    assert bonds.nearest.trades == ()


def test_a_gap_that_is_only_not_worth_closing_has_its_cost() -> None:
    household, policy = example(text(ira=", locked", bought="2025-12-01", basis="6000"))
    policy = replace(policy, wait_long_term_days=0, prices=replace(policy.prices, outside_band=D("0.1")))
    found = asked(household, policy)
    bonds = next(one for one in found.classes if one.unmet.class_id == "bonds")
    assert bonds.unmet.gap_usd < D(-2000)
    assert abs(bonds.left_usd) < 400
    assert bonds.nearest.cost.tax_now_usd > found.ours.cost.tax_now_usd + 400


def test_a_limit_that_no_plan_keeps_stays_as_far_with_the_nearest_one() -> None:
    household, policy = example(text(policy="policy do_not_sell = VTI"))
    cap = HoldingLimit("VTI", most=Bound(D(10000), Unit.USD))
    found = asked(household, replace(policy, limits=(cap,)))
    limit = next(one for one in found.classes if one.unmet.class_id == "limit VTI")
    assert limit.gap_usd == 50000
    assert limit.left_usd == 50000


def test_where_everything_is_reached_nothing_is_asked() -> None:
    household, policy = example(text(cash="0"))
    policy = replace(policy, min_trade_usd=D(400))
    assert asked(household, policy).classes == ()


def test_rules_on_a_symbol_are_those_that_change_its_trades() -> None:
    household, policy = example(text(policy="policy do_not_sell = VTI"))
    plan = make_plan(household, policy, COVARIANCE)
    found = why_not(household, policy, COVARIANCE, plan)
    assert [price.lift.code for price in rules_on("BND", plan, found.prices)] == ["do-not-sell"]
    assert rules_on("VXUS", plan, found.prices) == ()
