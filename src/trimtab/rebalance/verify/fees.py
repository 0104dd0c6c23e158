"""I1, redemption fees: what a fund keeps of a lot that is sold too soon, from the lot's date or the transactions."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from trimtab.core.household import ActivityKind
from trimtab.core.instruments import Instrument
from trimtab.core.plan import LotSale, Trade
from trimtab.rebalance.verify.book import Book
from trimtab.rebalance.verify.exact import NONE, to_cents, total


def due_of(book: Book, trade: Trade) -> list[Decimal]:
    """The fee on each lot of a sale, to the cent."""
    fund = book.household.instruments[trade.symbol]
    if not fund.redemption_fee_pct or not fund.redemption_fee_days:
        return [NONE] * len(trade.lots)
    return [_due_usd(book, trade, sale, fund) for sale in trade.lots]


def _due_usd(book: Book, trade: Trade, sale: LotSale, fund: Instrument) -> Decimal:
    lot = book.lots.get((trade.account_id, trade.symbol, sale.lot_id))
    if lot is None:
        return NONE
    start = book.household.as_of - timedelta(days=fund.redemption_fee_days)
    if lot.acquired is None:
        young = min(lot.quantity, _bought_after(book, trade, start))
    else:
        young = lot.quantity if lot.acquired > start else NONE
    charged = max(NONE, sale.quantity - (lot.quantity - young))
    return to_cents(charged * trade.price_usd * fund.redemption_fee_pct / 100)


def _bought_after(book: Book, trade: Trade, start: date) -> Decimal:
    """Shares bought since; without transactions that reach back so far, any number."""
    account = book.accounts[trade.account_id]
    first, last = account.history_from, account.history_to
    if first is None or last is None or first > start or last < book.household.as_of:
        return Decimal("Infinity")
    return total(
        event.quantity
        for event in book.events.get((trade.account_id, trade.symbol), ())
        if event.kind is ActivityKind.BUY and event.trade_date > start
    )
