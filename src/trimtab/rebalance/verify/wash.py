"""I5: no wash sale made knowingly, over all accounts, 30 days back and ahead. Source: 26 USC 1091."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from trimtab.core.accounts import Account, Lot
from trimtab.core.household import ActivityKind
from trimtab.core.plan import Trade
from trimtab.rebalance.verify.book import Book, Key
from trimtab.rebalance.verify.exact import NONE, PENNY, WINDOW_DAYS, in_window, money, shares, total

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
    yield from _named_as_matched(book)
    for sale in loss_sales(book):
        group = book.wash_group(sale.trade.symbol)
        for buy in book.buys:
            if group in book.bought_as(buy.symbol):
                yield f"{sale}, and {buy.trade_id} buys {buy.symbol}"
        # where cash must be raised, what is named is held against the matching: what that leaves over is no wash sale
        is_matched = bool(book.plan.wash_sales) and book.is_short(book.accounts[sale.trade.account_id])
        for words in () if is_matched else _recent_kept(book, sale, group):
            yield f"{sale}, and {words}"
        for account in () if is_matched else book.household.accounts:
            if any(group in book.bought_as(symbol) for symbol in account.purchases_coming):
                yield f"{sale}, and {account.account_id} will buy it within 30 days"
        for words in _unsaid(book, sale, group):
            yield f"{sale}, and {words}"


def _named_as_matched(book: Book) -> Iterator[str]:
    """A wash sale may stand only where its account must raise cash, and with the shares and dollars that the law's
    matching gives. Source: 26 CFR 1.1091-1(c), (d)."""
    if not book.plan.wash_sales:
        return
    expected = matched(book)
    told: dict[tuple[str, str, str], tuple[Decimal, Decimal, Decimal]] = {}
    for wash in book.plan.wash_sales:
        account = book.accounts.get(wash.account_id)
        if account is None or not book.is_short(account):
            yield f"{wash.symbol} in {wash.account_id} makes a wash sale, though no cash must be raised there"
        old = told.get((wash.account_id, wash.symbol, wash.lot_id), (NONE, NONE, NONE))
        told[wash.account_id, wash.symbol, wash.lot_id] = (
            old[0] + wash.quantity,
            old[1] + wash.disallowed_usd,
            old[2] + wash.lost_usd,
        )
    for key in sorted({*expected, *told}):
        mine, plans = expected.get(key, (NONE, NONE, NONE)), told.get(key, (NONE, NONE, NONE))
        if mine[0] != plans[0] or any(
            abs(a - b) > PENNY * 5 for a, b in zip(mine[1:], plans[1:], strict=True)
        ):
            yield (
                f"{' '.join(key)}: the loss on {shares(mine[0])} shares, {money(mine[1])}, is taken over, "
                f"{money(mine[2])} of it lost for good; the plan says {shares(plans[0])}, {money(plans[1])} and "
                f"{money(plans[2])}"
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
    symbols = {(e.account_id, e.symbol) for e in book.household.activity} | set(book.positions)
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
        rest = _bought_lately(book, key) - dated
        undated = total(lot.quantity for lot in lots if lot.acquired is None)
        rest = min(rest, undated) if undated else rest - _sold_since(book, key, is_taxable)
        if rest > 0:
            found.append(_Taker(_last_bought(book, key), (*key, ""), rest * each, is_taxable))
    return sorted(found, key=lambda taker: (taker.day, taker.key))


def _last_bought(book: Book, key: Key) -> date:
    days = [
        event.trade_date
        for event in book.household.activity
        if (event.account_id, event.symbol) == key
        and event.kind in PURCHASES
        and in_window(event.trade_date, book.household.as_of)
    ]
    return max(days)


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
    washes = book.plan.wash_sales
    if washes:
        gone, lost = total(w.disallowed_usd for w in washes), total(w.lost_usd for w in washes)
        return (
            f"{len(losses)} lots sold at a loss ({money(known)}); of these {money(gone)} cannot be avoided as wash "
            f"sales and are named, {money(lost)} lost for good"
        )
    return f"{len(losses)} lots sold at a loss ({money(known)}), none of them a wash sale"
