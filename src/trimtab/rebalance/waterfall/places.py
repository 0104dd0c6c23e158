"""What may be traded where: a security and its place in an account, each looked up once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from trimtab.core.accounts import Account, Position
from trimtab.core.money import CENT, ZERO, cents
from trimtab.rebalance.fees import has_fee
from trimtab.rebalance.orders import BPS
from trimtab.rebalance.rules import Rules
from trimtab.rebalance.waterfall.classes import Standing

KEPT_USD = 2 * CENT  # of the cash that a purchase may take, for rounding


@dataclass(frozen=True, slots=True, eq=False)
class Security:
    """One symbol: its price in USD, half the spread as a share of one, and what share of it counts in which class.
    `main` is the class of which it holds most."""

    symbol: str
    price_usd: Decimal
    half_spread: Decimal
    with_cost: Decimal  # what a dollar bought takes
    has_fee: bool
    shares: Mapping[Standing, Decimal]
    main: Standing
    group: str
    groups_bought: tuple[str, ...]


def security(rules: Rules, symbol: str, by_id: Mapping[str, Standing]) -> Security:
    """A symbol that may be traded: it has a price."""
    instrument, shares = rules.household.instruments[symbol], rules.class_shares(symbol)
    half_spread = instrument.half_spread_bps / BPS
    return Security(
        symbol,
        rules.household.price_usd(symbol),
        half_spread,
        1 + half_spread,
        has_fee(rules.household, symbol),
        {by_id[class_id]: share for class_id, share in shares.items()},
        by_id[main_class(shares)],
        rules.group(symbol),
        rules.groups_bought(symbol),
    )


def main_class(shares: Mapping[str, Decimal]) -> str:
    """The class that holds most."""
    if len(shares) == 1:
        return next(iter(shares))
    return max(shares, key=lambda class_id: (shares[class_id], class_id))


class Place:
    """One security in one account, with the shares sold and bought there so far. `counts` are the limits to which a
    dollar bought here adds, by their number, and how much."""

    def __init__(self, rules: Rules, account: Account, what: Security, position: Position | None) -> None:
        self.rules = rules
        self.account = account
        self.security = what
        self.price_usd = what.price_usd
        self.is_taxable = account.kind.is_taxable
        self.step = rules.step(account, what.symbol)
        self.step_usd = self.step * what.price_usd
        self.held = position.quantity if position else ZERO
        self.sellable = rules.sellable(position) if position else ZERO
        self.sold = ZERO
        self.bought = ZERO
        self.is_closed = self.sellable <= 0  # nothing more is sold here
        self.replaces = frozenset(rules.replaced_by(account, what.symbol))  # bought only for a loss in these
        self._brought_usd = ZERO
        self._taken_usd = ZERO
        changes = (limit.bought(account.account_id, what.symbol) for limit in rules.limits)
        self.counts = tuple((index, change) for index, change in enumerate(changes) if change)

    @cached_property
    def least_buy_usd(self) -> Decimal:
        """The least that may be bought here at once."""
        return max(self.rules.least_buy_usd(self.account, self.security.symbol), CENT)

    @property
    def left(self) -> Decimal:
        """Shares that may still be sold."""
        return self.sellable - self.sold

    def sell(self, quantity: Decimal) -> Decimal:
        """Book a sale; what it brings to the account, less its cost."""
        self.sold += quantity
        self.is_closed = self.is_closed or self.sold >= self.sellable
        before, self._brought_usd = self._brought_usd, self.brings_usd(self.sold)
        return self._brought_usd - before

    def buy(self, quantity: Decimal) -> Decimal:
        """Book a buy; what it takes from the account, its cost included."""
        self.bought += quantity
        self.is_closed = True
        before, self._taken_usd = self._taken_usd, self._takes_usd(self.bought)
        return self._taken_usd - before

    def brings_usd(self, quantity: Decimal) -> Decimal:
        """What selling so many shares brings, less its cost to the cent; a fund's redemption fee is apart."""
        amount = cents(quantity * self.price_usd)
        return amount - cents(amount * self.security.half_spread)

    def _takes_usd(self, quantity: Decimal) -> Decimal:
        """What buying so many shares takes, its cost to the cent included."""
        amount = cents(quantity * self.price_usd)
        return amount + cents(amount * self.security.half_spread)

    def affordable(self, most_usd: Decimal, cash_usd: Decimal) -> Decimal:
        """Whole steps that this much buys, cash and cost counted; none where that is under the smallest trade."""
        cash, with_cost = cash_usd - KEPT_USD, self.security.with_cost
        spend = most_usd if most_usd * with_cost <= cash else cash / with_cost
        if spend <= 0:
            return ZERO
        quantity = spend // self.step_usd * self.step
        return quantity if cents(quantity * self.price_usd) >= self.least_buy_usd else ZERO
