"""The facts that rules go by: what is traded at all, what it is worth, and what was bought and sold around today."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from trimtab.core.accounts import Account, Lot, Position
from trimtab.core.household import ActivityKind, Household
from trimtab.core.kept import kept
from trimtab.core.money import ZERO, usd
from trimtab.core.policy import Policy
from trimtab.core.year_tax import Rates, YearTax
from trimtab.rebalance.blocks.block import NEVER_TRADED, Block, because, least_buy_usd, tradable_step
from trimtab.rebalance.limits import DollarLimit, dollar_limits
from trimtab.rebalance.measure import class_shares, free_cash_usd
from trimtab.rebalance.once import once_per_account, once_per_place, once_per_symbol
from trimtab.rebalance.scope import EVERYTHING, Scope
from trimtab.rebalance.waiting import Waiting
from trimtab.tax.flat_year import FlatYear
from trimtab.tax.wash import (
    RecentPurchase,
    groups_bought,
    recent_loss_sales,
    recent_purchases,
    unseen_history,
    wash_group,
)

WaitingByLot = Mapping[tuple[str, str, str], Waiting]  # by account, symbol and lot


def _nothing_waits(_rules: Any) -> WaitingByLot:
    return {}


class Facts:
    """One household under one policy, asked by account and symbol: each answer is kept."""

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
        self.year_tax: YearTax = year_tax or FlatYear(household.tax)
        self.value_waiting: Callable[[Any], WaitingByLot] = _nothing_waits
        self.known: dict[tuple[Hashable, ...], Any] = {}
        self.scope = scope

    @kept
    def rates(self) -> Rates:
        """What the next dollar costs in the year as it stands."""
        return self.year_tax.rates

    @kept
    def recent(self) -> dict[str, tuple[RecentPurchase, ...]]:
        """Purchases of the last 30 days still held, by wash group."""
        return recent_purchases(self.household)

    @kept
    def unseen(self) -> dict[str, tuple[str, ...]]:
        """Accounts whose last 30 days are not known in full, by wash group they hold."""
        return unseen_history(self.household)

    @kept
    def _loss_sales(self) -> dict[str, tuple[object, str]]:
        return dict(recent_loss_sales(self.household))

    @kept
    def _loss_orders(self) -> dict[str, str]:
        """By wash group, the taxable account in which an open order sells of a position that has lots at a loss or of
        unknown cost: which lots it takes is for the custodian to say."""
        return {
            self.group(position.symbol): account.account_id
            for account in self.household.accounts
            if account.kind.is_taxable
            for position in account.positions
            if position.pending_quantity > 0
            and any(
                lot.basis_usd is None or self.is_loss_if_priced(position.symbol, lot) for lot in position.lots
            )
        }

    @kept
    def _coming(self) -> dict[str, str]:
        return {
            group: account.account_id
            for account in self.household.accounts
            for symbol in sorted(account.purchases_coming)
            for group in self.groups_bought(symbol)
        }

    def coming(self, group: str) -> str | None:
        """The account that will buy of this group by itself within 30 days, if any."""
        return self._coming.get(group)

    @once_per_symbol
    def group(self, symbol: str) -> str:
        """The wash-sale group of a symbol."""
        return wash_group(self.household, symbol)

    @once_per_symbol
    def groups_bought(self, symbol: str) -> tuple[str, ...]:
        """The wash-sale groups of which buying this symbol is a purchase: an option's stock as well."""
        return groups_bought(self.household, symbol)

    @once_per_symbol
    def class_shares(self, symbol: str) -> Mapping[str, Decimal]:
        """What share of one dollar in this symbol counts under which target class."""
        return class_shares(self.household, self.policy, symbol)

    @once_per_symbol
    def only_class(self, symbol: str) -> str | None:
        """The one target class this symbol belongs to as a whole, or None where it mixes or is not traded."""
        instrument = self.household.instruments.get(symbol)
        if instrument is None or instrument.kind in NEVER_TRADED:
            return None
        classes = {self.policy.class_of(class_id) for class_id, _ in instrument.class_weights}
        return classes.pop() if len(classes) == 1 else None

    @kept
    def waiting(self) -> WaitingByLot:
        """What waiting with each loss at hand is worth: worked out once a loss is weighed."""
        return self.value_waiting(self)

    @kept
    def limits(self) -> tuple[DollarLimit, ...]:
        """The limits on what is held, in today's dollars."""
        return dollar_limits(self.household, self.policy)

    @once_per_place
    def step(self, account: Account, symbol: str) -> Decimal:
        """The smallest part of a share this account may trade of this symbol."""
        return tradable_step(self.household, account, symbol)

    @once_per_place
    def least_buy_usd(self, account: Account, symbol: str) -> Decimal:
        """The least that may be bought of this symbol in this account at once."""
        return least_buy_usd(self.household, account, symbol, self.policy.min_trade_usd)

    def has_minimum(self, account: Account, symbol: str) -> bool:
        """Whether the fund asks for more than the smallest trade: then the next choice may be bought instead."""
        return (
            self.may_have_minimum(symbol) and self.least_buy_usd(account, symbol) > self.policy.min_trade_usd
        )

    @once_per_symbol
    def may_have_minimum(self, symbol: str) -> bool:
        """Whether the fund asks for more than the smallest trade in some account."""
        instrument, least = self.household.instruments[symbol], self.policy.min_trade_usd
        return instrument.min_first_usd > least or instrument.min_more_usd > least

    def sellable(self, position: Position) -> Decimal:
        """Shares of the position not promised to open orders."""
        return max(ZERO, position.quantity - position.pending_quantity)

    def gain_usd(self, symbol: str, lot: Lot) -> Decimal:
        """Unrealised gain of the whole lot in USD (loss negative, unknown basis counts as none)."""
        if lot.basis_usd is None:
            return ZERO
        return lot.quantity * self.household.prices[symbol].usd - lot.basis_usd

    def is_loss(self, symbol: str, lot: Lot) -> bool:
        """Whether selling the lot would realise a loss. A basis that is not known counts as no loss."""
        return self.gain_usd(symbol, lot) < 0

    def is_loss_if_priced(self, symbol: str, lot: Lot) -> bool:
        """As `is_loss`; a symbol without a price is no loss."""
        return symbol in self.household.prices and self.is_loss(symbol, lot)

    def not_traded(self, account: Account, symbol: str) -> Block | None:
        """What stops any trade of this symbol in this account, or None."""
        return self._locked(account) if account.locked else self._no_market(symbol)

    def _locked(self, account: Account) -> Block:
        return Block("locked", f"{account.name} is locked" + because(account.locked_reason))

    @once_per_symbol
    def _no_market(self, symbol: str) -> Block | None:
        """What stops any trade of this symbol anywhere, or None."""
        instrument = self.household.instruments.get(symbol)
        if instrument is None or instrument.kind in NEVER_TRADED:
            return Block("not-traded", f"{symbol} is not traded on a market")
        price = self.household.prices.get(symbol)
        if price is None:
            return Block("price-missing", f"{symbol} has no price")
        if price.usd <= 0:
            return Block("price-zero", f"the price of {symbol} is {usd(price.usd)}")
        if price.as_of < self._stale_before:
            return Block("price-stale", f"the price of {symbol} is from {price.as_of}")
        return None

    @kept
    def _stale_before(self) -> date:
        """The first day of which prices may be used."""
        return self.household.as_of - timedelta(days=self.policy.max_price_age_days)

    @once_per_account
    def is_short(self, account: Account) -> bool:
        """Whether the account lacks cash that it must have."""
        return free_cash_usd(self.household, account) < 0

    @kept
    def today(self) -> frozenset[tuple[str, str, ActivityKind]]:
        """What was traded today, by account, symbol and side."""
        return frozenset(
            (event.account_id, event.symbol, event.kind)
            for event in self.household.activity
            if event.trade_date == self.household.as_of
        )
