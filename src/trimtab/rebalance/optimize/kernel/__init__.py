"""The kernel: one linear program kept in compiled code (C, in this folder), asked again and again in other regions.

What it does and where it is from is said in its files; docs/decisions/0029 says why it is here. It is compiled when
trimtab is installed (`hatch_build.py`).
"""

from __future__ import annotations

import ctypes
from typing import Any

import numpy as np
import numpy.typing as npt

from trimtab.rebalance.optimize.model import Arrays, Bools, Floats, Ints

VERSION = 4  # as kernel.h
NAME = "kernel.so"  # on every system
OPTIMAL, EMPTY, LOST, NO_MEMORY = range(4)


class RegionPlace(ctypes.Structure):
    """As `Region` in doubts.h."""

    _fields_ = [(name, ctypes.c_void_p) for name in ("lower", "upper", "paid")]


def _library() -> ctypes.CDLL:
    path = f"{__path__[0]}/{NAME}"
    remedy = "in a checkout: make demo, or pip install --no-build-isolation --no-deps -e ."
    try:
        library = ctypes.CDLL(path)
    except OSError as error:
        raise ImportError(f"trimtab's compiled part is not there ({path}: {error}); {remedy}") from error
    if library.kernel_version() != VERSION:
        raise ImportError(f"trimtab's compiled part is of another version ({path}); {remedy}")
    pointer = ctypes.c_void_p
    library.kernel_new.restype, library.kernel_new.argtypes = pointer, [pointer] * 4
    library.kernel_free.restype, library.kernel_free.argtypes = None, [pointer]
    library.kernel_solve.argtypes = [pointer, ctypes.c_int]
    library.kernel_costs.restype, library.kernel_costs.argtypes = None, [pointer] * 2
    library.kernel_proven.restype, library.kernel_proven.argtypes = ctypes.c_double, [pointer] * 3
    library.kernel_true_cost.restype, library.kernel_true_cost.argtypes = ctypes.c_double, [pointer] * 2
    library.kernel_conflicts.argtypes = [pointer] * 4
    return library


LIBRARY = _library()
_solve, _true_cost, _free = LIBRARY.kernel_solve, LIBRARY.kernel_true_cost, LIBRARY.kernel_free


def address(array: npt.NDArray[Any]) -> int:
    """Where compiled code finds an array; it must lie in one piece, and be kept as long as it is read."""
    return ctypes.addressof(ctypes.c_char.from_buffer(array.data)) if array.size else 0


class Kernel:
    """A program in compiled code, from the basis of another one of as many columns where that is given (`before`).

    Raises MemoryError.
    """

    def __init__(self, arrays: Arrays, before: Kernel | None = None) -> None:
        trades, sides = arrays.trades, arrays.sides
        width, height, pairs = len(arrays.cost), len(arrays.row_lower), len(sides.price)
        counts = width, height, len(arrays.index), len(trades.fee), pairs, len(sides.these), len(sides.those)
        places = (
            arrays.starts,
            arrays.index,
            trades.column,
            sides.these,
            sides.these_of,
            sides.those,
            sides.those_of,
        )
        ints = np.concatenate((np.array(counts, dtype=np.int32), *places))
        ends = arrays.cost, arrays.lower, arrays.upper, arrays.row_lower, arrays.row_upper
        floats = np.concatenate((*ends, arrays.value, trades.fee, sides.price))
        self._lay_out(width, height, len(trades.fee), pairs)
        kept = None if before is None else before._handle
        handed = address(ints), address(floats), address(self._block)
        self._handle: int | None = LIBRARY.kernel_new(*handed, kept)
        if not self._handle:
            raise MemoryError("no room for a linear program")
        self._those_count = len(sides.those)

    def _lay_out(self, width: int, height: int, trades: int, pairs: int) -> None:
        """One block for what is handed over and what is answered, as `Block` in kernel.h."""
        asked, answer = 2 * width + trades + pairs, 2 * width + height
        self._block = np.zeros(asked + answer + 4)
        self._lower, self._upper = self._block[:width], self._block[width : 2 * width]
        self._guess, self._paid = self._block[2 * width : asked - pairs], self._block[asked - pairs : asked]
        self._answer = self._block[asked:]
        self._width, self._last = width, answer

    def solve(self, lower: Floats, upper: Floats, paid: Bools, guess: Floats | None) -> int:
        """Ask in a region: OPTIMAL, and `answer` has it, certified; EMPTY, proven; LOST, where neither was found.

        Raises MemoryError.
        """
        self._lower[:], self._upper[:], self._paid[:] = lower, upper, paid
        if guess is not None:
            self._guess[:] = guess
        outcome: int = _solve(self._handle, guess is not None)
        if outcome == NO_MEMORY:
            raise MemoryError("no room for a linear program")
        return outcome

    def answer(self) -> tuple[Floats, float, float, Floats, Floats]:
        """The last optimum: values, objective, bound, what each column and each row would cost more by a unit."""
        kept, width, last = self._answer.copy(), self._width, self._last
        objective, bound = kept[last : last + 2].tolist()
        return kept[:width], objective, bound, kept[width : 2 * width], kept[2 * width : last]

    @property
    def constant(self) -> float:
        """What is to be paid in the region last asked about, whatever is done there."""
        return float(self._answer[self._last + 2])

    @property
    def steps(self) -> int:
        """Of the simplex method, since the program was made."""
        return int(self._answer[self._last + 3])

    def costs(self) -> Floats:
        """What a unit of each column costs in the region last asked about."""
        cost = np.empty(self._width)
        LIBRARY.kernel_costs(self._handle, address(cost))
        return cost

    def proven(self, duals: Floats) -> tuple[float, Floats]:
        """The least that the costs of the region last asked about can come to by these dual values (Lagrange), and what
        each column would cost more by a unit. A dual value that leans on a side without an end is noise, and becomes
        nought."""
        reduced = np.empty(self._width)
        return LIBRARY.kernel_proven(self._handle, address(duals), address(reduced)), reduced

    def true_cost(self, values: Floats) -> float:
        """What a point costs with every line it trades and every price of a side paid in full."""
        cost: float = _true_cost(self._handle, address(values))
        return cost

    def conflicts(self, values: Floats) -> tuple[Ints, Ints]:
        """Columns on sides that exclude each other of which together more than the most of one is used: of these the
        one that is used most, with each of those."""
        one, other = np.empty((2, self._those_count), dtype=np.int32)
        count = LIBRARY.kernel_conflicts(self._handle, address(values), address(one), address(other))
        return one[:count], other[:count]

    def __del__(self) -> None:
        if handle := getattr(self, "_handle", None):
            _free(handle)
