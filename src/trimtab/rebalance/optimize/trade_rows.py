"""Accounts, sales and buys: a column for each lot and each symbol that may be traded, and each account's cash."""

from __future__ import annotations

import math
from decimal import ROUND_FLOOR, Decimal

from trimtab.core.accounts import Account, Lot, Position
from trimtab.core.money import HUNDRED, ONE, ZERO
from trimtab.core.policy import CASH_CLASS
from trimtab.rebalance.fees import free_of_fee
from trimtab.rebalance.measure import free_cash_usd
from trimtab.rebalance.optimize.program import Program, Terms, k
from trimtab.rebalance.orders import BPS, BuyKey
from trimtab.tax.holding import is_long_term

SHORTFALL_PRICE = 1000.0  # dollars per dollar of cash that cannot be raised: never worth it, always feasible
SHARES_BEFORE_SHORTFALL = 5.0  # shares that may be sold too much before a cent stays unpaid
MIN_TRADE_SLACK = 1.001  # rounding down to a step must not fall below the minimum trade


def account_rows(p: Program, account: Account) -> None:
    cash_terms: Terms = []
    if account.account_id in p.decision.sells_in:
        for position in account.positions:
            _sell(p, account, position, cash_terms)
    if account.account_id in p.decision.buys_in:
        for symbol in p.rules.candidates(account):
            _buy(p, account, symbol, cash_terms)
    place = p.rules.places.cash_excess(account) * p.policy.prices.horizon_years
    free = p.model.column(float(place), lower=0.0)
    start = k(free_cash_usd(p.household, account))
    short = _shortfall(p, account, max(0.0, -start))
    p.model.row([(free, 1.0), (short, -1.0), *[(c, -v) for c, v in cash_terms]], start, start)
    p.cash_terms[account.account_id] = [(free, 1.0), (short, -1.0)]
    share = float(p.counts.share(account))
    p.class_terms[CASH_CLASS] += [(c, share * v) for c, v in p.cash_terms[account.account_id]]


def _shortfall(p: Program, account: Account, most: float) -> int:
    """What stays unpaid: dear by the dollar, and at all dearer than one share more than is needed."""
    short = p.model.column(SHORTFALL_PRICE, 0.0, most)
    p.result.shortfalls[account.account_id] = short
    if most > 0:
        prices = [
            p.household.price_usd(position.symbol)
            for position in account.positions
            if not p.rules.position_block(account, position)
        ]
        one_share = max(prices, default=ZERO) + p.policy.min_trade_usd
        is_short = p.model.binary(SHARES_BEFORE_SHORTFALL * k(one_share))
        p.model.row([(short, 1.0), (is_short, -most)], upper=0.0)
        for (account_id, _), column in p.result.buys.items():
            if account_id == account.account_id:  # no purchase while a cent stays unpaid
                p.model.row([(column, 1.0), (is_short, p.model.upper[column])], upper=p.model.upper[column])
    return short


def _sell(p: Program, account: Account, position: Position, cash_terms: Terms) -> None:
    """One column per lot that may be sold, one for their sum, one for yes or no."""
    only_losses = account.account_id in p.decision.losses_in
    lots = [
        lot
        for lot in position.lots
        if not p.rules.sell_block(account, position, lot)
        and (not only_losses or p.rules.is_loss(position.symbol, lot))
    ]
    most = min(p.rules.sellable(position), sum((lot.quantity for lot in lots), ZERO))
    if most <= 0:
        return
    symbol, key = position.symbol, (account.account_id, position.symbol)
    price = k(p.household.price_usd(symbol))
    step = float(p.rules.step(account, symbol))
    least = _in_steps(k(p.policy.min_trade_usd) * MIN_TRADE_SLACK / price, step)
    if most == position.quantity:
        least = min(least, float(most))
    if least > float(most):
        return
    cost = price * (_half_spread(p, symbol) + p.turnover - _yearly(p, account, symbol))
    sold = p.model.column(cost, 0.0, float(most))
    p.result.sold[key] = sold
    lot_columns = []
    for lot in lots:
        column = p.model.column(0.0, 0.0, float(min(lot.quantity, most)))
        p.result.sells[(account.account_id, symbol, lot.lot_id)] = column
        lot_columns.append((column, 1.0))
        _redemption_fee(p, account, symbol, lot, column, cash_terms)
        if account.kind.is_taxable and lot.basis_usd is not None:
            gain = price - k(lot.basis_usd) / float(lot.quantity)
            _release(p, column, symbol, gain * float(p.counts.gain_rate))
            long = lot.acquired is not None and is_long_term(lot.acquired, p.household.as_of)
            (p.long_terms if long else p.short_terms).append((column, gain))
            p.model.cost[column] -= gain * p.later
            if p.rules.is_loss(symbol, lot):
                p.loss_columns.setdefault(p.rules.group(symbol), []).append((column, 1.0))
                key_of_lot = (account.account_id, symbol, lot.lot_id)
                p.loss_lots.setdefault(p.rules.group(symbol), []).append((key_of_lot, column, -gain, long))
                p.model.cost[column] += k(p.rules.waiting_usd(account.account_id, symbol, lot.lot_id))
    p.model.row([(sold, -1.0), *lot_columns], 0.0, 0.0)
    cash_terms.append((sold, price * (1.0 - _half_spread(p, symbol))))
    share = float(p.counts.share(account))
    p.cost_terms.append((sold, share * price * _half_spread(p, symbol)))
    _exposure(p, sold, symbol, -share * price)
    trade = p.model.switch(k(p.policy.prices.per_trade_usd))
    p.model.row([(sold, 1.0), (trade, -float(most))], upper=0.0)
    p.model.row([(sold, 1.0), (trade, -least)], lower=0.0)
    _whole_shares(p, account, position, most, sold)
    _one_side(p, key, trade)


def _redemption_fee(
    p: Program, account: Account, symbol: str, lot: Lot, column: int, cash_terms: Terms
) -> None:
    """What the fund keeps of the lot's shares beyond those that are free."""
    free = free_of_fee(p.household, account, symbol, lot)
    if free >= lot.quantity:
        return
    charged = column
    if free > 0:
        charged = p.model.column(0.0, 0.0, float(lot.quantity - free))
        p.model.row([(column, 1.0), (charged, -1.0)], upper=float(free))
    fee = k(p.household.price_usd(symbol) * p.household.instruments[symbol].redemption_fee_pct / HUNDRED)
    p.model.cost[charged] += fee
    cash_terms.append((charged, -fee))
    p.cost_terms.append((charged, float(p.counts.share(account)) * fee))


def _whole_shares(p: Program, account: Account, position: Position, most: Decimal, sold: int) -> None:
    """Sold shares in whole steps; what is left over beyond whole steps may only go with the rest."""
    step = p.rules.step(account, position.symbol)
    whole = (most / step).to_integral_value(ROUND_FLOOR)
    rest = most - whole * step
    if step < ONE:
        return
    count = p.model.column(0.0, 0.0, float(whole))
    p.model.in_whole(count, k(p.household.price_usd(position.symbol) * step))
    terms = [(sold, 1.0), (count, -float(step))]
    if rest > 0 and most == position.quantity:
        every = p.model.binary()
        p.result.sells_all[(account.account_id, position.symbol)] = every
        p.model.row([(count, 1.0), (every, -float(whole))], lower=0.0)
        terms.append((every, -float(rest)))
    p.model.row(terms, 0.0, 0.0)


def _in_whole_steps(p: Program, column: int, step: float, most: float, price: float) -> None:
    """Bought in whole shares, or in round lots of several."""
    if step == 1.0:
        p.model.in_whole(column, -price)
    elif step > 1.0:
        count = p.model.column(0.0, 0.0, most / step)
        p.model.in_whole(count, -price * step)
        p.model.row([(column, 1.0), (count, -step)], 0.0, 0.0)


def _buy(p: Program, account: Account, symbol: str, cash_terms: Terms) -> None:
    """One column in shares and one for yes or no."""
    key = (account.account_id, symbol)
    price = k(p.household.price_usd(symbol))
    preference = p.rules.rank(account, symbol) * float(p.policy.substitute_penalty_bps / BPS)
    cost = price * (_half_spread(p, symbol) + p.turnover + _yearly(p, account, symbol) + preference)
    most = max(0.0, k(_spending(p, account))) / price
    column = p.model.column(cost, 0.0, most)
    p.result.buys[key] = column
    cash_terms.append((column, -price * (1.0 + _half_spread(p, symbol))))
    share = float(p.counts.share(account))
    p.cost_terms.append((column, share * price * _half_spread(p, symbol)))
    _exposure(p, column, symbol, share * price)
    trade = p.model.switch(k(p.policy.prices.per_trade_usd))
    p.model.row([(column, 1.0), (trade, -most)], upper=0.0)
    step = float(p.rules.step(account, symbol))
    least = k(p.rules.least_buy_usd(account, symbol)) * MIN_TRADE_SLACK / price + (step if step < 1 else 0.0)
    least = max(_in_steps(least, step), step)
    p.model.row([(column, 1.0), (trade, -least)], lower=0.0)
    _in_whole_steps(p, column, step, most, price)
    for group in p.rules.groups_bought(symbol):
        p.group_buys.setdefault(group, []).append((column, most))
    p.substitutes.extend((column, p.rules.group(better)) for better in p.rules.better(account, symbol))
    _one_side(p, key, trade)


def _in_steps(least: float, step: float) -> float:
    """The least that is possible in whole shares, or in round lots of several."""
    return least if step < 1.0 else math.ceil(least / step) * step


def _spending(p: Program, account: Account) -> Decimal:
    """The most that buys in this account could ever use."""
    positions = sum(
        (
            p.rules.sellable(position) * p.household.price_usd(position.symbol)
            for position in account.positions
            if not p.rules.position_block(account, position)
        ),
        ZERO,
    )
    return free_cash_usd(p.household, account) + positions


def _one_side(p: Program, key: BuyKey, trade: int) -> None:
    """A symbol is not both sold and bought in one account. Called for the sell first, then the buy."""
    other = p.sides.setdefault(key, trade)
    if other != trade:
        p.model.row([(other, 1.0), (trade, 1.0)], upper=1.0)


def _exposure(p: Program, column: int, symbol: str, per_share: float) -> None:
    for class_id, share in p.rules.class_shares(symbol).items():
        p.class_terms[class_id].append((column, per_share * float(share)))


def _release(p: Program, column: int, symbol: str, embedded: float) -> None:
    """The tax that stands on a lot no longer takes from what its sale leaves: the holding was worth less by it."""
    if embedded:
        _exposure(p, column, symbol, embedded)
        p.cost_terms.append((column, -embedded))


def _yearly(p: Program, account: Account, symbol: str) -> float:
    rate = p.rules.excess(account, symbol)
    return float(rate * p.policy.prices.horizon_years)


def _half_spread(p: Program, symbol: str) -> float:
    return float(p.household.instruments[symbol].half_spread_bps / BPS)
