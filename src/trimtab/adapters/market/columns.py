"""Gathers cells into columns by symbol, and what could not be read into problems."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from trimtab.adapters.market.asked import Asked
from trimtab.adapters.market.cells import CellError, Days, number
from trimtab.core.market_file import ReadSeries, Treatment
from trimtab.core.problems import Problem, Source, error

MOST_TOLD = 20


class Columns:
    """The columns of one file while it is read."""

    def __init__(self, file: str, asked: Asked, treatment: Treatment = Treatment.CLOSES) -> None:
        self.file = file
        self.asked = asked
        self._treatment = asked.treatment or treatment
        self.day = Days()
        self.left_out: set[str] = set()
        self._bad_days: dict[str, set[date]] = {}
        self._days: dict[str, list[date]] = {}
        self._values: dict[str, list[Decimal | None]] = {}
        self._adjusted: dict[str, list[Decimal | None]] = {}
        self._lines: dict[str, list[int]] = {}
        self._problems: list[Problem] = []
        self._refused = 0

    def wants(self, symbol: str) -> bool:
        """Whether the symbol was asked for; where not, it is noted as left out."""
        if self.asked.wants(symbol):
            return True
        self.left_out.add(self.asked.named(symbol))
        return False

    def add(self, symbol: str, day: date, line: int, cells: tuple[str, str], column: str) -> None:
        """A close and its adjusted close (empty: none) as they stand; what is no number is a problem and left out."""
        days = self._days.get(symbol)
        if days is None:
            days = self._days[symbol] = []
            self._values[symbol], self._adjusted[symbol], self._lines[symbol] = [], [], []
        try:
            value, adjusted = number(cells[0]), number(cells[1]) if cells[1] else None
        except CellError as fault:
            self.refuse("market-number", str(fault), line, column)
            self._bad_days.setdefault(symbol, set()).add(day)
            return
        days.append(day)
        self._values[symbol].append(value)
        self._adjusted[symbol].append(adjusted)
        self._lines[symbol].append(line)

    def add_column(
        self, symbol: str, days: Sequence[date], lines: Sequence[int], cells: Sequence[str]
    ) -> None:
        """A whole column of closes; the quick way where every cell of it can be read."""
        try:
            values = [number(cell) if cell else None for cell in cells]
        except CellError:
            for day, line, cell in zip(days, lines, cells, strict=True):
                self.add(symbol, day, line, (cell, ""), symbol)
            return
        self._days[symbol], self._lines[symbol] = list(days), list(lines)
        self._values[symbol], self._adjusted[symbol] = values, []

    def read_number(self, text: str, line: int, column: str) -> Decimal | None:
        """A cell's number; one that is none is a problem, and counts as empty."""
        try:
            return number(text)
        except CellError as fault:
            self.refuse("market-number", str(fault), line, column)
            return None

    def read_day(self, text: str, line: int, column: str) -> date | None:
        """A cell's day; one that is none is a problem."""
        try:
            return self.day(text)
        except CellError as fault:
            self.refuse("market-day", str(fault), line, column)
            return None

    def refuse(self, code: str, words: str, line: int, column: str = "") -> None:
        """A cell that cannot be used, with its line; after the first twenty only their number is told."""
        self._refused += 1
        if self._refused <= MOST_TOLD:
            remedy = "correct the line, or leave the cell empty where there is no value"
            self._problems.append(error(code, words, remedy, Source(self.file, line, column or None)))

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What was refused."""
        if self._refused <= MOST_TOLD:
            return tuple(self._problems)
        more = f"{self._refused - MOST_TOLD:,} more cells cannot be read"
        return (*self._problems, error("market-cells", more, "is it the right file?", Source(self.file)))

    def series(self, told: Sequence[str] = ()) -> tuple[ReadSeries, ...]:
        """The columns that hold anything, by symbol, without empty cells before the first value and after the last."""
        found = [self._one(symbol, tuple(told)) for symbol in sorted(self._days)]
        return tuple(one for one in found if one is not None)

    def _one(self, symbol: str, told: tuple[str, ...]) -> ReadSeries | None:
        values = self._values[symbol]
        filled = [at for at, value in enumerate(values) if value is not None]
        if not filled:
            return None
        kept = slice(filled[0], filled[-1] + 1)
        adjusted = self._adjusted[symbol][kept]
        return ReadSeries(
            self.asked.named(symbol),
            tuple(self._days[symbol][kept]),
            tuple(values[kept]),
            tuple(self._lines[symbol][kept]),
            tuple(adjusted) if any(value is not None for value in adjusted) else (),
            self._treatment,
            self.asked.maturity_months,
            self.asked.is_month_average,
            told,
            frozenset(self._bad_days.get(symbol, ())),
        )
