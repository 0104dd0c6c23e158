"""Accounts, sales and buys: a column for each lot and each symbol that may be traded, and each account's cash."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from trimtab.core.accounts import Account, Lot, Position, TaxTreatment
from trimtab.core.money import HUNDRED, ONE, ZERO, step_down
from trimtab.core.policy import CASH_CLASS
from trimtab.rebalance.fees import free_of_fee
from trimtab.rebalance.measure import free_cash_usd
from trimtab.rebalance.optimize.model import WHOLE_SLACK
from trimtab.rebalance.optimize.program import HALF_A_CENT, Floats, Program, Security, Sum, Yearly, k
from trimtab.rebalance.orders import BPS
from trimtab.tax.holding import last_long_purchase

SHORTFALL_PRICE = 1000.0  # dollars per dollar of cash that cannot be raised: never worth it, always feasible
SHARES_BEFORE_SHORTFALL = 5.0  # shares that may be sold too much before a cent stays unpaid
NO_LOSS = 1e-9  # thousands of USD a share: what gains or losses of more than this in floats are beyond doubt


class Step(NamedTuple):
    """The smallest part of a share that is traded, exact and as a float; `whole` where it is whole shares, else 0."""

    exact: Decimal
    size: float
    whole: float


@dataclass(slots=True)
class Here:
    """One account while its part is written: what a dollar counts there, what a dollar of each symbol costs, the step
    of funds (True) and all else, what trades take of its cash, its trades by symbol, and the most that its sales could
    raise (thousands of USD)."""

    account: Account
    share: float
    yearly: Yearly
    steps: Mapping[bool, Step]
    cash_terms: Sum = field(default_factory=Sum)
    sold: dict[str, int] = field(default_factory=dict)
    buys: list[int] = field(default_factory=list)
    raised: float = 0.0


def trade_rows(p: Program) -> None:
    """The part of every account, written once for the accounts in which the same may be sold and bought: nothing else
    of the decision, of drift or of margins is in it."""
    known, decision = p.rules.known, p.decision
    key = ("trades", decision.sells_in, decision.buys_in, decision.losses_in)
    if key in known:
        p.take(known[key])
        return
    trading = _Trading(p)
    for account in p.household.accounts:
        if not account.locked:
            trading.write(account)
    known[key] = p.part()


class _Trading:
    """What the trades of all accounts have in common: what a line, a dollar moved and a later dollar of tax cost."""

    def __init__(self, p: Program) -> None:
        policy = p.policy
        self.p, self.rules, self.model = p, p.rules, p.model
        self.floats = Floats()
        self.horizon = policy.prices.horizon_years
        self.turnover = float(policy.prices.turnover_bps / BPS)
        self.line = k(policy.prices.per_trade_usd)
        self.preference = float(policy.substitute_penalty_bps / BPS)  # for each better choice passed over
        self.has_pairs = bool(policy.replacements)
        self.min_trade = k(policy.min_trade_usd)
        self.embedded_rate = float(p.counts.gain_rate)
        self.long_until = last_long_purchase(p.household.as_of)
        self.yearly: dict[tuple[bool, TaxTreatment], Yearly] = {}

    def write(self, account: Account) -> None:
        """One account: its sales, its purchases, and the cash that it ends with."""
        p, rules, own = self.p, self.rules, account.account_id
        here = self._here(account)
        start = k(free_cash_usd(p.household, account))
        if own in p.decision.sells_in:
            only_losses = own in p.decision.losses_in
            for position in account.positions:
                lots = rules.open_lots(account, position)
                if only_losses:
                    lots = tuple([lot for lot in lots if self._is_harvest(account, position.symbol, lot)])
                if lots:
                    self._sell(here, position, lots)
        if own in p.decision.buys_in:
            funds = max(0.0, start + here.raised)
            for symbol, rank in rules.ranked(account):
                self._buy(here, symbol, rank, funds)
        free = self.model.column(float(rules.places.cash_excess(account) * self.horizon))
        short = _shortfall(p, here, max(0.0, -start))
        p.cash_terms[own] = [(free, 1.0), (short, -1.0)]
        taken = here.cash_terms
        self.model.row_of([free, short, *taken.columns], [1.0, -1.0, *taken.values], start, start)
        p.class_terms[CASH_CLASS].add(free, here.share)
        p.class_terms[CASH_CLASS].add(short, -here.share)

    def _is_harvest(self, account: Account, symbol: str, lot: Lot) -> bool:
        key = (account.account_id, symbol, lot.lot_id)
        return self.rules.is_loss(symbol, lot) or key in self.rules.lately_beside_losses

    def _here(self, account: Account) -> Here:
        exact = {False: account.quantity_step, True: account.fund_quantity_step}
        steps = {is_fund: self._step(step) for is_fund, step in exact.items()}
        return Here(account, self.floats[self.p.counts.share(account)], self._yearly(account), steps)

    def _step(self, exact: Decimal) -> Step:
        size = self.floats[exact]
        return Step(exact, size, size if size >= 1.0 else 0.0)

    def _yearly(self, account: Account) -> Yearly:
        """What is kept for accounts in which a dollar of any symbol costs the same."""
        key = account.account_id in self.rules.places.moves_in, account.kind.treatment
        if key not in self.yearly:
            self.yearly[key] = Yearly(self.rules.excess(account), self.horizon)
        return self.yearly[key]

    def _sell(self, here: Here, position: Position, lots: tuple[Lot, ...]) -> None:
        """One column per lot that may be sold, and one for their sum where there are several. Where an account lacks
        cash, what comes to less than the smallest trade may be sold too."""
        p, model, symbol = self.p, self.model, position.symbol
        security = p.securities[symbol]
        step, price, half_spread = here.steps[security.is_fund], security.price, security.half_spread
        most = _most(position, lots, step.exact)
        all_ = float(most)
        least = _least(self.min_trade, price, step)
        if least > all_ and most == position.quantity:
            least = all_
        elif least > all_ and self.rules.is_short(here.account):
            least = step.size
        if least > all_ or all_ <= 0.0:
            return
        columns = self._lots(here, security, lots, most, all_)
        sold = columns[0]
        if len(columns) > 1:
            sold = model.column(0.0, 0.0, all_)
            model.row_of([sold, *columns], [-1.0, *[1.0] * len(columns)], 0.0, 0.0)
        model.cost[sold] += price * (half_spread + self.turnover - here.yearly[symbol])
        p.result.sold[here.account.account_id, symbol] = here.sold[symbol] = sold
        brings = price * (1.0 - half_spread)
        here.raised += all_ * brings
        self._put(here, security, sold, -brings, -here.share * price)
        model.trades += (sold, least, step.whole, self.line, price)

    def _put(self, here: Here, security: Security, trade: int, taken: float, counted: float) -> None:
        """What a share traded takes of the account's cash, costs, and moves into its classes, in dollars that count."""
        cash, costs = here.cash_terms, self.p.cost_terms
        cash.columns.append(trade)
        cash.values.append(taken)
        costs.columns.append(trade)
        costs.values.append(abs(counted) * security.half_spread)
        for exposure, part in security.exposures:
            exposure.columns.append(trade)
            exposure.values.append(counted * part)

    def _lots(
        self, here: Here, security: Security, lots: tuple[Lot, ...], most: Decimal, all_: float
    ) -> Sequence[int]:
        """Shares sold of each lot, no more than `most` (as a float, `all_`)."""
        sizes = [all_ if lot.quantity is most else float(lot.quantity) for lot in lots]
        uppers = [size if size < all_ else all_ for size in sizes]
        if security.has_fee:
            columns: Sequence[int] = [
                self._with_fee(here, security, *one) for one in zip(lots, uppers, strict=True)
            ]
        else:
            columns = self.model.columns([0.0] * len(lots), uppers)
        own, symbol, sells = here.account.account_id, security.symbol, self.p.result.sells
        for lot, column in zip(lots, columns, strict=True):
            sells[own, symbol, lot.lot_id] = column
        if here.account.kind.is_taxable:
            for lot, column, size in zip(lots, columns, sizes, strict=True):
                if lot.basis_usd is not None:
                    self._gain(here, security, lot, column, security.price - k(lot.basis_usd) / size)
        return columns

    def _gain(self, here: Here, security: Security, lot: Lot, column: int, gain: float) -> None:
        """The gain or loss of a share, now and later, and the price of a loss where waiting is worth more."""
        p, cost = self.p, self.model.cost
        if self.embedded_rate:
            p.release(column, security, gain * self.embedded_rate)
        long = lot.acquired is not None and lot.acquired <= self.long_until
        (p.long_terms if long else p.short_terms).add(column, gain)
        cost[column] -= gain * p.later
        if gain < -NO_LOSS or (gain < NO_LOSS and self.rules.is_loss(security.symbol, lot)):
            key = (here.account.account_id, security.symbol, lot.lot_id)
            p.loss_lots.setdefault(security.group, []).append((key, column, -gain, long))
            cost[column] += k(self.rules.waiting_usd(*key))

    def _with_fee(self, here: Here, security: Security, lot: Lot, upper: float) -> int:
        """A lot's column, and what the fund keeps of its shares beyond those that are free."""
        model, household = self.model, self.p.household
        column = model.column(0.0, 0.0, upper)
        free = free_of_fee(household, here.account, security.symbol, lot)
        if free >= lot.quantity:
            return column
        charged = column
        if free > 0:
            charged = model.column(0.0, 0.0, float(lot.quantity - free))
            model.row([(column, 1.0), (charged, -1.0)], upper=float(free))
        rate = household.instruments[security.symbol].redemption_fee_pct / HUNDRED
        fee = k(household.price_usd(security.symbol) * rate)
        model.cost[charged] += fee
        here.cash_terms.add(charged, fee)
        self.p.cost_terms.add(charged, here.share * fee)
        return column

    def _buy(self, here: Here, symbol: str, rank: int, funds: float) -> None:
        """One column in shares; not more than cash and all sales of the account could pay for, where that is enough for
        the least that may be bought."""
        p, account, rules, security = self.p, here.account, self.rules, self.p.securities[symbol]
        price, half_spread, step = security.price, security.half_spread, here.steps[security.is_fund]
        takes = price * (1.0 + half_spread)
        most = funds / takes
        smallest = k(rules.least_buy_usd(account, symbol)) if security.has_minimum else self.min_trade
        least = _least(smallest, price, step)
        if step.whole:
            most = math.floor(most / step.whole + WHOLE_SLACK) * step.whole
        if least > most:
            return
        cost = price * (half_spread + self.turnover + here.yearly[symbol] + rank * self.preference)
        column = self.model.column(cost, 0.0, most)
        p.result.buys[account.account_id, symbol] = column
        here.buys.append(column)
        self._put(here, security, column, takes, here.share * price)
        self.model.trades += (column, least, step.whole, self.line, -price)
        for group in security.groups_bought:
            p.group_buys.setdefault(group, []).append(column)
        if self.has_pairs and (replaced := rules.replaced_by(account, symbol)):
            p.replacing.append((column, replaced))
        elif rank and (better := rules.better(account, symbol)):
            p.substitutes.append((column, better))
        if symbol in here.sold:
            self.model.one_side([here.sold[symbol]], [column])


def _least(amount: float, price: float, step: Step) -> float:
    """The fewest whole steps, and one at least, that come to this amount (thousands of USD) to the cent, in shares."""
    return max(1, math.ceil((amount - HALF_A_CENT) / (price * step.size) - WHOLE_SLACK)) * step.size


def _shortfall(p: Program, here: Here, most: float) -> int:
    """What stays unpaid: dear by the dollar, and at all dearer than one share more than is needed; no purchase while a
    cent stays unpaid."""
    short = p.model.column(SHORTFALL_PRICE, 0.0, most)
    p.result.shortfalls[here.account.account_id] = short
    if most > 0:
        prices = [
            p.household.price_usd(position.symbol)
            for position in here.account.positions
            if not p.rules.position_block(here.account, position)
        ]
        one_share = max(prices, default=ZERO) + p.policy.min_trade_usd
        price = SHARES_BEFORE_SHORTFALL * k(one_share)
        p.model.one_side([short], here.buys, price)
        p.result.undone.append((short, price))
    return short


def _most(position: Position, lots: tuple[Lot, ...], step: Decimal) -> Decimal:
    """How many shares of these lots may be sold, in whole steps where that is not the whole position."""
    held = position.quantity
    if not position.pending_quantity and len(lots) == len(position.lots):
        return held
    most = min(max(ZERO, held - position.pending_quantity), sum([lot.quantity for lot in lots], ZERO))
    return step_down(most, step) if most != held and step >= ONE else most
