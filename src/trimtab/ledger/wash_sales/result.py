"""What the engine answers. Amounts are exact fractions of a dollar; `in_cents` makes them presentable."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from trimtab.ledger.wash_sales.history import AcquiredLot, LotSale

NOTHING = Fraction(0)


def in_cents(amount_usd: Fraction) -> Decimal:
    """An exact amount to the cent, half away from zero, whatever the decimal context."""
    cents = (abs(amount_usd) * 200 + 1) // 2
    return Decimal(f"{-cents if amount_usd < 0 else cents}E-2")


@dataclass(frozen=True, slots=True)
class Replacement:
    """The shares that took over a loss. `for_good`: the loss is lost, no basis rises (Rev. Rul. 2008-5)."""

    lot_id: str
    account_id: str
    owner: str
    for_good: bool
    authority: str


@dataclass(frozen=True, slots=True)
class SoldPiece:
    """Shares of one lot sold together that are alike: one basis per share, one holding period, one fate.

    `basis_usd` and `held_from` contain what earlier wash sales added. `replaced_by` None: any loss stands.
    """

    quantity: Fraction
    proceeds_usd: Fraction
    basis_usd: Fraction
    held_from: date
    replaced_by: Replacement | None = None

    @property
    def gain_usd(self) -> Fraction:
        """Proceeds less basis, before section 1091; a loss is negative."""
        return self.proceeds_usd - self.basis_usd

    @property
    def disallowed_usd(self) -> Fraction:
        """The part of a loss that may not be deducted now: all of it or nothing. Never negative."""
        return -self.gain_usd if self.replaced_by else NOTHING

    @property
    def recognized_usd(self) -> Fraction:
        """What counts as gain or loss in the year of the sale."""
        return self.gain_usd + self.disallowed_usd

    @property
    def lost_for_good_usd(self) -> Fraction:
        """The part of the disallowed loss that no basis takes over."""
        return self.disallowed_usd if self.replaced_by and self.replaced_by.for_good else NOTHING


@dataclass(frozen=True, slots=True)
class SaleResult:
    """One lot's part of a sale, in pieces from the lot's first share on.

    A sale in an IRA or the like (`taxable` False) has no gain or loss that counts.
    """

    sale: LotSale
    lot: AcquiredLot
    taxable: bool
    pieces: tuple[SoldPiece, ...]

    @property
    def gain_usd(self) -> Fraction:
        """Gains and losses before section 1091."""
        return _sum(piece.gain_usd for piece in self.pieces)

    @property
    def disallowed_usd(self) -> Fraction:
        """Losses not deductible now, those lost for good included. Form 8949 column (g), code W."""
        return _sum(piece.disallowed_usd for piece in self.pieces)

    @property
    def allowed_loss_usd(self) -> Fraction:
        """Losses that stand, as a positive amount."""
        return _sum(-min(piece.recognized_usd, NOTHING) for piece in self.pieces if self.taxable)

    @property
    def recognized_usd(self) -> Fraction:
        """Gain or loss of the year. Form 8949 column (h)."""
        return _sum(piece.recognized_usd for piece in self.pieces if self.taxable)

    @property
    def lost_for_good_usd(self) -> Fraction:
        """Losses replaced in an IRA or the like."""
        return _sum(piece.lost_for_good_usd for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class LotPiece:
    """Shares of a lot that are alike, sold or not. `start` counts shares from the front of the lot.

    `replaces` is the (sale_id, lot_id) whose loss these shares took over, None if they took over none.
    `sold_in` is the sale that used them, None while they are held.
    """

    start: Fraction
    quantity: Fraction
    basis_usd: Fraction
    held_from: date
    replaces: tuple[str, str] | None
    sold_in: str | None


@dataclass(frozen=True, slots=True)
class LotResult:
    """A lot with every adjustment, in pieces from its first share on."""

    lot: AcquiredLot
    pieces: tuple[LotPiece, ...]


@dataclass(frozen=True, slots=True)
class WashResult:
    """Every sale in the order of the law, every lot in the order of acquisition."""

    sales: tuple[SaleResult, ...]
    lots: tuple[LotResult, ...]

    @property
    def disallowed_usd(self) -> Fraction:
        """All losses not deductible when they arose."""
        return _sum(sale.disallowed_usd for sale in self.sales)

    @property
    def lost_for_good_usd(self) -> Fraction:
        """All losses that no basis took over."""
        return _sum(sale.lost_for_good_usd for sale in self.sales)


def _sum(amounts: Iterable[Fraction]) -> Fraction:
    return sum(amounts, NOTHING)
