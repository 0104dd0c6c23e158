"""A loss lot as an option: what the right to take its loss later is worth, by dynamic programming over time and price.

Statistics in floats: whoever books a figure rounds it. Selling at a loss today gives up the right to sell the same
lot lower, later; it brings the same right on what replaces it, at a lower basis and after 31 days. Without costs that
exchange is always worth making (Constantinides 1984, Journal of Financial Economics 13); with costs, and with rates
that change at year-end and at the lot's anniversary (Dammon and Spatt 1996, Review of Financial Studies 9), there is a
price below which it is: the hurdle.

All money here is per dollar of the price of the day, so that only the ratio of basis to price counts. Prices move
without trend, lognormal; counted in their own units, the ratio drifts down by half its variance.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

YEAR_DAYS = 365  # the horizon: a year-end and every anniversary lie within it
LOCK_DAYS = 31  # what replaces a loss cannot itself go back within the window of 26 USC 1091(a)
NODES_A_MONTH = 2  # per standard deviation of a month's move
REACH = 3.0  # standard deviations of a year's move that the nodes span beyond today
DEEPEST = 3.0  # a loss of more standard deviations than this is as one of so many: always taken
CALM = 0.005  # yearly volatility under which there is nothing to wait for
# Five-point Gauss-Hermite rule for a standard normal. Abramowitz and Stegun, table 25.10.
POINTS = np.array([-2.856970013872806, -1.355626179974266, 0.0, 1.355626179974266, 2.856970013872806])
WEIGHTS = np.array(
    [0.011257411327721, 0.222075922005613, 0.533333333333333, 0.222075922005613, 0.011257411327721]
)


@dataclass(frozen=True, slots=True)
class LossKind:
    """What lots at a loss have in common, whatever their basis.

    `volatility` is yearly; `short_rate` and `long_rate` are what a dollar of loss saves this year as short- and as
    long-term; `later_rate` what a dollar of basis less costs later; `cost` of selling and replacing per dollar of
    price, fixed prices included; `days_to_long` until the loss is long-term (0: it is).
    """

    volatility: float
    short_rate: float
    long_rate: float
    later_rate: float
    cost: float
    days_to_long: int


@dataclass(frozen=True, slots=True)
class Wait:
    """Per dollar of the lot's price: `value`, what keeping the lot and its right is worth beyond what a replacement
    brings (0 or more); `hurdle`, the price over basis up to which taking the loss today beats that (1 at most)."""

    value: float
    hurdle: float


def waits(
    lots: Sequence[tuple[LossKind, float]], days_to_year_end: int, next_year: float
) -> tuple[Wait, ...]:
    """The value of waiting for each lot, told by its kind and its basis over its price.

    `next_year` is what a dollar saved a year later is worth today.
    """
    found: dict[int, Wait] = {}
    for volatility in sorted({kind.volatility for kind, _ in lots}):
        alike = [index for index, (kind, _) in enumerate(lots) if kind.volatility == volatility]
        if volatility < CALM:
            found.update((index, Wait(0.0, 1.0)) for index in alike)
            continue
        kinds = tuple(dict.fromkeys(lots[index][0] for index in alike))
        tree = _tree(kinds, volatility, days_to_year_end, next_year)
        places = {kind: row for row, kind in enumerate(kinds)}
        for index in alike:
            kind, basis_ratio = lots[index]
            found[index] = tree.wait(places[kind], basis_ratio)
    return tuple(found[index] for index in range(len(lots)))


def decision_days(days_to_year_end: int) -> tuple[int, ...]:
    """The days on which a loss may be taken: today, each month, the year's last day, and a year from now."""
    parts = [(0, days_to_year_end), (days_to_year_end, YEAR_DAYS)]
    days = {0}
    for start, end in parts:
        steps = round((end - start) / LOCK_DAYS) or 1
        days |= {start + round((end - start) * step / steps) for step in range(steps + 1)}
    return tuple(sorted(days))


@lru_cache(maxsize=16)
def _tree(kinds: tuple[LossKind, ...], volatility: float, days_to_year_end: int, next_year: float) -> _Tree:
    """The tree of these kinds, kept for the household once its plan is filled."""
    return _Tree(kinds, volatility, days_to_year_end, next_year)


@lru_cache(maxsize=64)
def _moves(volatility: float, days: int, spacing: float, count: int) -> Floats:
    """From each node, how likely each other is so many days later; beyond the ends the end stands for it."""
    years = days / YEAR_DAYS
    shift = (volatility * years**0.5 * POINTS - 0.5 * volatility**2 * years) / spacing
    moves = np.zeros((count, count))
    rows = np.arange(count)
    for by, weight in zip(shift, WEIGHTS, strict=True):
        at = np.clip(rows + by, 0.0, count - 1.0)
        below = np.minimum(at.astype(np.int64), count - 2)
        moves[rows, below] += weight * (below + 1 - at)
        moves[rows, below + 1] += weight * (at - below)
    return moves


class _Tree:
    """Lots of one volatility: a row for each kind, and below them a row each for what would replace it."""

    def __init__(
        self, kinds: Sequence[LossKind], volatility: float, days_to_year_end: int, next_year: float
    ) -> None:
        self.kinds = kinds
        self.volatility = volatility
        self.days = decision_days(days_to_year_end)
        self.discount = [1.0 if day <= days_to_year_end else next_year for day in self.days]
        self.spacing = volatility * (LOCK_DAYS / YEAR_DAYS) ** 0.5 / NODES_A_MONTH
        self.zero = int(REACH * volatility / self.spacing) + 1  # the node at which price and basis are equal
        self.count = self.zero + int((REACH + DEEPEST) * volatility / self.spacing) + 1
        self.nodes = np.arange(self.count) - self.zero
        self.loss = np.expm1(self.nodes * self.spacing)
        self.cost = np.array([kind.cost for kind in kinds] * 2)[:, None]
        self.fresh: dict[int, Floats] = {}  # by day: what replacements are worth at each node
        self.waiting = self._backwards()
        self.margin = self._saves(0)[: len(kinds)] - self.waiting

    def _backwards(self) -> Floats:
        """From the last day to today; today the right to take the loss is valued and not used."""
        half = len(self.kinds)
        kept = np.zeros((2 * half, self.count))
        for index in range(len(self.days) - 1, 0, -1):
            kept = np.maximum(kept, self._saves(index) + np.tile(self._replacement(index), 2)[:, None])
            self.fresh[self.days[index]] = kept[half:]
            kept = kept @ self._moves(self.days[index - 1], self.days[index]).T
        waiting: Floats = kept[:half] - self._replacement(0)[:, None]
        return waiting

    def wait(self, row: int, basis_ratio: float) -> Wait:
        """The answer for one lot."""
        at = min(math.log(basis_ratio), DEEPEST * self.volatility) / self.spacing
        return Wait(max(0.0, float(np.interp(at, self.nodes, self.waiting[row]))), self._hurdle(row))

    def _moves(self, first: int, last: int) -> Floats:
        return _moves(self.volatility, last - first, self.spacing, self.count)

    def _saves(self, index: int) -> Floats:
        """What a loss taken on that day saves, less what the lower basis costs later and the cost of the trades."""
        old = [self._rate(kind, index) for kind in self.kinds]
        rates = np.array([*old, *(kind.short_rate for kind in self.kinds)]) * self.discount[index]
        later = np.array([kind.later_rate for kind in self.kinds] * 2)
        saved: Floats = (rates - later)[:, None] * self.loss - self.cost
        return saved

    def _rate(self, kind: LossKind, index: int) -> float:
        """Short-term up to the anniversary. In the month in which that lies, as much of both as there is of each:
        the loss could still be taken on the last day."""
        day, before = self.days[index], self.days[max(0, index - 1)]
        if day < kind.days_to_long:
            return kind.short_rate
        if kind.days_to_long <= before:
            return kind.long_rate
        share = (kind.days_to_long - before) / (day - before)
        return kind.short_rate * share + kind.long_rate * (1 - share)

    def _replacement(self, index: int) -> Floats:
        """The right to take a loss on what replaces the lot: bought at this day's price, held a month."""
        free = next((day for day in self.days if day >= self.days[index] + LOCK_DAYS), None)
        if free is None:
            return np.zeros(len(self.kinds))
        worth: Floats = self.fresh[free] @ self._moves(self.days[index], free)[self.zero]
        return worth

    def _hurdle(self, row: int) -> float:
        """The price over basis at which taking the loss first wins as the price falls; 0 where it never does."""
        margin = self.margin[row][self.zero :]
        wins = np.flatnonzero(margin >= 0.0)
        if not len(wins):
            return 0.0
        first = int(wins[0])
        if first == 0:
            return 1.0
        part = margin[first] / (margin[first] - margin[first - 1])
        return math.exp(-(first - part) * self.spacing)
