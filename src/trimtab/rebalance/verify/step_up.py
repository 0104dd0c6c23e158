"""Sold and bought back: the one case in which a symbol stands on both sides of an account."""

from __future__ import annotations

from trimtab.core.plan import BUY, LONG, SELL, Trade
from trimtab.rebalance.verify.book import Book


def is_step_up(book: Book, trade: Trade) -> bool:
    """Whether a trade is half of a gain taken on purpose.

    Long-term gains alone, in a taxable account, and no more bought back than sold, in a later step that waits for the
    sale; only where the policy lets harvests be made. There is no wash-sale rule for gains (26 USC 1091(a)).
    """
    account = book.accounts.get(trade.account_id)
    both = book.by_place.get((trade.account_id, trade.symbol), ())
    sells = [t for t in both if t.side is SELL]
    buys = [t for t in both if t.side is BUY]
    if account is None or not account.kind.is_taxable or not book.policy.harvest:
        return False
    if len(sells) != 1 or len(buys) != 1:
        return False
    gains = all(
        sale.term is LONG and sale.gain_usd is not None and sale.gain_usd >= 0 for sale in sells[0].lots
    )
    waits = buys[0].step > sells[0].step and sells[0].trade_id in buys[0].depends_on
    return gains and waits and buys[0].quantity <= sells[0].quantity
