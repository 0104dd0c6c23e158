"""The kernel: one linear program kept in compiled code (C, in this folder), asked again and again in other regions.

What it does and where it is from is said in its files; docs/decisions/0029 says why it is here. It is compiled when
trimtab is installed (`hatch_build.py`).
"""

from __future__ import annotations

import ctypes
from typing import Any

import numpy as np
import numpy.typing as npt

from trimtab.rebalance.optimize.model import Arrays, Bools, Floats

VERSION = 2  # as kernel.h
NAME = "kernel.so"  # on every system
OPTIMAL, EMPTY, LOST, NO_MEMORY = range(4)


class _Program(ctypes.Structure):
    """As `Program` in kernel.h."""

    _fields_ = [
        *(
            (name, ctypes.c_int32)
            for name in ("width", "height", "trades", "pairs", "side_entries", "is_priced")
        ),
        *((name, ctypes.c_void_p) for name in ("cost", "lower", "upper", "row_lower", "row_upper")),
        *(
            (name, ctypes.c_void_p)
            for name in ("starts", "index", "value", "trade_column", "these", "these_of")
        ),
        *((name, ctypes.c_void_p) for name in ("fee", "price")),
    ]


class _Exchange(ctypes.Structure):
    """As `Exchange` in kernel.h."""

    _fields_ = [
        *((name, ctypes.c_void_p) for name in ("lower", "upper", "guess", "paid")),
        *((name, ctypes.c_void_p) for name in ("values", "reduced", "duals")),
        *((name, ctypes.c_double) for name in ("objective", "bound", "constant")),
        ("steps", ctypes.c_int64),
    ]


class RegionPlace(ctypes.Structure):
    """As `Region` in doubts.h."""

    _fields_ = [(name, ctypes.c_void_p) for name in ("lower", "upper", "paid")]


def _library() -> ctypes.CDLL:
    path = f"{__path__[0]}/{NAME}"
    remedy = "install trimtab again: `make demo` in a checkout, or `pip install -e .`"
    try:
        library = ctypes.CDLL(path)
    except OSError as error:
        raise ImportError(f"trimtab's compiled part is not there ({path}: {error}); {remedy}") from error
    if library.kernel_version() != VERSION:
        raise ImportError(f"trimtab's compiled part is of another version ({path}); {remedy}")
    pointer = ctypes.c_void_p
    library.kernel_new.restype, library.kernel_new.argtypes = pointer, [pointer, pointer]
    library.kernel_free.restype, library.kernel_free.argtypes = None, [pointer]
    library.kernel_solve.argtypes = [pointer, pointer]
    library.kernel_costs.restype, library.kernel_costs.argtypes = None, [pointer, pointer]
    library.kernel_proven.restype, library.kernel_proven.argtypes = ctypes.c_double, [pointer] * 3
    library.kernel_true_cost.restype, library.kernel_true_cost.argtypes = ctypes.c_double, [pointer, pointer]
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
        floats = [arrays.cost, arrays.lower, arrays.upper, arrays.row_lower, arrays.row_upper]
        trades, sides = arrays.trades, arrays.sides
        entries = [arrays.starts, arrays.index, arrays.value, trades.column, sides.these, sides.these_of]
        given = [np.ascontiguousarray(array) for array in (*floats, *entries, trades.fee, sides.price)]
        counts = len(arrays.cost), len(arrays.row_lower), len(trades.fee), len(sides.price), len(sides.these)
        program = _Program(*counts, bool(sides.price.any()), *(address(array) for array in given))
        kept = None if before is None else before._handle
        self._handle: int | None = LIBRARY.kernel_new(ctypes.byref(program), kept)
        if not self._handle:
            raise MemoryError("no room for a linear program")
        width, height, trade_count, pairs, _ = counts
        self._lower, self._upper, self._guess = np.empty(width), np.empty(width), np.empty(trade_count)
        self._paid = np.empty(pairs, dtype=np.bool_)
        self.values, self.reduced, self.duals = np.empty(width), np.empty(width), np.empty(height)
        asked = (self._lower, self._upper, self._guess, self._paid, self.values, self.reduced, self.duals)
        self.exchange = _Exchange(*(address(array) for array in asked))
        self._exchange_at, self._guess_at = ctypes.addressof(self.exchange), self.exchange.guess

    def solve(self, lower: Floats, upper: Floats, paid: Bools, guess: Floats | None) -> int:
        """Ask in a region: OPTIMAL, and `values`, `reduced`, `duals` and `exchange` hold the certified answer until the
        next call; EMPTY, proven; LOST, where neither was found. Raises MemoryError."""
        self._lower[:], self._upper[:], self._paid[:] = lower, upper, paid
        if guess is None:
            self.exchange.guess = None
        else:
            self._guess[:], self.exchange.guess = guess, self._guess_at
        outcome: int = _solve(self._handle, self._exchange_at)
        if outcome == NO_MEMORY:
            raise MemoryError("no room for a linear program")
        return outcome

    def costs(self) -> Floats:
        """What a unit of each column costs in the region last asked about."""
        cost = np.empty(len(self.values))
        LIBRARY.kernel_costs(self._handle, address(cost))
        return cost

    def proven(self, duals: Floats) -> tuple[float, Floats]:
        """The least that the costs of the region last asked about can come to by these dual values (Lagrange), and what
        each column would cost more by a unit. A dual value that leans on a side without an end is noise, and becomes
        nought."""
        reduced = np.empty(len(self.values))
        return LIBRARY.kernel_proven(self._handle, address(duals), address(reduced)), reduced

    def true_cost(self, values: Floats) -> float:
        """What a point costs with every line it trades and every price of a side paid in full."""
        cost: float = _true_cost(self._handle, address(values))
        return cost

    def __del__(self) -> None:
        if handle := getattr(self, "_handle", None):
            _free(handle)
