"""What stands in one cell of a price file: a number or a day, read strictly or refused."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from decimal import Decimal

MISSING = frozenset({"", ".", "-", "--", "na", "n/a", "nan", "null", "none", "#n/a"})
"""Cells that say there is no value, in lower case."""

_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)
_LONGEST = 60
_FRIDAY = 4


class CellError(ValueError):
    """A cell that is neither a value nor empty."""


def number(text: str) -> Decimal | None:
    """The exact number, None where there is none. Raises CellError for all else (thousands commas, words)."""
    if _NUMBER.fullmatch(text) and len(text) <= _LONGEST:
        return Decimal(text)
    bare = text.strip()
    if bare.casefold() in MISSING:
        return None
    if _NUMBER.fullmatch(bare) and len(bare) <= _LONGEST:
        return Decimal(bare)
    raise CellError(f'"{bare[:40]}" is not a number such as 123.45')


class Days:
    """Reads days, each text once: files name the same day for each of their symbols."""

    def __init__(self) -> None:
        self._known: dict[str, date] = {}

    def __call__(self, text: str) -> date:
        """The day in a cell: 2003-09-29, with or without a time; 20030929; and of a month (2003-09, 200309) its last
        weekday. Raises CellError for all else."""
        found = self._known.get(text)
        if found is None:
            found = self._known[text] = _day(text.strip())
        return found


_FULL = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]\d{2}:\d{2}.*)?", re.ASCII)
_STAMP = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_MONTH = re.compile(r"(\d{4})-?(\d{2})", re.ASCII)


def _day(text: str) -> date:
    try:
        if found := _FULL.fullmatch(text) or _STAMP.fullmatch(text):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := _MONTH.fullmatch(text):
            return last_weekday(int(found[1]), int(found[2]))
    except ValueError:
        pass
    raise CellError(f'"{text[:40]}" is not a day such as 2003-09-29, nor a month such as 2003-09')


def last_weekday(year: int, month: int) -> date:
    """The last Monday to Friday of a month: when its closing price is known. Raises ValueError for no month."""
    if not 1 <= month <= 12:
        raise ValueError(f"{month} is no month")
    day = date(year, month, calendar.monthrange(year, month)[1])
    return day - timedelta(days=max(0, day.weekday() - _FRIDAY))
