"""New money that payroll pays in by itself, and how to have it split over funds."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Every(StrEnum):
    """How often money comes."""

    WEEK = "week"
    TWO_WEEKS = "2 weeks"
    HALF_MONTH = "half month"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    @property
    def times_a_year(self) -> int:
        """Payments in a year."""
        return {"week": 52, "2 weeks": 26, "half month": 24, "month": 12, "quarter": 4, "year": 1}[self.value]


@dataclass(frozen=True, slots=True)
class Contribution:
    """So much of new money each time, in USD, the employer's part included."""

    amount_usd: Decimal
    every: Every

    @property
    def yearly_usd(self) -> Decimal:
        """What comes in over a year."""
        return self.amount_usd * self.every.times_a_year


@dataclass(frozen=True, slots=True)
class Election:
    """How to split the new money of one account: symbols with whole percents that sum to 100, largest first.

    `left_out` are symbols that would be a wash sale now, with the reason.
    """

    account_id: str
    percents: tuple[tuple[str, int], ...]
    yearly_usd: Decimal
    left_out: tuple[tuple[str, str], ...] = ()

    @property
    def words(self) -> str:
        """`60% FXAIX, 40% VBTLX`."""
        return ", ".join(f"{percent}% {symbol}" for symbol, percent in self.percents)
