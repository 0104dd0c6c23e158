"""Gains taken on purpose: lots sold and bought back at once, where this year takes less tax of them than a later."""

from __future__ import annotations

from collections.abc import Iterable

from trimtab.core.accounts import Account, Lot, Position
from trimtab.core.money import ONE
from trimtab.core.policy import Weights
from trimtab.core.year_tax import Cell
from trimtab.rebalance.optimize.program import HALF_A_CENT, Program, Terms, k
from trimtab.rebalance.orders import BPS
from trimtab.rebalance.steppable import MODES, steppable


def may_pay(p: Program, cells: Iterable[Cell]) -> bool:
    """Whether anywhere in these results a dollar of long-term gain costs less now than later."""
    policy = p.policy
    if not p.year_tax.is_bill or not policy.harvest or p.decision.ask.mode not in MODES:
        return False
    if policy.weights is Weights.AFTER_TAX:  # a gain taken also changes what holdings count
        return False
    carried = p.carried
    return any(float(cell.tax.per_long) - carried * float(cell.carried.per_long) < p.later for cell in cells)


def gain_rows(p: Program) -> list[int]:
    """A column for each lot, which are returned, and one for the position: nought, or the smallest trade, and the price
    of the lines that it adds. What is sold of a lot is not bought back; nothing is bought back of a position that is
    also bought, or of which anything but long-term gains is sold, nor of what is sold at a loss.

    Spread and turnover count twice. What they take of the cash that buys back is left out.
    """
    policy = p.policy
    turnover, line = float(policy.prices.turnover_bps / BPS), k(policy.prices.per_trade_usd)
    smallest, columns = k(max(policy.min_trade_usd, ONE)) - HALF_A_CENT, list[int]()
    p.group_buys = dict(p.group_buys)
    for account, position, lots in steppable(p.rules):
        key, security = (account.account_id, position.symbol), p.securities[position.symbol]
        each = 2.0 * security.price * (security.half_spread + turnover)
        of_lots, total, most = _lots(p, account, position, lots, each)
        columns += of_lots
        least = smallest / security.price
        if least > most:
            p.model.upper[total] = 0.0
            continue
        p.model.trade(total, least, 0.0, line if key in p.result.sold else 2.0 * line)
        for group in security.groups_bought:
            p.group_buys[group] = [*p.group_buys.get(group, ()), total]
        stepped = {lot.lot_id for lot in lots}
        others = [
            p.result.sells[*key, lot.lot_id]
            for lot in position.lots
            if lot.lot_id not in stepped and (*key, lot.lot_id) in p.result.sells
        ]
        if key in p.result.buys:
            others.append(p.result.buys[key])
        if others:
            p.model.one_side([total], others)
    return columns


def _lots(
    p: Program, account: Account, position: Position, lots: list[Lot], cost: float
) -> tuple[list[int], int, float]:
    """A column for the shares of each lot, with what a share costs, and one for all of them and the most it can be."""
    model, symbol, columns = p.model, position.symbol, list[int]()
    for lot in lots:
        size, usd = float(lot.quantity), p.rules.gain_usd(symbol, lot)
        gain = k(usd) / size
        column = model.column(cost - gain * p.later, 0.0, size)
        p.long_terms.add(column, gain)
        sold = p.result.sells.get((account.account_id, symbol, lot.lot_id))
        if sold is not None:
            model.row_of([column, sold], [1.0, 1.0], upper=size)
        columns.append(column)
    most = sum([model.upper[column] for column in columns])
    if len(columns) == 1:
        return columns, columns[0], most
    total = model.column(0.0, 0.0, most)
    terms: Terms = [(total, -1.0), *((column, 1.0) for column in columns)]
    model.row(terms, 0.0, 0.0)
    return columns, total, most
