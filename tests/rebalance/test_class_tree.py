"""Bands on every level of the class tree: measured, priced beyond their edge alone, and checked again."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.rebalance import example
from tests.rebalance.test_verify import failing
from tests.universe import COVARIANCE
from trimtab.core.policy import BandRule, Bands, Policy
from trimtab.rebalance.decide import parent_goals
from trimtab.rebalance.journey import look, make_plan
from trimtab.rebalance.measure import measure
from trimtab.rebalance.weigh import DriftPrices

D = Decimal


def with_bands(**changes: object) -> Policy:
    return replace(example.policy(), bands=Bands(**changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("target", "changes", "parents"),
    [
        ("stocks.us stocks.intl bonds", {"parents": True}, ("stocks",)),
        ("stocks.us stocks.intl bonds", {}, ()),
        ("stocks.us stocks.intl bonds", {"own_points": {"stocks": D(4)}}, ("stocks",)),
        ("stocks stocks.us stocks.intl bonds", {"parents": True}, ()),
        ("stocks.us bonds", {"parents": True}, ()),
        ("stocks.us.value stocks.us.growth stocks.intl bonds.us bonds.intl", {"parents": True},
         ("bonds", "stocks", "stocks.us")),
    ],
)  # fmt: skip
def test_which_classes_have_a_band_above_the_target(
    target: str, changes: dict[str, object], parents: tuple[str, ...]
) -> None:
    weights = {class_id: D(1) / len(target.split()) for class_id in target.split()}
    assert Policy(weights, {}, Bands(**changes)).parents == parents  # type: ignore[arg-type]


def test_a_parents_band_goes_by_the_rule_on_the_sum_or_by_its_own_points() -> None:
    by_rule = with_bands(parents=True, rule=BandRule.RELATIVE, relative_pct=D(10))
    assert by_rule.band("stocks") == (D("0.594"), D("0.726"))
    own = with_bands(own_points={"stocks": D(2)})
    assert own.band("stocks") == (D("0.64"), D("0.68"))
    [row] = measure(example.household(), own).parents
    assert (row.class_id, row.target, row.actual_usd) == ("stocks", D("0.66"), D(110000))


def test_only_what_is_beyond_the_parents_edge_has_a_price() -> None:
    household = example.household()
    drift = measure(household, with_bands(own_points={"stocks": D(2)}))
    plain = {row.class_id: (row.target, row.target) for row in drift.classes}

    def cost(points: str) -> Decimal:
        policy = with_bands(own_points={"stocks": D(points)})
        now = measure(household, policy)
        return DriftPrices(policy, {**plain, **parent_goals(now)}, COVARIANCE).cost_usd(now)

    free = DriftPrices(with_bands(), plain, COVARIANCE).cost_usd(measure(household, with_bands()))
    assert cost("20") == free
    assert cost("9.3") == free  # 75.24 of at most 75.3, less the margin of 0.05
    assert cost("9.2") > free
    over = D(110000) - (D("0.68") - D("0.0005")) * drift.total_usd
    assert cost("2") - free >= over
    assert cost("2") - free <= over * D("1.4")


def test_a_band_without_end_has_no_price() -> None:
    drift = measure(example.household(), with_bands(own_points={"stocks": D(90)}))
    assert parent_goals(drift) == {"stocks": (D(0), D(1))}


def test_the_plan_brings_the_parent_inside_and_the_verifier_follows() -> None:
    policy = with_bands(own_points={"stocks": D(1)}, absolute_points=D(40), relative_pct=D(300))
    now = look(example.household(), policy, COVARIANCE)
    assert ("band", "stocks") in {(trigger.rule, trigger.class_id) for trigger in now.drift.triggers}
    plan = make_plan(example.household(), policy, COVARIANCE)
    assert all(check.holds for check in plan.checks), plan.checks
    assert plan.before.parents[0].is_out
    assert not plan.after.parents[0].is_out


def test_the_verifier_counts_parents_by_itself() -> None:
    policy = with_bands(own_points={"stocks": D(1)}, absolute_points=D(40), relative_pct=D(300))
    household = example.household()
    worse = example.planned(
        household, policy, {("b-ira", "BND", "2019-01-02-0"): D(50)}, {("b-ira", "VTI"): D(12)}
    )
    assert failing((household, policy, worse)) == {"I7"}
    plan = example.planned(household, policy)
    assert failing((household, policy, plan)) == set()
    row = replace(plan.after.parents[0], actual_usd=plan.after.parents[0].actual_usd + 1)
    wrong = replace(plan, after=replace(plan.after, parents=(row,)))
    assert failing((household, policy, wrong)) == {"I8"}
    assert failing((household, policy, replace(plan, before=replace(plan.before, parents=())))) == {"I8"}


def test_a_parent_that_stays_outside_is_named() -> None:
    policy = replace(with_bands(own_points={"stocks": D(1)}), do_not_sell=frozenset({"VTI", "VXUS", "FXAIX"}))
    plan = make_plan(example.household(), policy, COVARIANCE)
    [unmet] = [one for one in plan.unmet if one.class_id == "stocks"]
    assert "its classes together stay outside their band" in unmet.words


def test_a_policy_rebalanced_on_a_day_keeps_its_bands() -> None:
    policy = with_bands(own_points={"stocks": D(2)})
    edges = {row.class_id: policy.band(row.class_id) for row in measure(example.household(), policy).classes}
    found = policy.rebalanced_on(example.AS_OF)
    assert found == replace(policy, last_rebalanced=example.AS_OF)
    assert {class_id: found.band(class_id) for class_id in edges} == edges
    assert found.parents is policy.parents
