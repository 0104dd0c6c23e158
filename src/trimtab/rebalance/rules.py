"""What may be traded, and the rule that stops what may not: one place for planner, fallback and explanation."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from trimtab.core.accounts import Account, Lot, Position, Role
from trimtab.core.household import ActivityKind, Household
from trimtab.core.instruments import InstrumentKind
from trimtab.core.money import ZERO, plain, usd
from trimtab.core.plan import Trade
from trimtab.core.policy import Policy
from trimtab.core.year_tax import YearTax
from trimtab.rebalance.limits import DollarLimit, dollar_limits
from trimtab.rebalance.location import BestPlaces, best_places, in_order_here
from trimtab.rebalance.measure import class_shares, free_cash_usd
from trimtab.rebalance.once import once_per_account, once_per_place, once_per_symbol
from trimtab.rebalance.scope import EVERYTHING, Scope
from trimtab.rebalance.waiting import Waiting
from trimtab.tax.flat_year import FlatYear
from trimtab.tax.holding import first_long_day, is_long_term
from trimtab.tax.wash import (
    WINDOW,
    RecentPurchase,
    groups_bought,
    recent_loss_sales,
    recent_purchases,
    unseen_history,
    wash_group,
)

NEVER_TRADED = frozenset({InstrumentKind.CASH, InstrumentKind.PROPERTY, InstrumentKind.PRIVATE})


@dataclass(frozen=True, slots=True)
class Block:
    """A rule that forbids a trade: a stable code and the reason in words."""

    code: str
    words: str


def tradable_step(household: Household, account: Account, symbol: str) -> Decimal:
    """The smallest part of a share the account may trade: funds by their own step, all else by the account's."""
    if household.instruments[symbol].kind is InstrumentKind.MUTUAL_FUND:
        return account.fund_quantity_step
    return account.quantity_step


def least_buy_usd(household: Household, account: Account, symbol: str, min_trade_usd: Decimal) -> Decimal:
    """The least that may be bought at once: the smallest trade, or the fund's own for a first or further buy."""
    instrument = household.instruments[symbol]
    is_held = any(position.symbol == symbol for position in account.positions)
    return max(min_trade_usd, instrument.min_more_usd if is_held else instrument.min_first_usd)


class Rules:
    """Every hard rule of one household under one policy, asked trade by trade. Reads only; raises nothing.

    The rules are asked thousands of times for a plan and cannot change under it, so each keeps its answers; what is
    asked by account is asked of the accounts of this very household.
    `lift_wait` drops the waiting rule for lots about to turn long-term, where cash cannot be raised otherwise;
    `lift_wash` lets losses be sold that purchases of the last or next 30 days take over: priced, and named.
    `moves_in` are the accounts in which the decision leaves anything to trade, None for all; `scope` what is asked;
    `year_tax` what the year costs, None the household's flat rates; `waiting` is what waiting with a loss is worth, by
    account, symbol and lot.
    """

    def __init__(
        self,
        household: Household,
        policy: Policy,
        lift_wait: bool = False,
        moves_in: frozenset[str] | None = None,
        scope: Scope = EVERYTHING,
        lift_wash: bool = False,
        year_tax: YearTax | None = None,
    ) -> None:
        self.household = household
        self.policy = policy
        self.lift_wait = lift_wait
        self.lift_wash = lift_wash
        self.moves_in = moves_in
        self.waiting: Mapping[tuple[str, str, str], Waiting] = {}
        self.year_tax: YearTax = year_tax or FlatYear(household.tax)
        self.known: dict[Hashable, Any] = {}
        self.scope = scope

    def lifted(self, *, lift_wash: bool = False) -> Rules:
        """The same rules without that of waiting, and without that of wash sales where asked."""
        found = Rules(self.household, self.policy, True, self.moves_in, self.scope, lift_wash, self.year_tax)
        found.waiting = self.waiting
        return found

    @cached_property
    def recent(self) -> dict[str, tuple[RecentPurchase, ...]]:
        """Purchases of the last 30 days still held, by wash group."""
        return recent_purchases(self.household)

    @cached_property
    def places(self) -> BestPlaces:
        """Where each class would stand best, and what it costs there."""
        return best_places(self.household, self.policy, self.moves_in)

    @once_per_place
    def least_buy_usd(self, account: Account, symbol: str) -> Decimal:
        """The least that may be bought of this symbol in this account at once."""
        return least_buy_usd(self.household, account, symbol, self.policy.min_trade_usd)

    def has_minimum(self, account: Account, symbol: str) -> bool:
        """Whether the fund asks for more than the smallest trade: then the next choice may be bought instead."""
        return self.least_buy_usd(account, symbol) > self.policy.min_trade_usd

    @cached_property
    def limits(self) -> tuple[DollarLimit, ...]:
        """The limits on what is held, in today's dollars."""
        return dollar_limits(self.household, self.policy)

    @cached_property
    def bought_for_limits(self) -> dict[str, Decimal]:
        """Symbols on no list to buy of which a limit asks for more than is held: the dollars that are missing."""
        listed = {symbol for ranked in self.policy.buys.values() for symbol in ranked}
        listed |= {symbol for account in self.household.accounts for symbol in account.menu or ()}
        missing: dict[str, Decimal] = {}
        for limit in self.limits:
            symbol, under = limit.limit.symbol, -limit.outside_usd(limit.held_usd)
            if symbol and symbol not in listed and under > 0 and not limit.limit.through_funds:
                missing[symbol] = missing.get(symbol, ZERO) + under
        return missing

    def _asked_for(self, account: Account) -> list[str]:
        """What a limit alone lets this account buy."""
        return sorted(
            {
                limit.limit.symbol
                for limit in self.limits
                if account.account_id in limit.accounts
                and limit.limit.symbol in self.bought_for_limits
                and limit.outside_usd(limit.held_usd) < 0
                and not self.buy_block(account, limit.limit.symbol)
            }
        )

    @once_per_place
    def excess(self, account: Account, symbol: str) -> Decimal:
        """Yearly cost of a dollar of this symbol here beyond what its classes cost where they stand best."""
        return self.places.excess(self.household, self.policy, account, symbol)

    @cached_property
    def _loss_sales(self) -> dict[str, tuple[object, str]]:
        return dict(recent_loss_sales(self.household))

    @cached_property
    def unseen(self) -> dict[str, tuple[str, ...]]:
        """Accounts whose last 30 days are not known in full, by wash group they hold."""
        return unseen_history(self.household)

    @cached_property
    def _coming(self) -> dict[str, str]:
        return {
            group: account.account_id
            for account in self.household.accounts
            for symbol in sorted(account.purchases_coming)
            for group in self.groups_bought(symbol)
        }

    def without_coming(self) -> Rules:
        """The same rules, were no purchase to come by itself."""
        accounts = tuple(replace(a, purchases_coming=frozenset()) for a in self.household.accounts)
        household = replace(self.household, accounts=accounts)
        return Rules(
            household, self.policy, self.lift_wait, self.moves_in, self.scope, self.lift_wash, self.year_tax
        )

    def coming(self, group: str) -> str | None:
        """The account that will buy of this group by itself within 30 days, if any."""
        return self._coming.get(group)

    @once_per_symbol
    def group(self, symbol: str) -> str:
        """The wash-sale group of a symbol."""
        return wash_group(self.household, symbol)

    @once_per_symbol
    def class_shares(self, symbol: str) -> Mapping[str, Decimal]:
        """What share of one dollar in this symbol counts under which target class."""
        return class_shares(self.household, self.policy, symbol)

    @once_per_symbol
    def groups_bought(self, symbol: str) -> tuple[str, ...]:
        """The wash-sale groups of which buying this symbol is a purchase: an option's stock as well."""
        return groups_bought(self.household, symbol)

    @once_per_place
    def step(self, account: Account, symbol: str) -> Decimal:
        """The smallest part of a share this account may trade of this symbol."""
        return tradable_step(self.household, account, symbol)

    @once_per_place
    def _not_traded(self, account: Account, symbol: str) -> Block | None:
        instrument = self.household.instruments.get(symbol)
        if account.locked:
            return Block("locked", f"{account.name} is locked" + _because(account.locked_reason))
        if instrument is None or instrument.kind in NEVER_TRADED:
            return Block("not-traded", f"{symbol} is not traded on a market")
        price = self.household.prices.get(symbol)
        if price is None:
            return Block("price-missing", f"{symbol} has no price")
        if price.usd <= 0:
            return Block("price-zero", f"the price of {symbol} is {usd(price.usd)}")
        age = self.household.as_of - price.as_of
        if age > timedelta(days=self.policy.max_price_age_days):
            return Block("price-stale", f"the price of {symbol} is from {price.as_of}")
        return None

    @once_per_place
    def buy_block(self, account: Account, symbol: str) -> Block | None:
        """The rule that forbids buying this symbol in this account, or None."""
        block = self._not_traded(account, symbol)
        if block:
            return block
        if symbol in self.policy.do_not_buy or symbol in account.do_not_buy:
            if symbol not in self.policy.do_not_buy and symbol in self._on_menus:
                return Block("menu", f"{symbol} is bought only in accounts with it on their menu")
            return Block("do-not-buy", f"{symbol} is on the do-not-buy list")
        if account.menu is not None and symbol not in account.menu:
            return Block("menu", f"the menu of {account.name} does not offer {symbol}")
        held = next((p for p in account.positions if p.symbol == symbol), None)
        if held is not None and held.role is not Role.TRADABLE:
            return Block("frozen", f"{symbol} is never traded" + _because(held.role_reason))
        if self.scope.buys_none_of(symbol):
            return Block("asked", self.scope.words)
        bought = (self._loss_sales.get(group) for group in self.groups_bought(symbol))
        sale = next((found for found in bought if found), None)
        if sale:
            return Block(
                "wash-window",
                f"{symbol} or its like was sold in {sale[1]} on {sale[0]} at a loss (or with unknown result): "
                "buying within 30 days would make that a wash sale",
            )
        if (account.account_id, symbol, ActivityKind.SELL) in self._today:
            return Block(
                "sold-today", f"{symbol} was sold in {account.name} today: it is not bought the same day"
            )
        return None

    @cached_property
    def _on_menus(self) -> frozenset[str]:
        return frozenset(symbol for account in self.household.accounts for symbol in account.menu or ())

    def position_block(self, account: Account, position: Position) -> Block | None:
        """The rule that forbids selling any of this position, or None."""
        key = ("position_block", account.account_id, position.symbol, position.role)
        if key not in self.known:
            self.known[key] = self._position_block(account, position)
        found: Block | None = self.known[key]
        return found

    def _position_block(self, account: Account, position: Position) -> Block | None:
        if position.role is not Role.TRADABLE:
            return Block("frozen", f"{position.symbol} is never traded" + _because(position.role_reason))
        if position.symbol in self.policy.do_not_sell or position.symbol in account.do_not_sell:
            return Block("do-not-sell", f"{position.symbol} is on the do-not-sell list")
        block = self._not_traded(account, position.symbol)
        if block is None and self.scope.sells_none_of(position.symbol):
            return Block("asked", self.scope.words)
        return block or self._bought_today(account, position.symbol)

    def _bought_today(self, account: Account, symbol: str) -> Block | None:
        """What was bought today stays for the day, unless the account lacks cash that it must have; and even then where
        it may not be paid for: sold before it is, that is free-riding. Source: 12 CFR 220.8(c)."""
        if (account.account_id, symbol, ActivityKind.BUY) not in self._today:
            return None
        if self._is_short(account):
            if not self._pays_late(account):
                return None
            words = "with money that had not settled: sold today, that is free-riding (12 CFR 220.8(c))"
            return Block("free-riding", f"{symbol} was bought in {account.name} today {words}")
        return Block(
            "bought-today", f"{symbol} was bought in {account.name} today: it is not sold the same day"
        )

    def _pays_late(self, account: Account) -> bool:
        """Whether a cash account's purchases of today may be paid for by sales that have not settled."""
        here = {kind for account_id, _, kind in self._today if account_id == account.account_id}
        has_sold = ActivityKind.SELL in here
        return account.settles_next_day and (has_sold or account.cash_unsettled_usd > 0)

    @once_per_account
    def _is_short(self, account: Account) -> bool:
        return free_cash_usd(self.household, account) < 0

    @cached_property
    def _today(self) -> frozenset[tuple[str, str, ActivityKind]]:
        """What was traded today, by account, symbol and side."""
        return frozenset(
            (event.account_id, event.symbol, event.kind)
            for event in self.household.activity
            if event.trade_date == self.household.as_of
        )

    def sell_block(self, account: Account, position: Position, lot: Lot) -> Block | None:
        """The rule that forbids selling this lot, or None. A loss lot may still be bound by `loss_block`."""
        block = self.position_block(account, position)
        if block:
            return block
        if self.scope.only_losses and not (account.kind.is_taxable and self.is_loss(position.symbol, lot)):
            return Block("asked", self.scope.words)
        if not account.kind.is_taxable:
            return None
        if lot.basis_usd is None:
            return Block("basis-unknown", f"the cost of {plain(lot.quantity)} {position.symbol} is not known")
        if self.is_loss(position.symbol, lot):
            return self.loss_block(position.symbol) or self._lifted_elsewhere(account, position.symbol)
        return None if self.lift_wait else self._wait_block(position.symbol, lot)

    def _lifted_elsewhere(self, account: Account, symbol: str) -> Block | None:
        """With the wash rule lifted, what still stops a loss in an account that needs no cash."""
        group = self.group(symbol)
        if not self.lift_wash or self._is_short(account):
            return None
        if group not in self._coming and not self.recent.get(group):
            return None
        return Block(
            "wash-recent",
            f"{symbol} or its like is bought within 30 days: only cash that must be raised lifts that",
        )

    def _wait_block(self, symbol: str, lot: Lot) -> Block | None:
        as_of = self.household.as_of
        if lot.acquired is None or is_long_term(lot.acquired, as_of) or self.gain_usd(symbol, lot) <= 0:
            return None
        long_from = first_long_day(lot.acquired)
        if (long_from - as_of).days > self.policy.wait_long_term_days:
            return None
        rates = self.year_tax.rates
        saved = self.gain_usd(symbol, lot) * (rates.short - rates.long)
        if saved <= 0:
            return None
        return Block(
            "wait-long-term",
            f"{plain(lot.quantity)} {symbol} of {lot.acquired} turn long-term on {long_from}: "
            f"waiting saves {usd(saved)}",
        )

    @once_per_symbol
    def loss_block(self, symbol: str) -> Block | None:
        """The rule that forbids selling this symbol at a loss whatever else the plan does, or None."""
        group = self.group(symbol)
        if group in self._coming and not self.lift_wash:
            return Block(
                "wash-coming", f"{self._coming[group]} buys {symbol} or its like by itself within 30 days"
            )
        for recent in () if self.lift_wash else self.recent.get(group, ()):
            if not recent.is_curable or self._stays(recent):
                until = recent.bought + WINDOW
                return Block(
                    "wash-recent",
                    f"{recent.account.account_id} bought {plain(recent.quantity)} {recent.symbol} on "
                    f"{recent.bought}: selling {symbol} at a loss before {until + timedelta(days=1)} "
                    "would be a wash sale" + ("" if recent.account.kind.is_taxable else ", lost for good"),
                )
        unseen = self.unseen.get(group, ())
        if unseen and not self.policy.allow_unseen_history:
            return Block(
                "wash-unseen",
                f"the last 30 days of {', '.join(unseen)} are not known in full, so a purchase of {symbol} there "
                "cannot be ruled out: import its transactions",
            )
        return None

    def _stays(self, recent: RecentPurchase) -> bool:
        """Whether shares bought lately stand in a position of which nothing may be sold."""
        return any(
            self.position_block(recent.account, position) is not None
            for position in recent.account.positions
            if position.symbol == recent.symbol
        )

    def gain_usd(self, symbol: str, lot: Lot) -> Decimal:
        """Unrealised gain of the whole lot in USD (loss negative, unknown basis counts as none)."""
        if lot.basis_usd is None:
            return ZERO
        return lot.quantity * self.household.price_usd(symbol) - lot.basis_usd

    def is_loss(self, symbol: str, lot: Lot) -> bool:
        """Whether selling the lot would realise a loss. A basis that is not known counts as no loss."""
        return self.gain_usd(symbol, lot) < 0

    def sold_at_loss(self, trades: Iterable[Trade]) -> frozenset[str]:
        """The wash groups of which these trades sell something at a loss in a taxable account."""
        return frozenset(
            self.group(trade.symbol)
            for trade in trades
            if self.household.account(trade.account_id).kind.is_taxable
            and any((sale.gain_usd or ZERO) < 0 for sale in trade.lots)
        )

    def waiting_usd(self, account_id: str, symbol: str, lot_id: str) -> Decimal:
        """What selling one share of this lot is charged for the right to take its loss later."""
        found = self.waiting.get((account_id, symbol, lot_id))
        return found.price_usd if found else ZERO

    def sellable(self, position: Position) -> Decimal:
        """Shares of the position not promised to open orders."""
        return max(ZERO, position.quantity - position.pending_quantity)

    @once_per_account
    def candidates(self, account: Account) -> tuple[str, ...]:
        """Symbols that may be bought in this account, by target class in the policy's order of preference.

        The later ones that hold nothing but the class are equal to the first such and left out, unless it may be
        sold at a loss somewhere, which would bar buying it, or has a minimum purchase of its own. What holds other
        classes too equals none of these.
        """
        if account.locked:
            return ()
        chosen: dict[str, None] = {}
        for class_id in sorted(self.policy.target):
            has_first = False
            for symbol in self._ranked(account, class_id):
                is_mixed = self.only_class(symbol) is None
                if self.buy_block(account, symbol) or (has_first and not is_mixed):
                    continue
                chosen.setdefault(symbol)
                is_last = self._loss_groups.isdisjoint(self.groups_bought(symbol))
                is_last = is_last and not self.has_minimum(account, symbol)
                has_first = has_first or (is_last and not is_mixed)
        chosen.update(dict.fromkeys(self._asked_for(account)))
        chosen.update(dict.fromkeys(self._replacing(account)))
        return tuple(chosen)

    @once_per_account
    def _replacing(self, account: Account) -> Mapping[str, tuple[str, ...]]:
        """What may be bought here in place of what is sold here at a loss, with that: the user's own pairs."""
        found: dict[str, tuple[str, ...]] = {}
        held = {p.symbol for p in account.positions} if account.kind.is_taxable else set()
        for pair in self.policy.replacements:
            is_here = pair.account_id in {"", account.account_id} and pair.sell in held
            if (
                is_here
                and self.group(pair.sell) in self._loss_groups
                and not self.buy_block(account, pair.buy)
            ):
                found[pair.buy] = (*found.get(pair.buy, ()), pair.sell)
        return found

    @once_per_place
    def before(self, account: Account, symbol: str) -> tuple[str, ...]:
        """What stands before this symbol in its class and may be bought here."""
        lists = (self._ranked(account, class_id) for class_id in sorted(self.policy.target))
        ranked = next((r for r in lists if symbol in r), (symbol,))
        return tuple(s for s in ranked[: ranked.index(symbol)] if not self.buy_block(account, s))

    @once_per_place
    def better(self, account: Account, symbol: str) -> tuple[str, ...]:
        """Those before this symbol that equal it: it is only a substitute for these. Of the user's own pairs, what is
        sold at a loss."""
        if self.is_paired(account, symbol):
            return self._replacing(account)[symbol][:1]
        if self.rank(account, symbol) == 0 or self.only_class(symbol) is None:
            return ()
        before = self.before(account, symbol)
        return tuple(s for s in before if self.only_class(s) and not self.has_minimum(account, s))

    def is_paired(self, account: Account, symbol: str) -> bool:
        """Whether the user names it as what replaces a loss here, and it is not what is bought here anyway."""
        return symbol in self._replacing(account) and symbol not in self._first_choices(account)

    @once_per_account
    def _first_choices(self, account: Account) -> frozenset[str]:
        lists = (self._ranked(account, class_id) for class_id in self.policy.target)
        return frozenset(ranked[0] for ranked in lists if ranked)

    @once_per_place
    def rank(self, account: Account, symbol: str) -> int:
        """How many better choices for the class stand before this symbol: 0 is the first choice, and what the user
        names to replace a loss here."""
        return 0 if symbol in self._replacing(account) else self._ranks(account).get(symbol, 0)

    @once_per_account
    def _ranks(self, account: Account) -> Mapping[str, int]:
        """Each listed symbol's best place in the lists of this account."""
        found: dict[str, int] = {}
        for class_id in self.policy.target:
            for place, symbol in enumerate(self._ranked(account, class_id)):
                found[symbol] = min(place, found.get(symbol, place))
        return found

    @once_per_place
    def _ranked(self, account: Account, class_id: str) -> tuple[str, ...]:
        """The policy's list for the class in the order that suits the account; in one with a menu, the menu's own
        funds of that class after it."""
        listed = in_order_here(self.household, self.policy, account, self.policy.buys.get(class_id, ()))
        if account.menu is None:
            return listed
        offered = [symbol for symbol in listed if symbol in account.menu]
        extra = [
            symbol
            for symbol in sorted(account.menu)
            if symbol not in offered and self.only_class(symbol) == class_id
        ]
        return (*offered, *sorted(extra, key=lambda s: (self.household.instruments[s].expense_pct, s)))

    @once_per_symbol
    def only_class(self, symbol: str) -> str | None:
        """The one target class this symbol belongs to as a whole, or None where it mixes or is not traded."""
        instrument = self.household.instruments.get(symbol)
        if instrument is None or instrument.kind in NEVER_TRADED:
            return None
        classes = {self.policy.class_of(class_id) for class_id, _ in instrument.class_weights}
        return classes.pop() if len(classes) == 1 else None

    @cached_property
    def _loss_groups(self) -> frozenset[str]:
        return frozenset(
            self.group(position.symbol)
            for account in self.household.accounts
            if account.kind.is_taxable
            for position in account.positions
            for lot in position.lots
            if self.is_loss_if_priced(position.symbol, lot) and not self.sell_block(account, position, lot)
        )

    def is_loss_if_priced(self, symbol: str, lot: Lot) -> bool:
        """As `is_loss`; a symbol without a price is no loss."""
        return symbol in self.household.prices and self.is_loss(symbol, lot)


def _because(reason: str) -> str:
    return f": {reason}" if reason else ""
