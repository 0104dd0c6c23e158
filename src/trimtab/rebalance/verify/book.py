"""The book: household and plan as the verifier reads them, before and after, from first principles."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Any

from trimtab.core.accounts import Account, Lot, Position, Role
from trimtab.core.household import Household
from trimtab.core.instruments import InstrumentKind
from trimtab.core.plan import Plan, Side, Trade
from trimtab.core.policy import CASH_CLASS, BandRule, Policy, Weights
from trimtab.core.year_tax import YearTax
from trimtab.rebalance.verify.after_tax import AfterTax
from trimtab.rebalance.verify.exact import NONE, to_cents, total

Key = tuple[str, str]  # account id, symbol
LotKey = tuple[str, str, str]  # account id, symbol, lot id
NO_MARKET = frozenset({InstrumentKind.CASH, InstrumentKind.PROPERTY, InstrumentKind.PRIVATE})
OUTSIDE = "?"  # dollars in classes that the target does not know


@dataclass(frozen=True)
class Book:
    """Everything the checks ask about one plan. Amounts in USD, quantities in shares; raises nothing."""

    household: Household
    policy: Policy
    plan: Plan
    replan_is_empty: bool | None = None
    year_tax: YearTax | None = None

    @cached_property
    def accounts(self) -> dict[str, Account]:
        """Accounts by id."""
        return {account.account_id: account for account in self.household.accounts}

    @cached_property
    def positions(self) -> dict[Key, Position]:
        """Positions by account and symbol."""
        return {(a.account_id, p.symbol): p for a in self.household.accounts for p in a.positions}

    @cached_property
    def lots(self) -> dict[LotKey, Lot]:
        """Lots by account, symbol and lot id."""
        return {(*key, lot.lot_id): lot for key, position in self.positions.items() for lot in position.lots}

    @cached_property
    def sells(self) -> tuple[Trade, ...]:
        """The plan's sells."""
        return tuple(trade for trade in self.plan.trades if trade.side is Side.SELL)

    @cached_property
    def buys(self) -> tuple[Trade, ...]:
        """The plan's buys."""
        return tuple(trade for trade in self.plan.trades if trade.side is Side.BUY)

    def trades_of(self, account_id: str) -> tuple[Trade, ...]:
        """The trades of one account, in the plan's order."""
        return tuple(trade for trade in self.plan.trades if trade.account_id == account_id)

    @cached_property
    def sold(self) -> dict[LotKey, Decimal]:
        """Shares sold out of each lot."""
        sold: dict[LotKey, Decimal] = defaultdict(lambda: NONE)
        for trade in self.sells:
            for sale in trade.lots:
                sold[trade.account_id, trade.symbol, sale.lot_id] += sale.quantity
        return dict(sold)

    @cached_property
    def _net_shares(self) -> dict[Key, Decimal]:
        net: dict[Key, Decimal] = defaultdict(lambda: NONE)
        for trade in self.plan.trades:
            net[trade.account_id, trade.symbol] += (
                trade.quantity if trade.side is Side.BUY else -trade.quantity
            )
        return dict(net)

    def quantity_before(self, key: Key) -> Decimal:
        """Shares held now."""
        return self._held.get(key, NONE)

    @cached_property
    def _held(self) -> dict[Key, Decimal]:
        return {key: total(lot.quantity for lot in position.lots) for key, position in self.positions.items()}

    def quantity_after(self, key: Key) -> Decimal:
        """Shares held once every trade is filled."""
        return self.quantity_before(key) + self._net_shares.get(key, NONE)

    def flows_usd(self, account: Account) -> Decimal:
        """Stated cash in and out of the account."""
        return total(f.amount_usd for f in self.household.flows if f.account_id == account.account_id)

    def start_usd(self, account: Account) -> Decimal:
        """Cash with all stated flows, before any trade."""
        return account.cash_usd + account.cash_unsettled_usd + self.flows_usd(account)

    def end_usd(self, account: Account) -> Decimal:
        """Cash after all trades, costs and flows."""
        moved = total(
            (trade.amount_usd if trade.side is Side.SELL else -trade.amount_usd) - trade.cost_usd
            for trade in self.trades_of(account.account_id)
        )
        return self.start_usd(account) + moved

    def is_short(self, account: Account) -> bool:
        """Whether the account cannot keep its reserve and pay its withdrawals without a sale."""
        return self.start_usd(account) < account.cash_reserve_usd

    def wash_group(self, symbol: str) -> str:
        """The key of substantially identical securities: the declared group, else the symbol."""
        instrument = self.household.instruments.get(symbol)
        return (instrument.identical_group or symbol) if instrument else symbol

    def bought_as(self, symbol: str) -> frozenset[str]:
        """The groups of which a purchase of the symbol is one: an option's stock too (26 USC 1091(a))."""
        instrument = self.household.instruments.get(symbol)
        stock = instrument.option_on if instrument else ""
        return frozenset({self.wash_group(symbol), *([self.wash_group(stock)] if stock else [])})

    def target_class(self, class_id: str) -> str:
        """The longest prefix of a dotted class id that is in the target."""
        if class_id not in self._homes:
            fits = [c for c in self.policy.target if class_id == c or class_id.startswith(c + ".")]
            self._homes[class_id] = max(fits, key=len, default=OUTSIDE)
        return self._homes[class_id]

    @cached_property
    def _homes(self) -> dict[str, str]:
        return {}

    @cached_property
    def memory(self) -> dict[str, Any]:
        """What checks have worked out and ask for again."""
        return {}

    @cached_property
    def parents(self) -> dict[str, tuple[str, ...]]:
        """Classes above those of the target that have a band, each with the target's classes below it."""
        below: dict[str, set[str]] = defaultdict(set)
        for leaf in self.policy.target:
            names = leaf.split(".")
            for end in range(1, len(names)):
                below[".".join(names[:end])].add(leaf)
        bands = self.policy.bands
        return {
            parent: tuple(sorted(leaves))
            for parent, leaves in sorted(below.items())
            if len(leaves) > 1
            and parent not in self.policy.target
            and (bands.parents or parent in bands.own_points)
        }

    def target_weight(self, class_id: str) -> Decimal:
        """The target of a class, or the sum of those below a parent."""
        leaves = self.parents.get(class_id, (class_id,))
        return total(self.policy.target[leaf] for leaf in leaves)

    def band(self, class_id: str) -> tuple[Decimal, Decimal]:
        """The class's band, as shares of one, from the settings."""
        bands, target = self.policy.bands, self.target_weight(class_id)
        wide, narrow = bands.absolute_points / 100, target * bands.relative_pct / 100
        by_rule = {BandRule.ABSOLUTE: wide, BandRule.RELATIVE: narrow, BandRule.FIVE_25: min(wide, narrow)}
        half = by_rule[bands.rule]
        if class_id in bands.own_points:
            half = bands.own_points[class_id] / 100
        if class_id == CASH_CLASS:
            half = max(half, self.policy.cash_band_points / 100)
        return max(NONE, target - half), min(Decimal(1), target + half)

    def by_class_usd(self, account: Account, after: bool) -> dict[str, Decimal]:
        """What the account holds by target class, excluded holdings left out, its free cash under `cash`."""
        held: dict[str, Decimal] = defaultdict(lambda: NONE)
        own_id = account.account_id
        symbols = {p.symbol for p in account.positions} | {t.symbol for t in self.trades_of(own_id)}
        for symbol in sorted(symbols):
            position = self.positions.get((own_id, symbol))
            if position is not None and position.role is Role.EXCLUDED:
                continue
            quantity = (
                self.quantity_after((own_id, symbol)) if after else self.quantity_before((own_id, symbol))
            )
            value = to_cents(quantity * self.household.prices[symbol].usd)
            gain = self.unrealised_usd((own_id, symbol), after=after) if self.after_tax.on_gain else NONE
            value = self.after_tax.counts(account, value, gain)
            for class_id, weight in self.household.instruments[symbol].class_weights:
                held[self.target_class(class_id)] += value * weight
        cash = self.end_usd(account) if after else self.start_usd(account)
        held[CASH_CLASS] += self.after_tax.counts(account, cash - account.cash_reserve_usd)
        return dict(held)

    @cached_property
    def after_tax(self) -> AfterTax:
        """How the policy counts a dollar."""
        return AfterTax.of(self.household, self.policy)

    def unrealised_usd(self, key: Key, after: bool) -> Decimal:
        """Gain in lots of known basis; in what the plan bought, the cents of rounding."""
        price = self.household.prices[key[1]].usd
        trades = [t for t in self.plan.trades if after and (t.account_id, t.symbol) == key]
        sold = {sale.lot_id: sale for trade in trades if trade.side is Side.SELL for sale in trade.lots}
        gains = [trade.quantity * price - trade.amount_usd for trade in trades if trade.side is Side.BUY]
        position = self.positions.get(key)
        for lot in position.lots if position else ():
            if lot.basis_usd is not None:
                sale = sold.get(lot.lot_id)
                gone, basis = (sale.quantity, sale.basis_usd or NONE) if sale else (NONE, NONE)
                taken = self._taken_over(key, lot.lot_id) if after and gone < lot.quantity else NONE
                gains.append((lot.quantity - gone) * price - (lot.basis_usd - basis) - taken)
        return total(gains)

    def _taken_over(self, key: Key, lot_id: str) -> Decimal:
        """Losses of wash sales that the plan adds to a lot's basis (26 USC 1091(d))."""
        return total(
            wash.deferred_usd
            for wash in self.plan.wash_sales
            if (wash.replaced_in, wash.replaced_symbol, wash.replaced_lot_id) == (*key, lot_id)
        )

    def market_usd(self, account: Account, after: bool) -> Decimal:
        """What the account holds at market value, excluded holdings left out, less its reserve."""
        return total(self._at_market.by_class_usd(account, after).values())

    @cached_property
    def _at_market(self) -> Book:
        if self.policy.weights is Weights.BEFORE_TAX:
            return self
        return replace(self, policy=replace(self.policy, weights=Weights.BEFORE_TAX))

    @cached_property
    def before(self) -> Standing:
        """Where the household stands now."""
        return self._standing(after=False)

    @cached_property
    def after(self) -> Standing:
        """Where it stands once every trade is filled."""
        return self._standing(after=True)

    def _standing(self, after: bool) -> Standing:
        accounts = {a.account_id: self.by_class_usd(a, after) for a in self.household.accounts}
        classes = {
            class_id: total(mix.get(class_id, NONE) for mix in accounts.values())
            for class_id in (*sorted(self.policy.target), OUTSIDE)
        }
        return Standing(self, accounts, classes)


@dataclass(frozen=True)
class Standing:
    """Dollars by account and class at one moment, and the drift they make."""

    book: Book
    accounts: dict[str, dict[str, Decimal]]
    classes: dict[str, Decimal]

    @cached_property
    def total_usd(self) -> Decimal:
        """What the target is applied to."""
        return total(self.classes.values())

    def held_usd(self, class_id: str) -> Decimal:
        """Dollars in the class, or in all below a parent."""
        return total(self.classes[leaf] for leaf in self.book.parents.get(class_id, (class_id,)))

    def weight(self, class_id: str) -> Decimal:
        """The class's share of the whole; nothing where there is no money."""
        return self.held_usd(class_id) / self.total_usd if self.total_usd > 0 else NONE

    @cached_property
    def half_sum(self) -> Decimal:
        """Half the sum of absolute gaps, as a share of one."""
        return total(abs(self.weight(c) - t) for c, t in self.book.policy.target.items()) / 2

    def outside_usd(self, class_id: str) -> Decimal:
        """How many dollars the class is outside its band."""
        low, high = self.book.band(class_id)
        whole = max(self.total_usd, NONE)
        held = self.held_usd(class_id)
        return max(NONE, low * whole - held, held - high * whole)

    @cached_property
    def all_outside_usd(self) -> Decimal:
        """Dollars outside bands, over all classes, parents with a band too."""
        classes = (*self.book.policy.target, *self.book.parents)
        return total(self.outside_usd(class_id) for class_id in classes)
