"""Looks: the strategy is asked, the journey plans where it acts, and the plan is filled at the day's closes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from trimtab.core.accounts import Account
from trimtab.core.ask import Mode
from trimtab.core.drift import Drift
from trimtab.core.household import Household
from trimtab.core.market import KnownMarket
from trimtab.core.money import ZERO, cents, step_down
from trimtab.core.plan import Plan, Side, Trade, WashSale
from trimtab.core.policy import Policy
from trimtab.rebalance.decide import FULL_RULES
from trimtab.rebalance.given import Given
from trimtab.rebalance.measure import Covariance, measure
from trimtab.rebalance.orders import trading_cost_usd
from trimtab.rebalance.propose.situation import glance
from trimtab.rebalance.rules import tradable_step
from trimtab.rebalance.tell.nothing import nothing_asks
from trimtab.simulate.backtest.result import Look
from trimtab.simulate.backtest.running import Change, Running
from trimtab.simulate.backtest.taxes import TaxRooms
from trimtab.strategies.asking import NO_MEMORY, ask_strategy, plan_asked
from trimtab.strategies.strategy import Strategy

NEXT_DAY = 2  # the step of a plan that waits for what the first one brings


@dataclass(frozen=True, slots=True)
class Sight:
    """What a trader sees of one look."""

    household: Household
    policy: Policy
    given: Given
    market: KnownMarket


@dataclass(frozen=True, slots=True)
class Move:
    """What a trader does: trades with their wash sales, and the policy by which it measures; `plan` where there is one.

    `drift` is where the household stood before, where it was measured. `rebalanced`: the household went towards its
    target, which its calendar counts from.
    """

    reason: str
    policy: Policy
    trades: tuple[Trade, ...] = ()
    washes: tuple[WashSale, ...] = ()
    plan: Plan | None = None
    drift: Drift | None = None
    rebalanced: bool = False


class Trader(Protocol):
    """Who decides at each look: a strategy through the journey, or a twin."""

    @property
    def name(self) -> str:
        """As tables call it."""
        ...

    def move(self, sight: Sight) -> Move:
        """What to trade now. Raises BadInputError where a strategy's answer cannot be followed."""
        ...


@dataclass
class ByStrategy:
    """A strategy, planned by the live journey; it remembers what the strategy wants remembered."""

    strategy: Strategy
    covariance: Covariance
    last_acted: date | None = None
    memory: Mapping[str, Any] = field(default_factory=lambda: NO_MEMORY)

    @property
    def name(self) -> str:
        """The strategy's."""
        return self.strategy.name

    def move(self, sight: Sight) -> Move:
        """Ask it, plan, and keep what it is to see next time."""
        asked = ask_strategy(
            self.strategy,
            sight.household,
            sight.policy,
            self.covariance,
            sight.market,
            self.last_acted,
            self.memory,
        )
        self.memory = asked.memory
        if asked.ask is None:
            return Move(asked.reason or "the strategy holds", asked.policy)
        if asked.ask.mode is Mode.POLICY:
            now = glance(sight.household, asked.policy, self.covariance, replace(sight.given, ask=asked.ask))
            if not now.decision.acts:  # what make_plan would answer, before a no is told in full
                return Move(
                    _words(asked.reason, nothing_asks(now.rules, now.given.ask.call)),
                    asked.policy,
                    drift=now.drift,
                )
        plan = plan_asked(sight.household, self.covariance, sight.given, asked)
        assert plan is not None, "it does not hold"
        if not plan.trades:
            return Move(
                _words(asked.reason, plan.reason), asked.policy, plan=plan if plan.is_refused else None
            )
        is_full = any(trigger.rule in FULL_RULES for trigger in plan.before.triggers)
        if is_full:
            self.last_acted = sight.household.as_of
        return Move(
            plan.reason, asked.policy, plan.trades, plan.wash_sales, plan, plan.before, rebalanced=is_full
        )


def _words(reason: str, answer: str) -> str:
    if answer.startswith(reason):
        return f"no trade: {answer}"
    return f"{reason}: no trade, {answer}"


@dataclass
class Desk:
    """Looks at the running household with a trader, and fills what it wants."""

    running: Running
    rooms: TaxRooms
    covariance: Covariance
    trader: Trader
    looks: list[Look]

    def look(self) -> None:
        """One look at this day's close. Raises BadInputError where the trader's answer cannot be followed."""
        running = self.running
        household = running.at_close()
        policy = running.policy.with_tax_spent(running.day, running.tax_spent_usd)
        given = Given(year_tax=self.rooms.year_of(household, running.expected))
        move = self.trader.move(Sight(household, policy, given, running.history.market.known_on(running.day)))
        self.looks.append(_look(household, move))
        if move.plan is not None:
            running.tax_spent_usd += move.plan.tax_now_usd
            running.watch(household, move.policy, move.plan)
        if move.trades:
            self._fill(household, move)
        if move.rebalanced:
            running.policy = replace(running.policy, last_rebalanced=running.day)

    def _fill(self, household: Household, move: Move) -> None:
        """Fill what can be paid for now; in a cash account what waits for today's sales is bought tomorrow."""
        later = tuple(
            t for t in move.trades if t.step >= NEXT_DAY and household.account(t.account_id).settles_next_day
        )
        now = tuple(trade for trade in move.trades if trade not in later)
        self.running.fill(household, now, move.washes, Change())
        self.running.waiting += later
        self._hold_back(now)

    def _hold_back(self, trades: tuple[Trade, ...]) -> None:
        """What a cash account sold today settles on the next market day."""
        sold: dict[str, Decimal] = {}
        for trade in trades:
            if trade.side is Side.SELL and self.running.household.account(trade.account_id).settles_next_day:
                sold[trade.account_id] = sold.get(trade.account_id, ZERO) + trade.amount_usd - trade.cost_usd
        if sold:
            accounts = tuple(
                _unsettled(a, sold.get(a.account_id, ZERO)) for a in self.running.household.accounts
            )
            self.running.change(replace(self.running.household, accounts=accounts), Change())

    def fill_waiting(self) -> None:
        """Buy what waited for settled cash, at this day's closes, and no more than the cash there is."""
        running = self.running
        waiting, running.waiting = running.waiting, ()
        household = running.at_close()
        left = {a.account_id: a.cash_usd - a.cash_reserve_usd for a in household.accounts}
        trades = []
        for trade in waiting:
            filled = _at_close(household, trade, left[trade.account_id])
            if filled is not None:
                left[trade.account_id] -= filled.amount_usd + filled.cost_usd
                trades.append(filled)
        running.fill(household, tuple(trades), (), Change())


def _unsettled(account: Account, sold_usd: Decimal) -> Account:
    if not sold_usd:
        return account
    return replace(
        account,
        cash_usd=account.cash_usd - sold_usd,
        cash_unsettled_usd=account.cash_unsettled_usd + sold_usd,
    )


def _at_close(household: Household, trade: Trade, cash_usd: Decimal) -> Trade | None:
    """A buy of yesterday's plan at today's close: as many of its shares as the cash pays for."""
    price, step = (
        household.price_usd(trade.symbol),
        tradable_step(household, household.account(trade.account_id), trade.symbol),
    )
    quantity = step_down(min(trade.quantity, max(cash_usd, ZERO) / price), step)
    while quantity > ZERO:
        amount = cents(quantity * price)
        cost = trading_cost_usd(household, trade.symbol, amount)
        if amount + cost <= cash_usd:
            return replace(trade, quantity=quantity, price_usd=price, amount_usd=amount, cost_usd=cost)
        quantity = min(quantity - step, step_down((cash_usd - cost) / price, step))
    return None


def _look(household: Household, move: Move) -> Look:
    """What the trader saw, before its trades, held against the policy it went by."""
    drift = move.drift or (move.plan.before if move.plan else measure(household, move.policy))
    rows = drift.classes
    return Look(
        household.as_of,
        {row.class_id: row.actual for row in rows},
        {row.class_id: row.target for row in rows},
        {row.class_id: (row.band_low, row.band_high) for row in rows},
        drift.half_sum,
        move.reason,
        move.plan,
    )
