"""A lot as a row of parts: cuts keep every part and every cent, wherever and in whatever order they are made."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import permutations

from trimtab.ledger.wash_sales.books import LotBook, Piece
from trimtab.ledger.wash_sales.engine import acquisition_order
from trimtab.ledger.wash_sales.history import AcquiredLot, LotSale

DAY = date(2025, 1, 6)
LOT = AcquiredLot("lot", "a", "X", "X", DAY, 0, Decimal(5), Decimal(100))


def sale(name: str, day: int, quantity: str) -> LotSale:
    return LotSale(name, "a", "lot", date(2025, 6, day), 0, Decimal(quantity), Decimal(1))


def book(*sales: LotSale) -> LotBook:
    """Halves of shares: ten parts at 10 each."""
    return LotBook(LOT, list(sales), 2)


def spans(pieces: list[Piece]) -> list[tuple[int, int]]:
    return [(piece.start, piece.end) for piece in pieces]


def test_cuts_in_any_order_keep_all_parts() -> None:
    for order in permutations((2, 5, 9)):
        made = book()
        for at in (*order, 0, 10, 5):
            made.cut(at)
        assert spans(made.pieces) == [(0, 2), (2, 5), (5, 9), (9, 10)]
        assert {piece.cost_usd for piece in made.pieces} == {Fraction(10)}


def test_a_basis_that_changed_counts_as_changed() -> None:
    made = LotBook(replace(LOT, changed_usd=Decimal(20)), [], 2)
    assert made.pieces == [Piece(0, 10, Fraction(12), DAY)]


def test_parts_of_one_purchase_stand_together_whatever_account_they_lie_in() -> None:
    part = replace(LOT, lot_id="p1", purchase="p")
    lots = [
        replace(LOT, lot_id="x", account_id="b"),
        replace(part, lot_id="p2", account_id="b"),
        part,
        replace(LOT, lot_id="early", trade_date=date(2025, 1, 5)),
        replace(LOT, lot_id="y", account_id="a"),
        replace(LOT, lot_id="late", account_id="a", sequence=1),
    ]
    ordered = [lot.lot_id for lot in sorted(lots, key=acquisition_order)]
    assert ordered == ["early", "p1", "p2", "y", "x", "late"]


def test_pieces_between_two_parts() -> None:
    made = book()
    made.cut(4)
    assert spans(made.between(2, 6)) == [(2, 4), (4, 6)]
    assert spans(made.pieces) == [(0, 2), (2, 4), (4, 6), (6, 10)]


def test_the_first_piece_that_took_over_no_loss() -> None:
    made = book()
    matched = Piece(3, 5, Fraction(12), DAY, ("s", "old"))
    assert made.unused_from(3) == Piece(3, 10, Fraction(10), DAY)
    made.put(matched)
    assert made.pieces == [Piece(0, 3, Fraction(10), DAY), matched, Piece(5, 10, Fraction(10), DAY)]
    assert made.unused_from(3) == Piece(5, 10, Fraction(10), DAY)
    assert made.unused_from(0) == Piece(0, 3, Fraction(10), DAY)
    assert made.unused_from(6) == Piece(6, 10, Fraction(10), DAY)
    assert made.unused_from(10) is None


def test_the_earliest_sale_uses_the_first_shares() -> None:
    made = book(sale("later", 9, "2"), sale("first", 2, "1.5"))
    assert [(take.sale.sale_id, take.start, take.end) for take in made.takes] == [
        ("first", 0, 3),
        ("later", 3, 7),
    ]
    assert [made.sold_through(date(2025, 6, day)) for day in (1, 2, 8, 9)] == [0, 3, 3, 7]


def test_the_lot_in_the_end_by_what_was_sold_in_what() -> None:
    found = book(sale("first", 2, "1.5"), sale("later", 9, "2")).result()
    assert found.lot == LOT
    assert [(piece.start, piece.quantity, piece.basis_usd, piece.sold_in) for piece in found.pieces] == [
        (0, Fraction(3, 2), 30, "first"),
        (Fraction(3, 2), 2, 40, "later"),
        (Fraction(7, 2), Fraction(3, 2), 30, None),
    ]
    whole = book(replace(sale("all", 2, "5"))).result()
    assert [piece.sold_in for piece in whole.pieces] == ["all"]
