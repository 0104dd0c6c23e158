"""Doubts: what in an answer of the relaxation is not yet as the whole program wants it, and how to settle it.

A doubt is a yes-or-no column that is neither and cannot be rounded without breaking a row, two sides used at once, a
trade under the smallest, or a part of a step. The work is done in compiled code (kernel/doubts.h).
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from trimtab.core.quick import quickly_made
from trimtab.rebalance.optimize.kernel import LIBRARY, address
from trimtab.rebalance.optimize.model import Arrays, Floats
from trimtab.rebalance.optimize.relaxation import Point, Region

NOISE = 1e-6  # of a row or a whole number: the solver's tolerance
WIDE = 12  # lines that are told apart before one is settled
INTS, NUMBERS, FLAGS = 5, 10, 6  # arrays of each to work in, as doubts.h
POINTER, NUMBER = ctypes.c_void_p, ctypes.c_int32
NONE, CHOICE, SIDES, LINE, PART, SMALL = range(6)  # kinds, as doubts.h


@quickly_made
@dataclass(frozen=True, slots=True)
class Look:
    """How much is in doubt in one answer: trades under the smallest, with `parts` of a step or of their odd rest, and
    pairs with both sides used. `at` is where compiled code finds the values."""

    values: Floats
    at: int
    small: int
    parts: int
    both: int


@quickly_made
@dataclass(frozen=True, slots=True)
class Split:
    """A doubt of the point looked at, and its two answers (0 and 1), the likelier `first`: no or yes; none of
    these, or none of those and these paid for; no trade or one; the whole steps below or above; small trades each to
    the nearer end, or all to the smallest."""

    kind: int
    which: int
    first: int
    look: Look

    @property
    def answers(self) -> tuple[int, int]:
        """Both, the likelier first."""
        return self.first, 1 - self.first


class _Program(ctypes.Structure):
    """As `Doubts` in doubts.h."""

    _fields_ = [
        *((name, NUMBER) for name in ("width", "height", "trades", "pairs", "these_count", "those_count")),
        *(
            (name, POINTER)
            for name in ("lower", "upper", "row_lower", "row_upper", "starts", "index", "value")
        ),
        *(
            (name, POINTER)
            for name in ("cost", "integral", "column", "least", "step", "whole", "rest", "fee")
        ),
        *((name, POINTER) for name in ("worth", "price", "these", "these_of", "those", "those_of")),
        *((name, POINTER) for name in ("ints", "numbers", "flags")),
        *((name, NUMBER) for name in ("most", "choices", "are_many", "is_priced")),
        *(
            (f"room_{n}", POINTER) for n in range(INTS + NUMBERS + FLAGS - 1)
        ),  # of pairs' sides it is twice as much
    ]


Function = Callable[..., int]


def _function(name: str, *arguments: type[ctypes._SimpleCData[Any]]) -> Function:
    """One of doubts.h: the first argument is the program."""
    function = getattr(LIBRARY, f"doubts_{name}")
    function.restype, function.argtypes = ctypes.c_int, [POINTER, *arguments]
    found: Function = function
    return found


_begin = _function("begin")
_look = _function("look", POINTER, POINTER)
_is_feasible = _function("is_feasible", POINTER)
_round_choices = _function("round_choices", POINTER, POINTER)
_are_parts_apart = _function("are_parts_apart", POINTER)
_are_lines_settled = _function("are_lines_settled", POINTER)
_is_settled = _function("is_settled", POINTER, POINTER)
_settle_sides = _function("settle_sides", POINTER, POINTER)
_settle_used = _function("settle_used", POINTER, POINTER)
_settle_parts = _function("settle_parts", POINTER, POINTER, POINTER, POINTER)
_guess = _function("guess", POINTER, POINTER)
_narrow = _function("narrow", POINTER, POINTER, ctypes.c_double)
_either = _function("either", POINTER, POINTER, NUMBER, POINTER)
_split = _function("split", POINTER, POINTER, NUMBER, POINTER)
_lines = _function("lines", POINTER, POINTER, NUMBER, POINTER)
_parts = _function("parts", POINTER, POINTER, NUMBER, POINTER)
_dearest_part = _function("dearest_part", POINTER, POINTER)
_narrow_to = _function("narrow_to", POINTER, POINTER, NUMBER, NUMBER, NUMBER)


class Doubts:
    """What is in doubt in the answers to one program."""

    def __init__(self, arrays: Arrays) -> None:
        trades, sides = arrays.trades, arrays.sides
        counts = len(arrays.cost), len(arrays.row_lower), len(trades.column), len(sides.price)
        most = 1 + max(counts)
        self._kept = [
            *_asked(arrays),
            np.empty(INTS * most, dtype=np.int32),
            np.empty(NUMBERS * most),
            np.empty(FLAGS * most, dtype=np.uint8),
        ]
        places = map(address, self._kept)
        self._program = _Program(*counts, len(sides.these), len(sides.those), *places, most)
        self.at = ctypes.addressof(self._program)
        _begin(self.at)
        self.are_many, self.has_choices = bool(self._program.are_many), self._program.choices > 0
        self.has_fees = bool(trades.fee.any())
        self._found = (ctypes.c_int32 * WIDE)()
        self._found_at = ctypes.addressof(self._found)

    def look(self, values: Floats) -> Look:
        """Everything in doubt in these values."""
        at = address(values)
        _look(self.at, at, self._found_at)
        return Look(values, at, *self._found[:3])

    def rounded(self, look: Look) -> Floats | None:
        """The values with yes where a no would break a row, else no; None where a trade is in doubt."""
        if look.small or look.parts or look.both:
            return None
        if not self.has_choices:
            return look.values
        found = look.values.copy()
        _round_choices(self.at, look.at, address(found))
        return found

    def is_feasible(self, values: Floats) -> bool:
        """Whether a point keeps every row, every bound, yes or no, and every trade and pair of sides, to the solver's
        tolerance."""
        return bool(_is_feasible(self.at, address(values)))

    def is_settled(self, region: Region, look: Look) -> bool:
        """Whether only whole shares may still be in doubt: sides, lines, and yes or no are settled."""
        return not look.both and bool(_is_settled(self.at, region.at, look.at))

    def settle(self, region: Region, look: Look) -> None:
        """Settle most sides in doubt, or else every line, of a region that is not settled: what is traded pays its
        line, what is not stays as it is; so with sides, and with yes and no."""
        if look.both:
            _settle_sides(self.at, region.at, look.at)
        else:
            region.guess = None
            _settle_used(self.at, region.at, look.at)

    def settle_parts(self, region: Region, look: Look, point: Point | None) -> None:
        """Parts of steps: half of them (of many two thirds), those where it matters most to which side they go.
        These are the sides that cost less at `point`, of which this is the look; without it those that leave cash:
        sales up, buys down. Of many trades what is whole stays as it is."""
        prices = (None, None) if point is None else (address(point.reduced), address(point.duals))
        _settle_parts(self.at, region.at, look.at, *prices)

    def ways(self, look: Look) -> tuple[bool, ...]:
        """The ways to settle parts of steps, the likelier first: whether each goes to where it is weighed to cost less,
        or to the side that leaves cash."""
        return (True, False) if _are_parts_apart(self.at, look.at) else (False, True)

    def guess_lines(self, region: Region, look: Look) -> bool:
        """Share each line's price out by what is traded now, so that trades not worth their line end at nought."""
        if not self.has_fees:
            return False
        region.guess = np.empty(self._program.trades)
        _guess(self.at, look.at, address(region.guess))
        return True

    def narrow(self, region: Region, point: Point, objective: float) -> None:
        """Rule out what would cost more than the best point does: trades at nought, and more of them than would pay."""
        spare = objective - point.bound + NOISE
        if math.isfinite(spare):
            _narrow(self.at, region.at, address(point.reduced), spare)

    def either(self, region: Region, look: Look) -> Split | None:
        """A yes or no, or a pair of sides, in doubt, the likelier answer first; None where there is none, or many
        sides."""
        _either(self.at, region.at, look.at, look.both, self._found_at)
        return self._doubt(look)

    def split(self, region: Region, look: Look) -> Split | None:
        """The doubt that may move the bound most; None where there is none."""
        _split(self.at, region.at, look.at, look.both, self._found_at)
        return self._doubt(look)

    def lines(self, region: Region, look: Look) -> list[Split]:
        """Trades whose line's price is not all in the bound, those first of which most is missing."""
        return self._widest(_lines, LINE, region, look)

    def parts(self, region: Region, look: Look) -> list[Split]:
        """Trades with a part of a step, those first of which rounding may cost most."""
        return self._widest(_parts, PART, region, look)

    def _widest(self, widest: Function, kind: int, region: Region, look: Look) -> list[Split]:
        count = widest(self.at, region.at, look.at, len(self._found), self._found_at)
        return [Split(kind, trade, 0, look) for trade in self._found[:count]]

    def small(self, look: Look) -> Split | None:
        """Trades under the smallest: the clearer half each to nought or to the smallest, whichever is nearer; or all of
        them to the smallest, which of many trades is the likelier. None where there are none."""
        return Split(SMALL, 0, int(self.are_many), look) if look.small else None

    def dearest_part(self, look: Look) -> Split:
        """The dearest part of a step, of which there is one, and its two ends, the nearer first."""
        _dearest_part(self.at, look.at, self._found_at)
        kind, which, first = self._found[:3]
        return Split(kind, which, first, look)

    def are_lines_settled(self, region: Region) -> bool:
        """Whether each trade is made, or not, in the whole region."""
        return bool(_are_lines_settled(self.at, region.at))

    def narrow_to(self, region: Region, split: Split, answer: int) -> None:
        """Narrow the region to one answer."""
        where = region.at, split.look.at
        _narrow_to(self.at, *where, split.kind, split.which, answer)

    def _doubt(self, look: Look) -> Split | None:
        kind, which, first = self._found[:3]
        return None if kind == NONE else Split(kind, which, first, look)


def _asked(arrays: Arrays) -> list[npt.NDArray[Any]]:
    """The program's arrays as `Doubts` in doubts.h has them."""
    trades, sides = arrays.trades, arrays.sides
    given = (
        *(arrays.lower, arrays.upper, arrays.row_lower, arrays.row_upper, arrays.starts, arrays.index),
        *(arrays.value, arrays.cost, arrays.integral, trades.column, trades.least, trades.step, trades.whole),
        *(
            trades.rest,
            trades.fee,
            trades.worth,
            sides.price,
            sides.these,
            sides.these_of,
            sides.those,
            sides.those_of,
        ),
    )
    return [np.ascontiguousarray(one) for one in given]


def is_feasible(arrays: Arrays, values: Floats) -> bool:
    """Whether a point is one of the whole program, as `Doubts` sees it."""
    return Doubts(arrays).is_feasible(np.ascontiguousarray(values, dtype=np.float64))
