"""The book: household and plan as the verifier reads them, before and after, from first principles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from trimtab.core.accounts import EXCLUDED, Account, Lot, Position
from trimtab.core.household import Activity, ActivityKind, Household
from trimtab.core.instruments import InstrumentKind
from trimtab.core.kept import kept
from trimtab.core.plan import BUY, SELL, Plan, Trade
from trimtab.core.policy import CASH_CLASS, BandRule, Policy, Weights
from trimtab.core.year_tax import YearTax
from trimtab.rebalance.verify.after_tax import AfterTax
from trimtab.rebalance.verify.exact import NONE, to_cents, total

Key = tuple[str, str]  # account id, symbol
LotKey = tuple[str, str, str]  # account id, symbol, lot id
NO_MARKET = (InstrumentKind.CASH, InstrumentKind.PROPERTY, InstrumentKind.PRIVATE)
FUND, BEFORE_TAX = InstrumentKind.MUTUAL_FUND, Weights.BEFORE_TAX
OUTSIDE = "?"  # dollars in classes that the target does not know


@dataclass(frozen=True)
class Book:
    """Everything the checks ask about one plan. Amounts in USD, quantities in shares; raises nothing."""

    household: Household
    policy: Policy
    plan: Plan
    replan_is_empty: bool | None = None
    year_tax: YearTax | None = None
    year_without: YearTax | None = None

    @kept
    def accounts(self) -> dict[str, Account]:
        """Accounts by id."""
        return {account.account_id: account for account in self.household.accounts}

    @kept
    def positions(self) -> dict[Key, Position]:
        """Positions by account and symbol."""
        return {(a.account_id, p.symbol): p for a in self.household.accounts for p in a.positions}

    @kept
    def lots(self) -> dict[LotKey, Lot]:
        """The lots of what is traded, by account, symbol and lot id."""
        traded = [(*key, self.positions[key].lots) for key in self.by_place if key in self.positions]
        return {(account, symbol, lot.lot_id): lot for account, symbol, lots in traded for lot in lots}

    @kept
    def costs_usd(self) -> Decimal:
        """What all trades cost."""
        return sum([trade.cost_usd for trade in self.plan.trades], NONE)

    @kept
    def sells(self) -> tuple[Trade, ...]:
        """The plan's sells."""
        return tuple(trade for trade in self.plan.trades if trade.side is SELL)

    @kept
    def buys(self) -> tuple[Trade, ...]:
        """The plan's buys."""
        return tuple(trade for trade in self.plan.trades if trade.side is BUY)

    def trades_of(self, account_id: str) -> tuple[Trade, ...]:
        """The trades of one account, in the plan's order."""
        return self._by_account.get(account_id, ())

    @kept
    def _by_account(self) -> dict[str, tuple[Trade, ...]]:
        found: dict[str, list[Trade]] = defaultdict(list)
        for trade in self.plan.trades:
            found[trade.account_id].append(trade)
        return {account_id: tuple(trades) for account_id, trades in found.items()}

    @kept
    def by_place(self) -> dict[Key, list[Trade]]:
        """The trades by account and symbol, in the plan's order."""
        found: dict[Key, list[Trade]] = defaultdict(list)
        for trade in self.plan.trades:
            found[trade.account_id, trade.symbol].append(trade)
        return dict(found)

    @kept
    def sold(self) -> dict[LotKey, Decimal]:
        """Shares sold out of each lot."""
        sold: dict[LotKey, Decimal] = {}
        for trade in self.sells:
            account_id, symbol = trade.account_id, trade.symbol
            for sale in trade.lots:
                key = (account_id, symbol, sale.lot_id)
                sold[key] = sold[key] + sale.quantity if key in sold else sale.quantity
        return sold

    @kept
    def _net_shares(self) -> dict[Key, Decimal]:
        return {
            key: sum([t.quantity if t.side is BUY else -t.quantity for t in trades], NONE)
            for key, trades in self.by_place.items()
        }

    def quantity_before(self, key: Key) -> Decimal:
        """Shares held now."""
        return self._held.get(key, NONE)

    @kept
    def _held(self) -> dict[Key, Decimal]:
        return {
            key: p.lots[0].quantity if len(p.lots) == 1 else sum([lot.quantity for lot in p.lots], NONE)
            for key, p in self.positions.items()
        }

    def quantity_after(self, key: Key) -> Decimal:
        """Shares held once every trade is filled."""
        return self.quantity_before(key) + self._net_shares.get(key, NONE)

    def start_usd(self, account: Account) -> Decimal:
        """Cash with all stated flows, before any trade."""
        return self._start[account.account_id]

    @kept
    def _start(self) -> dict[str, Decimal]:
        start = {a.account_id: a.cash_usd + a.cash_unsettled_usd for a in self.household.accounts}
        for flow in self.household.flows:
            if flow.account_id in start:
                start[flow.account_id] += flow.amount_usd
        return start

    def end_usd(self, account: Account) -> Decimal:
        """Cash after all trades, costs and flows."""
        return self._end[account.account_id]

    @kept
    def _end(self) -> dict[str, Decimal]:
        end = dict(self._start)
        for trade in self.plan.trades:
            if trade.account_id in end:
                moved = trade.amount_usd if trade.side is SELL else -trade.amount_usd
                end[trade.account_id] += moved - trade.cost_usd
        return end

    def is_short(self, account: Account) -> bool:
        """Whether the account cannot keep its reserve and pay its withdrawals without a sale."""
        return self.start_usd(account) < account.cash_reserve_usd

    @kept
    def has_short(self) -> bool:
        """Whether any account is short."""
        return any(self.is_short(account) for account in self.household.accounts)

    def wash_group(self, symbol: str) -> str:
        """The key of substantially identical securities: the declared group, else the symbol."""
        instrument = self.household.instruments.get(symbol)
        return (instrument.identical_group or symbol) if instrument else symbol

    def bought_as(self, symbol: str) -> frozenset[str]:
        """The groups of which a purchase of the symbol is one: an option's stock too (26 USC 1091(a))."""
        found = self._bought_as.get(symbol)
        if found is None:
            instrument = self.household.instruments.get(symbol)
            stock = instrument.option_on if instrument else ""
            groups = {self.wash_group(symbol), *([self.wash_group(stock)] if stock else [])}
            found = self._bought_as[symbol] = frozenset(groups)
        return found

    @kept
    def _bought_as(self) -> dict[str, frozenset[str]]:
        return {}

    def held_as(self, group: str) -> list[Key]:
        """The positions, in order, of which a purchase is one of the wash-sale group."""
        held, symbols = self._held_in, self._held_of.get(group, ())
        return sorted([(account_id, symbol) for symbol in symbols for account_id in held[symbol]])

    @kept
    def _held_of(self) -> dict[str, list[str]]:
        """By wash-sale group, the symbols held of which a purchase is one of the group."""
        found: dict[str, list[str]] = defaultdict(list)
        for symbol in self._held_in:
            for group in self.bought_as(symbol):
                found[group].append(symbol)
        return found

    @kept
    def _held_in(self) -> dict[str, list[str]]:
        """The accounts that hold each symbol."""
        found: dict[str, list[str]] = defaultdict(list)
        for account_id, symbol in self.positions:
            found[symbol].append(account_id)
        return found

    @kept
    def events(self) -> dict[Key, list[Activity]]:
        """What happened lately, by account and symbol, in the household's order."""
        found: dict[Key, list[Activity]] = defaultdict(list)
        for event in self.household.activity:
            found[event.account_id, event.symbol].append(event)
        return dict(found)

    def stays_today(self, account: Account, symbol: str) -> bool:
        """Whether it was bought there today and is not to be sold before tomorrow: but for cash that must be there, and
        not for that in a cash account where sales that have not settled may have paid (12 CFR 220.8(c))."""
        here = self.today.get(account.account_id, ())
        if not any(event.symbol == symbol and event.kind is ActivityKind.BUY for event in here):
            return False
        has_sold = any(event.kind is ActivityKind.SELL for event in here)
        is_unpaid = account.settles_next_day and (has_sold or account.cash_unsettled_usd > 0)
        return is_unpaid or not self.is_short(account)

    @kept
    def today(self) -> dict[str, list[Activity]]:
        """What happened today, by account."""
        found: dict[str, list[Activity]] = defaultdict(list)
        for event in self.household.activity:
            if event.trade_date == self.household.as_of:
                found[event.account_id].append(event)
        return found

    def target_class(self, class_id: str) -> str:
        """The longest prefix of a dotted class id that is in the target."""
        home, dot = class_id, "."
        while home not in self.policy.target and dot:
            home, dot, _ = home.rpartition(".")
        return home or OUTSIDE

    @kept
    def memory(self) -> dict[str, Any]:
        """What checks have worked out and ask for again."""
        return {}

    @kept
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

    @kept
    def targets(self) -> dict[str, Decimal]:
        """The target of each class, and of each parent the sum of those below it."""
        target = self.policy.target
        above = {parent: total(target[leaf] for leaf in leaves) for parent, leaves in self.parents.items()}
        return {**target, **above}

    @kept
    def bands(self) -> dict[str, tuple[Decimal, Decimal]]:
        """The band of each class and parent, as shares of one, from the settings."""
        return {class_id: self._band(class_id, target) for class_id, target in self.targets.items()}

    def _band(self, class_id: str, target: Decimal) -> tuple[Decimal, Decimal]:
        bands = self.policy.bands
        wide, narrow = bands.absolute_points / 100, target * bands.relative_pct / 100
        half = wide if bands.rule is BandRule.ABSOLUTE else narrow
        if bands.rule is BandRule.FIVE_25:
            half = min(wide, narrow)
        if class_id in bands.own_points:
            half = bands.own_points[class_id] / 100
        if class_id == CASH_CLASS:
            half = max(half, self.policy.cash_band_points / 100)
        return max(NONE, target - half), min(Decimal(1), target + half)

    @kept
    def _counted_before(self) -> dict[Key, Decimal]:
        """What each holding counts now, excluded ones left out."""
        prices, positions, excluded = self.household.prices, self.positions, EXCLUDED
        values = {
            key: to_cents(quantity * prices[key[1]].usd)
            for key, quantity in self._held.items()
            if positions[key].role is not excluded
        }
        if self.policy.weights is BEFORE_TAX:
            return values
        return {key: self._counts(key, value, after=False) for key, value in values.items()}

    def _added_usd(self, key: Key) -> Decimal:
        """By how much more the holding counts once every trade is filled; nothing where it is excluded."""
        before = self._counted_before.get(key)
        if before is None and key in self.positions:
            return NONE
        quantity = self._held.get(key, NONE) + self._net_shares.get(key, NONE)
        value = to_cents(quantity * self.household.prices[key[1]].usd)
        if self.policy.weights is not BEFORE_TAX:
            value = self._counts(key, value, after=True)
        return value - (before or NONE)

    def _counts(self, key: Key, value_usd: Decimal, after: bool) -> Decimal:
        """What a holding of that value counts where weights are after tax."""
        gain = self.unrealised_usd(key, after=after) if self.after_tax.on_gain else NONE
        return self.after_tax.counts(self.accounts[key[0]], value_usd, gain)

    def _parts(self, symbol: str) -> list[tuple[str, Decimal]]:
        """The classes of a symbol, by those of the target."""
        found = self._known_parts.get(symbol)
        if found is None:
            weights = self.household.instruments[symbol].class_weights
            found = [(self.target_class(class_id), weight) for class_id, weight in weights]
            self._known_parts[symbol] = found
        return found

    @kept
    def _known_parts(self) -> dict[str, list[tuple[str, Decimal]]]:
        return {}

    def _mixes_before(self) -> dict[str, dict[str, Decimal]]:
        """What each account holds by target class, excluded holdings left out, its free cash under `cash`."""
        counts, parts = self.after_tax.counts, self._parts
        mixes = {
            account.account_id: {
                CASH_CLASS: counts(account, self.start_usd(account) - account.cash_reserve_usd)
            }
            for account in self.household.accounts
        }
        for (account_id, symbol), value in self._counted_before.items():
            held = mixes[account_id]
            for class_id, weight in parts(symbol):
                held[class_id] = held.get(class_id, NONE) + value * weight
        return mixes

    def _mixes_after(self) -> dict[str, dict[str, Decimal]]:
        """The same with the plan's trades: all that they and its wash sales do not touch stays as it is."""
        touched = self.by_place.keys() | (self._counted_before.keys() if self.plan.wash_sales else set())
        before, ids = self.before.accounts, {account_id for account_id, _ in touched}
        mixes = {account_id: dict(held) if account_id in ids else held for account_id, held in before.items()}
        for account_id in self._by_account.keys() & mixes.keys():
            spent = self._end[account_id] - self._start[account_id]
            mixes[account_id][CASH_CLASS] += self.after_tax.counts(self.accounts[account_id], spent)
        for key in touched:
            if key[0] in mixes:
                held, added = mixes[key[0]], self._added_usd(key)
                for class_id, weight in self._parts(key[1]):
                    held[class_id] = held.get(class_id, NONE) + added * weight
        return mixes

    @kept
    def after_tax(self) -> AfterTax:
        """How the policy counts a dollar."""
        return AfterTax.of(self.household, self.policy)

    def unrealised_usd(self, key: Key, after: bool) -> Decimal:
        """Gain in lots of known basis; in what the plan bought, the cents of rounding."""
        price = self.household.prices[key[1]].usd
        trades = self.by_place.get(key, ()) if after else ()
        sold = {sale.lot_id: sale for trade in trades if trade.side is SELL for sale in trade.lots}
        gains = [trade.quantity * price - trade.amount_usd for trade in trades if trade.side is BUY]
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

    @kept
    def stated_usd(self) -> tuple[dict[str, Decimal], dict[str, Decimal]]:
        """What the plan says each account counts, before and after."""
        both: tuple[dict[str, Decimal], dict[str, Decimal]] = ({}, {})
        for stated, drift in zip(both, (self.plan.before, self.plan.after), strict=True):
            for mix in drift.accounts:
                stated[mix.account_id] = stated.get(mix.account_id, NONE) + mix.total_usd
        return both

    def market_usd(self, account: Account, after: bool) -> Decimal:
        """What the account holds at market value, excluded holdings left out, less its reserve."""
        book = self if self.policy.weights is BEFORE_TAX else self._at_market
        standing = book.after if after else book.before
        return standing.accounts_usd[account.account_id]

    @kept
    def _at_market(self) -> Book:
        return replace(self, policy=replace(self.policy, weights=BEFORE_TAX))

    @kept
    def before(self) -> Standing:
        """Where the household stands now."""
        return self._standing(after=False)

    @kept
    def after(self) -> Standing:
        """Where it stands once every trade is filled."""
        return self._standing(after=True)

    def step(self, account: Account, symbol: str) -> Decimal:
        """The parts of a share in which the account trades this symbol."""
        is_fund = self.household.instruments[symbol].kind is FUND
        return account.fund_quantity_step if is_fund else account.quantity_step

    def _standing(self, after: bool) -> Standing:
        accounts = self._mixes_after() if after else self._mixes_before()
        classes = {
            class_id: total([held[class_id] for held in accounts.values() if class_id in held])
            for class_id in (*sorted(self.policy.target), OUTSIDE)
        }
        return Standing(self.policy.target, self.parents, self.bands, accounts, classes)


@dataclass(frozen=True)
class Standing:
    """Dollars by account and class at one moment, and the drift they make. It knows no book: its book keeps it."""

    target: Mapping[str, Decimal]
    parents: Mapping[str, tuple[str, ...]]
    bands: Mapping[str, tuple[Decimal, Decimal]]
    accounts: dict[str, dict[str, Decimal]]
    classes: dict[str, Decimal]

    @kept
    def total_usd(self) -> Decimal:
        """What the target is applied to."""
        return total(self.classes.values())

    @kept
    def accounts_usd(self) -> dict[str, Decimal]:
        """What each account counts."""
        return {account_id: total(held.values()) for account_id, held in self.accounts.items()}

    @kept
    def held_usd(self) -> dict[str, Decimal]:
        """Dollars in each class, and in all below each parent."""
        above = {
            parent: total(self.classes[leaf] for leaf in leaves) for parent, leaves in self.parents.items()
        }
        return self.classes | above

    @kept
    def weights(self) -> dict[str, Decimal]:
        """Each class's share of the whole, and each parent's; nothing where there is no money."""
        whole = self.total_usd
        if whole <= 0:
            return dict.fromkeys(self.held_usd, NONE)
        return {class_id: usd / whole for class_id, usd in self.held_usd.items()}

    @kept
    def half_sum(self) -> Decimal:
        """Half the sum of absolute gaps, as a share of one."""
        return total(abs(self.weights[c] - t) for c, t in self.target.items()) / 2

    @kept
    def outside_usd(self) -> dict[str, Decimal]:
        """How many dollars each class is outside its band, parents with a band too."""
        whole, held_usd = max(self.total_usd, NONE), self.held_usd
        return {
            class_id: max(NONE, low * whole - held_usd[class_id], held_usd[class_id] - high * whole)
            for class_id, (low, high) in self.bands.items()
        }

    @kept
    def all_outside_usd(self) -> Decimal:
        """Dollars outside bands, over all of them."""
        return total(self.outside_usd.values())
