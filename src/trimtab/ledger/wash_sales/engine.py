"""Which losses are disallowed, and which shares take them over: section 1091 over a whole household."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction
from math import lcm

from trimtab.core.problems import BadInputError
from trimtab.ledger.wash_sales.books import LotBook, Piece, Take
from trimtab.ledger.wash_sales.checks import problems_in
from trimtab.ledger.wash_sales.history import Acquired, AcquiredLot, LotSale, WashAccount, WashHistory
from trimtab.ledger.wash_sales.law import WINDOW_DAYS, authority, in_window, tacked_start
from trimtab.ledger.wash_sales.result import Replacement, SaleResult, SoldPiece, WashResult


def wash_sales(history: WashHistory) -> WashResult:
    """Every sale with its allowed and disallowed losses, every lot with its adjusted basis and holding period.

    Losses are taken in the order of sale (26 CFR 1.1091-1(b)); each is matched with the shares acquired within
    30 days before or after, in the order of acquisition (1.1091-1(c), (d)); a share takes over one loss at
    most (1.1091-1(e)). `docs/wash-sales.md` lists every rule and every choice where the law is silent.
    Amounts are exact. Raises BadInputError with every fault of the history.
    """
    if problems := problems_in(history):
        raise BadInputError(problems)
    return _Engine(history).run()


def acquisition_order(lot: AcquiredLot) -> tuple[date, int, str, str]:
    """The order of acquisition; where the day's order is not known, by name, so that it is always the same.

    Parts of one purchase stay together, whatever account they have come to lie in.
    """
    return (lot.trade_date, lot.sequence, "" if lot.purchase else lot.account_id, lot.lot_id)


class _Engine:
    """The books of one household, worked through once, sale by sale."""

    def __init__(self, history: WashHistory) -> None:
        self.accounts: dict[str, WashAccount] = {a.account_id: a for a in history.accounts}
        sales: defaultdict[str, list[LotSale]] = defaultdict(list)
        for sale in history.sales:
            sales[sale.lot_id].append(sale)
        lots = sorted(history.lots, key=acquisition_order)
        quantities = [*(lot.quantity for lot in history.lots), *(sale.quantity for sale in history.sales)]
        self.parts_a_share = lcm(*(quantity.as_integer_ratio()[1] for quantity in quantities))
        self.books = [LotBook(lot, sales[lot.lot_id], self.parts_a_share) for lot in lots]
        self.by_group: defaultdict[str, list[LotBook]] = defaultdict(list)
        for book in self.books:
            if book.lot.how is not Acquired.RECEIVED:
                for group in {book.lot.group, book.lot.option_on} - {""}:
                    self.by_group[group].append(book)

    def run(self) -> WashResult:
        """All sales, earliest first; on one day by sequence, then by the order of acquisition of what was sold."""
        takes = [(book, take) for book in self.books for take in book.takes]
        takes.sort(key=lambda found: _sale_order(*found))
        sales = tuple(self._sale(book, take) for book, take in takes)
        return WashResult(sales, tuple(book.result() for book in self.books))

    def _sale(self, book: LotBook, take: Take) -> SaleResult:
        proceeds = take.sale.proceeds_usd
        price = None if proceeds is None else Fraction(proceeds) / (take.end - take.start)
        taxable = self.accounts[book.lot.account_id].kind.is_taxable
        sold: list[SoldPiece] = []
        for piece in book.between(take.start, take.end):
            if price is None:
                sold.append(self._sold(piece, piece.end - piece.start, piece.cost_usd))
            elif taxable and price < piece.cost_usd:
                sold.extend(self._loss(book, take.sale, piece, price))
            else:
                sold.append(self._sold(piece, piece.end - piece.start, price))
        return SaleResult(take.sale, book.lot, taxable, tuple(sold))

    def _loss(self, book: LotBook, sale: LotSale, piece: Piece, price: Fraction) -> Iterator[SoldPiece]:
        """Shares sold at a loss, cut by the shares that replace them; what is left over keeps its loss."""
        left = piece.end - piece.start
        for other, first in self._replacements(book, sale):
            while left and (found := other.unused_from(first)):
                parts = min(left, found.end - found.start)
                self._take_over(other, found, parts, sale, piece, price)
                yield self._sold(piece, parts, price, self._replacement(other.lot))
                left -= parts
        if left:
            yield self._sold(piece, left, price)

    def _replacements(self, book: LotBook, sale: LotSale) -> Iterator[tuple[LotBook, int]]:
        """The lots that can replace, in order of acquisition, each with the first part that can.

        Not the purchase sold from (Rev. Rul. 56-602); of what was acquired before the sale only what is still held
        when the day ends; of what was acquired after it every share, whatever happens to it later.
        """
        books = self.by_group[book.lot.sold_as or book.lot.group]
        first_day = sale.trade_date.toordinal() - WINDOW_DAYS
        start = bisect_left(books, first_day, key=lambda other: other.lot.trade_date.toordinal())
        for other in books[start:]:
            if not in_window(other.lot.trade_date, sale.trade_date):
                return
            if other.free and other.lot.bought_as != book.lot.bought_as:
                after = other.bought > (sale.trade_date, sale.sequence)
                yield other, 0 if after else other.sold_through(sale.trade_date)

    def _take_over(
        self, other: LotBook, found: Piece, parts: int, sale: LotSale, piece: Piece, price: Fraction
    ) -> None:
        """Give a loss to replacement shares: basis (1091(d)) and holding period (1223(3)), unless sheltered."""
        matched = replace(found, end=found.start + parts, replaces=(sale.sale_id, sale.lot_id))
        if self.accounts[other.lot.account_id].kind.is_taxable:
            matched = replace(
                matched,
                cost_usd=found.cost_usd + piece.cost_usd - price,
                held_from=tacked_start(other.lot.trade_date, sale.trade_date, piece.held_from),
            )
        other.put(matched)

    def _replacement(self, lot: AcquiredLot) -> Replacement:
        account = self.accounts[lot.account_id]
        for_good = not account.kind.is_taxable
        return Replacement(lot.lot_id, account.account_id, account.owner, for_good, authority(account.kind))

    def _sold(
        self, piece: Piece, parts: int, price: Fraction, replaced_by: Replacement | None = None
    ) -> SoldPiece:
        quantity = Fraction(parts, self.parts_a_share)
        return SoldPiece(quantity, parts * price, parts * piece.cost_usd, piece.held_from, replaced_by)


def _sale_order(book: LotBook, take: Take) -> tuple[object, ...]:
    """The order of sale, and where it is not known that of acquisition (26 CFR 1.1091-1(b))."""
    return (take.sale.trade_date, take.sale.sequence, acquisition_order(book.lot), take.start)
