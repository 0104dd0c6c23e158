"""The data files as rows and tables. They ship with the package: a fault in one is ours, not the user's."""

from __future__ import annotations

import csv
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

DATA_FOLDER = Path(__file__).parent / "data"


def read_rows(file_name: str) -> list[list[str]]:
    """The rows of a CSV file under its header row, without the comment lines above it."""
    with (DATA_FOLDER / file_name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(line for line in file if not line.startswith("#")))
    return rows[1:]


def read_table(file_name: str) -> dict[str, dict[str, Any]]:
    """The tables of a TOML file in file order; numbers with a point are Decimal."""
    text = (DATA_FOLDER / file_name).read_text(encoding="utf-8")
    return tomllib.loads(text, parse_float=Decimal)
