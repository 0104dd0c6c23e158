"""Accounts, sales and buys: a column for each lot and each symbol that may be traded, and each account's cash."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from decimal import Decimal

from trimtab.core.accounts import Account, Lot, Position
from trimtab.core.money import HUNDRED, ONE, ZERO, step_down
from trimtab.core.policy import CASH_CLASS
from trimtab.rebalance.fees import free_of_fee
from trimtab.rebalance.measure import free_cash_usd
from trimtab.rebalance.optimize.model import WHOLE_SLACK
from trimtab.rebalance.optimize.program import Alike, Program, Security, Terms, k
from trimtab.tax.holding import last_long_purchase

SHORTFALL_PRICE = 1000.0  # dollars per dollar of cash that cannot be raised: never worth it, always feasible
SHARES_BEFORE_SHORTFALL = 5.0  # shares that may be sold too much before a cent stays unpaid
NO_LOSS = 1e-9  # thousands of USD a share: what gains of more than this in floats are beyond doubt
MIN_TRADE_SLACK = 1.001  # rounding down to a step must not fall below the minimum trade


@dataclass(slots=True)
class Here:
    """One account while its part is written: what a dollar counts there, what it is taxed like, what trades do to its
    cash, its trades by symbol, and the most that its sales could raise (thousands of USD)."""

    account: Account
    share: float
    alike: Alike
    is_taxable: bool
    cash_terms: Terms = field(default_factory=list)
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
    for account in p.household.accounts:
        if not account.locked:
            _account_rows(p, account)
    known[key] = p.part()


def _account_rows(p: Program, account: Account) -> None:
    here = Here(account, float(p.counts.share(account)), p.alike(account), account.kind.is_taxable)
    start = k(free_cash_usd(p.household, account))
    if account.account_id in p.decision.sells_in:
        for position in account.positions:
            _sell(p, here, position)
    if account.account_id in p.decision.buys_in:
        funds = max(0.0, start + here.raised)
        for symbol in p.rules.candidates(account):
            _buy(p, here, symbol, funds)
    place = p.rules.places.cash_excess(account) * p.policy.prices.horizon_years
    free = p.model.column(float(place))
    short = _shortfall(p, here, max(0.0, -start))
    p.model.row([(free, 1.0), (short, -1.0), *[(c, -v) for c, v in here.cash_terms]], start, start)
    p.cash_terms[account.account_id] = [(free, 1.0), (short, -1.0)]
    p.class_terms[CASH_CLASS] += [(free, here.share), (short, -here.share)]


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


def _sell(p: Program, here: Here, position: Position) -> None:
    """One column per lot that may be sold, and one for their sum where there are several."""
    account, symbol, rules = here.account, position.symbol, p.rules
    lots = rules.open_lots(account, position)
    if account.account_id in p.decision.losses_in:
        lots = tuple(lot for lot in lots if rules.is_loss(symbol, lot))
    if not lots:
        return
    held, exact_step = position.quantity, rules.step(account, symbol)
    most = _most(position, lots, exact_step)
    security, step, all_ = p.security(symbol), float(exact_step), float(most)
    price = security.price
    least = max(p.min_trade * MIN_TRADE_SLACK / price, step)
    if most == held:
        least = min(least, all_)
    if least > all_ or most <= 0:
        return
    model, half_spread, share = p.model, security.half_spread, here.share
    columns = _lots(p, here, security, lots, all_)
    sold = columns[0]
    if len(columns) > 1:
        sold = model.column(0.0, 0.0, all_)
        model.row([(sold, -1.0), *[(column, 1.0) for column in columns]], 0.0, 0.0)
    model.cost[sold] += price * (half_spread + p.turnover - p.yearly(here.alike, account, symbol))
    p.result.sold[account.account_id, symbol] = here.sold[symbol] = sold
    brings = price * (1.0 - half_spread)
    here.raised += all_ * brings
    here.cash_terms.append((sold, brings))
    p.cost_terms.append((sold, share * price * half_spread))
    p.expose(sold, security, -share * price)
    model.trade(sold, least, step if step >= 1.0 else 0.0, p.line, price)


def _most(position: Position, lots: tuple[Lot, ...], step: Decimal) -> Decimal:
    """How many shares of these lots may be sold, in whole steps where that is not the whole position."""
    held = position.quantity
    if not position.pending_quantity and len(lots) == len(position.lots):
        return held
    most = min(max(ZERO, held - position.pending_quantity), sum([lot.quantity for lot in lots], ZERO))
    return step_down(most, step) if most != held and step >= ONE else most


def _lots(p: Program, here: Here, security: Security, lots: tuple[Lot, ...], most: float) -> list[int]:
    """Shares sold of each lot, no more than `most`: what their gains and losses do to the year and to later."""
    own, symbol, model, columns = here.account.account_id, security.symbol, p.model, []
    for lot in lots:
        column = model.column(0.0, 0.0, min(float(lot.quantity), most))
        columns.append(column)
        p.result.sells[own, symbol, lot.lot_id] = column
        if security.has_fee:
            _redemption_fee(p, here, security, lot, column)
    if here.is_taxable:
        _gains(
            p, security, own, [one for one in zip(lots, columns, strict=True) if one[0].basis_usd is not None]
        )
    return columns


def _gains(p: Program, security: Security, own: str, lots: list[tuple[Lot, int]]) -> None:
    """The gain or loss a share of each lot, now and later, and the price of its loss where waiting is worth more."""
    symbol, cost, long_until = security.symbol, p.model.cost, last_long_purchase(p.household.as_of)
    for lot, column in lots:
        gain = security.price - k(lot.basis_usd or ZERO) / float(lot.quantity)
        if p.embedded_rate:
            p.release(column, security, gain * p.embedded_rate)
        long = lot.acquired is not None and lot.acquired <= long_until
        (p.long_terms if long else p.short_terms).append((column, gain))
        cost[column] -= gain * p.later
        if gain < NO_LOSS and p.rules.is_loss(symbol, lot):
            key = (own, symbol, lot.lot_id)
            p.loss_lots.setdefault(security.group, []).append((key, column, -gain, long))
            cost[column] += k(p.rules.waiting_usd(*key))


def _redemption_fee(p: Program, here: Here, security: Security, lot: Lot, column: int) -> None:
    """What the fund keeps of the lot's shares beyond those that are free."""
    free = free_of_fee(p.household, here.account, security.symbol, lot)
    if free >= lot.quantity:
        return
    charged = column
    if free > 0:
        charged = p.model.column(0.0, 0.0, float(lot.quantity - free))
        p.model.row([(column, 1.0), (charged, -1.0)], upper=float(free))
    rate = p.household.instruments[security.symbol].redemption_fee_pct / HUNDRED
    fee = k(p.household.price_usd(security.symbol) * rate)
    p.model.cost[charged] += fee
    here.cash_terms.append((charged, -fee))
    p.cost_terms.append((charged, here.share * fee))


def _buy(p: Program, here: Here, symbol: str, funds: float) -> None:
    """One column in shares; not more than cash and all sales of the account could pay for, where that is enough for the
    least that may be bought."""
    account, security, rules = here.account, p.security(symbol), p.rules
    price, step = security.price, float(rules.step(account, symbol))
    takes = price * (1.0 + security.half_spread)
    most = funds / takes
    if step >= 1.0:
        most = math.floor(most / step + WHOLE_SLACK) * step
    least = k(rules.least_buy_usd(account, symbol)) * MIN_TRADE_SLACK / price
    least = max(least, step) if step >= 1.0 else least + step
    if least > most:
        return
    preference = rules.rank(account, symbol) * p.preference
    cost = price * (security.half_spread + p.turnover + p.yearly(here.alike, account, symbol) + preference)
    column = p.model.column(cost, 0.0, most)
    p.result.buys[account.account_id, symbol] = column
    here.buys.append(column)
    here.cash_terms.append((column, -takes))
    p.cost_terms.append((column, here.share * price * security.half_spread))
    p.expose(column, security, here.share * price)
    p.model.trade(column, least, step if step >= 1.0 else 0.0, p.line, -price)
    for group in rules.groups_bought(symbol):
        p.group_buys.setdefault(group, []).append(column)
    for better in rules.better(account, symbol):
        p.substitutes.append((column, rules.group(better)))
    if symbol in here.sold:
        p.model.one_side([here.sold[symbol]], [column])
