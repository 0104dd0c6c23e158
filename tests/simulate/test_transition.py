"""Transition: budgets to the cent, drift that falls, lots that grow older, and one year that is the plan itself."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest

from tests.households import random_household
from tests.scenarios.reader import example
from tests.universe import COVARIANCE
from trimtab.core.household import Household
from trimtab.core.year_tax import YearOutcome, YearTax
from trimtab.rebalance.given import Given
from trimtab.rebalance.journey import look, make_plan
from trimtab.simulate.transition import Course, Terms, TransitionAnswer, Way, transition
from trimtab.simulate.transition_split import best_split, gain_within_tax
from trimtab.tax.flat_year import FlatYear

D = Decimal
LEGACY = """
title Stocks with hardly any basis, bonds wanted
BEFORE 2026-11-20
tax single: ordinary 24%, long 15%, state 4%
target stocks.us 50, bonds 50
buy stocks.us: VTI
buy bonds: BND
policy how_far = band_edge
price VTI 300
price BND 75
account joint: taxable of Ann, cash 1000
lot VTI 600 bought 2005-03-01 for 18000
lot VTI 100 bought 2024-03-01 for 26000
account roth: roth_ira of Ann, cash 0, fractions
lot BND 200 bought 2020-01-02 for 15000
"""
PATIENT = LEGACY.replace("policy how_far", "policy prices.outside_band = 0.02\npolicy how_far")


def flat(household: Household) -> YearTax:
    return FlatYear(household.tax)


def answered(text: str, terms: Terms, tax_for=flat) -> TransitionAnswer:
    household, policy = example(text)
    return transition(household, policy, COVARIANCE, terms, tax_for)


def gains(course: Course) -> list[Decimal]:
    return [step.gain_usd for step in course.steps]


def test_one_year_is_the_plan() -> None:
    household, policy = example(LEGACY)
    plan = make_plan(household, policy, COVARIANCE)
    (step,) = answered(LEGACY, Terms(1)).chosen.steps
    assert step.plan is not None
    assert step.plan.trades == plan.trades
    assert step.tax_usd == plan.tax_now_usd
    assert answered(LEGACY, Terms(1)).chosen.cost.total_usd == (
        plan.cost_after.total_usd - plan.cost_before.tax_now_usd
    )


@pytest.mark.parametrize("budget", [0, 20_000, 33_333])
def test_no_year_realises_more_than_its_budget(budget: int) -> None:
    answer = answered(LEGACY, Terms(4, gain_usd=D(budget)))
    assert all(gain <= budget for gain in gains(answer.chosen))
    assert budget == 0 or sum(gains(answer.chosen)) > budget


def test_a_gain_budget_counts_what_the_year_brought_already() -> None:
    text = LEGACY.replace("target", "year long 5000, carried long 1000\ntarget")
    first, second, _ = gains(answered(text, Terms(3, gain_usd=D(20_000))).chosen)
    assert 15_000 < first <= 16_000
    assert 19_000 < second <= 20_000


@pytest.mark.parametrize("asked", [None, D(15_000)], ids=["its own", "and one asked for"])
def test_a_prorated_budget_is_prorated_today_and_whole_in_later_years(asked: Decimal | None) -> None:
    """324 of 365 days are over; on 4 January 2027 it would be 4 days' part, 219 of 20,000."""
    household, policy = example(LEGACY)
    own = replace(policy, gain_budget_usd=D(20_000), budget_prorated=True)
    answer = transition(household, own, COVARIANCE, Terms(3, gain_usd=asked), flat)
    first, second, _ = gains(answer.chosen)
    today = min(D(20_000) * 324 / 365, asked or D(20_000))
    whole = asked or D(20_000)
    assert today - 300 < first <= today
    assert whole - 300 < second <= whole


@pytest.mark.parametrize("budget", [0, 1_000, 4_321])
def test_no_years_trades_cause_more_tax_than_their_budget(budget: int) -> None:
    steps = answered(LEGACY, Terms(3, tax_usd=D(budget))).chosen.steps
    assert all(step.tax_usd <= budget for step in steps)
    assert budget == 0 or all(step.tax_usd > budget * D("0.8") for step in steps[:2])


def test_short_term_gains_count_with_their_own_tax() -> None:
    text = LEGACY.replace("bought 2005-03-01", "bought 2026-03-01").replace("2024-03-01", "2026-03-01")
    steps = answered(text, Terms(2, tax_usd=D(4_000))).chosen.steps
    assert all(step.tax_usd <= 4_000 for step in steps)
    assert steps[0].tax_usd > 3_000


def test_drift_falls_and_value_stays() -> None:
    steps = answered(LEGACY, Terms(4, gain_usd=D(30_000))).chosen.steps
    drifts = [steps[0].before.half_sum, *(step.after.half_sum for step in steps)]
    assert drifts == sorted(drifts, reverse=True)
    assert drifts[0] > drifts[-1]
    for earlier, later in pairwise(steps):
        assert later.before.total_usd == earlier.after.total_usd


def test_the_schedule_costs_no_more_than_all_now_or_equal_parts() -> None:
    for text in (LEGACY, PATIENT):
        answer = answered(text, Terms(3))
        costs = {course.way: course.cost.total_usd for course in answer.others}
        assert answer.chosen.cost.total_usd <= min(costs[Way.NOW], costs[Way.EQUAL])
        assert gains(answer.others[-1]) == [0, 0, 0]


@dataclass(frozen=True)
class Stepped:
    """20,000 of gain a year without tax, 30% beyond: where a household gains by spreading."""

    words: str = "two steps"
    is_bill: bool = True

    def outcome(self, short_usd: Decimal, long_usd: Decimal) -> YearOutcome:
        return YearOutcome(max(D(0), short_usd + long_usd - 20_000) * D("0.3"), D(0), D(0))


def test_gains_are_spread_where_each_year_has_room_of_its_own() -> None:
    """A year's wait costs less than 30% of tax for what is over the room, but not for the last of it."""
    household, policy = example(LEGACY.replace("how_far", "prices.outside_band = 0.2\npolicy how_far"))
    now = look(household, policy, COVARIANCE)
    days = (date(2026, 11, 20), date(2027, 1, 4), date(2028, 1, 3))
    split = best_split(now, [(day, household, Stepped()) for day in days], (None, None, None))
    assert split is not None
    assert all(abs(part - 20_000) < 4_000 for part in split)
    (whole,) = best_split(now, [(days[0], household, Stepped())], (None,)) or ()
    assert whole > 50_000


def test_lots_turn_long_term_on_the_way() -> None:
    """Bought on 2025-12-28: short-term today, long-term when the new year's first trades are due."""
    lots = "lot VTI 600 bought 2025-12-28 for 90000\n"
    text = PATIENT.replace("lot VTI 600 bought 2005-03-01 for 18000\n", lots).replace(
        "lot VTI 100 bought 2024-03-01 for 26000\n", ""
    )
    first, second = answered(text, Terms(2)).chosen.steps
    assert (first.day, second.day) == (date(2026, 11, 20), date(2027, 1, 4))
    assert first.gain_usd == 0
    assert second.plan is not None
    assert sum(t.gain_long_usd for t in second.plan.trades) == second.gain_usd > 0


def test_losses_are_carried_into_the_next_year() -> None:
    text = LEGACY.replace("target", "year carried long 50000\ntarget")
    answer = answered(text, Terms(2, gain_usd=D(0)))
    _, second = answer.chosen.steps
    used = answer.chosen.steps[0].gain_usd
    assert second.household.tax.carryforward_long_usd == max(0, 50_000 - used - 3_000)
    assert (second.household.tax.year, second.household.tax.realized_long_usd) == (2027, 0)


def test_prices_move_only_as_told() -> None:
    prices = [
        answered(LEGACY, Terms(2, gain_usd=D(20_000), growth_pct=D(growth)))
        .chosen.steps[1]
        .household.prices["VTI"]
        for growth in (0, 10)
    ]
    assert [(p.usd, p.as_of) for p in prices] == [
        (300, date(2027, 1, 4)),
        (D("303.5460"), date(2027, 1, 4)),  # 300 x 1.1^(45/365)
    ]


@pytest.mark.parametrize("seed", range(12))
def test_random_households_keep_their_budgets(seed: int) -> None:
    household, policy = random_household(seed)
    tax = household.tax
    start = (
        tax.realized_short_usd
        + tax.realized_long_usd
        - tax.carryforward_short_usd
        - tax.carryforward_long_usd
    )
    answer = transition(household, policy, COVARIANCE, Terms(2, D(5_000), D(800)), flat)
    for step in answer.chosen.steps:
        assert step.plan is not None
        assert not step.plan.trades or all(check.holds for check in step.plan.checks)
        assert step.tax_usd <= 800
    assert answer.chosen.steps[0].gain_usd <= max(D(0), 5_000 - start)


def test_the_most_gain_within_a_tax_is_found_to_the_cent() -> None:
    household, _ = example(LEGACY)
    year = FlatYear(household.tax)
    found = gain_within_tax(year, D("1234.56"))
    assert year.outcome(D(0), found).tax_usd <= D("1234.56")
    assert year.outcome(D(0), found + D("0.06")).tax_usd > D("1234.56")
    assert gain_within_tax(year, D(-1)) == 0
    assert Given().tax_of(household).outcome(D(0), found) == year.outcome(D(0), found)
