"""The frontier: the least money for each level of drift left, from doing nothing to the full rebalance.

Each point is a whole plan, made by the same journey with the price of drift multiplied by a factor; the household's own
plan is the point where the factor is one. A line through points that are each the least sum of factor times drift and
money falls and is convex, whatever the factors: the next factor is the slope between two neighbours, until no plan lies
below the line between them (Cohon, Church and Sheer, Water Resources Research 15(5), 1979).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from trimtab.core.ask import Ask, Mode
from trimtab.core.household import Household
from trimtab.core.money import HUNDRED, ONE, ZERO, cents
from trimtab.core.plan import Plan
from trimtab.core.policy import HowFar, Policy
from trimtab.rebalance.given import Given
from trimtab.rebalance.journey import NOTHING_ELSE, Situation, look, make_plan
from trimtab.rebalance.measure import Covariance
from trimtab.simulate.outcome import Outcome, counting_washes, outcome_of, outcome_of_plan
from trimtab.simulate.twins import Twin, Way

FULL = HUNDRED  # a dollar off target then costs at least a dollar, more than any tax on it, and less than unpaid cash
FACTOR_STEP = Decimal("0.0001")
CHEAP_END = Decimal("0.001")  # hardly any price: of two plans that cost about the same, the nearer one
WORTH_A_POINT_USD = ONE
MOST_POINTS = 200  # stretches of the line shorter than its height by so many are not parted
TRIES = 3  # plans made for each point asked for, at most


class MarkKind(StrEnum):
    """What is marked beside the line."""

    NOTHING = "nothing"
    RULES = "rules"
    PLAN = "plan"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Point:
    """One plan of the frontier. `factor` multiplies the price of drift; `outcome` is weighed at factor one.

    `budget_usd` is the most that the year's tax may come to where the points are by tax, None where they are by drift.
    """

    factor: Decimal
    policy: Policy
    plan: Plan
    outcome: Outcome
    budget_usd: Decimal | None = None

    @property
    def place(self) -> tuple[Decimal, Decimal]:
        """Drift left and money, both in USD over the horizon."""
        return self.outcome.cost.drift_usd, self.outcome.money_usd


@dataclass(frozen=True, slots=True)
class Frontier:
    """Points from the most drift to the least, and what is marked beside them. `nothing` is doing nothing."""

    points: tuple[Point, ...]
    marks: tuple[tuple[MarkKind, Outcome], ...]
    nothing: Outcome


def frontier(
    household: Household,
    policy: Policy,
    covariance: Covariance,
    twins: tuple[Twin, ...],
    given: Given = NOTHING_ELSE,
    points: int = 9,
    *,
    has_washes: bool = False,
) -> Frontier:
    """At most so many points (two at least), for the whole way to the target, whether or not a trigger fires.

    `twins` are those of the household's plan today; `has_washes`: it names wash sales that cannot be avoided. Pure. No
    points where no trade is worth its cost or passes its checks.
    """
    asked, given = to_target(policy), replace(given, ask=Ask(Mode.FULL))
    now = look(household, asked, covariance, given)
    nothing = outcome_of(now, ())
    if now.drift.total_usd <= 0:
        return Frontier((), (), nothing)

    def at(factor: Decimal) -> Point:
        priced = with_drift_at(asked, factor)
        plan = make_plan(household, priced, covariance, given)
        return Point(factor, priced, plan, outcome_of_plan(now, plan))

    line = _Line(at, nothing, points)
    found = line.drawn()
    full = None if line.full is None else line.full.outcome
    return Frontier(found, _marks(now, twins, nothing, full, has_washes), nothing)


def tax_frontier(
    household: Household,
    policy: Policy,
    covariance: Covariance,
    twins: tuple[Twin, ...],
    given: Given = NOTHING_ELSE,
    points: int = 9,
    *,
    has_washes: bool = False,
) -> Frontier:
    """The least cost in all for each budget of the year's tax: evenly spaced from that of doing nothing to that of the
    plan to the target without a budget, which is the last point.

    A budget is `tax_budget_usd` of the point's policy, kept to the cent; the policy's own holds for every point. Where
    going to the target takes no tax more than doing nothing, no budget binds and there is one point.
    """
    asked, given = to_target(policy), replace(given, ask=Ask(Mode.FULL))
    now = look(household, asked, covariance, given)
    nothing = outcome_of(now, ())
    if now.drift.total_usd <= 0:
        return Frontier((), (), nothing)

    def within(budget_usd: Decimal | None) -> Point:
        capped = asked if budget_usd is None else with_tax_budget(asked, household.as_of, budget_usd - least)
        plan = make_plan(household, capped, covariance, given)
        return Point(ONE, capped, plan, outcome_of_plan(now, plan), budget_usd)

    least = nothing.cost.tax_now_usd
    free = within(None)
    most = free.outcome.cost.tax_now_usd
    steps = max(2, points) - 1 if most - least >= WORTH_A_POINT_USD else 0
    budgets = [cents(least + (most - least) * n / steps) for n in range(steps)]
    found = [*(within(budget) for budget in budgets), replace(free, budget_usd=max(most, least))]
    marks = _marks(now, twins, nothing, _full(household, asked, covariance, given, now), has_washes)
    return Frontier(tuple(point for point in found if point.plan.trades), marks, nothing)


def _full(
    household: Household, asked: Policy, covariance: Covariance, given: Given, now: Situation
) -> Outcome | None:
    plan = make_plan(household, with_drift_at(asked, FULL), covariance, given)
    return outcome_of_plan(now, plan) if plan.trades else None


def _marks(
    now: Situation, twins: tuple[Twin, ...], nothing: Outcome, full: Outcome | None, has_washes: bool
) -> tuple[tuple[MarkKind, Outcome], ...]:
    """What is marked beside the line, weighed as the line is."""
    weighing = counting_washes(now) if has_washes else now
    ways = {twin.way: outcome_of(weighing, twin.outcome.trades) for twin in twins}
    marks = [
        (MarkKind.NOTHING, nothing),
        (MarkKind.RULES, ways[Way.RULES]),
        (MarkKind.PLAN, ways[Way.PLAN]),
    ]
    return (*marks, (MarkKind.FULL, full)) if full is not None else tuple(marks)


def to_target(policy: Policy) -> Policy:
    """The same policy, going all the way to the target."""
    return replace(policy, how_far=HowFar.TARGET, only_out_of_band=False)


def with_tax_budget(policy: Policy, as_of: date, usd: Decimal) -> Policy:
    """The same policy with this tax budget; budgets that are prorated stay what they are on the day."""
    return replace(policy.with_budgets_of(as_of), tax_budget_usd=usd)


def with_drift_at(policy: Policy, factor: Decimal) -> Policy:
    """The same policy with every price of drift multiplied; `FULL` puts at least a dollar on each dollar off target."""
    prices = policy.prices
    least = HUNDRED if factor == FULL else ZERO
    return replace(
        policy,
        prices=replace(
            prices,
            outside_band=prices.outside_band * factor,
            off_goal_pct=max(prices.off_goal_pct * factor, least),
            idle_cash_pct=prices.idle_cash_pct * factor,
            risk_aversion=prices.risk_aversion * factor,
        ),
    )


class _Line:
    """The line under construction."""

    def __init__(self, at: Callable[[Decimal], Point], nothing: Outcome, most: int) -> None:
        self.at = at
        self.nothing = nothing
        self.most = max(2, most)
        self.points: list[Point] = []
        self.beyond: Point | None = None
        self.tried: set[Decimal] = set()
        self.full: Point | None = None

    def drawn(self) -> tuple[Point, ...]:
        """The household's own factor, both ends, then point by point between the neighbours that are farthest apart.

        The cheap end may leave more drift than doing nothing: then it only tells where the line comes from.
        """
        for factor in (ONE, FULL):
            self._try(factor)
        if len(self.points) < self.most:
            self._try(CHEAP_END)
        while len(self.points) < self.most and len(self.tried) < TRIES * self.most:
            following = self._next_factor()
            if following is None:
                break
            self._try(following)
        return tuple(_convex(self.points))

    def _is_nothing_beaten(self) -> bool:
        """Whether a point has less drift than doing nothing for less money: the line then begins beyond it."""
        money, drift = self.nothing.money_usd, self.nothing.cost.drift_usd
        return any(p.place[1] <= money and p.place[0] <= drift for p in self.points)

    def _try(self, factor: Decimal) -> None:
        self.tried.add(factor)
        point = self.at(factor)
        if not point.plan.trades:
            return
        if point.place[0] > self.nothing.cost.drift_usd:
            if self.beyond is None or point.place[0] < self.beyond.place[0]:
                self.beyond = point
            return
        if factor == FULL:
            self.full = point
        self.points = _undominated([*self.points, point])

    def _next_factor(self) -> Decimal | None:
        """The slope of the longest stretch whose factor was not tried yet."""
        places = [point.place for point in self.points]
        if self.beyond is not None:
            places.insert(0, self.beyond.place)
        elif not self._is_nothing_beaten():
            places.insert(0, (self.nothing.cost.drift_usd, self.nothing.money_usd))
        least = max(WORTH_A_POINT_USD, (places[-1][1] - places[0][1]) / MOST_POINTS) if places else ZERO
        stretches = []
        for (drift_1, money_1), (drift_2, money_2) in pairwise(places):
            if drift_1 - drift_2 < WORTH_A_POINT_USD or money_2 - money_1 < least:
                continue
            factor = ((money_2 - money_1) / (drift_1 - drift_2)).quantize(FACTOR_STEP)
            if 0 < factor < FULL and factor not in self.tried:
                stretches.append((money_2 - money_1, factor))
        return max(stretches)[1] if stretches else None


def _undominated(points: list[Point]) -> list[Point]:
    """From the most drift to the least; of points that another beats or equals in both, only the other stays.

    The household's own point always stays.
    """
    kept: list[Point] = []
    for point in sorted(points, key=lambda p: (p.factor != ONE, p.place, p.factor)):
        drift, money = point.place
        beaten = any(
            other.place[0] <= drift + WORTH_A_POINT_USD and other.place[1] <= money + WORTH_A_POINT_USD
            for other in kept
        )
        if not beaten:
            kept.append(point)
    return sorted(kept, key=lambda p: (-p.place[0], p.place[1]))


def _convex(points: list[Point]) -> list[Point]:
    """Without points that whole shares left above the line between their neighbours; the household's own stays."""
    line: list[Point] = []
    for point in points:
        while len(line) > 1 and line[-1].factor != ONE and _is_above(line[-2], line[-1], point):
            line.pop()
        line.append(point)
    return line


def _is_above(farther: Point, middle: Point, nearer: Point) -> bool:
    """Whether the middle one costs at least what the line between the others does at its drift."""
    (drift_1, money_1), (drift, money), (drift_2, money_2) = farther.place, middle.place, nearer.place
    return (money - money_1) * (drift_1 - drift_2) >= (money_2 - money_1) * (drift_1 - drift)
