"""Rows of text as CSV: RFC 4180, CRLF, UTF-8."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from trimtab.adapters.render.trades_csv import text_cell


def rows_csv(rows: Iterable[Sequence[str]]) -> str:
    """The rows in their order; no text is taken for a formula, and a negative number stays one."""
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    for row in rows:
        writer.writerow([cell if _is_number(cell) else text_cell(cell) for cell in row])
    return out.getvalue()


def _is_number(text: str) -> bool:
    return text.removeprefix("-").replace(".", "", 1).isdecimal()
