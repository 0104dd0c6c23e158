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
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

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
POINTS = (-2.856970013872806, -1.355626179974266, 0.0, 1.355626179974266, 2.856970013872806)
WEIGHTS = (0.011257411327721, 0.222075922005613, 0.533333333333333, 0.222075922005613, 0.011257411327721)
NODE = (LOCK_DAYS / YEAR_DAYS) ** 0.5 / NODES_A_MONTH  # from one node to the next, in yearly volatilities
ZERO = int(REACH / NODE) + 1  # the node at which price and basis are equal
COUNT = ZERO + int((REACH + DEEPEST) / NODE) + 1
NODES = np.arange(COUNT) - ZERO
BLOCK = COUNT // 3  # the nodes are moved in three blocks, all by one small matrix
NEVER = YEAR_DAYS + 1  # days until long-term beyond the horizon


class LossKind(NamedTuple):
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

    @property
    def replaced(self) -> LossKind:
        """What replaces it: short-term for all the year to come; the day says nothing where both rates are one."""
        if self.short_rate == self.long_rate or self.days_to_long == NEVER:
            return self
        return LossKind(self.volatility, self.short_rate, self.long_rate, self.later_rate, self.cost, NEVER)


class Wait(NamedTuple):
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
    answers = answers_of([kind for kind, _ in lots], days_to_year_end, next_year)
    return tuple([Wait(answers[kind].value(ratio), answers[kind].hurdle) for kind, ratio in lots])


def answers_of(kinds: Iterable[LossKind], days_to_year_end: int, next_year: float) -> dict[LossKind, Answer]:
    """The same for lots of these kinds, at any price."""
    found = dict.fromkeys(kinds, NOTHING_TO_WAIT_FOR)
    moving = tuple(sorted([kind for kind in found if kind.volatility >= CALM]))
    return found | _answers(moving, days_to_year_end, next_year) if moving else found


def decision_days(days_to_year_end: int) -> tuple[int, ...]:
    """The days on which a loss may be taken: today, each month, the year's last day, and a year from now."""
    parts = [(0, days_to_year_end), (days_to_year_end, YEAR_DAYS)]
    days = {0}
    for start, end in parts:
        steps = round((end - start) / LOCK_DAYS) or 1
        days |= {start + round((end - start) * step / steps) for step in range(steps + 1)}
    return tuple(sorted(days))


@dataclass(frozen=True, slots=True)
class Answer:
    """One kind's: what waiting is worth at each node from where price and basis are equal, and the hurdle."""

    volatility: float
    waiting: tuple[float, ...]
    hurdle: float

    def value(self, basis_ratio: float) -> float:
        """What waiting is worth per dollar of one lot's price, between the nodes on either side of it."""
        at = min(math.log(basis_ratio) / self.volatility, DEEPEST) / NODE
        node = int(at)
        low = self.waiting[node]
        value = low + (self.waiting[node + 1] - low) * (at - node)
        return value if value > 0.0 else 0.0


NOTHING_TO_WAIT_FOR = Answer(volatility=1.0, waiting=(0.0,) * (COUNT - ZERO), hurdle=1.0)


@lru_cache(maxsize=16)
def _answers(kinds: tuple[LossKind, ...], days_to_year_end: int, next_year: float) -> dict[LossKind, Answer]:
    """The answers of these kinds, kept for the household that is asked again."""
    tree = _Tree(kinds, days_to_year_end, next_year)
    worth = tree.backwards()[:, :, ZERO:]
    margins = tree.saves[0, :, :, ZERO:] - worth
    wins = (margins >= 0.0).argmax(axis=2).tolist()
    values, more = worth.tolist(), margins.tolist()
    return {
        kind: Answer(
            kind.volatility,
            tuple(values[block][row]),
            _hurdle(more[block][row], wins[block][row], kind.volatility),
        )
        for kind, (block, row) in tree.places.items()
    }


def _hurdle(margin: Sequence[float], first: int, volatility: float) -> float:
    """The price over basis at which taking the loss first wins as the price falls; 0 where it never does."""
    if margin[first] < 0.0:
        return 0.0
    part = margin[first] / (margin[first] - margin[first - 1]) if first else 0.0
    return math.exp(-(first - part) * NODE * volatility)


@dataclass(frozen=True, slots=True)
class _Calendar:
    """The days on which a loss may be taken; by number, the first on which what replaces it may be sold (None: beyond
    the horizon); days since the one before, 1 for the first."""

    days: tuple[int, ...]
    free: tuple[int | None, ...]
    months: tuple[int, ...]


@lru_cache(maxsize=YEAR_DAYS + 1)
def _calendar(days_to_year_end: int) -> _Calendar:
    days = decision_days(days_to_year_end)
    free = (next((i for i, day in enumerate(days) if day >= start + LOCK_DAYS), None) for start in days)
    return _Calendar(days, tuple(free), (1, *(b - a for a, b in pairwise(days))))


class _Tree:
    """Kinds of lots and what replaces them: a block of rows for each volatility, each row over the nodes.

    Blocks are filled up with their first row to one length. In units of their own volatility all have the same nodes.
    """

    def __init__(self, kinds: Sequence[LossKind], days_to_year_end: int, next_year: float) -> None:
        blocks: dict[float, list[LossKind]] = {}
        for kind in sorted({*kinds, *[kind.replaced for kind in kinds]}):
            blocks.setdefault(kind.volatility, []).append(kind)
        most = max([len(block) for block in blocks.values()])
        rows = [block + block[:1] * (most - len(block)) for block in blocks.values()]
        self.places = {
            kind: (n, row) for n, block in enumerate(blocks.values()) for row, kind in enumerate(block)
        }
        self.replaced = self._replaced(rows, most)
        self.volatilities = tuple(blocks)
        self.calendar = _calendar(days_to_year_end)
        self.saves = self._saves(rows, days_to_year_end, next_year)
        self.reach = _reach(self.volatilities, max(self.calendar.months))
        self.windows = _windows(self.reach)
        self.moves: dict[int, Floats] = {}
        self.worth: dict[int, Floats] = {}  # by number of the day: what each row is worth at each node

    def _replaced(self, rows: list[list[LossKind]], most: int) -> npt.NDArray[np.int64] | None:
        """The row of what replaces each, counted through all blocks; None where each is replaced by its like."""
        if all(kind.replaced is kind for block in rows for kind in block):
            return None
        numbers = {kind: number * most + row for kind, (number, row) in self.places.items()}
        return np.array([[numbers[kind.replaced] for kind in block] for block in rows])

    def _saves(self, rows: list[list[LossKind]], days_to_year_end: int, next_year: float) -> Floats:
        """By day, row and node: what a loss taken then saves, less what the lower basis costs later and the trades.

        Short-term up to the anniversary. In the month in which that lies, as much of both as there is of each: the loss
        could still be taken on the last day.
        """
        _, short, long, later, cost, to_long = np.array(rows).transpose(2, 0, 1)
        days = self.calendar.days
        discount = np.array([1.0 if day <= days_to_year_end else next_year for day in days])[:, None, None]
        if self.replaced is None:  # one rate
            rates = short * discount - later
        else:
            before = np.array([0, *days[:-1]])[:, None, None]
            months = np.array(self.calendar.months)[:, None, None]
            share = np.minimum(np.maximum((to_long - before) / months, 0.0), 1.0)
            rates = (short * share + long * (1.0 - share)) * discount - later
        loss = np.expm1(np.array(self.volatilities)[:, None] * (NODES * NODE))
        saved: Floats = rates[..., None] * loss[:, None, :] - cost[..., None]
        return saved

    def backwards(self) -> Floats:
        """What waiting is worth, back to today, on which the right to take the loss is valued and not used."""
        kept = np.zeros_like(self.saves[0])
        for index in range(len(self.saves) - 1, 0, -1):
            kept = np.maximum(kept, self.saves[index] + self._replacement(index, kept))
            self.worth[index] = kept
            kept = self._expected(kept, self.calendar.months[index])
        waiting: Floats = kept - self._replacement(0, kept)
        return waiting

    def _replacement(self, index: int, kept: Floats) -> Floats:
        """The right to take a loss on what replaces the lot: bought at this day's price, held a month. `kept` is what
        each row is worth that waits for the next day."""
        days, free = self.calendar.days, self.calendar.free[index]
        if free is None:
            return np.zeros((1, 1, 1))
        if free == index + 1:
            worth = kept[:, :, ZERO : ZERO + 1]
        else:
            landed = np.array([_landed(v, days[free] - days[index]) for v in self.volatilities])
            worth = (self.worth[free] * landed[:, None, :]).sum(axis=2, keepdims=True)
        return worth if self.replaced is None else worth.reshape(-1)[self.replaced][..., None]

    def _expected(self, worth: Floats, days: int) -> Floats:
        """What worths of so many days later come to at each node now; beyond the ends the end stands for it. Row by
        row: no row's figures hang on how many there are."""
        if days not in self.moves:
            self.moves[days] = np.array([[_moves(v, days, self.reach)] for v in self.volatilities])
        found: Floats = (worth.take(self.windows, axis=2) @ self.moves[days]).reshape(worth.shape)
        return found


@lru_cache(maxsize=COUNT)
def _windows(reach: int) -> npt.NDArray[np.int64]:
    """For each block of nodes, those that moves to and from it may touch."""
    blocks = np.arange(0, COUNT, BLOCK)[:, None]
    windows: npt.NDArray[np.int64] = np.clip(blocks + np.arange(-reach, BLOCK + reach), 0, COUNT - 1)
    return windows


def _reach(volatilities: Sequence[float], days: int) -> int:
    """How many nodes a move may reach in so many days, at most."""
    years = days / YEAR_DAYS
    furthest: float = (math.sqrt(years) * POINTS[-1] + 0.5 * max(volatilities) * years) / NODE
    return math.ceil(furthest) + 1


@lru_cache(maxsize=128)
def _moves(volatility: float, days: int, reach: int) -> Floats:
    """By node from `reach` before a block to `reach` after it, and node of the block: how likely the one comes of the
    other so many days later."""
    moves = np.zeros((BLOCK + 2 * reach, BLOCK))
    for node, chance in _landings(volatility, days).items():
        moves.reshape(-1)[(reach + node) * BLOCK :: BLOCK + 1][:BLOCK] = chance
    return moves


@lru_cache(maxsize=128)
def _landed(volatility: float, days: int) -> Floats:
    """From the node at which price and basis are equal, how likely each is so many days later."""
    chances = np.zeros(COUNT)
    for node, chance in _landings(volatility, days).items():
        chances[min(max(ZERO + node, 0), COUNT - 1)] += chance
    return chances


@lru_cache(maxsize=128)
def _landings(volatility: float, days: int) -> Mapping[int, float]:
    """How likely a move by so many nodes is in so many days, each point shared by the nodes on either side of it."""
    years = days / YEAR_DAYS
    chances: dict[int, float] = {}
    for point, weight in zip(POINTS, WEIGHTS, strict=True):
        at = (math.sqrt(years) * point - 0.5 * volatility * years) / NODE
        node = math.floor(at)
        chances[node] = chances.get(node, 0.0) + weight * (node + 1 - at)
        chances[node + 1] = chances.get(node + 1, 0.0) + weight * (at - node)
    return chances
