"""I3, I9: only shares that are held and free are sold, lot by lot, with the lots' own dates and basis."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from trimtab.core.accounts import TRADABLE, Account, Lot
from trimtab.core.plan import BUY, LONG, SELL, SHELTERED, SHORT, UNKNOWN, LotSale, Term, Trade
from trimtab.rebalance.verify.book import Book
from trimtab.rebalance.verify.exact import PENNY, long_from, money, shares, to_cents, total


def held(book: Book) -> Iterator[str]:
    """I3: no lot sold beyond what it holds, nothing pending, frozen, excluded or locked."""
    for key, quantity in book.sold.items():
        lot, (account_id, symbol, lot_id) = book.lots.get(key), key
        if lot is None:
            yield f"{account_id} {symbol}: there is no lot {lot_id}"
        elif quantity > lot.quantity:
            yield f"{account_id} {symbol}: {shares(quantity)} sold of lot {lot_id}, it holds {shares(lot.quantity)}"
    yield from _trades_held(book)
    for place, trades in book.by_place.items():
        position = book.positions.get(place)
        if position is None:
            continue
        gone = total([trade.quantity for trade in trades if trade.side is SELL])
        if gone > 0 and gone > (free := book.quantity_before(place) - position.pending_quantity):
            yield f"{place[0]} {place[1]}: {shares(gone)} sold, {shares(free)} free to sell"
        if gone and position.role is not TRADABLE:
            yield f"{place[0]} {place[1]}: {position.role.value} holdings are never sold"


def _trades_held(book: Book) -> Iterator[str]:
    for trade in book.plan.trades:
        account, position = (
            book.accounts.get(trade.account_id),
            book.positions.get((trade.account_id, trade.symbol)),
        )
        if account is not None and account.locked:
            yield f"{trade.trade_id}: {account.account_id} is locked"
        if trade.quantity <= 0:
            yield f"{trade.trade_id}: a quantity of {shares(trade.quantity)} is not a trade"
        if trade.lots and min([sale.quantity for sale in trade.lots]) <= 0:
            yield f"{trade.trade_id}: a lot is sold by a quantity that is not positive"
        if trade.side is SELL and position is None:
            yield f"{trade.trade_id}: {trade.account_id} holds no {trade.symbol}"
        if trade.side is BUY and position is not None and position.role is not TRADABLE:
            yield f"{trade.trade_id}: {trade.symbol} is {position.role.value} in {trade.account_id}"


def held_words(book: Book) -> str:
    """The figures of I3."""
    return f"{len(book.sold)} lots are sold from, none by more than it holds"


def kept_true(book: Book) -> Iterator[str]:
    """I9: each lot sold has the household's date, basis, term and mark; what remains keeps its basis."""
    for trade in book.plan.trades:
        account = book.accounts.get(trade.account_id)
        if account is None:
            continue
        if trade.side is BUY and (trade.lots or trade.sells_all):
            yield f"{trade.trade_id}: a buy names lots to sell"
        if len({sale.lot_id for sale in trade.lots}) != len(trade.lots):
            yield f"{trade.trade_id}: names a lot twice"
        for sale in trade.lots:
            lot = book.lots.get((trade.account_id, trade.symbol, sale.lot_id))
            if lot is not None and sale.quantity > 0:
                for words in _sale_true(book, account, trade, lot, sale):
                    yield f"{trade.trade_id} lot {sale.lot_id}: {words}"
        if trade.side is SELL:
            whole = book.quantity_before((trade.account_id, trade.symbol))
            if trade.sells_all != (trade.quantity == whole):
                yield f"{trade.trade_id}: {shares(trade.quantity)} of {shares(whole)}, but sells_all={trade.sells_all}"


def _sale_true(book: Book, account: Account, trade: Trade, lot: Lot, sale: LotSale) -> Iterator[str]:
    basis, term = _basis_of(lot, sale.quantity), _term(book, account, lot)
    if sale.acquired != lot.acquired:
        yield f"acquired {sale.acquired}, the household has {lot.acquired}"
    if sale.basis_usd != basis:
        yield f"basis {sale.basis_usd}, its part of {lot.basis_usd} is {basis}"
    if sale.gain_usd != (None if basis is None else sale.proceeds_usd - basis):
        yield f"gain {sale.gain_usd} is not {money(sale.proceeds_usd)} less {basis}"
    due = to_cents(sale.quantity * trade.price_usd)
    if sale.proceeds_usd != due and abs(sale.proceeds_usd - due) > PENNY * len(trade.lots):
        yield f"proceeds {money(sale.proceeds_usd)}, at its price {money(due)}"
    if sale.term is not term:
        yield f"{sale.term.value}-term, it is {term.value}"
    if sale.is_estimate != (lot.basis_usd is None or lot.acquired is None):
        yield f"estimate={sale.is_estimate} contradicts its basis or date"


def _basis_of(lot: Lot, quantity: Decimal) -> Decimal | None:
    if lot.basis_usd is None or quantity == lot.quantity:
        return lot.basis_usd
    return to_cents(lot.basis_usd * quantity / lot.quantity)


def _term(book: Book, account: Account, lot: Lot) -> Term:
    if not account.kind.is_taxable:
        return SHELTERED
    if lot.acquired is None:
        return UNKNOWN
    return LONG if book.household.as_of >= long_from(lot.acquired) else SHORT


def kept_words(book: Book) -> str:
    """The figures of I9."""
    estimates = sum(sale.is_estimate for trade in book.sells for sale in trade.lots)
    return f"{len(book.sold)} lots keep their own date and basis; {estimates} of them estimates"
