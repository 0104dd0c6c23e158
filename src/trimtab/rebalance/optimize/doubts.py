"""Doubts: what in an answer of the relaxation is not yet as the whole program wants it, and how to settle it.

A doubt is a yes-or-no column that is neither and cannot be rounded without breaking a row, two sides used at once, a
trade under the smallest, or a part of a step.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from trimtab.rebalance.optimize.model import Arrays, Bools, Floats, Ints
from trimtab.rebalance.optimize.relaxation import NOUGHT, Point, Region
from trimtab.rebalance.optimize.rounding import Places, Rounding, apart, rows_of

NOISE = 1e-6  # of a row or a whole number: the solver's tolerance
TINY = 1e-12  # of a yes or no: what rounding leaves
ONE_BY_ONE = 3  # pairs of sides: of more, half are settled at once
MANY = 300  # trades: of more, each linear program counts
NEVER = -1.0
NONE = np.zeros(0)
NOWHERE = np.zeros(0, dtype=np.intp)
PER_DOLLAR = 0.02  # what a dollar rounded is thought to cost, to compare doubts by


@dataclass(frozen=True, slots=True)
class Half:
    """One answer to a doubt: bounds for some columns, and a pair of sides whose price is then paid (-1: none)."""

    columns: Ints
    lower: Floats
    upper: Floats
    paid: int = -1


Split = tuple[Half, Half]


@dataclass(frozen=True, slots=True)
class Look:
    """What is in doubt in one answer: `small` trades are under the smallest, `parts` have a part of a step or of their
    odd rest, `both` are pairs with both sides used (and `share` the largest share of its most that a column of `these`
    has), `used` pairs with these used."""

    values: Floats
    traded: Floats
    small: Places
    parts: Places
    both: Places
    share: Floats
    used: Bools


class Doubts:
    """What is in doubt in the answers to one program."""

    def __init__(self, arrays: Arrays) -> None:
        self.arrays = arrays
        self.choices = Choices(arrays)
        trades, sides = arrays.trades, arrays.sides
        self.column = trades.column
        self.is_stepped = trades.step > 0
        self.unit = np.where(self.is_stepped, trades.step, 1.0)
        self.grain = np.where(self.is_stepped, trades.step, np.inf)  # of which any part is in doubt
        self.are_many = len(trades.column) > MANY
        self.whole = (
            trades.whole * trades.step
        )  # what whole steps reach; an odd rest beyond is all or nothing
        self.most_with_rest = self.whole + trades.rest
        self.is_any_stepped = bool(self.is_stepped.any())
        self.has_rests = bool(trades.rest.any())
        self.beyond = np.where(self.is_stepped, self.whole + NOUGHT, np.inf)
        self.has_fees = bool(trades.fee.any())
        self.under_least = trades.least - NOUGHT
        self.leaves_cash = trades.worth > 0  # a part more does
        self.dear = np.abs(trades.worth) * self.unit
        pairs = len(sides.price)
        self.side_columns = np.concatenate((sides.these, sides.those))
        self.side_of = np.concatenate(
            (sides.these_of, sides.those_of + pairs)
        )  # those of a pair after all these
        self.is_priced = sides.price > 0
        self.has_prices = bool(self.is_priced.any())

    @cached_property
    def most(self) -> Floats:
        """The most that each column may be, never quite nought."""
        return np.maximum(self.arrays.upper, NOISE)

    @cached_property
    def together(self) -> Floats:
        """The most of all columns of these, by pair."""
        sides = self.arrays.sides
        return np.bincount(sides.these_of, self.most[sides.these], len(sides.price)).astype(np.float64)

    @cached_property
    def is_apart(self) -> Bools:
        """Of each trade, whether its rounding is all that the columns of its own rows have to take."""
        return apart(self.arrays)

    @cached_property
    def rounding(self) -> Rounding:
        """What whole shares cost, worked out once there are parts of them."""
        return Rounding(self.arrays)

    def look(self, values: Floats) -> Look:
        """Everything in doubt in these values."""
        traded = values[self.column]
        both, share, used = self._both(values)
        return Look(values, traded, self._small(traded), self._parts(traded), both, share, used)

    def rounded(self, look: Look) -> Floats | None:
        """The values with yes and no rounded; None where a trade is in doubt."""
        if len(look.small) or len(look.parts) or len(look.both):
            return None
        return self.choices.rounded(look)

    def is_feasible(self, values: Floats) -> bool:
        """Whether a point keeps every row, every bound, yes or no, and every trade and pair of sides, to the solver's
        tolerance."""
        a, row_of = self.arrays, rows_of(self.arrays)
        weights = a.value * values[a.index]
        activity = np.bincount(row_of, weights, len(a.row_lower))
        scale = NOISE * np.maximum(1.0, np.bincount(row_of, np.abs(weights), len(a.row_lower)))
        choices = values[a.integral]
        return bool(
            np.all(activity >= a.row_lower - scale)
            and np.all(activity <= a.row_upper + scale)
            and np.all(values >= a.lower - NOISE)
            and np.all(values <= a.upper + NOISE)
            and np.all(np.abs(choices - np.rint(choices)) <= NOISE)
            and self.rounded(self.look(values)) is not None
        )

    def settle(self, region: Region, look: Look) -> None:
        """Settle most sides in doubt, or else every line, of a region that is not settled."""
        if len(look.both):
            self._settle_sides(region, look)
        else:
            self._settle_used(region, look)

    def is_settled(self, region: Region, look: Look) -> bool:
        """Whether only whole shares may still be in doubt: sides, lines, and yes or no are settled."""
        if len(look.both) or not self.are_lines_settled(region) or not self.choices.are_settled(region):
            return False
        return not (self.has_prices and (look.used & ~region.paid & self.is_priced).any())

    def ways(self, look: Look) -> tuple[bool, ...]:
        """The ways to settle parts of steps, the likelier first: whether each goes to where it is weighed to cost less,
        or to the side that leaves cash."""
        return (True, False) if self.is_apart[look.parts].all() else (False, True)

    def narrow(self, region: Region, point: Point, objective: float) -> None:
        """Rule out what would cost more than the best point does: trades at nought, and more of them than would pay."""
        spare = objective - point.bound + NOISE
        if not np.isfinite(spare):
            return
        fee, upper = self.arrays.trades.fee, region.upper[self.column]
        is_free = (region.lower[self.column] == 0) & (upper > 0)
        reduced = point.reduced[self.column]
        slope = reduced - fee / np.maximum(upper, NOISE)  # of the cost beyond the line's own price
        dearer = np.flatnonzero(is_free & (reduced > 0) & (slope > 0))
        most = np.maximum(spare - fee[dearer], 0.0) / slope[dearer]
        in_steps = np.floor(most / self.unit[dearer] + NOISE) * self.unit[dearer]
        most = np.where(self.arrays.trades.step[dearer] > 0, in_steps, most)
        most = np.where(most < self.arrays.trades.least[dearer], 0.0, most)
        region.upper[self.column[dearer]] = np.minimum(upper[dearer], most)

    def either(self, region: Region, look: Look) -> Split | None:
        """A yes or no, or a pair of sides, in doubt, and its two answers, the likelier first; None where there is none,
        or many sides."""
        chosen = self.choices.split(region, look)
        if chosen is not None:
            return chosen
        if not 0 < len(look.both) <= ONE_BY_ONE:
            return None
        none_of_these, none_of_those = self._sides(int(look.both[0]))
        return (none_of_these, none_of_those) if look.share[0] < 0.5 else (none_of_those, none_of_these)

    def split(self, region: Region, look: Look) -> Split | None:
        """The doubt that may move the bound most, and its two answers; None where there is none."""
        chosen = self.choices.split(region, look)
        if chosen is not None:
            return chosen
        if len(look.both):
            return self._sides(int(look.both[0]))
        trade, pair, part = self._line_gap(region, look), self._price_gap(region, look), self._parts_gap(look)
        least = max(trade[0], pair[0], part[0])
        if least <= 0:
            return self.choices.soft(region, look)
        if least == trade[0]:
            return self._on_or_off(trade[1], region)
        return self._sides(pair[1]) if least == pair[0] else self._up_or_down(part[1], look)

    def are_lines_settled(self, region: Region) -> bool:
        """Whether each trade is made, or not, in the whole region."""
        return not ((region.lower[self.column] == 0) & (region.upper[self.column] > 0)).any()

    def dearest_part(self, look: Look) -> Split:
        """The dearest part of a step, and its two ends, the nearer first."""
        trade = int(look.parts[self.dear[look.parts].argmax()])
        down, up = self._up_or_down(trade, look)
        traded = look.traded[trade]
        return (down, up) if traded - down.upper[0] < up.lower[0] - traded else (up, down)

    def _small(self, traded: Floats) -> Places:
        """Trades under the smallest."""
        return ((traded < self.under_least) & (traded > NOUGHT)).nonzero()[0]

    def _parts(self, traded: Floats) -> Places:
        """Trades with a part of a step, or of their odd rest."""
        if not self.is_any_stepped:
            return NOWHERE
        steps = traded / self.grain
        is_part = np.abs(steps - np.rint(steps)) > NOISE
        if self.has_rests:
            is_rest_part = np.abs(self.most_with_rest - traded) > NOUGHT
            is_part = np.where(traded > self.beyond, is_rest_part, is_part)
        return is_part.nonzero()[0]

    def _both(self, values: Floats) -> tuple[Places, Floats, Bools]:
        """Pairs of which both sides are used, the larger share of its most that a column of `these` has, and for all
        pairs whether these are used."""
        sides = self.arrays.sides
        pairs = len(sides.price)
        is_side_used = np.zeros(2 * pairs, dtype=np.bool_)
        is_side_used[self.side_of[values[self.side_columns] > NOUGHT]] = True
        used = is_side_used[:pairs]
        both = (used & is_side_used[pairs:]).nonzero()[0]
        if not len(both):
            return NOWHERE, NONE, used
        share = np.zeros(pairs)
        np.maximum.at(share, sides.these_of, values[sides.these] / self.most[sides.these])
        return both, share[both], used

    def _ends(self, parts: Places, look: Look) -> tuple[Floats, Floats]:
        """The whole steps below and above."""
        unit = self.unit[parts]
        steps = look.traded[parts] / unit
        down, up = np.floor(steps) * unit, np.ceil(steps) * unit
        if not self.has_rests:
            return down, up
        whole, rest = self.whole[parts], self.arrays.trades.rest[parts]
        return np.minimum(down, whole), np.where(up > whole, whole + rest, up)

    def _settle_sides(self, region: Region, look: Look) -> None:
        sides, both, share = self.arrays.sides, look.both, look.share
        first = both[np.argsort(-np.abs(share - 0.5), kind="stable")[: (len(both) + 1) // 2]]
        keeps = np.zeros(len(sides.price), dtype=np.bool_)
        drops = keeps.copy()
        keeps[both], drops[both] = share >= 0.5, share < 0.5
        half = np.zeros(len(sides.price), dtype=np.bool_)
        half[first] = True
        region.upper[sides.those[(keeps & half)[sides.those_of]]] = 0.0
        region.upper[sides.these[(drops & half)[sides.these_of]]] = 0.0

    def guess_lines(self, region: Region, look: Look) -> bool:
        """Share each line's price out by what is traded now, so that trades not worth their line end at nought."""
        if not self.has_fees:
            return False
        region.guess = np.maximum(look.traded, self.arrays.trades.least)
        return True

    def small(self, look: Look) -> Split | None:
        """Trades under the smallest: the clearer half each to nought or to the smallest, whichever is nearer; or all of
        them to the smallest, which of many trades is the likelier. None where there are none."""
        least = self.arrays.trades.least
        if not len(look.small):
            return None
        share = look.traded[look.small] / least[look.small]
        clearest = np.argsort(-np.abs(share - 0.5), kind="stable")
        chosen = clearest if self.are_many else clearest[: (len(share) + 1) // 2]
        first, is_off = look.small[chosen], share[chosen] < 0.5
        nearer = Half(self.column[first], np.where(is_off, 0.0, least[first]), np.where(is_off, 0.0, np.inf))
        endless = np.full(len(look.small), np.inf)
        smallest = Half(self.column[look.small], least[look.small], endless)
        return (smallest, nearer) if self.are_many else (nearer, smallest)

    def _settle_used(self, region: Region, look: Look) -> None:
        """What is traded pays its line, what is not stays as it is; so with sides, and with yes and no."""
        sides, column = self.arrays.sides, self.column
        is_used, used = look.traded > NOUGHT, look.used
        undecided = (region.lower[column] == 0) & (region.upper[column] > 0)
        region.guess = None
        region.lower[column[undecided & is_used]] = self.arrays.trades.least[undecided & is_used]
        region.upper[column[undecided & ~is_used]] = 0.0
        region.paid |= used
        region.upper[sides.these[~used[sides.these_of]]] = 0.0
        region.upper[sides.those[used[sides.those_of]]] = 0.0
        self.choices.settle_all(region, look)

    def settle_parts(self, region: Region, look: Look, point: Point | None) -> None:
        """Parts of steps: half of them (of many two thirds), those where it matters most to which side they go.
        These are the sides that cost less at `point`, of which this is the look; without it those that leave cash:
        sales up, buys down. Of many trades what is whole stays as it is."""
        parts = look.parts
        if self.are_many:
            is_whole = self.arrays.trades.step > 0
            is_whole[parts] = False
            whole = self.column[is_whole]
            region.lower[whole] = region.upper[whole] = look.values[whole]
        down, up = self._ends(parts, look)
        is_up = self.leaves_cash[parts]
        matters = self.dear[parts]
        if point is not None:
            traded = look.traded[parts]
            below = self.rounding.costs(region, point, parts, down - traded)
            above = self.rounding.costs(region, point, parts, up - traded)
            is_up = np.where(above != below, above < below, is_up)
            matters = np.abs(above - below) if self.is_apart[parts].any() else matters
        count = (2 * len(parts) + 2) // 3 if self.are_many else (len(parts) + 1) // 2
        first = (-matters).argsort(kind="stable")[:count]
        column, at = self.column[parts[first]], np.where(is_up, up, down)[first]
        region.lower[column] = region.upper[column] = at

    def _line_gap(self, region: Region, look: Look) -> tuple[float, int]:
        """By how much the line's price is not in the bound, at most over trades, and of which; a trade under the
        smallest counts as well by what it lacks."""
        trades, traded = self.arrays.trades, look.traded
        free = (region.lower[self.column] == 0) & (traded > NOUGHT)
        if not free.any():
            return NEVER, 0
        gap = trades.fee * (1.0 - traded / np.maximum(region.upper[self.column], NOISE))
        lacks = np.minimum(traded, np.maximum(trades.least - traded, 0.0))
        gap = np.where(free, gap + lacks * np.abs(trades.worth) * PER_DOLLAR, NEVER)
        which = int(np.argmax(gap))
        return float(gap[which]), which

    def _price_gap(self, region: Region, look: Look) -> tuple[float, int]:
        """As the line's, for the prices of sides."""
        sides = self.arrays.sides
        if not self.has_prices:
            return NEVER, 0
        used = np.bincount(sides.these_of, look.values[sides.these], len(sides.price))
        gap = np.where((used > NOUGHT) & ~region.paid, sides.price * (1.0 - used / self.together), NEVER)
        which = int(np.argmax(gap))
        return float(gap[which]), which

    def _parts_gap(self, look: Look) -> tuple[float, int]:
        parts = look.parts
        if not len(parts):
            return NEVER, 0
        down, up = self._ends(parts, look)
        traded = look.traded[parts]
        gap = np.minimum(traded - down, up - traded) * np.abs(self.arrays.trades.worth[parts]) * PER_DOLLAR
        which = int(np.argmax(gap))
        return float(gap[which]), int(parts[which])

    def _on_or_off(self, trade: int, region: Region) -> Split:
        column = self.column[trade : trade + 1]
        upper, nought = region.upper[column], np.zeros(1)
        least = np.minimum(self.arrays.trades.least[trade : trade + 1], upper)
        return Half(column, nought, nought), Half(column, least, upper)

    def _sides(self, pair: int) -> Split:
        """None of these; or none of those, and these paid for."""
        sides = self.arrays.sides
        these, those = sides.these[sides.these_of == pair], sides.those[sides.those_of == pair]
        return _none_of(these), _none_of(those, pair)

    def _up_or_down(self, trade: int, look: Look) -> Split:
        """At most the whole steps below, or at least those above."""
        place = np.array([trade], dtype=np.intp)
        column, (down, up) = self.column[place], self._ends(place, look)
        return Half(column, np.full(1, -np.inf), down), Half(column, up, np.full(1, np.inf))


class Choices:
    """The yes-or-no columns of a program, and the entries of its rows in them."""

    def __init__(self, arrays: Arrays) -> None:
        self.arrays = arrays
        self.columns = np.flatnonzero(arrays.integral).astype(np.int32)
        self.is_any = bool(len(self.columns))
        if not self.is_any:
            return
        row_of = rows_of(arrays)
        place = np.full(len(arrays.cost), -1)
        place[self.columns] = np.arange(len(self.columns))
        entries = arrays.integral[arrays.index].nonzero()[0]
        is_row = np.zeros(len(arrays.row_lower), dtype=np.bool_)
        is_row[row_of[entries]] = True
        rows = is_row.nonzero()[0]
        number = np.full(len(arrays.row_lower), -1)  # of a row among those with a yes or no in them
        number[rows] = np.arange(len(rows))
        self.rows = number[row_of[entries]]
        self.place = place[arrays.index[entries]]
        self.value = arrays.value[entries]
        self.low = arrays.row_lower[rows][self.rows] - NOISE
        self.high = arrays.row_upper[rows][self.rows] + NOISE
        beside = is_row[row_of].nonzero()[0]  # all entries of those rows
        self.beside, self.beside_row = arrays.index[beside], number[row_of[beside]]
        self.beside_value = arrays.value[beside]

    def split(self, region: Region, look: Look) -> Split | None:
        """The column that breaks most whichever way: no, and yes, the one that breaks less first."""
        if not self.is_any:
            return None
        now = look.values[self.columns]
        is_open = (
            (now > TINY) & (now < 1.0 - TINY) & (region.lower[self.columns] < region.upper[self.columns])
        )
        if not is_open.any():
            return None
        no, yes = self.broken(look.values)
        open_ = (is_open & (no > 0) & (yes > 0)).nonzero()[0]
        if not len(open_):
            return None
        which = open_[[np.argmax(np.minimum(no, yes)[open_])]]
        refused, agreed = self._answers(which)
        return (refused, agreed) if no[which[0]] < yes[which[0]] else (agreed, refused)

    def rounded(self, look: Look) -> Floats:
        """The values with yes where a no would break a row, else no."""
        if not self.is_any:
            return look.values
        found = look.values.copy()
        found[self.columns] = self._rounded(look)
        return found

    def are_settled(self, region: Region) -> bool:
        """Whether each column is yes or no in the whole region."""
        return not self.is_any or bool((region.lower[self.columns] == region.upper[self.columns]).all())

    def settle_all(self, region: Region, look: Look) -> None:
        """Each column as the values have it, rounded."""
        if self.is_any:
            region.lower[self.columns] = region.upper[self.columns] = self._rounded(look)

    def _rounded(self, look: Look) -> Floats:
        no, yes = self.broken(look.values)
        return ((yes <= 0) & (no > 0)).astype(np.float64)

    def soft(self, region: Region, look: Look) -> Split | None:
        """A column in parts that may be rounded without breaking a row, at its price: the dearest."""
        if not self.is_any:
            return None
        now = look.values[self.columns]
        gap = np.where(
            region.lower[self.columns] < region.upper[self.columns], np.minimum(now, 1.0 - now), 0.0
        )
        gap *= np.abs(self.arrays.cost[self.columns])
        which = np.array([int(np.argmax(gap))])
        return self._answers(which) if gap[which[0]] > NOISE else None

    def _answers(self, which: Places) -> Split:
        column, one = self.columns[which], np.ones(1)
        return Half(column, np.zeros(1), np.zeros(1)), Half(column, one, one)

    def broken(self, values: Floats) -> tuple[Floats, Floats]:
        """By how much each no and each yes would break the rows, all else as it is."""
        activity = np.bincount(self.beside_row, self.beside_value * values[self.beside])[self.rows]
        without = activity - self.value * values[self.columns][self.place]
        return self._beyond(without), self._beyond(without + self.value)

    def _beyond(self, activity: Floats) -> Floats:
        """By how much such activities break their rows, added up by column."""
        broken = np.maximum(np.maximum(self.low - activity, activity - self.high), 0.0)
        return np.bincount(self.place, broken, len(self.columns)).astype(np.float64)


def _none_of(columns: Ints, paid: int = -1) -> Half:
    return Half(columns, np.zeros(len(columns)), np.zeros(len(columns)), paid)


def apply(region: Region, half: Half) -> None:
    """Narrow the region to one answer."""
    region.lower[half.columns] = np.maximum(region.lower[half.columns], half.lower)
    region.upper[half.columns] = np.minimum(region.upper[half.columns], half.upper)
    if half.paid >= 0:
        region.paid[half.paid] = True


def is_feasible(arrays: Arrays, values: Floats) -> bool:
    """Whether a point is one of the whole program, as `Doubts` sees it."""
    return Doubts(arrays).is_feasible(values)
