"""A track record as arrays: wealth, flows and tax by day, and the returns they mean before and after tax."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from trimtab.core.kept import kept
from trimtab.simulate.backtest.result import Backtest, DayValue

Floats = NDArray[np.float64]
Month = tuple[int, int]

_MONTHLY_GAP_DAYS = 20  # points farther apart than this are months, whatever day of it they bear
_LAST_DAYS = 3  # a month may end in a week-end and a holiday


class Basis(StrEnum):
    """What is done with tax: left out of the return, taken off when it is paid, or all of it at the end as well."""

    BEFORE_TAX = "before_tax"
    AFTER_TAX = "after_tax"
    LIQUIDATED = "liquidated"


@dataclass(frozen=True)
class Months:
    """Returns of whole calendar months, rising; `values` are shares of one."""

    labels: tuple[Month, ...]
    values: Floats

    def within(self, labels: Sequence[Month]) -> Months:
        """Only these months. Raises KeyError for one that is not here."""
        where = {label: number for number, label in enumerate(self.labels)}
        return Months(tuple(labels), self.values[[where[label] for label in labels]])


@dataclass(frozen=True)
class Track:
    """Values by day, in USD: `flows` came from outside (+) or left (-) at the end of each day, tax paid among them;
    `tax` is that part of them, positive where paid. The first day's flow is already in what the track begins with.

    `end_after_tax_usd` is what is left once everything is sold and taxed (None: not known). Raises ValueError for a
    programmer's mistake: fewer than two days, days that do not rise, or a value below nought.
    """

    days: tuple[date, ...]
    wealth: Floats
    flows: Floats
    tax: Floats
    end_after_tax_usd: float | None = None

    def __post_init__(self) -> None:
        if len(self.days) < 2 or any(later <= day for day, later in pairwise(self.days)):
            raise ValueError("a track record has at least two days, and they rise")
        if not all(np.isfinite(part).all() for part in (self.wealth, self.flows, self.tax)):
            raise ValueError("a track record holds numbers only")
        if (self.wealth < 0).any():
            raise ValueError("wealth is never below nought")

    @property
    def years(self) -> float:
        """Years of 365 days from the first day to the last, the count of XIRR."""
        return (self.days[-1] - self.days[0]).days / 365

    def outside_flows(self, basis: Basis) -> Floats:
        """What came from outside or left, by day: tax is one of them before tax, and a loss after it."""
        return self.flows if basis is Basis.BEFORE_TAX else self.flows + self.tax

    def end_usd(self, basis: Basis) -> float:
        """The last day's wealth. Raises ValueError where what is left after all tax is asked and not known."""
        if basis is not Basis.LIQUIDATED:
            return float(self.wealth[-1])
        if self.end_after_tax_usd is None:
            raise ValueError("what is left after selling everything is not known")
        return self.end_after_tax_usd

    def returns(self, basis: Basis) -> Floats:
        """The return of each day after the first, a share of one; nought where nothing was held the day before."""
        before = self.wealth[:-1]
        after = self.wealth[1:].copy()
        after[-1] = self.end_usd(basis)
        after -= self.outside_flows(basis)[1:]
        held = before > 0
        return np.divide(after, before, out=np.ones_like(after), where=held) - 1.0

    def index(self, basis: Basis) -> Floats:
        """What a dollar of the first day became, by day, without flows."""
        return np.concatenate(([1.0], np.cumprod(1.0 + self.returns(basis))))

    def months(self, basis: Basis) -> Months:
        """Returns of the whole calendar months; a month begun or not ended is left out."""
        index = self.index(basis)
        ends = self._month_ends
        labels = tuple(_month(self.days[end]) for end in ends[1:])
        return Months(labels, index[list(ends[1:])] / index[list(ends[:-1])] - 1.0)

    @property
    def month_ends(self) -> tuple[date, ...]:
        """A day before the first whole month, and the last day of each whole month."""
        return tuple(self.days[end] for end in self._month_ends)

    @kept
    def _month_ends(self) -> tuple[int, ...]:
        """Where months end: the last day of each, near the calendar's end unless the days are months themselves."""
        days = self.days
        gaps = sorted((later - day).days for day, later in pairwise(days))
        is_monthly = gaps[len(gaps) // 2] > _MONTHLY_GAP_DAYS
        last = len(days) - 1
        ends = [
            number
            for number in range(last + 1)
            if number == last or (days[number].year, days[number].month) != _month(days[number + 1])
        ]
        if not is_monthly and not _is_month_end(days[last]):
            ends.pop()
        if len(ends) > 1 and not is_monthly and not _is_month_end(days[ends[0]]):
            ends.pop(0)
        return tuple(ends)


def _month(day: date) -> Month:
    return day.year, day.month


def _is_month_end(day: date) -> bool:
    return monthrange(day.year, day.month)[1] - day.day <= _LAST_DAYS


def track_of_values(values: Sequence[DayValue], end_after_tax_usd: float | None = None) -> Track:
    """The track record of values by day. Raises ValueError as `Track` does."""
    return Track(
        tuple(value.day for value in values),
        np.array([float(value.wealth_usd) for value in values]),
        np.array([float(value.flow_usd) for value in values]),
        np.array([float(value.tax_usd) for value in values]),
        end_after_tax_usd,
    )


def track_of(run: Backtest) -> Track:
    """The track record of a backtest. Raises ValueError for one that stopped early: a part is no result."""
    if not run.is_whole:
        raise ValueError(f"{run.strategy}: the backtest stopped early and has no result")
    return track_of_values(run.values, float(run.end_after_tax_usd))
