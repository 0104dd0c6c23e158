"""I6, what is bought: only what somebody asked for."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from trimtab.core.plan import BUY, Trade
from trimtab.rebalance.verify import holding
from trimtab.rebalance.verify.book import Book
from trimtab.rebalance.verify.exact import PENNY, money, total
from trimtab.rebalance.verify.step_up import is_step_up

ROOM = Decimal("1.01")  # of the smallest purchase: it must not fall below that when rounded to a step


def unasked(book: Book) -> Iterator[str]:
    """What is bought stands on a list of the policy or on the account's menu, replaces by the user's own pairs what is
    sold at a loss, or is bought back; else a limit asks for it, and no more of it is bought than is missing."""
    policy = book.policy
    listed = {symbol for ranked in policy.buys.values() for symbol in ranked}
    for_limits: dict[str, list[Trade]] = {}
    for trade in book.plan.trades:
        account = book.accounts.get(trade.account_id)
        if account is None or trade.side is not BUY or trade.symbol in listed:
            continue
        if trade.symbol in (account.menu or ()) or _is_paired(book, trade) or is_step_up(book, trade):
            continue
        for_limits.setdefault(trade.symbol, []).append(trade)
    for symbol, trades in sorted(for_limits.items()):
        missing = _missing_usd(book, symbol)
        bought = total(trade.amount_usd for trade in trades)
        if not missing:
            yield f"{trades[0].trade_id}: {symbol} is on no list to buy, and no limit asks for it"
        elif bought > _at_most_usd(book, symbol, missing, trades):
            yield f"{money(bought)} of {symbol} are bought, which is on no list: limits lack {money(missing)}"


def _is_paired(book: Book, trade: Trade) -> bool:
    """Whether the user names it as what replaces something that this plan sells at a loss."""
    at_loss = {other.symbol for other in book.sells if _has_loss(book, other)}
    return any(
        pair.buy == trade.symbol and pair.account_id in {"", trade.account_id} and pair.sell in at_loss
        for pair in book.policy.replacements
    )


def _has_loss(book: Book, sale: Trade) -> bool:
    """Whether a taxable account sells of a lot that is worth less than its basis."""
    account, price = book.accounts.get(sale.account_id), book.household.prices.get(sale.symbol)
    if account is None or price is None or not account.kind.is_taxable:
        return False
    lots = [book.lots.get((sale.account_id, sale.symbol, part.lot_id)) for part in sale.lots]
    return any(
        lot is not None and lot.basis_usd is not None and lot.quantity * price.usd < lot.basis_usd
        for lot in lots
    )


def _missing_usd(book: Book, symbol: str) -> Decimal:
    """What limits on the symbol itself ask for beyond what is held, USD."""
    return total(
        kept.low - kept.before
        for kept in holding.limits(book)
        if kept.limit.symbol == symbol
        and not kept.limit.through_funds
        and kept.low is not None
        and kept.low > kept.before
    )


def _at_most_usd(book: Book, symbol: str, missing: Decimal, trades: list[Trade]) -> Decimal:
    """The missing dollars or the smallest purchase, to the next step and one more, and a cent of each trade."""
    fund, price = book.household.instruments[symbol], book.household.prices[symbol].usd
    smallest = max(book.policy.min_trade_usd, fund.min_first_usd, fund.min_more_usd) * ROOM
    step = max(book.step(book.accounts[trade.account_id], symbol) for trade in trades)
    return max(missing, smallest) + 2 * step * price + PENNY * len(trades)
