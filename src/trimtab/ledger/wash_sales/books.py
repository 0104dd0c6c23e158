"""A lot as a row of parts, cut into pieces wherever their basis, holding period or fate differ.

A part is the smallest portion of a share that any trade of the history needs, so that parts are whole numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from trimtab.ledger.wash_sales.history import AcquiredLot, LotSale
from trimtab.ledger.wash_sales.result import LotPiece, LotResult


@dataclass(frozen=True, slots=True)
class Piece:
    """The parts from `start` to `end` of a lot; `cost_usd` is the adjusted basis of each."""

    start: int
    end: int
    cost_usd: Fraction
    held_from: date
    replaces: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Take:
    """The parts from `start` to `end` of a lot that a sale uses: the earliest sale uses the first shares."""

    sale: LotSale
    start: int
    end: int


class LotBook:
    """One lot while the history is worked through."""

    def __init__(self, lot: AcquiredLot, sales: list[LotSale], parts_a_share: int) -> None:
        self.lot = lot
        self.bought = (lot.trade_date, lot.sequence)
        self.parts_a_share = parts_a_share
        parts = _parts(lot.quantity, parts_a_share)
        basis = Fraction(lot.basis_usd) + Fraction(lot.changed_usd)
        self.pieces = [Piece(0, parts, basis / parts, lot.held_from or lot.trade_date)]
        self.free = parts  # those that have not taken over a loss yet
        self.takes: list[Take] = []
        at = 0
        for sale in sorted(sales, key=lambda sale: (sale.trade_date, sale.sequence, sale.sale_id)):
            end = at + _parts(sale.quantity, parts_a_share)
            self.takes.append(Take(sale, at, end))
            at = end

    def sold_through(self, day: date) -> int:
        """How many of its first parts are sold by the end of a day."""
        return max((take.end for take in self.takes if take.sale.trade_date <= day), default=0)

    def cut(self, at: int) -> None:
        """Make a piece end, and the next begin, at that part."""
        for index, piece in enumerate(self.pieces):
            if piece.start < at < piece.end:
                self.pieces[index : index + 1] = [replace(piece, end=at), replace(piece, start=at)]
                return

    def between(self, start: int, end: int) -> list[Piece]:
        """The pieces of these parts."""
        self.cut(start)
        self.cut(end)
        return [piece for piece in self.pieces if start <= piece.start and piece.end <= end]

    def unused_from(self, start: int) -> Piece | None:
        """The first piece at or after a part that has not taken over a loss yet."""
        self.cut(start)
        return next((p for p in self.pieces if p.start >= start and p.replaces is None), None)

    def put(self, piece: Piece) -> None:
        """Replace the first parts of the piece that begins with the same part by parts that take over a loss."""
        self.cut(piece.end)
        self.free -= piece.end - piece.start
        index = next(i for i, old in enumerate(self.pieces) if old.start == piece.start)
        self.pieces[index] = piece

    def result(self) -> LotResult:
        """The lot as it stands in the end."""
        for take in self.takes:
            self.cut(take.start)
            self.cut(take.end)
        return LotResult(
            self.lot,
            tuple(
                LotPiece(
                    Fraction(piece.start, self.parts_a_share),
                    Fraction(piece.end - piece.start, self.parts_a_share),
                    piece.cost_usd * (piece.end - piece.start),
                    piece.held_from,
                    piece.replaces,
                    next((t.sale.sale_id for t in self.takes if t.start <= piece.start < t.end), None),
                )
                for piece in self.pieces
            ),
        )


def _parts(quantity: Decimal, parts_a_share: int) -> int:
    shares, divided_by = quantity.as_integer_ratio()
    return shares * (parts_a_share // divided_by)
