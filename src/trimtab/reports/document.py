"""A document: everything one command shows, as values; the terminal, the page and JSON lay out the same one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from trimtab.reports.figures import Figure
from trimtab.reports.notes import ProblemLine
from trimtab.reports.tables import Fact, Table, Tone

ASSUMPTIONS = "assumptions"


@dataclass(frozen=True, slots=True)
class LawUsed:
    """A law file that the figures rest on; `sha256` is the hash of its bytes."""

    place: str
    year: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Section:
    """One part with its heading: words, then a figure, a table, and notes under it.

    A section with the key ASSUMPTIONS is what results rest on that nobody had: pages refer to it under every figure.

    `key` names it for programs. A figure repeats what the table says; only the page draws it. `is_detail`: for
    those who check rather than read; the page shows it folded, and its table is told in full everywhere. `is_picture`:
    it is there for its figure, whose data the table holds: the page folds them, the terminal leaves the section out.
    """

    key: str
    title: str
    words: tuple[str, ...] = ()
    table: Table | None = None
    notes: tuple[str, ...] = ()
    figure: Figure | None = None
    is_detail: bool = False
    is_picture: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """What a command shows. `kind` is its name (`tax`, `gains`); texts hold no account number beyond its last four.

    `not_modelled` says what the figures leave out. Raises ValueError for a programmer's mistake: a section key
    used twice.
    """

    kind: str
    title: str
    household: str
    as_of: date
    headline: str
    tone: Tone = Tone.PLAIN
    facts: tuple[Fact, ...] = ()
    sections: tuple[Section, ...] = ()
    problems: tuple[ProblemLine, ...] = ()
    laws: tuple[LawUsed, ...] = ()
    not_modelled: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        keys = [section.key for section in self.sections]
        if len(set(keys)) < len(keys):
            raise ValueError(f"{self.kind}: a section key is used twice: {', '.join(keys)}")

    def section(self, key: str) -> Section:
        """The section with this key. Raises KeyError for a programmer's mistake."""
        for section in self.sections:
            if section.key == key:
                return section
        raise KeyError(key)
