"""CSV text into records that know their physical lines, and headers bound by name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from trimtab.adapters.imports.cells import folded
from trimtab.adapters.imports.reading import LIMIT_CELL_CHARACTERS, LIMIT_CELLS_IN_LINE

HEADER_WITHIN_RECORDS, HEADER_WITHIN_CHARACTERS = 30, 65_536
"""A header is looked for in this many records, and this much text, from the top."""

_CELL = re.compile(
    r'[ \t]*"((?>[^"]*(?:""[^"]*)*))"[ \t]*(?=[,\n]|\Z)'
    r'|(?P<behind>[ \t]*"(?P<name>[^",\n]*)"[ \t]+(?P<number>[A-Za-z0-9]{4,20})[ \t]*(?=[,\n]|\Z))'
    r"|(?P<bare>[^,\n]*)",
    re.ASCII,
)
"""A cell in quotes; a name in quotes with an account number behind them, as Fidelity writes both; a bare cell."""


@dataclass(frozen=True, slots=True)
class Record:
    """One CSV record. `ended`: a line end follows it.

    `damage` says why it cannot be trusted: `unclosed` (the text ends inside quotes), `quote`, `long`, `wide`, or empty.
    `quoted`: its last cell stands in quotes.
    """

    line: int
    span: int
    cells: tuple[str, ...]
    ended: bool
    damage: str = ""
    quoted: bool = False

    @property
    def closed(self) -> bool:
        """Whether its last cell is whole: a line end follows it, or its closing quote stands."""
        return self.ended or (self.quoted and not self.damage)

    @property
    def is_blank(self) -> bool:
        """Whether it holds nothing but separators."""
        return not any(self.cells)

    @property
    def filled(self) -> tuple[str, ...]:
        """Its cells that hold something."""
        return tuple(cell for cell in self.cells if cell)


def records_of(text: str) -> Iterator[Record]:
    """Each record of a CSV text, quoted line ends and spaces around quotes included; cells are stripped."""
    position, line = 0, 1
    while position < len(text):
        record, position = _record_at(text, position, line)
        yield record
        line += record.span


def _record_at(text: str, position: int, line: int) -> tuple[Record, int]:
    start, cells, quoted = position, list[str](), False
    while True:
        match = _CELL.match(text, position)
        assert match is not None, "the second branch matches everything"
        quoted = match[1] is not None
        cell = match[1].replace('""', '"') if quoted else _unquoted(match)
        if len(cells) == LIMIT_CELLS_IN_LINE:
            return _skipped(text, start, position, line, cells, "wide")
        if not quoted and cell.lstrip().startswith('"'):
            return _damaged(text, start, position, line, cells)
        cells.append(cell.strip(" \t\u00a0"))
        position = match.end()
        if position == len(text) or text[position] == "\n":
            break
        position += 1
    ended = position < len(text)
    damage = "long" if any(len(cell) > LIMIT_CELL_CHARACTERS for cell in cells) else ""
    span = 1 + text.count("\n", start, position)
    return Record(line, span, tuple(cells), ended, damage, quoted), position + ended


def _unquoted(match: re.Match[str]) -> str:
    return match["bare"] if match["behind"] is None else f"{match['name']} {match['number']}"


def _damaged(text: str, start: int, position: int, line: int, cells: list[str]) -> tuple[Record, int]:
    opening = text.index('"', position)
    if text.find('"', opening + 1) < 0:
        span = text.count("\n", start) + (0 if text.endswith("\n") else 1)
        return Record(line, span, (*cells, text[opening : opening + 60]), False, "unclosed"), len(text)
    return _skipped(text, start, opening, line, cells, "quote")


def _skipped(
    text: str, start: int, position: int, line: int, cells: list[str], damage: str
) -> tuple[Record, int]:
    """A record given up: reading goes on at the next physical line."""
    end = text.find("\n", position)
    end = len(text) if end < 0 else end
    span = 1 + text.count("\n", start, end)
    shown = (*cells, text[position : min(end, position + 60)])
    return Record(line, span, shown, end < len(text), damage), min(end + 1, len(text))


@dataclass(frozen=True, slots=True)
class Columns:
    """A header bound to fields: where each field stands and what its column is called in the file."""

    places: Mapping[str, int]
    names: Mapping[str, str]
    width: int
    twice: tuple[str, ...] = ()


@lru_cache(maxsize=1024)
def _folded(cell: str) -> str:
    """Stacked tables ask each line whether it is a header, and most cells repeat."""
    return folded(cell)


class Layout:
    """Fields and the column names they go by (folded; a final `*` matches what begins so).

    `needs` are the fields without which a header is not this layout's.
    """

    def __init__(self, fields: Mapping[str, Sequence[str]], needs: frozenset[str]) -> None:
        self.fields, self.needs = fields, needs
        self._words: dict[str, list[str]] = {}
        for field, words in fields.items():
            for word in words:
                self._words.setdefault(word, []).append(field)
        self._beginnings = [(word[:-1], found) for word, found in self._words.items() if word.endswith("*")]

    def bind(self, cells: Sequence[str]) -> Columns | None:
        """The columns of a header, by name and never by place; None where a needed field has none."""
        if len(cells) < len(self.needs):
            return None
        places: dict[str, int] = {}
        twice: list[str] = []
        for place, cell in enumerate(cells):
            for field in self._fields_called(_folded(cell)):
                if field in places:
                    twice.append(cell)
                places.setdefault(field, place)
        if not self.needs <= places.keys():
            return None
        width = max((place + 1 for place, cell in enumerate(cells) if cell), default=0)
        return Columns(places, {field: cells[place] for field, place in places.items()}, width, tuple(twice))

    def is_in(self, text: str) -> bool:
        """Whether one of the first records of a text is a header of this layout."""
        return any(self.bind(record.cells) for record in first_records(text))

    def _fields_called(self, name: str) -> Sequence[str]:
        exact = self._words.get(name)
        return exact or [
            field for word, found in self._beginnings if name.startswith(word) for field in found
        ]


def first_records(text: str) -> Sequence[Record]:
    """The records in which a banner or a header may stand."""
    return _first_records(text[:HEADER_WITHIN_CHARACTERS])


@lru_cache(maxsize=1)
def _first_records(beginning: str) -> Sequence[Record]:
    """Every reader asks about the same beginning in turn."""
    return tuple(islice(records_of(beginning), HEADER_WITHIN_RECORDS))
