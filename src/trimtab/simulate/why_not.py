"""Why a target is not reached: the rule that stops it, what closing the gap would cost, and the price of the rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from trimtab.core.ask import Ask, Mode
from trimtab.core.household import Household
from trimtab.core.money import ZERO
from trimtab.core.plan import Plan, Side, Unmet
from trimtab.core.policy import Policy
from trimtab.rebalance.given import Given
from trimtab.rebalance.journey import NOTHING_ELSE, look, make_plan
from trimtab.rebalance.measure import Covariance
from trimtab.simulate.frontier import FULL, to_target, with_drift_at
from trimtab.simulate.outcome import Outcome, outcome_of_plan
from trimtab.simulate.rule_price import RulePrice, rule_prices


@dataclass(frozen=True, slots=True)
class WhyNot:
    """One class that does not end where the policy wants it.

    `gap_usd` is by how much it ends off (negative under, positive over), limits and parents as in `unmet`; `left_usd`
    the same with `nearest`, the plan that goes as near to all targets as the rules allow, whatever it costs. `prices`
    are of the rules without which it would end nearer.
    """

    unmet: Unmet
    gap_usd: Decimal
    nearest: Outcome
    left_usd: Decimal
    prices: tuple[RulePrice, ...]


@dataclass(frozen=True, slots=True)
class WhyNots:
    """All classes that were not reached, today's plan weighed, and the price of every rule that costs something."""

    ours: Outcome
    classes: tuple[WhyNot, ...]
    prices: tuple[RulePrice, ...]


def why_not(
    household: Household,
    policy: Policy,
    covariance: Covariance,
    plan: Plan,
    given: Given = NOTHING_ELSE,
) -> WhyNots:
    """The reasons for every class that the plan leaves off its goal. Pure; `plan` is that of the same inputs."""
    now = look(household, policy, covariance, given)
    prices = rule_prices(household, policy, covariance, plan, given)
    ours = outcome_of_plan(now, plan)
    if not plan.unmet:
        return WhyNots(ours, (), prices)
    all_the_way = replace(given, ask=Ask(Mode.FULL))
    full = make_plan(household, with_drift_at(to_target(policy), FULL), covariance, all_the_way)
    nearest, goals = outcome_of_plan(now, full), now.decision.goals
    classes = tuple(
        WhyNot(
            one,
            _gap_usd(ours, goals, one.class_id) or one.gap_usd,
            nearest,
            _left_usd(nearest, full, goals, one.class_id),
            _nearer(one, policy, prices),
        )
        for one in plan.unmet
    )
    return WhyNots(ours, classes, prices)


def _gap_usd(outcome: Outcome, goals: Mapping[str, tuple[Decimal, Decimal]], class_id: str) -> Decimal:
    """How far the class then ends from its goals; nought for what is no class of the target."""
    whole = outcome.drift.total_usd
    for row in outcome.drift.classes:
        if row.class_id == class_id:
            low, high = goals[class_id]
            return max(row.actual_usd - high * whole, ZERO) - max(low * whole - row.actual_usd, ZERO)
    return ZERO


def _left_usd(
    nearest: Outcome, full: Plan, goals: Mapping[str, tuple[Decimal, Decimal]], class_id: str
) -> Decimal:
    """How far the class, or what is no class of the target but a limit or a parent, ends off with the nearest plan."""
    if any(row.class_id == class_id for row in nearest.drift.classes):
        return _gap_usd(nearest, goals, class_id)
    return next((one.gap_usd for one in full.unmet if one.class_id == class_id), ZERO)


def _nearer(unmet: Unmet, policy: Policy, prices: Sequence[RulePrice]) -> tuple[RulePrice, ...]:
    """The rules without which the plan ends nearer by at least the smallest trade."""
    least = max(policy.min_trade_usd, ZERO)
    found = []
    for price in prices:
        then = next((u.gap_usd for u in price.plan.unmet if u.class_id == unmet.class_id), ZERO)
        if abs(unmet.gap_usd) - abs(then) >= least:
            found.append(price)
    return tuple(found)


def rules_on(symbol: str, plan: Plan, prices: Sequence[RulePrice]) -> tuple[RulePrice, ...]:
    """The rules without which this symbol would be traded otherwise than it is."""
    ours = _traded(symbol, plan)
    return tuple(price for price in prices if _traded(symbol, price.plan) != ours)


def _traded(symbol: str, plan: Plan) -> dict[str, Decimal]:
    traded: dict[str, Decimal] = {}
    for trade in plan.trades:
        if trade.symbol == symbol:
            sign = 1 if trade.side is Side.BUY else -1
            traded[trade.account_id] = traded.get(trade.account_id, ZERO) + sign * trade.quantity
    return traded
