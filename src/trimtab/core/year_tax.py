"""The year's tax as a function of the plan's capital results: what planner and verifier both ask, and neither owns."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Protocol

from trimtab.core.quick import quickly_made


@quickly_made
@dataclass(frozen=True, slots=True)
class YearOutcome:
    """A year with a plan in it, in USD.

    `tax_usd` is the whole bill of the year where the return is known; at flat rates only the tax on the year's capital
    result, negative where a loss saves tax. `carried_*_usd` are losses carried into the next year, positive.
    """

    tax_usd: Decimal
    carried_short_usd: Decimal
    carried_long_usd: Decimal


@dataclass(frozen=True, slots=True)
class Rates:
    """What one more dollar of income that comes every year costs in this year, as shares of one: of interest (and
    dividends that are not qualified), of qualified dividends, of federally tax-exempt interest.

    It is the mean over the next thousand dollars, to a millionth: what stands a dollar before an edge of the law is not
    taxed at that edge.
    """

    interest: Decimal
    qualified: Decimal
    exempt: Decimal


@dataclass(frozen=True, slots=True)
class GainRates:
    """What one more dollar of short- and of long-term gain costs in this year, as shares of one."""

    short: Decimal
    long: Decimal


@quickly_made
@dataclass(frozen=True, slots=True)
class Results:
    """A range of short- and long-term results of a plan, in USD, losses negative: the corners of a rectangle."""

    short_low_usd: Decimal
    short_high_usd: Decimal
    long_low_usd: Decimal
    long_high_usd: Decimal

    def moved(self, short_usd: Decimal, long_usd: Decimal) -> Results:
        """The same range with so much added to every result."""
        return Results(
            self.short_low_usd + short_usd,
            self.short_high_usd + short_usd,
            self.long_low_usd + long_usd,
            self.long_high_usd + long_usd,
        )

    def with_all(self, other: Results) -> Results:
        """The least range that holds both."""
        return Results(
            min(self.short_low_usd, other.short_low_usd),
            max(self.short_high_usd, other.short_high_usd),
            min(self.long_low_usd, other.long_low_usd),
            max(self.long_high_usd, other.long_high_usd),
        )

    @property
    def with_width(self) -> Results:
        """The same, at least a dollar wide either way: a range without width has no area to be parted."""
        short_high = max(self.short_high_usd, self.short_low_usd + 1)
        long_high = max(self.long_high_usd, self.long_low_usd + 1)
        return Results(self.short_low_usd, short_high, self.long_low_usd, long_high)

    def holds(self, other: Results) -> bool:
        """Whether the other range lies within this one."""
        return (
            self.short_low_usd <= other.short_low_usd
            and other.short_high_usd <= self.short_high_usd
            and self.long_low_usd <= other.long_low_usd
            and other.long_high_usd <= self.long_high_usd
        )


@quickly_made
@dataclass(frozen=True, slots=True)
class Straight:
    """A plane over the results: `at_usd` where both are zero, and what a dollar of each adds."""

    at_usd: Decimal
    per_short: Decimal
    per_long: Decimal

    def usd(self, short_usd: Decimal, long_usd: Decimal) -> Decimal:
        """Its height, in USD."""
        return self.at_usd + self.per_short * short_usd + self.per_long * long_usd

    def moved(self, short_usd: Decimal, long_usd: Decimal) -> Straight:
        """The same plane seen from there: where both results are zero it is what it was at these."""
        return Straight(self.usd(short_usd, long_usd), self.per_short, self.per_long)


@quickly_made
@dataclass(frozen=True, slots=True)
class Cell:
    """A convex polygon of results, its corners (short, long) in order, on which tax and losses carried are planes."""

    corners: tuple[tuple[Decimal, Decimal], ...]
    tax: Straight
    carried: Straight

    def long_between(self, short_usd: Decimal) -> tuple[Decimal, Decimal] | None:
        """The long-term results of the cell that go with this short-term one, from and to (USD); None where none do."""
        found = []
        for (short, long), (other, other_long) in pairwise((*self.corners, self.corners[0])):
            if min(short, other) <= short_usd <= max(short, other):
                share = (short_usd - short) / (other - short) if other != short else Decimal(0)
                found += [long + share * (other_long - long)]
                found += [other_long] if other == short else []
        return (min(found), max(found)) if found else None

    def moved(self, short_usd: Decimal, long_usd: Decimal) -> Cell:
        """The same cell seen from a year that has these results behind it."""
        corners = tuple((short - short_usd, long - long_usd) for short, long in self.corners)
        return Cell(corners, self.tax.moved(short_usd, long_usd), self.carried.moved(short_usd, long_usd))


class YearTax(Protocol):
    """How the year's tax answers to a plan's results. `is_bill`: the household's true bill, not flat rates."""

    @property
    def is_bill(self) -> bool:
        """Whether this is the true bill of federal and state law."""
        ...

    @property
    def words(self) -> str:
        """What the tax is worked out from, to be shown: `federal and Colorado law of 2026`."""
        ...

    @property
    def fingerprint(self) -> str:
        """A hash of the return and the laws, for the record; empty at flat rates, which the household itself holds."""
        ...

    @property
    def rates(self) -> Rates:
        """What the next dollar of income costs in the year as it stands."""
        ...

    @property
    def gain_rates(self) -> GainRates:
        """What the next dollar of gain costs in the year as it stands."""
        ...

    def outcome(self, short_usd: Decimal, long_usd: Decimal) -> YearOutcome:
        """The year with these short- and long-term results of the plan (losses negative) added to the year so far."""
        ...

    def cells(self, results: Results) -> tuple[Cell, ...]:
        """The whole range of results, parted so that `outcome` is one plane on each part, but for rounding to cents."""
        ...

    def after(self, short_usd: Decimal, long_usd: Decimal) -> YearTax:
        """The same year once these results are behind it."""
        ...
