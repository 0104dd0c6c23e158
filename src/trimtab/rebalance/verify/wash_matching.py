"""I5, what the checks on wash sales start from: losses sold, what was bought lately, and the law's matching of both."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from trimtab.core.accounts import Lot
from trimtab.core.household import ActivityKind
from trimtab.core.plan import Trade
from trimtab.rebalance.verify.book import Book, Key
from trimtab.rebalance.verify.exact import NONE, in_window, money, total

PURCHASES = (ActivityKind.BUY, ActivityKind.REINVEST)


class LossSale(NamedTuple):
    """A lot sold in a taxable account for less than its basis, or for who knows what."""

    trade: Trade
    lot: Lot
    loss_usd: Decimal | None

    def __str__(self) -> str:
        amount = "an unknown result" if self.loss_usd is None else f"a loss of {money(self.loss_usd)}"
        return f"{self.trade.trade_id} sells {self.trade.symbol} lot {self.lot.lot_id} with {amount}"


def loss_sales(book: Book) -> list[LossSale]:
    """Lots sold in taxable accounts at a loss, or with a basis that is not known.

    A loss shows in the lot's basis and price and in the cents of the sale; rounding alone makes none.
    """
    if "loss sales" not in book.memory:
        book.memory["loss sales"] = list(_loss_sales(book))
    found: list[LossSale] = book.memory["loss sales"]
    return found


def _loss_sales(book: Book) -> Iterator[LossSale]:
    for trade in book.sells:
        account = book.accounts.get(trade.account_id)
        if account is None or not account.kind.is_taxable:
            continue
        for sale in trade.lots:
            lot = book.lots.get((trade.account_id, trade.symbol, sale.lot_id))
            if lot is None or lot.quantity <= 0:
                continue
            price = book.household.prices[trade.symbol].usd
            if lot.basis_usd is None or sale.gain_usd is None:
                yield LossSale(trade, lot, None)
            elif lot.quantity * price < lot.basis_usd and sale.gain_usd < 0:
                yield LossSale(trade, lot, sale.gain_usd)


def bought_lately(book: Book, key: Key) -> Decimal:
    """Shares of it that the account bought in the window."""
    return total(
        event.quantity
        for event in book.events.get(key, ())
        if event.kind in PURCHASES and in_window(event.trade_date, book.household.as_of)
    )


def sold_since(book: Book, key: Key, is_taxable: bool) -> Decimal:
    """What the account sold of it after the first purchase of the window: gone, and replacing nothing. A retirement
    account's sales of today stay out, for a loss replaced there is lost for good."""
    as_of = book.household.as_of
    events = book.events.get(key, ())
    days = [e.trade_date for e in events if e.kind in PURCHASES and in_window(e.trade_date, as_of)]
    return total(
        abs(event.quantity)
        for event in events
        if event.kind is ActivityKind.SELL
        and min(days, default=as_of) <= event.trade_date <= as_of
        and (is_taxable or event.trade_date < as_of)
    )


def matched(book: Book) -> dict[tuple[str, str, str], tuple[Decimal, Decimal, Decimal]]:
    """By lot sold at a loss: shares, dollars and dollars lost for good that other shares take over, counted share for
    share, the earliest first. A standing order takes over all that is left."""
    found: dict[tuple[str, str, str], tuple[Decimal, Decimal, Decimal]] = {}
    sales = [sale for sale in loss_sales(book) if sale.loss_usd is not None]
    sales.sort(key=lambda s: (s.lot.acquired or date.max, s.trade.account_id, s.trade.symbol, s.lot.lot_id))
    for group in sorted({book.wash_group(sale.trade.symbol) for sale in sales}):
        takers = _takers(book, group)
        orders = [
            a for a in book.household.accounts if any(group in book.bought_as(s) for s in a.purchases_coming)
        ]
        for sale in sales:
            key = (sale.trade.account_id, sale.trade.symbol, sale.lot.lot_id)
            if book.wash_group(sale.trade.symbol) != group:
                continue
            quantity = left = book.sold[key]
            lost = NONE
            for taker in takers:
                part = NONE if taker.key == key else min(left, taker.left)
                taker.left -= part
                left -= part
                lost += NONE if taker.is_taxable else part
            if orders:
                lost += NONE if orders[-1].kind.is_taxable else left
                left = NONE
            each = -(sale.loss_usd or NONE) / quantity
            if quantity > left:
                found[key] = (quantity - left, (quantity - left) * each, lost * each)
    return found


@dataclass
class _Taker:
    """Shares bought lately that stay, and can take over a loss."""

    day: date
    key: tuple[str, str, str]
    left: Decimal
    is_taxable: bool


def _takers(book: Book, group: str) -> list[_Taker]:
    found = []
    as_of = book.household.as_of
    symbols = {*book.events, *book.positions}
    for key in sorted(symbols):
        if group not in book.bought_as(key[1]) or key[0] not in book.accounts:
            continue
        is_taxable = book.accounts[key[0]].kind.is_taxable
        is_option = book.wash_group(key[1]) != group
        each = book.household.instruments[key[1]].shares_per_contract if is_option else Decimal(1)
        lots = book.positions[key].lots if key in book.positions else ()
        dated = NONE
        for lot in lots:
            if lot.acquired is not None and in_window(lot.acquired, as_of):
                dated += lot.quantity
                gone = book.sold.get((*key, lot.lot_id), NONE) if is_taxable else NONE
                found.append(
                    _Taker(lot.acquired, (*key, lot.lot_id), (lot.quantity - gone) * each, is_taxable)
                )
        rest = bought_lately(book, key) - dated
        undated = total(lot.quantity for lot in lots if lot.acquired is None)
        rest = min(rest, undated) if undated else rest - sold_since(book, key, is_taxable)
        if rest > 0:
            found.append(_Taker(_last_bought(book, key), (*key, ""), rest * each, is_taxable))
    return sorted(found, key=lambda taker: (taker.day, taker.key))


def _last_bought(book: Book, key: Key) -> date:
    as_of, events = book.household.as_of, book.events.get(key, ())
    return max(e.trade_date for e in events if e.kind in PURCHASES and in_window(e.trade_date, as_of))
