"""Drawdowns: how far below its best a track record fell, from when, to when, and when it was back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from trimtab.simulate.measures.track import Floats


@dataclass(frozen=True, slots=True)
class Drawdown:
    """One fall: `depth` below the best before it (a share of one, negative), the day of that best, the lowest day, and
    the first day on which it was at least as high again (None: not yet)."""

    depth: float
    peak: date
    trough: date
    recovered: date | None


def underwater(index: Floats) -> Floats:
    """How far each day stands below the best so far, a share of one: nought at a high, negative below."""
    return index / np.maximum.accumulate(index) - 1.0


def drawdowns(days: Sequence[date], index: Floats) -> tuple[Drawdown, ...]:
    """Every fall below an earlier best, deepest first, then by day."""
    below = underwater(index)
    falls = []
    start: int | None = None
    for number in range(len(days)):
        if below[number] < 0 and start is None:
            start = number
        elif below[number] >= 0 and start is not None:
            falls.append(_fall(days, below, start, number))
            start = None
    if start is not None:
        falls.append(_fall(days, below, start, None))
    return tuple(sorted(falls, key=lambda fall: (fall.depth, fall.peak)))


def _fall(days: Sequence[date], below: Floats, start: int, end: int | None) -> Drawdown:
    lowest = start + int(np.argmin(below[start:end]))
    return Drawdown(float(below[lowest]), days[start - 1], days[lowest], None if end is None else days[end])
