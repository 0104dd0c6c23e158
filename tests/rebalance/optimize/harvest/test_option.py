"""A loss lot as an option: when its loss is worth taking today, and what moves that hurdle."""

from __future__ import annotations

import itertools
from decimal import Decimal

import pytest

from tests.scenarios.reader import example
from tests.universe import COVARIANCE
from trimtab.rebalance.journey import look, make_plan
from trimtab.rebalance.optimize.harvest.option import LossKind, Wait, decision_days, waits

ETF = LossKind(volatility=0.16, short_rate=0.29, long_rate=0.29, later_rate=0.083, cost=0.002, days_to_long=0)
NEXT_YEAR = 1 / 1.05


def wait(kind: LossKind = ETF, ratio: float = 1.15, days: int = 200) -> Wait:
    return waits([(kind, ratio)], days, NEXT_YEAR)[0]


def hurdles(kinds: list[LossKind], days: int = 200) -> list[float]:
    return [wait(kind, days=days).hurdle for kind in kinds]


def test_without_costs_every_loss_is_taken_at_once() -> None:
    """Constantinides 1984: with one rate and no cost, losses are realised immediately."""
    assert abs(wait(ETF._replace(cost=0.0)).hurdle - 1.0) < 1e-9


def test_the_hurdle_falls_with_cost_and_with_volatility() -> None:
    by_cost = hurdles([ETF._replace(cost=cost) for cost in (0.0005, 0.002, 0.01, 0.03)])
    assert by_cost == sorted(by_cost, reverse=True)
    assert 0.70 < by_cost[-1] < by_cost[0] < 0.99
    by_volatility = hurdles([ETF._replace(volatility=v) for v in (0.05, 0.1, 0.16, 0.3, 0.5)])
    assert by_volatility == sorted(by_volatility, reverse=True)


@pytest.mark.parametrize("cost", [0.002, 0.01])
def test_the_hurdle_rises_towards_the_end_of_the_year(cost: float) -> None:
    """Next year's saving comes a year later; in January there is a year in which the loss may grow first."""
    asked = [wait(ETF._replace(cost=cost), days=days).hurdle for days in (364, 200, 100, 0)]
    assert asked == sorted(asked)
    assert asked[-1] > asked[0] + 0.01


def test_the_hurdle_rises_towards_the_anniversary() -> None:
    """A short-term loss saves more than a long-term one; once it is long-term, that is over."""
    kinds = [ETF._replace(long_rate=0.15, days_to_long=days) for days in (300, 200, 100, 60, 40, 20, 5)]
    asked = hurdles(kinds)
    assert asked == sorted(asked)
    assert asked[-1] > asked[0] + 0.02


def test_waiting_is_worth_more_than_the_loss_saves_exactly_above_the_hurdle() -> None:
    hurdle = wait().hurdle
    for ratio in (1.01, 1.03, 1 / hurdle - 0.002, 1 / hurdle + 0.002, 1.2, 1.6):
        saved = (ratio - 1) * (ETF.short_rate - ETF.later_rate) - ETF.cost
        assert (wait(ratio=ratio).value > saved) is (1 / ratio > hurdle)


def test_a_loss_that_saves_nothing_waits_and_calm_lots_do_not() -> None:
    assert wait(ETF._replace(short_rate=0.05, long_rate=0.05)).hurdle == 0.0
    assert wait(ETF._replace(volatility=0.0)) == Wait(0.0, 1.0)


def test_lots_do_not_change_each_others_value() -> None:
    kinds = [ETF._replace(volatility=v, days_to_long=d) for v in (0.06, 0.16) for d in (0, 40, 200)]
    together = waits([(kind, 1.1) for kind in kinds], 50, NEXT_YEAR)
    apart = tuple(waits([(kind, 1.1)], 50, NEXT_YEAR)[0] for kind in kinds)
    assert together == apart


@pytest.mark.parametrize("days", [0, 1, 20, 40, 200, 365])
def test_the_days_that_matter_are_among_those_looked_at(days: int) -> None:
    found = decision_days(days)
    assert {0, days, 365} <= set(found)
    assert list(found) == sorted(set(found))
    assert max(b - a for a, b in itertools.pairwise(found)) <= 47


LOSS = """
title A loss of {basis} less 30000 and a fund that is bought for it
BEFORE 2026-{day}
tax single: ordinary 24%, long 15%, state 5%
target stocks.us 100
buy stocks.us: VTI ITOT
price VTI 300
price ITOT 130
policy calendar = monthly
policy prices.min_benefit_bps = 0
account joint: taxable of Ann, cash 0
lot VTI 100 bought 2020-01-02 for {basis}
"""


def sold(basis: int, day: str = "03-02") -> bool:
    household, policy = example(LOSS.format(basis=basis, day=day))
    return bool(make_plan(household, policy, COVARIANCE).trades)


def test_the_plan_takes_a_loss_from_the_hurdle_on() -> None:
    household, policy = example(LOSS.format(basis=31000, day="03-02"))
    (found,) = look(household, policy, COVARIANCE).rules.waiting.values()
    assert Decimal("0.90") < found.hurdle < Decimal("0.99")
    at = int(30000 / found.hurdle)
    assert not sold(at - 50)
    assert sold(at + 150)


def test_a_loss_that_waits_in_spring_is_taken_at_the_end_of_the_year() -> None:
    household, policy = example(LOSS.format(basis=31000, day="03-02"))
    (spring,) = look(household, policy, COVARIANCE).rules.waiting.values()
    household, policy = example(LOSS.format(basis=31000, day="12-31"))
    (last,) = look(household, policy, COVARIANCE).rules.waiting.values()
    between = int(30000 / ((spring.hurdle + last.hurdle) / 2))
    assert not sold(between)
    assert sold(between, "12-31")
