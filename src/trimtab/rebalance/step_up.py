"""Gains taken on purpose: lots sold and bought back at once, where this year takes less tax of them than a later one.

There is no wash-sale rule for gains, so the same shares come back the same day with a higher basis. It pays where the
year's bill leaves room for long-term gains at 0% (26 USC 1(h)(1)(B)), or below what the gain would cost later. Found
after the other trades, share by share, in exact numbers: it moves neither cash, but for costs, nor any class.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial

from trimtab.core.accounts import Account, Lot, Position
from trimtab.core.drift import Drift, Trigger
from trimtab.core.kept import kept
from trimtab.core.money import ONE, ZERO, cents, plain, step_down, usd
from trimtab.core.plan import Side, Term, Trade
from trimtab.core.year_tax import Results, YearTax
from trimtab.rebalance.counted import carried_factor, later_factor
from trimtab.rebalance.decide import Decision
from trimtab.rebalance.harvest import least_benefit_usd
from trimtab.rebalance.measure import free_cash_usd
from trimtab.rebalance.orders import BPS, BuyKey, LotKey, Quantities, quantities_of, trading_cost_usd
from trimtab.rebalance.rules import Rules
from trimtab.rebalance.steppable import steppable

PROBE_USD = Decimal(100)  # a first look, since a bill in cents tells little of less
HALF_USD = Decimal("0.5")
NOTHING = Quantities({}, {})


@dataclass(frozen=True, slots=True)
class StepUps:
    """What to sell and buy back, the gain it realises and what it is worth after all costs (USD)."""

    quantities: Quantities
    gain_usd: Decimal
    worth_usd: Decimal


def step_ups(rules: Rules, year_tax: YearTax, trades: tuple[Trade, ...], keep_usd: Decimal = ZERO) -> StepUps:
    """The gains worth taking beside these trades; nothing at flat rates, which are the same now and later.

    Positions that the trades touch otherwise than by selling long-term gains, or whose group they sell at a loss, are
    left alone. Every budget holds, with `keep_usd` of it kept back. Where the first gains cost more now, as where they
    only use up a loss, they are taken if those after them pay for it.
    """
    best = StepUps(NOTHING, ZERO, ZERO)
    if not year_tax.is_bill:
        return best
    for through_usd in _Search(rules, year_tax, trades, keep_usd).pays_from():
        found = _Search(rules, year_tax, trades, keep_usd, through_usd).all_taken()
        if found and found.worth_usd > best.worth_usd:
            best = found
    return best


def most_saved_usd(rules: Rules, year_tax: YearTax) -> Decimal:
    """What all gains that could be taken would save later, were the tax on them now nought."""
    if not year_tax.is_bill:
        return ZERO
    return rules.gains_usd * _Search(rules, year_tax, ()).later


def with_gains(rules: Rules, drift: Drift, decision: Decision, year_tax: YearTax) -> Decision:
    """The decision, and where only cash or nothing asks for a trade, gains worth taking beside it.

    Where nothing else asks, nothing else is traded.
    """
    if not rules.policy.harvest or not decision.is_cash_only or drift.total_usd <= 0:
        return decision
    found = step_ups(rules, year_tax, ())
    if found.worth_usd <= 0 or found.worth_usd < least_benefit_usd(rules.policy, drift.total_usd):
        return decision
    gain, worth = usd(found.gain_usd), usd(found.worth_usd)
    words = f"gains of {gain} can be taken for less tax now than later, worth about {worth}"
    trigger = Trigger("step_up", "", words)
    if decision.acts:
        return replace(decision, triggers=(*decision.triggers, trigger))
    goals = {row.class_id: (row.actual, row.actual) for row in drift.classes}
    nowhere: frozenset[str] = frozenset()
    return replace(decision, triggers=(trigger,), sells_in=nowhere, buys_in=nowhere, goals=goals)


class _Search:
    """The year with the plan's other trades in it, and the gains taken so far."""

    def __init__(
        self,
        rules: Rules,
        year_tax: YearTax,
        trades: tuple[Trade, ...],
        keep_usd: Decimal = ZERO,
        through_usd: Decimal = ZERO,
    ) -> None:
        self.rules = rules
        self.keep_usd = keep_usd
        self.through_usd = through_usd
        self.year_tax = year_tax
        self.trades = trades
        self.short = sum((trade.gain_short_usd for trade in trades), ZERO)
        self.long = sum((trade.gain_long_usd for trade in trades), ZERO)
        rate = rules.household.tax.long_rate
        self.later, self.carried = rate * later_factor(rules.policy), rate * carried_factor(rules.policy)
        self.start = self._year_usd(ZERO)
        self.gain_usd = ZERO
        self.costs_usd = ZERO
        self.sells: dict[LotKey, Decimal] = {}
        self.buys: dict[BuyKey, Decimal] = {}
        self.spent_usd: defaultdict[str, Decimal] = defaultdict(
            Decimal
        )  # by account, beyond what sales bring

    def _year_usd(self, gain: Decimal) -> Decimal:
        year = self.year_tax.outcome(self.short, self.long + gain)
        return year.tax_usd - self.carried * (year.carried_short_usd + year.carried_long_usd)

    def worth_usd(self, gain: Decimal) -> Decimal:
        """What so much long-term gain saves later, less what it costs this year."""
        return gain * self.later - (self._year_usd(gain) - self.start)

    def pays_from(self) -> list[Decimal]:
        """The gains from which more of them cost less now than later, and those just before do not."""
        most = self.rules.gains_usd
        if not most:
            return []
        around = self.short - HALF_USD, self.short + HALF_USD
        results = Results(*around, self.long, self.long + most)
        parts = sorted(
            (ends, cell.tax.per_long - self.carried * cell.carried.per_long < self.later)
            for cell in self.year_tax.cells(results)
            if (ends := cell.long_between(self.short)) is not None
        )
        found, paid_to = list[Decimal](), None
        for (low, high), pays in parts:
            if not pays or high <= self.long:
                continue
            if paid_to is None or low > paid_to:
                found.append(max(ZERO, cents(low) - self.long))
            paid_to = high
        return found

    def all_taken(self) -> StepUps | None:
        """Every position's gains, the largest per dollar first; None where they are not worth it together."""
        candidates = sorted(
            (
                (
                    self.gain_share(position, lots),
                    account.account_id,
                    position.symbol,
                    account,
                    position,
                    lots,
                )
                for account, position, lots in self.positions()
            ),
            key=lambda one: (-one[0], one[1], one[2]),
        )
        for _, _, _, account, position, lots in candidates:
            self.take(account, position, lots)
        worth = self.worth_usd(self.gain_usd) - self.costs_usd
        if not self.sells or worth <= 0:
            return None
        return StepUps(Quantities(self.sells, self.buys), self.gain_usd, worth)

    def room_usd(self) -> Decimal | None:
        """What the budgets for net and for long-term gains still allow, None without one."""
        rules, tax = self.rules, self.rules.household.tax
        budgets = rules.policy.budgets(rules.household.as_of)
        short = tax.so_far_short_usd + self.short
        long = tax.so_far_long_usd + self.long + self.gain_usd
        pairs = ((budgets.net_usd, short + long), (budgets.long_usd, long))
        rooms = [max(ZERO, usd - so_far - self.keep_usd) for usd, so_far in pairs if usd is not None]
        return min(rooms, default=None)

    @kept
    def most_tax_usd(self) -> Decimal | None:
        """The most tax that the year's budget allows, None without one."""
        budget = self.rules.policy.budgets(self.rules.household.as_of).tax_usd
        if budget is None:
            return None
        return self.year_tax.outcome(ZERO, ZERO).tax_usd + max(ZERO, budget - self.keep_usd)

    def _is_within_tax(self, gain: Decimal) -> bool:
        most = self.most_tax_usd
        return most is None or self.year_tax.outcome(self.short, self.long + gain).tax_usd <= most

    def positions(self) -> list[tuple[Account, Position, list[Lot]]]:
        """Positions that may be sold and bought back here, with their long-term gains, the largest per dollar first."""
        lost = self.rules.sold_at_loss(self.trades)
        return [
            (account, position, lots)
            for account, position, lots in steppable(self.rules)
            if self._is_free(account, position) and not lost & set(self.rules.groups_bought(position.symbol))
        ]

    def _is_free(self, account: Account, position: Position) -> bool:
        """Whether the trades leave the position alone, or sell long-term gains alone of it."""
        return all(
            trade.side is Side.SELL
            and all(sale.term is Term.LONG and (sale.gain_usd or ZERO) > 0 for sale in trade.lots)
            for trade in self.trades
            if (trade.account_id, trade.symbol) == (account.account_id, position.symbol)
        )

    @kept
    def gone(self) -> Mapping[LotKey, Decimal]:
        """What the trades sell of each lot."""
        return quantities_of(self.trades).sells

    def gain_share(self, position: Position, lots: list[Lot]) -> Decimal:
        """Gain per dollar of the best lot: the more, the less it costs to take a dollar of gain."""
        price = self.rules.household.price_usd(position.symbol)
        return self.rules.gain_usd(position.symbol, lots[0]) / (lots[0].quantity * price)

    def take(self, account: Account, position: Position, lots: list[Lot]) -> None:
        """As many shares of each lot as are worth it, if together they pay for the two lines to type in."""
        symbol, price = position.symbol, self.rules.household.price_usd(position.symbol)
        before, gain, sold = self.worth_usd(self.gain_usd), self.gain_usd, dict[LotKey, Decimal]()
        for lot in lots:
            part = self._shares(account, symbol, lot)
            if part > 0:
                sold[account.account_id, symbol, lot.lot_id] = part
                self.gain_usd += part * self.rules.gain_usd(symbol, lot) / lot.quantity
        quantity = sum(sold.values(), ZERO)
        costs = quantity * price * self._cost_rate(symbol) + 2 * self.rules.policy.prices.per_trade_usd
        is_worth_it = self.worth_usd(self.gain_usd) - before > costs or gain < self.through_usd
        if quantity * price < max(self.rules.policy.min_trade_usd, ONE) or not is_worth_it:
            self.gain_usd = gain
            return
        self.sells.update(sold)
        self.buys[account.account_id, symbol] = self._affordable(account, symbol, quantity)
        self.costs_usd += costs

    def _affordable(self, account: Account, symbol: str, quantity: Decimal) -> Decimal:
        """What is bought back: all of it, or what the proceeds and the account's free cash pay for with their costs."""
        household, step = self.rules.household, self.rules.step(account, symbol)
        price = household.price_usd(symbol)

        def costs(shares: Decimal, sign: int) -> Decimal:
            amount = cents(shares * price)
            return amount + sign * trading_cost_usd(household, symbol, amount)

        brings = costs(quantity, -1)
        money = brings + max(ZERO, self._free_usd(account))
        whole, part = divmod(quantity, step)
        back = part + _last(lambda steps: costs(part + steps * step, 1) <= money, 0, int(whole)) * step
        self.spent_usd[account.account_id] += costs(back, 1) - brings
        return back

    def _free_usd(self, account: Account) -> Decimal:
        cash = free_cash_usd(self.rules.household, account) - self.spent_usd[account.account_id]
        for trade in self.trades:
            if trade.account_id == account.account_id:
                cash += (trade.amount_usd if trade.side is Side.SELL else -trade.amount_usd) - trade.cost_usd
        return cash

    def _cost_rate(self, symbol: str) -> Decimal:
        spread = self.rules.household.instruments[symbol].half_spread_bps
        return 2 * (spread + self.rules.policy.prices.turnover_bps) / BPS

    def _shares(self, account: Account, symbol: str, lot: Lot) -> Decimal:
        """The most shares of the lot of which the last are still worth taking: by a hundred dollars of gain at first,
        since a bill in cents tells little of less, then by a dollar, and by a step."""
        each = self.rules.gain_usd(symbol, lot) / lot.quantity
        cost = self.rules.household.price_usd(symbol) * self._cost_rate(symbol) / each  # of a dollar of gain
        step = self.rules.step(account, symbol)
        most = lot.quantity - self.gone.get((account.account_id, symbol, lot.lot_id), ZERO)
        room = self.room_usd()
        if room is not None:
            most = min(most, room / each)
        part = step * each

        def pays(last_usd: Decimal, number: int) -> bool:
            upto = self.gain_usd + number * part
            if not self._is_within_tax(upto):
                return False
            if upto <= self.through_usd:
                return True
            last = min(max(last_usd, part), number * part)
            return self.worth_usd(upto) - self.worth_usd(upto - last) > cost * last

        low, high = 0, int(step_down(most, step) / step)
        for last_usd in (PROBE_USD, ONE, ZERO):
            high = _last(partial(pays, last_usd), low, high)
            low = max(0, high - int(last_usd / part) - 1)
        return high * step


def _last(holds: Callable[[int], bool], low: int, high: int) -> int:
    """The largest number from `low` to `high` for which it holds, if it holds for all between: `low` where for none."""
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if holds(middle) else (low, middle - 1)
    return low


def step_up_words(rules: Rules, trade: Trade, trades: Iterable[Trade]) -> str:
    """Why a symbol is sold and bought back; nothing for any other trade."""
    both = [t for t in trades if (t.account_id, t.symbol) == (trade.account_id, trade.symbol)]
    if len({t.side for t in both}) < 2:
        return ""
    gain = sum((t.gain_long_usd for t in both), ZERO)
    later = cents(gain * rules.household.tax.long_rate * later_factor(rules.policy))
    if trade.side is Side.BUY:
        return (
            "bought back at once: there is no wash-sale rule for gains, and the basis is higher from now on"
        )
    sold, back = (sum((t.quantity for t in both if t.side is side), ZERO) for side in (Side.SELL, Side.BUY))
    part = f"{plain(back)} of {plain(sold)} are " if back < sold else ""
    return (
        f"takes a long-term gain of {usd(gain)} that costs less tax this year than the {usd(later)} it would cost "
        f"later, in today's dollars; {part}bought back at once"
    )


def joined(first: Quantities, second: Quantities) -> Quantities:
    """Both together."""
    sells = dict(first.sells)
    for key, quantity in second.sells.items():
        sells[key] = sells.get(key, ZERO) + quantity
    return Quantities(sells, {**first.buys, **second.buys})
