"""Losses that purchases after them undo: matched as the law does, first loss and first purchase first (26 USC 1091).

What a plan of the journey buys is blocked while a window is open, so these are the twins' that think of no tax.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from trimtab.core.accounts import Account, Lot, Position
from trimtab.core.household import Household
from trimtab.core.money import ZERO, cents
from trimtab.core.plan import Side, Term, Trade, WashSale
from trimtab.tax.wash import groups_bought, wash_group, window_open


@dataclass(slots=True)
class OpenLoss:
    """Shares sold at a loss that nothing replaces yet; `loss_usd` is positive."""

    day: date
    symbol: str
    group: str
    term: Term
    shares: Decimal
    loss_usd: Decimal


@dataclass(frozen=True, slots=True)
class Purchase:
    """Shares that came into a lot."""

    account_id: str
    symbol: str
    lot_id: str
    shares: Decimal


@dataclass(frozen=True, slots=True)
class TakenOver:
    """A part of a loss that a purchase took over: it does not count in the year of its day."""

    loss: OpenLoss
    purchase: Purchase
    usd: Decimal


def open_losses(
    household: Household, trades: Iterable[Trade], washes: Sequence[WashSale]
) -> Iterator[OpenLoss]:
    """The losses of these trades in taxable accounts that no earlier purchase has taken over."""
    for trade in trades:
        if trade.side is not Side.SELL or not household.account(trade.account_id).kind.is_taxable:
            continue
        for sale in trade.lots:
            if sale.gain_usd is None or sale.gain_usd >= 0:
                continue
            key = (trade.account_id, trade.symbol, sale.lot_id)
            gone = [wash for wash in washes if (wash.account_id, wash.symbol, wash.lot_id) == key]
            shares = sale.quantity - sum((wash.quantity for wash in gone), ZERO)
            loss = -sale.gain_usd - sum((wash.disallowed_usd for wash in gone), ZERO)
            if shares > 0 and loss > 0:
                group = wash_group(household, trade.symbol)
                yield OpenLoss(household.as_of, trade.symbol, group, sale.term, shares, loss)


def taken_over(
    household: Household, losses: Iterable[OpenLoss], purchases: Iterable[Purchase], day: date
) -> Iterator[TakenOver]:
    """Which open losses today's purchases take over; what is left of each loss stays open."""
    for purchase in purchases:
        left, groups = purchase.shares, groups_bought(household, purchase.symbol)
        for loss in losses:
            if loss.group not in groups or not window_open(loss.day, day) or left <= 0 or loss.shares <= 0:
                continue
            part = min(left, loss.shares)
            usd = cents(loss.loss_usd * part / loss.shares)
            yield TakenOver(replace(loss), purchase, usd)
            loss.shares, loss.loss_usd, left = loss.shares - part, loss.loss_usd - usd, left - part


def with_basis(household: Household, found: Iterable[TakenOver]) -> Household:
    """The household with each loss in the basis of what replaces it; a retirement account's basis takes over none."""
    for one in found:
        purchase = one.purchase
        account = household.account(purchase.account_id)
        if account.kind.is_taxable:
            risen = _risen(account, purchase, one.usd)
            accounts = tuple(risen if a is account else a for a in household.accounts)
            household = replace(household, accounts=accounts)
    return household


def _risen(account: Account, purchase: Purchase, usd: Decimal) -> Account:
    def lot(one: Lot) -> Lot:
        is_it = one.lot_id == purchase.lot_id and one.basis_usd is not None
        return replace(one, basis_usd=(one.basis_usd or ZERO) + usd) if is_it else one

    def position(one: Position) -> Position:
        return one.with_lots(tuple(lot(each) for each in one.lots)) if one.symbol == purchase.symbol else one

    return replace(account, positions=tuple(position(one) for one in account.positions))
