"""Prices from a seed, for tests of sweeps."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from trimtab.simulate.sweep.prices import Levels


def weekdays(first: date, count: int) -> tuple[date, ...]:
    """So many weekdays from a day on."""
    days = (first + timedelta(days=step) for step in range(2 * count + 7))
    return tuple(day for day in days if day.weekday() < 5)[:count]


def month_ends(year: int, count: int) -> tuple[date, ...]:
    """So many ends of months, the first at the end of the December before `year`."""
    firsts = (date(year + step // 12, step % 12 + 1, 1) for step in range(count))
    return tuple(day - timedelta(days=1) for day in firsts)


def random_levels(days: tuple[date, ...], classes: int, seed: int, spread: float = 0.02) -> Levels:
    """Levels whose logarithms walk at random."""
    steps = np.random.default_rng(seed).normal(0.0004, spread, (len(days), classes))
    steps[0] = 0
    names = tuple(f"S{number}" for number in range(classes))
    return Levels(days, names, 100 * np.exp(np.cumsum(steps, axis=0)))
