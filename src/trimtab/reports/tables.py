"""Tables as data: typed columns and rows; a renderer only lays them out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from trimtab.core.money import usd, usd_whole
from trimtab.reports import words

Cell = str | Decimal | date | None


class Kind(StrEnum):
    """What a column holds, and so how its cells are written and aligned."""

    TEXT = "text"
    USD = "usd"
    USD_WHOLE = "usd_whole"
    USD_SIGNED = "usd_signed"
    USD_SIGNED_CENTS = "usd_signed_cents"
    SHARE = "share"  # a share of one, written as percent
    RATE = "rate"  # a share of one, written as percent with every digit it has
    POINTS = "points"  # a difference of shares of one, written in points
    QUANTITY = "quantity"
    COUNT = "count"
    DATE = "date"

    @property
    def is_number(self) -> bool:
        """Whether cells stand to the right."""
        return self not in {Kind.TEXT, Kind.DATE}


class Tone(StrEnum):
    """What a row or a fact says at a glance; never told by colour alone."""

    PLAIN = "plain"
    GOOD = "good"
    CARE = "care"
    BAD = "bad"
    TOTAL = "total"
    SECTION = "section"


@dataclass(frozen=True, slots=True)
class Fact:
    """One number at the top, with what it is and a word more."""

    label: str
    value: str
    note: str = ""
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Column:
    """One column: a key for machines, a heading for people.

    `is_minor`: left out where there is no room for all. `is_hidden`: only programs are told. `is_name`: short names
    to find a row by, which wrap later than other texts.
    """

    key: str
    label: str
    kind: Kind = Kind.TEXT
    is_minor: bool = False
    is_hidden: bool = False
    is_name: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row; as many cells as the table has columns."""

    cells: tuple[Cell, ...]
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its title; raises ValueError for a programmer's mistake in the shape.

    Column keys are unique; `tone` is no column's key, for programs get the tone of a row under that name.
    `turns`: few rows to be compared with each other, which may stand side by side where columns have no room.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    turns: bool = False

    def __post_init__(self) -> None:
        keys = ["tone", *(column.key for column in self.columns)]
        if len(set(keys)) < len(keys):
            raise ValueError(f"{self.title}: a column key is used twice: {', '.join(keys)}")
        for row in self.rows:
            if len(row.cells) != len(self.columns):
                raise ValueError(f"{self.title}: a row has {len(row.cells)} cells, not {len(self.columns)}")

    def shown(self) -> Table:
        """The table as people see it: without hidden columns, and without minor ones in which nothing stands."""
        kept = [
            number
            for number, column in enumerate(self.columns)
            if not column.is_hidden
            and not (column.is_minor and all(row.cells[number] in {None, ""} for row in self.rows))
        ]
        if len(kept) == len(self.columns):
            return self
        rows = (Row(tuple(row.cells[number] for number in kept), row.tone) for row in self.rows)
        return Table(self.title, tuple(self.columns[number] for number in kept), tuple(rows), self.turns)


def keyed_row(columns: tuple[Column, ...], tone: Tone = Tone.PLAIN, **cells: Cell) -> Row:
    """A row by column key; what is not named is empty. Raises ValueError for a key that no column has."""
    unknown = set(cells) - {column.key for column in columns}
    if unknown:
        raise ValueError(f"there is no column {', '.join(sorted(unknown))}")
    return Row(tuple(cells.get(column.key) for column in columns), tone)


def cell_text(kind: Kind, value: Cell) -> str:
    """A cell as people read it; None is a dash."""
    if value is None:
        return "–"
    if isinstance(value, str):
        return value
    if isinstance(value, date):
        return value.isoformat()
    return _number_text(kind, value)


def _number_text(kind: Kind, value: Decimal) -> str:
    writers = {
        Kind.USD: usd,
        Kind.USD_WHOLE: usd_whole,
        Kind.USD_SIGNED: words.signed_usd,
        Kind.USD_SIGNED_CENTS: words.signed_usd_cents,
        Kind.SHARE: words.percent,
        Kind.RATE: words.percent_exact,
        Kind.POINTS: words.points,
    }
    return writers.get(kind, words.shares)(value).replace("-", words.MINUS)


def row_texts(table: Table, row: Row) -> tuple[str, ...]:
    """All cells of a row as people read them; what a total does not have is left empty."""
    return tuple(
        "" if cell is None and row.tone is Tone.TOTAL else cell_text(column.kind, cell)
        for column, cell in zip(table.columns, row.cells, strict=True)
    )
