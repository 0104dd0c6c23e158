"""I5: no wash sale made knowingly, over all accounts, 30 days back and ahead. Source: 26 USC 1091."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from trimtab.core.accounts import Account, Lot
from trimtab.core.household import ActivityKind
from trimtab.core.plan import Trade
from trimtab.rebalance.verify.book import Book, Key
from trimtab.rebalance.verify.exact import NONE, WINDOW_DAYS, in_window, money, shares, total

PURCHASES = frozenset({ActivityKind.BUY, ActivityKind.REINVEST})


@dataclass(frozen=True)
class _LossSale:
    """A lot sold in a taxable account for less than its basis, or for who knows what."""

    trade: Trade
    lot: Lot
    loss_usd: Decimal | None

    def __str__(self) -> str:
        amount = "an unknown result" if self.loss_usd is None else f"a loss of {money(self.loss_usd)}"
        return f"{self.trade.trade_id} sells {self.trade.symbol} lot {self.lot.lot_id} with {amount}"


def no_wash_sale(book: Book) -> Iterator[str]:
    """I5: see docs/invariants.md, a to f."""
    yield from _bought_after_loss(book)
    for sale in loss_sales(book):
        group = book.wash_group(sale.trade.symbol)
        for buy in book.buys:
            if group in book.bought_as(buy.symbol):
                yield f"{sale}, and {buy.trade_id} buys {buy.symbol}"
        for words in _recent_kept(book, sale, group):
            yield f"{sale}, and {words}"
        for account in book.household.accounts:
            if any(group in book.bought_as(symbol) for symbol in account.purchases_coming):
                yield f"{sale}, and {account.account_id} will buy it within 30 days"
        for words in _unsaid(book, sale, group):
            yield f"{sale}, and {words}"


def loss_sales(book: Book) -> list[_LossSale]:
    """Lots sold in taxable accounts at a loss, or with a basis that is not known.

    A loss shows in the lot's basis and price and in the cents of the sale; rounding alone makes none.
    """
    found = []
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
                found.append(_LossSale(trade, lot, None))
            elif lot.quantity * price < lot.basis_usd and sale.gain_usd < 0:
                found.append(_LossSale(trade, lot, sale.gain_usd))
    return found


def _bought_after_loss(book: Book) -> Iterator[str]:
    as_of = book.household.as_of
    for event in book.household.activity:
        account = book.accounts.get(event.account_id)
        if event.kind is not ActivityKind.SELL or account is None or not account.kind.is_taxable:
            continue
        is_clean = event.gain_usd is not None and event.gain_usd >= 0 and not event.has_loss
        if not in_window(event.trade_date, as_of) or is_clean:
            continue
        for buy in book.buys:
            if book.wash_group(event.symbol) in book.bought_as(buy.symbol):
                yield (
                    f"{buy.trade_id} buys {buy.symbol}, and {event.symbol} was sold in {event.account_id} on "
                    f"{event.trade_date} at a loss or with an unknown result"
                )


def _recent_kept(book: Book, sale: _LossSale, group: str) -> Iterator[str]:
    """Shares of the group bought in the last 30 days, in any account, that the plan leaves in place.

    What remains of the very lot that is sold replaces nothing of it (Rev. Rul. 56-602).
    Selling them too keeps the loss, but not where an IRA or the like bought them: there it is lost for good
    (Rev. Rul. 2008-5).
    """
    for key, position in sorted(book.positions.items()):
        if group not in book.bought_as(key[1]):
            continue
        is_taxable = book.accounts[key[0]].kind.is_taxable
        dated = NONE
        for lot in position.lots:
            if lot.acquired is not None and in_window(lot.acquired, book.household.as_of):
                dated += lot.quantity
                if (*key, lot.lot_id) == (sale.trade.account_id, sale.trade.symbol, sale.lot.lot_id):
                    continue
                left = lot.quantity - book.sold.get((*key, lot.lot_id), NONE)
                if left > 0 or not is_taxable:
                    verb = "keeps" if left > 0 else "sells too late"
                    yield f"{key[0]} {verb} {shares(lot.quantity)} {key[1]} bought on {lot.acquired}"
        undated = _bought_lately(book, key) - dated
        if all(lot.acquired is not None for lot in position.lots):
            undated -= _sold_since(book, key, is_taxable)
        if undated > 0 and (book.quantity_after(key) > 0 or not is_taxable):
            yield f"{key[0]} bought {shares(undated)} of its {key[1]} since {_window_start(book)}"


def _bought_lately(book: Book, key: Key) -> Decimal:
    return total(
        event.quantity
        for event in book.household.activity
        if (event.account_id, event.symbol) == key
        and event.kind in PURCHASES
        and in_window(event.trade_date, book.household.as_of)
    )


def _sold_since(book: Book, key: Key, is_taxable: bool) -> Decimal:
    """What the account sold of it after the first purchase of the window: gone, and replacing nothing. A retirement
    account's sales of today stay out, for a loss replaced there is lost for good."""
    as_of = book.household.as_of
    events = [event for event in book.household.activity if (event.account_id, event.symbol) == key]
    days = [e.trade_date for e in events if e.kind in PURCHASES and in_window(e.trade_date, as_of)]
    return total(
        abs(event.quantity)
        for event in events
        if event.kind is ActivityKind.SELL
        and min(days, default=as_of) <= event.trade_date <= as_of
        and (is_taxable or event.trade_date < as_of)
    )


def _window_start(book: Book) -> object:
    return book.household.as_of - timedelta(days=WINDOW_DAYS)


def _unsaid(book: Book, sale: _LossSale, group: str) -> Iterator[str]:
    note = sale.trade.wash_note
    for key, position in sorted(book.positions.items()):
        if book.wash_group(key[1]) != group or not position.reinvest or book.quantity_after(key) <= 0:
            continue
        if not _names(note, book.accounts[key[0]]):
            yield f"{key[0]} reinvests {key[1]}, and its note does not say to switch that off"
    for account in _unseen(book, group):
        if not book.policy.allow_unseen_history:
            yield f"the last 30 days of {account.account_id}, which holds it, are not known"
        elif not _names(note, account):
            yield f"its note does not say that the last 30 days of {account.account_id} are not known"


def _unseen(book: Book, group: str) -> Iterator[Account]:
    """Accounts that hold the group in lots without dates and whose last 30 days are not known in full.

    Where every lot has its date, the lots themselves show each purchase that is still held.
    """
    for account in book.household.accounts:
        since, until = account.history_from, account.history_to
        start = book.household.as_of - timedelta(days=WINDOW_DAYS)
        if since is not None and until is not None and since <= start and until >= book.household.as_of:
            continue
        for position in account.positions:
            undated = any(lot.acquired is None for lot in position.lots) or not position.lots
            if book.wash_group(position.symbol) == group and undated:
                yield account
                break


def _names(note: str, account: Account) -> bool:
    return account.account_id in note or account.name in note


def words(book: Book) -> str:
    """The figures of I5."""
    losses = loss_sales(book)
    known = total(sale.loss_usd for sale in losses if sale.loss_usd is not None)
    return f"{len(losses)} lots sold at a loss ({money(known)}), none of them a wash sale"
