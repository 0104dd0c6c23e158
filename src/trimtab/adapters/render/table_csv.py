"""One table of a report as CSV: keys as headings, exact numbers. RFC 4180, CRLF, UTF-8."""

from __future__ import annotations

import csv
import io
from datetime import date

from trimtab.adapters.render.trades_csv import text_cell
from trimtab.core.money import plain
from trimtab.reports.tables import Cell, Table


def table_csv(table: Table) -> str:
    """Every row, hidden columns too; what is not known is empty."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([text_cell(column.key) for column in table.columns])
    for row in table.rows:
        writer.writerow([_text(cell) for cell in row.cells])
    return out.getvalue()


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return text_cell(cell)
    return cell.isoformat() if isinstance(cell, date) else plain(cell)
