"""Which reader takes a file: recognised by its content, never by its name alone."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from fnmatch import fnmatchcase
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Protocol, cast

from trimtab.adapters.imports.cells import masked
from trimtab.adapters.imports.column_map import ColumnMap
from trimtab.adapters.imports.reading import decode
from trimtab.adapters.imports.refusal import refused
from trimtab.adapters.imports.tables.mapped import read_mapped
from trimtab.core.problems import Problem, Source, error
from trimtab.core.statement import ParsedFile

READERS: tuple[str, ...] = (
    "ofx",
    "flex",
    "schwab.positions",
    "schwab.lots",
    "schwab.gains",
    "schwab.transactions",
    "fidelity.lots",
    "fidelity.positions",
    "fidelity.history",
    "fidelity.closed_lots",
    "vanguard.download",
    "vanguard.lots",
    "tables.prices",
    "tables.unsupported",
)
"""Modules of this room, asked in this order. Each offers `recognise` and `read`."""


class Reader(Protocol):
    """What a reader module offers."""

    def recognise(self, name: str, text: str, /) -> bool:
        """Whether this reader knows the layout."""

    def read(self, name: str, text: str, sha256: str, /) -> ParsedFile:
        """Everything the file says, each line accounted for."""


def read_export(name: str, data: bytes, column_maps: Sequence[ColumnMap] = ()) -> ParsedFile:
    """Read one exported file: by the user's own column map where its pattern fits the name, else by a known layout.

    Never raises for what a file holds: what cannot be read is an ERROR in `problems`, and a file that nobody
    recognises is of kind UNKNOWN.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    text = decode(name, data)
    if isinstance(text, Problem):
        return refused(name, sha256, "", text)
    for column_map in column_maps:
        if fnmatchcase(name, column_map.pattern):
            return read_mapped(name, text, sha256, column_map)
    for reader in readers():
        if reader.recognise(name, text):
            return reader.read(name, text, sha256)
    return refused(name, sha256, text, _unknown(name, text))


@cache
def readers() -> tuple[Reader, ...]:
    """The reader modules, in the order in which they are asked."""
    room = __name__.rpartition(".")[0]
    names = [f"{room}.{module}" for module in READERS]
    return tuple(cast("Reader", import_module(module)) for module in names if find_spec(module))


def _unknown(name: str, text: str) -> Problem:
    if not text.strip():
        return error("file-empty", "the file is empty", "download it again", Source(masked(name)))
    return error(
        "layout-unknown",
        "no known layout: looked for exports of Schwab, Fidelity and Vanguard, OFX/QFX, Interactive Brokers Flex XML "
        "and a price list (symbol, price, as_of)",
        "download it again if it may be cut short; else teach it with a [[csv]] entry in household.toml that names "
        "its columns, or take it out of the folder",
        Source(masked(name)),
    )
