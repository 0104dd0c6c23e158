"""docs/formats.md lists the columns the program writes and the fields a column map may name."""

from __future__ import annotations

import re
from pathlib import Path

from trimtab.adapters.imports.column_map import OPTIONAL_FIELDS, REQUIRED_FIELDS
from trimtab.adapters.imports.reading import LIMIT_BYTES, LIMIT_CELL_CHARACTERS, LIMIT_ROWS
from trimtab.adapters.render.trades_csv import COLUMNS

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "formats.md").read_text(encoding="utf-8")


def test_the_columns_of_the_trade_list() -> None:
    table = TEXT[TEXT.index("| column | what it holds |") :]
    assert tuple(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == COLUMNS


def test_the_fields_of_a_column_map() -> None:
    listed = {
        kind: (tuple(re.findall(r"\w+", required)), tuple(re.findall(r"\w+", optional)))
        for kind, required, optional in re.findall(
            r"^\| `(positions|lots|transactions|prices)` \| (.*?) \| (.*?) \|$", TEXT, re.MULTILINE
        )
    }
    assert listed == {kind: (REQUIRED_FIELDS[kind], OPTIONAL_FIELDS[kind]) for kind in REQUIRED_FIELDS}


def test_the_limits() -> None:
    words = f"{LIMIT_BYTES // 1_000_000} MB, {LIMIT_ROWS:,} lines and {LIMIT_CELL_CHARACTERS:,} characters"
    assert words in TEXT
