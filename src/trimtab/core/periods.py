"""Days from one to another, both included."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `first` to `last`."""

    first: date
    last: date

    def holds(self, day: date) -> bool:
        """Whether a day is one of them."""
        return self.first <= day <= self.last

    def __str__(self) -> str:
        return f"{self.first} to {self.last}"


def opens_on(day: date, windows: Iterable[Period], blackouts: Iterable[Period]) -> date | None:
    """The first day, from `day` on, inside a window (any day where there is none) and outside all blackouts.

    None where no window opens again.
    """
    open_, shut = sorted(windows, key=lambda p: (p.first, p.last)), tuple(blackouts)
    while True:
        blocked = [period.last for period in shut if period.holds(day)]
        if blocked:
            day = max(blocked) + timedelta(days=1)
            continue
        if not open_ or any(window.holds(day) for window in open_):
            return day
        later = [window.first for window in open_ if window.first > day]
        if not later:
            return None
        day = min(later)
