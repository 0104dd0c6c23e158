"""Columns of a table by day, for pieces of a spliced series."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from trimtab.adapters.market.cells import CellError, Days, number
from trimtab.adapters.market.price_csv import SYMBOL
from trimtab.adapters.market.table import UnreadableError, rows_of, text_of, unpacked
from trimtab.core.problems import Problem, Source, error

Column = dict[date, float]


class Tables:
    """The files of one folder, each read once; what is wrong goes to `report`."""

    def __init__(self, folder: Path, report: Callable[[Problem], None]) -> None:
        self._folder = folder
        self._report = report
        self._read: dict[str, tuple[list[str], list[tuple[int, list[str]]]] | None] = {}

    def column(self, file: str, names: Sequence[str], day: str = "", symbol: str = "") -> Column:
        """The sum of these columns by day, where all have a number; `day` is the column of days (empty: the first).

        Of a table with a row per day and symbol only the rows of `symbol` are read.
        """
        table = self._table(file)
        if table is None:
            return {}
        header, rows = table
        unknown = [name for name in [*names, *([day] if day else [])] if name not in header]
        if unknown:
            words = f"there is no column {', '.join(unknown)}"
            self._report(error("study-column", words, f"there are {', '.join(header)}", Source(file, 1)))
            return {}
        named = next((header.index(name) for name in SYMBOL if name in header), None)
        if (named is None) == bool(symbol):
            words = f"there is no column of symbols to find {symbol} in" if symbol else "it has many symbols"
            remedy = "leave `symbol` out" if symbol else 'say which: symbol = "SPY"'
            self._report(error("study-symbol", words, remedy, Source(file, 1)))
            return {}
        if symbol:
            rows = [
                (line, row) for line, row in rows if named is not None and row[named : named + 1] == [symbol]
            ]
        places = [header.index(name) for name in names]
        where, read_day = header.index(day) if day else 0, Days()
        column: Column = {}
        for line, row in rows:
            try:
                cells = [number(row[place]) if place < len(row) else None for place in places]
                if None not in cells:
                    column[read_day(row[where])] = float(sum(cell for cell in cells if cell is not None))
            except CellError as fault:
                self._report(error("study-cell", str(fault), "mend the file", Source(file, line, names[0])))
        return column

    def _table(self, file: str) -> tuple[list[str], list[tuple[int, list[str]]]] | None:
        if file not in self._read:
            self._read[file] = self._open(file)
        return self._read[file]

    def _open(self, file: str) -> tuple[list[str], list[tuple[int, list[str]]]] | None:
        try:
            data = (self._folder / file).read_bytes()
            rows = list(rows_of(text_of(file, unpacked(file, data))))
        except OSError as fault:
            words = f"the file cannot be opened: {fault.strerror or fault}"
            self._report(error("file-unreadable", words, "name its folder with --data FOLDER", Source(file)))
            return None
        except UnreadableError as fault:
            self._report(fault.problem)
            return None
        if not rows:
            self._report(
                error("study-empty", "there is nothing in it", "is it the right file?", Source(file))
            )
            return None
        return [cell.strip() for cell in rows[0][1]], rows[1:]
