"""A household while a backtest runs: what it holds, what the day brought, and that nothing is made or lost."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from trimtab.core.accounts import Account, Position, Role
from trimtab.core.household import Activity, Household, TaxProfile
from trimtab.core.money import ZERO
from trimtab.core.plan import Plan, Side, Term, Trade, WashSale
from trimtab.core.policy import Policy
from trimtab.rebalance.fees import has_fee
from trimtab.rebalance.fills import apply_fills, dated
from trimtab.simulate.backtest.history import History
from trimtab.simulate.backtest.taxes import NOTHING, Received, Settled
from trimtab.simulate.backtest.washing import (
    OpenLoss,
    Purchase,
    TakenOver,
    open_losses,
    taken_over,
    with_basis,
)
from trimtab.tax.holding import is_long_term
from trimtab.tax.wash import window_open

REMEMBERED = timedelta(days=61)  # of transactions: both sides of a wash-sale window

Shares = Mapping[tuple[str, str], Decimal]  # by account id and symbol


@dataclass(slots=True)
class DayBook:
    """What one day brought, in USD: money from outside and tax within it, what was bought for (less what was sold for)
    by symbol, and what each symbol earned: income less the costs of its trades ("" is interest)."""

    flow_usd: Decimal = ZERO
    tax_usd: Decimal = ZERO
    bought_usd: dict[str, Decimal] = field(default_factory=dict)
    earned_usd: dict[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """What one thing that happens is to do to cash and shares: held against what it did.

    `shares` are those that came (+) or went (-); `bought_usd` what was paid (+) or received (-) for them by symbol,
    before costs.
    """

    flow_usd: Decimal = ZERO
    tax_usd: Decimal = ZERO
    shares: Shares = field(default_factory=dict)
    bought_usd: Mapping[str, Decimal] = field(default_factory=dict)
    earned_usd: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan, and the household and policy that it was made for."""

    household: Household
    policy: Policy
    plan: Plan


@dataclass
class Running:
    """The household on the market day of that number, and everything the result is made of.

    `household.tax` has the results of the year so far, `received` its income; `expected` is the income that plans of
    the year go by. `closed` is the last year, until its tax is paid, with the tax profile it was settled with.
    """

    history: History
    household: Household
    policy: Policy
    expected: Received
    number: int = 0
    received: Received = NOTHING
    closed: tuple[Household, Received, Settled] | None = None
    tax_spent_usd: Decimal = ZERO
    costs_usd: Decimal = ZERO
    traded_usd: Decimal = ZERO
    trade_count: int = 0
    books: dict[int, DayBook] = field(default_factory=dict)
    held: dict[int, tuple[Mapping[str, Decimal], Decimal]] = field(default_factory=dict)  # shares, cash
    waiting: tuple[Trade, ...] = ()  # bought tomorrow, with what settles then
    losses: list[OpenLoss] = field(default_factory=list)  # of the last 30 days
    watched_day: date | None = None  # of which every plan is kept with what it was made from
    watched: list[Planned] = field(default_factory=list)
    _kept: tuple[Account, ...] = ()
    amend: Callable[[TakenOver], None] | None = None  # what to do about a loss of a year that is closed

    @property
    def day(self) -> date:
        """The market day."""
        return self.history.days[self.number]

    @property
    def book(self) -> DayBook:
        """What this day brought so far."""
        return self.books.setdefault(self.number, DayBook())

    def at_close(self) -> Household:
        """The household at this day's close, as a plan sees it: its prices, and all transactions known."""
        if self.household.as_of != self.day or self.number == 0:
            first = self.day - REMEMBERED
            self.household = replace(
                self.household,
                as_of=self.day,
                prices=self.history.prices(self.number),
                accounts=tuple(replace(a, history_to=self.day) for a in self.household.accounts),
                activity=tuple(e for e in self.household.activity if e.trade_date >= first),
            )
        return self.household

    def watch(self, household: Household, policy: Policy, plan: Plan) -> None:
        """Keep what a plan was made from, on the day that is watched."""
        if self.day == self.watched_day:
            self.watched.append(Planned(household, policy, plan))

    def close_usd(self, symbol: str) -> Decimal:
        """The close of a held symbol on this day."""
        return self.history.close_usd(symbol, self.number)

    def fill(
        self, household: Household, trades: tuple[Trade, ...], washes: tuple[WashSale, ...], change: Change
    ) -> None:
        """Fill trades at this day's closes, with the flows that the household states; `change` are those flows.

        What a plan fears of a standing order (a wash sale that names no shares bought) waits for what the order buys.
        """
        washes = tuple(wash for wash in washes if wash.replaced_symbol)
        after = dated(apply_fills(household, trades, washes), self.day)
        shares, bought, earned = dict(change.shares), dict(change.bought_usd), dict(change.earned_usd)
        for trade in trades:
            sign = 1 if trade.side is Side.BUY else -1
            key = (trade.account_id, trade.symbol)
            shares[key] = shares.get(key, ZERO) + sign * trade.quantity
            bought[trade.symbol] = bought.get(trade.symbol, ZERO) + sign * trade.amount_usd
            earned[trade.symbol] = earned.get(trade.symbol, ZERO) - trade.cost_usd
            self.costs_usd += trade.cost_usd
            self.traded_usd += trade.amount_usd
        self.trade_count += len(trades)
        metal = sum((t.gain_long_usd for t in trades if household.instruments[t.symbol].is_collectible), ZERO)
        put_off = sum((wash.disallowed_usd for wash in washes), ZERO)
        self.received = self.received.with_more(collectibles_usd=metal, disallowed_usd=put_off)
        self.change(after, replace(change, shares=shares, bought_usd=bought, earned_usd=earned))
        self.losses += open_losses(household, trades, washes)
        self.bought(
            Purchase(t.account_id, t.symbol, f"{self.day.isoformat()} {t.account_id} {t.symbol}", t.quantity)
            for t in trades
            if t.side is Side.BUY
        )

    def bought(self, purchases: Iterable[Purchase]) -> None:
        """Let today's purchases take over the losses of the last 30 days that nothing has replaced."""
        self.losses = [loss for loss in self.losses if loss.shares > 0 and window_open(loss.day, self.day)]
        if not self.losses:
            return
        found = list(taken_over(self.household, self.losses, purchases, self.day))
        self.household = with_basis(self.household, found)
        for one in found:
            if one.loss.day.year != self.household.tax.year and self.amend is not None:
                self.amend(one)
            else:
                self.household = replace(self.household, tax=with_loss_undone(self.household.tax, one))
                self.received = self.received.with_more(disallowed_usd=one.usd)

    def change(self, after: Household, change: Change) -> None:
        """Book what happened. Raises AssertionError where money or shares were made or lost: a programmer's mistake."""
        cash = cash_usd(after) - cash_usd(self.household)
        earned, bought = sum(change.earned_usd.values(), ZERO), sum(change.bought_usd.values(), ZERO)
        expected = change.flow_usd + earned - bought
        assert cash == expected, f"{self.day}: cash changed by {cash}, and {expected} is accounted for"
        came = _came(self.household, after)
        wanted = {key: shares for key, shares in change.shares.items() if shares}
        assert came == wanted, f"{self.day}: shares changed by {came}, and {wanted} are accounted for"
        assert after.flows == (), f"{self.day}: a flow was stated and not paid"
        book = self.book
        book.flow_usd += change.flow_usd
        book.tax_usd += change.tax_usd
        for kept, new in ((book.bought_usd, change.bought_usd), (book.earned_usd, change.earned_usd)):
            for symbol, usd in new.items():
                kept[symbol] = kept.get(symbol, ZERO) + usd
        self.household = after

    def end_day(self) -> None:
        """Keep what is held at the close, for the values of all days; nothing, where nothing has changed."""
        if self._kept is self.household.accounts:
            return
        self._kept = self.household.accounts
        self.held[self.number] = (shares_of(self.household), cash_usd(self.household))

    def with_activity(self, household: Household, *events: Activity) -> Household:
        """The household with these transactions known."""
        return replace(household, activity=(*household.activity, *events))


def with_loss_undone(tax: TaxProfile, one: TakenOver) -> TaxProfile:
    """The year's results without a loss that does not count in it."""
    if one.loss.term is Term.LONG:
        return replace(tax, realized_long_usd=tax.realized_long_usd + one.usd)
    return replace(tax, realized_short_usd=tax.realized_short_usd + one.usd)


def cash_usd(household: Household) -> Decimal:
    """All cash, settled or not."""
    return sum([account.cash_usd + account.cash_unsettled_usd for account in household.accounts], ZERO)


def shares_of(household: Household) -> Mapping[str, Decimal]:
    """Shares held by symbol, as the lots sum to them; what is excluded is not looked at."""
    found: dict[str, Decimal] = {}
    for account in household.accounts:
        for position in account.positions:
            if position.role is not Role.EXCLUDED:
                found[position.symbol] = found.get(position.symbol, ZERO) + position.quantity
    return found


def _came(before: Household, after: Household) -> dict[tuple[str, str], Decimal]:
    """By account and symbol, the shares there are more of."""
    found: dict[tuple[str, str], Decimal] = {}
    for old, new in zip(before.accounts, after.accounts, strict=True):
        if old.positions is new.positions:
            continue
        for account, sign in ((new, 1), (old, -1)):
            for position in account.positions:
                key = (account.account_id, position.symbol)
                found[key] = found.get(key, ZERO) + sign * position.quantity
    return {key: shares for key, shares in found.items() if shares}


def with_account(household: Household, account: Account) -> Household:
    """The household with this account in the place of the one of its id."""
    accounts = tuple(account if a.account_id == account.account_id else a for a in household.accounts)
    return replace(household, accounts=accounts)


def with_old_lots_joined(household: Household, account: Account, day: date) -> Account:
    """A sheltered account with one lot for all that was bought so long ago that no window or fee asks when."""

    def joined(position: Position) -> Position:
        old = [x for x in position.lots if x.acquired is not None and x.acquired < day - REMEMBERED]
        if len(old) < 2 or position.role is not Role.TRADABLE or has_fee(household, position.symbol):
            return position
        shares, basis = sum((x.quantity for x in old), ZERO), sum((x.basis_usd or ZERO for x in old), ZERO)
        whole = replace(old[0], lot_id=f"{old[0].acquired} and later", quantity=shares, basis_usd=basis)
        return position.with_lots((whole, *(x for x in position.lots if x not in old)))

    return replace(account, positions=tuple(joined(position) for position in account.positions))


def unrealised_usd(household: Household, closes: Mapping[str, Decimal]) -> tuple[Decimal, Decimal, Decimal]:
    """What all taxable lots would bring if sold at these closes, before costs: short- and long-term gains, and the part
    of the long-term ones that is collectibles', in USD."""
    gains, metal = {Term.SHORT: ZERO, Term.LONG: ZERO}, ZERO
    for account in household.accounts:
        if not account.kind.is_taxable:
            continue
        for position in account.positions:
            for lot in position.lots if position.role is not Role.EXCLUDED else ():
                is_long = lot.acquired is not None and is_long_term(lot.acquired, household.as_of)
                gain = lot.quantity * closes[position.symbol] - (lot.basis_usd or ZERO)
                gains[Term.LONG if is_long else Term.SHORT] += gain
                if is_long and household.instruments[position.symbol].is_collectible:
                    metal += gain
    return gains[Term.SHORT], gains[Term.LONG], metal
