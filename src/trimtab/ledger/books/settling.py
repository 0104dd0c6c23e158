"""The wash-sale engine's exact fractions as cents: a loss moves as the same amount that it is disallowed by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from trimtab.core.money import CENT, ZERO
from trimtab.ledger.books.adjusting import Adjustment
from trimtab.ledger.books.part import in_shares
from trimtab.ledger.books.realised import HeldLot, Realised
from trimtab.ledger.books.result import ClosedLot
from trimtab.ledger.books.state import State
from trimtab.ledger.books.wash_history import Told, known, shares
from trimtab.ledger.wash_sales.result import LotPiece, Replacement, SaleResult, SoldPiece, WashResult
from trimtab.tax.holding import is_long_term


@dataclass(slots=True)
class _Piece:
    """Shares of an engine's lot with one fate, in cents: `base_usd` without wash sales, `wash_usd` what they added."""

    exact: LotPiece
    base_usd: Decimal
    wash_usd: Decimal


class Settling:
    """The answer of one pass, in cents. Sales are settled in the order of the law, so that chains carry cents."""

    def __init__(self, state: State, told: Told, result: WashResult) -> None:
        self.state = state
        self.told = told
        self.taxable = {a.account_id: a.kind.is_taxable for a in state.rules.accounts}
        self.pieces: dict[str, list[_Piece]] = {}
        self.replacing: defaultdict[tuple[str, str, str], list[_Piece]] = defaultdict(list)
        self.adjustments: list[Adjustment] = []
        self._realised: dict[int, list[Realised]] = {}
        for lot in result.lots:
            self._lay_out(lot.lot.lot_id, lot.lot.basis_usd, lot.lot.changed_usd, lot.pieces)
        for sale in result.sales:
            self._settle(sale)

    def _lay_out(self, name: str, base_usd: Decimal, changed_usd: Decimal, exact: Sequence[LotPiece]) -> None:
        quantities = [Decimal(int(piece.quantity)) for piece in exact]
        cents = zip(exact, in_shares(base_usd, quantities), in_shares(changed_usd, quantities), strict=True)
        pieces = self.pieces[name] = [_Piece(piece, base, changed) for piece, base, changed in cents]
        for piece in pieces:
            if piece.exact.replaces:
                self.replacing[(*piece.exact.replaces, name)].append(piece)

    def _settle(self, sale: SaleResult) -> None:
        name = sale.lot.lot_id
        gone = self.told.ends[name]
        if gone is None or gone.closed is None or gone.closed.basis_usd is None:
            return
        units = [Decimal(int(piece.quantity)) for piece in sale.pieces]
        counts = shares(gone.part.quantity, [piece.quantity for piece in sale.pieces])
        proceeds = in_shares(gone.closed.proceeds_usd, units)
        lines = []
        for sold, count, brought, basis in zip(
            sale.pieces, counts, proceeds, self._bases(name, sale.pieces), strict=True
        ):
            lines.append(self._sold(sale, gone.closed, sold, count, brought, basis))
        self._realised[id(gone.closed)] = list(together(lines))

    def _bases(self, name: str, sold: Sequence[SoldPiece]) -> Iterator[Decimal]:
        """The cents of basis of each piece sold; a lot's piece may have been sold in several."""
        waiting = list(sold)
        for piece in self.pieces[name]:
            inside, left = [], piece.exact.quantity
            while left:
                inside.append(waiting.pop(0))
                left -= inside[-1].quantity
            yield from in_shares(
                piece.base_usd + piece.wash_usd, [Decimal(int(part.quantity)) for part in inside]
            )

    def _sold(
        self,
        sale: SaleResult,
        closed: ClosedLot,
        sold: SoldPiece,
        quantity: Decimal,
        proceeds_usd: Decimal,
        basis_usd: Decimal,
    ) -> Realised:
        by, held_from = sold.replaced_by, known(sold.held_from)
        if by is None:
            return self._line(closed, quantity, proceeds_usd, basis_usd, held_from)
        loss = max(ZERO, basis_usd - proceeds_usd)
        taker = self.replacing[(sale.sale.sale_id, sale.sale.lot_id, by.lot_id)].pop(0)
        if not by.for_good:
            taker.wash_usd += loss
            self._adjust(by.lot_id, taker, loss, sale)
        part = self.told.parts[by.lot_id]
        return self._line(
            closed, quantity, proceeds_usd, basis_usd, held_from, loss, replace(by, lot_id=part.lot_id)
        )

    def _adjust(self, name: str, taker: _Piece, loss_usd: Decimal, sale: SaleResult) -> None:
        """What the next pass must know: from the day after both the sale and the arrival of the lot."""
        part = self.told.parts[name]
        a_unit = self.told.a_unit * self.told.shares_each.get(part.first_symbol, 1)
        start = part.start + taker.exact.start / a_unit
        self.adjustments.append(
            Adjustment(
                max(sale.sale.trade_date, part.arrived) + timedelta(days=1),
                part.lot_id,
                start,
                start + taker.exact.quantity / a_unit,
                loss_usd,
                known(taker.exact.held_from),
            )
        )

    def _line(
        self,
        closed: ClosedLot,
        quantity: Decimal,
        proceeds_usd: Decimal,
        basis_usd: Decimal | None,
        held_from: date | None,
        disallowed_usd: Decimal = ZERO,
        by: Replacement | None = None,
    ) -> Realised:
        return Realised(
            closed.event_id,
            closed.account_id,
            closed.symbol,
            closed.lot_id,
            quantity,
            closed.bought,
            held_from,
            closed.closed,
            proceeds_usd,
            basis_usd,
            disallowed_usd,
            disallowed_usd if by and by.for_good else ZERO,
            None if held_from is None else is_long_term(held_from, closed.closed),
            self.taxable[closed.account_id],
            by,
            closed.why,
            closed.how,
            closed.method,
            closed.shares_go,
            closed.source,
        )

    def _as_kept(self, closed: ClosedLot) -> Realised:
        """A line of the books as it is: no wash sale can touch it."""
        return self._line(closed, closed.quantity, closed.proceeds_usd, closed.basis_usd, closed.held_from)

    def realised(self) -> tuple[Realised, ...]:
        """Every result, in the order in which the books met them."""
        return tuple(
            line
            for closed in self.state.closed
            for line in self._realised.get(id(closed)) or [self._as_kept(closed)]
        )

    def held(self) -> tuple[HeldLot, ...]:
        """Every lot held, a line for each of its parts, by account, symbol and order of acquisition.

        A lot with a second basis for loss is a gift, which takes no loss over and stays in one piece.
        """
        names = sorted(
            (name for name, gone in self.told.ends.items() if gone is None),
            key=lambda name: (
                self.told.parts[name].account_id,
                self.told.parts[name].symbol,
                self.told.parts[name].sort_key,
            ),
        )
        return tuple(together([line for name in names for line in self._held(name)]))

    def _held(self, name: str) -> Iterator[HeldLot]:
        part, pieces = self.told.parts[name], self.pieces[name]
        units = [piece.exact.quantity for piece in pieces]
        is_known = part.base_usd is not None
        for piece, quantity in zip(pieces, shares(part.quantity, units), strict=True):
            yield HeldLot(
                part.lot_id,
                part.account_id,
                part.symbol,
                quantity,
                piece.base_usd + piece.wash_usd if is_known else None,
                part.bought,
                known(piece.exact.held_from),
                part.how,
                self.taxable[part.account_id],
                part.low_usd,
                piece.wash_usd,
                piece.exact.replaces[0] if piece.exact.replaces else "",
                part.source,
            )


Line = TypeVar("Line", Realised, HeldLot)
_SUMMED = frozenset(
    {"quantity", "proceeds_usd", "basis_usd", "disallowed_usd", "lost_for_good_usd", "wash_added_usd"}
)


def together(lines: Sequence[Line]) -> Iterator[Line]:
    """Neighbouring lines of one lot with one fate as one line: parts are cut for matching, not for reading."""
    last: Line | None = None
    for line in lines:
        if last is not None and _alike(last, line):
            last = replace(last, **_sums(last, line))
            continue
        if last is not None:
            yield last
        last = line
    if last is not None:
        yield last


def _alike(one: Line, other: Line) -> bool:
    """Whether two lines differ in nothing but their size; a basis a share may differ by the rounding of cents."""
    same = all(
        getattr(one, name) == getattr(other, name) for name in one.__dataclass_fields__ if name not in _SUMMED
    )
    if not same or one.basis_usd is None or other.basis_usd is None:
        return same
    apart = abs(one.basis_usd * other.quantity - other.basis_usd * one.quantity)
    return apart <= CENT * (one.quantity + other.quantity)


def _sums(one: Line, other: Line) -> dict[str, Any]:
    return {
        name: None if getattr(one, name) is None else getattr(one, name) + getattr(other, name)
        for name in one.__dataclass_fields__
        if name in _SUMMED
    }
