"""A year of which the tax must not come to more than so much: the program sees no result beyond it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from trimtab.core.money import ZERO
from trimtab.core.plan import Trade
from trimtab.core.year_tax import Cell, GainRates, Rates, Results, YearOutcome, YearTax

Spot = tuple[Decimal, Decimal]  # short, long
LEAST_AREA = Decimal("0.000001")  # USD squared: what rounding leaves of a cell beyond the cap


@dataclass(frozen=True, slots=True)
class CappedYear:
    """A `YearTax` like `year` in every word, whose `cells` end where its tax reaches `most_usd` for the whole year.

    As the tax is a plane on each cell, what is left of a cell is cut off along a straight line, exactly.
    """

    year: YearTax
    most_usd: Decimal

    @property
    def is_bill(self) -> bool:
        """As the year's own."""
        return self.year.is_bill

    @property
    def words(self) -> str:
        """As the year's own."""
        return self.year.words

    @property
    def fingerprint(self) -> str:
        """As the year's own."""
        return self.year.fingerprint

    @property
    def rates(self) -> Rates:
        """As the year's own."""
        return self.year.rates

    @property
    def gain_rates(self) -> GainRates:
        """As the year's own."""
        return self.year.gain_rates

    def outcome(self, short_usd: Decimal, long_usd: Decimal) -> YearOutcome:
        """As the year's own: a result beyond the cap has its true tax."""
        return self.year.outcome(short_usd, long_usd)

    def cells(self, results: Results) -> tuple[Cell, ...]:
        """The parts of the year's cells with a tax of at most `most_usd`."""
        cut = (self._cut(cell) for cell in self.year.cells(results))
        return tuple(cell for cell in cut if _area(cell.corners) >= LEAST_AREA)

    def allows(self, trades: Iterable[Trade]) -> bool:
        """Whether these trades keep the year's tax within the cap."""
        sold = tuple(trades)
        short = sum((trade.gain_short_usd for trade in sold), ZERO)
        long = sum((trade.gain_long_usd for trade in sold), ZERO)
        return self.outcome(short, long).tax_usd <= self.most_usd

    def after(self, short_usd: Decimal, long_usd: Decimal) -> YearTax:
        """The same cap on the year that has these results behind it."""
        return CappedYear(self.year.after(short_usd, long_usd), self.most_usd)

    def _cut(self, cell: Cell) -> Cell:
        """The convex polygon cut by a half-plane (Sutherland and Hodgman, Communications of the ACM 17(1), 1974)."""
        kept: list[Spot] = []
        for before, spot in zip((cell.corners[-1], *cell.corners), cell.corners, strict=False):
            room_before, room = (self.most_usd - cell.tax.usd(*at) for at in (before, spot))
            if (room_before < 0) != (room < 0):
                share = room_before / (room_before - room)
                kept.append(
                    (before[0] + share * (spot[0] - before[0]), before[1] + share * (spot[1] - before[1]))
                )
            if room >= 0:
                kept.append(spot)
        return Cell(tuple(dict.fromkeys(kept)), cell.tax, cell.carried)


def _area(corners: Sequence[Spot]) -> Decimal:
    """Of a polygon, in USD squared; nought for fewer than three corners."""
    turned = zip(corners, (*corners[1:], *corners[:1]), strict=True)
    return abs(sum((x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in turned), ZERO)) / 2
