"""I5: no wash sale made knowingly, over all accounts, 30 days back and ahead. Source: 26 USC 1091."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from trimtab.core.accounts import Account
from trimtab.core.household import ActivityKind
from trimtab.core.plan import Trade
from trimtab.rebalance.verify.book import Book, Key, LotKey
from trimtab.rebalance.verify.exact import NONE, PENNY, WINDOW_DAYS, in_window, money, shares, total
from trimtab.rebalance.verify.wash_matching import LossSale, bought_lately, loss_sales, matched, sold_since


def no_wash_sale(book: Book) -> Iterator[str]:
    """I5: see docs/invariants.md, a to f."""
    yield from _bought_after_loss(book)
    yield from _bought_beside_order(book)
    yield from _named_as_matched(book)
    losses = loss_sales(book)
    if not losses:
        return
    bought, coming = _bought(book), _coming(book)
    groups = {sale.trade.symbol: book.wash_group(sale.trade.symbol) for sale in losses}
    held = {group: _held(book, group) for group in groups.values()}
    for sale in losses:
        group = groups[sale.trade.symbol]
        for buy in bought.get(group, ()):
            yield f"{sale}, and {buy.trade_id} buys {buy.symbol}"
        # where cash must be raised, what is named is held against the matching: what that leaves over is no wash sale
        is_matched = bool(book.plan.wash_sales) and book.is_short(book.accounts[sale.trade.account_id])
        own = (sale.trade.account_id, sale.trade.symbol, sale.lot.lot_id)
        for lot_key, words in () if is_matched else held[group].kept:
            if (
                lot_key != own
            ):  # what remains of the very lot that is sold replaces nothing of it (Rev. Rul. 56-602)
                yield f"{sale}, and {words}"
        for account in () if is_matched else coming.get(group, ()):
            yield f"{sale}, and {account.account_id} will buy it within 30 days"
        if held[group].reinvesting or held[group].unseen:
            for words in _unsaid(book, sale, held[group]):
                yield f"{sale}, and {words}"


@dataclass(frozen=True, slots=True)
class _Held:
    """What is held of a group: bought lately and `kept`, by lot; what reinvests; and where it cannot be seen."""

    kept: list[tuple[LotKey, str]]
    reinvesting: list[Key]
    unseen: list[Account]


def _held(book: Book, group: str) -> _Held:
    keys, positions = book.held_as(group), book.positions
    own = [key for key in keys if book.wash_group(key[1]) == group]
    reinvesting = [key for key in own if positions[key].reinvest and book.quantity_after(key) > 0]
    return _Held(list(_recent_kept(book, keys)), reinvesting, list(_unseen(book, own)))


def _bought(book: Book) -> dict[str, list[Trade]]:
    """The plan's buys by the groups of which they are purchases."""
    found: dict[str, list[Trade]] = defaultdict(list)
    for buy in book.buys:
        for group in book.bought_as(buy.symbol):
            found[group].append(buy)
    return found


def _coming(book: Book) -> dict[str, list[Account]]:
    """By group, the accounts that will buy of it by themselves."""
    found: dict[str, list[Account]] = defaultdict(list)
    for account in book.household.accounts:
        for group in {group for symbol in account.purchases_coming for group in book.bought_as(symbol)}:
            found[group].append(account)
    return found


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


def _bought_beside_order(book: Book) -> Iterator[str]:
    """Nothing is bought of what an open order sells out of a taxable position with a lot at a loss, or of unknown cost:
    which lots the order takes is not known."""
    for (account_id, symbol), position in book.positions.items():
        if position.pending_quantity <= 0 or not book.accounts[account_id].kind.is_taxable:
            continue
        price = book.household.prices.get(symbol)
        if not any(
            lot.basis_usd is None or (price is not None and lot.quantity * price.usd < lot.basis_usd)
            for lot in position.lots
        ):
            continue
        for buy in book.buys:
            if book.wash_group(symbol) in book.bought_as(buy.symbol):
                yield (
                    f"{buy.trade_id} buys {buy.symbol}, and an open order sells {symbol} in {account_id} at a loss or "
                    "with an unknown result"
                )


def _recent_kept(book: Book, keys: list[Key]) -> Iterator[tuple[LotKey, str]]:
    """Shares of the group bought in the last 30 days, in any account, that the plan leaves in place, by lot.

    Selling them too keeps the loss, but not where an IRA or the like bought them: there it is lost for good
    (Rev. Rul. 2008-5).
    """
    as_of = book.household.as_of
    start = as_of - timedelta(days=WINDOW_DAYS)
    for key in keys:
        lots, is_taxable = book.positions[key].lots, book.accounts[key[0]].kind.is_taxable
        recent = [lot for lot in lots if lot.acquired is not None and start <= lot.acquired <= as_of]
        for lot in recent:
            left = lot.quantity - book.sold.get((*key, lot.lot_id), NONE)
            if left > 0 or not is_taxable:
                verb = "keeps" if left > 0 else "sells too late"
                words = f"{key[0]} {verb} {shares(lot.quantity)} {key[1]} bought on {lot.acquired}"
                yield (*key, lot.lot_id), words
        if key not in book.events:
            continue
        undated = bought_lately(book, key) - total(lot.quantity for lot in recent)
        if all(lot.acquired is not None for lot in lots):
            undated -= sold_since(book, key, is_taxable)
        if undated > 0 and (book.quantity_after(key) > 0 or not is_taxable):
            yield (*key, ""), f"{key[0]} bought {shares(undated)} of its {key[1]} since {start}"


def _unsaid(book: Book, sale: LossSale, held: _Held) -> Iterator[str]:
    note = sale.trade.wash_note
    for account_id, symbol in held.reinvesting:
        if not _names(note, book.accounts[account_id]):
            yield f"{account_id} reinvests {symbol}, and its note does not say to switch that off"
    for account in held.unseen:
        if not book.policy.allow_unseen_history:
            yield f"the last 30 days of {account.account_id}, which holds it, are not known"
        elif not _names(note, account):
            yield f"its note does not say that the last 30 days of {account.account_id} are not known"


def _unseen(book: Book, keys: list[Key]) -> Iterator[Account]:
    """Accounts that hold the group in lots without dates and whose last 30 days are not known in full.

    Where every lot has its date, the lots themselves show each purchase that is still held. `keys` stand by account.
    """
    as_of = book.household.as_of
    start, last = as_of - timedelta(days=WINDOW_DAYS), None
    for key in keys:
        account = book.accounts[key[0]]
        since, until = account.history_from, account.history_to
        is_known = since is not None and until is not None and since <= start and until >= as_of
        if is_known or account is last:
            continue
        dates = [lot.acquired for lot in book.positions[key].lots]
        if not dates or None in dates:
            last = account
            yield account


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
