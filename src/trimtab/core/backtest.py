"""How a backtest begins, and by which law it goes: what a person chooses."""

from __future__ import annotations

from enum import StrEnum


class StartWith(StrEnum):
    """What the household begins with: what it holds today, or its target; at the closes of the first day."""

    HOLDINGS = "holdings"
    TARGET = "target"


class LawOf(StrEnum):
    """The law of each year: that of the household's own tax year, or the year's own where it is on file."""

    FROZEN = "frozen"
    BY_YEAR = "by-year"
