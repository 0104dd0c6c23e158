"""I10: what was bought lately goes with a loss, so that this is no wash sale, and for nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from trimtab.rebalance.verify.book import Book, LotKey
from trimtab.rebalance.verify.exact import NONE, PENNY, WINDOW_DAYS


@dataclass(slots=True)
class _Group:
    """Sales of a wash-sale group in taxable accounts, in USD: losses and what they bring; gains of lots bought in the
    last 30 days and what these bring; and what a step of each may be out by."""

    losses: Decimal = NONE
    at_loss: Decimal = NONE
    gains: Decimal = NONE
    at_gain: Decimal = NONE
    steps: Decimal = NONE


def lets_a_loss_stand(book: Book, key: LotKey) -> bool:
    """Whether this lot of a taxable account was bought in the last 30 days, so that left in place it would make wash
    sales of its group's losses; and these are larger than what such lots gain, and come to as many dollars sold, but
    for a step of a share of each trade."""
    if not _is_late(book, key):
        return False
    group = _groups(book).get(book.wash_group(key[1]), _Group())
    return group.losses > 0 and group.gains <= group.losses and group.at_gain <= group.at_loss + group.steps


def _is_late(book: Book, key: LotKey) -> bool:
    lot, as_of = book.lots.get(key), book.household.as_of
    if lot is None or lot.acquired is None or not book.accounts[key[0]].kind.is_taxable:
        return False
    return as_of - timedelta(days=WINDOW_DAYS) <= lot.acquired <= as_of


def _groups(book: Book) -> dict[str, _Group]:
    found: dict[str, _Group] | None = book.memory.get("losses and late lots")
    if found is None:
        found = book.memory["losses and late lots"] = _counted(book)
    return found


def _counted(book: Book) -> dict[str, _Group]:
    found: dict[str, _Group] = {}
    for trade in book.sells:
        account = book.accounts[trade.account_id]
        if not account.kind.is_taxable:
            continue
        group = found.setdefault(book.wash_group(trade.symbol), _Group())
        group.steps += max(account.quantity_step, account.fund_quantity_step) * trade.price_usd + PENNY
        for sale in trade.lots:
            gain, usd = sale.gain_usd, sale.quantity * trade.price_usd
            if gain is not None and gain < 0:
                group.losses -= gain
                group.at_loss += usd
            elif gain is not None and _is_late(book, (trade.account_id, trade.symbol, sale.lot_id)):
                group.gains += gain
                group.at_gain += usd
    return found
