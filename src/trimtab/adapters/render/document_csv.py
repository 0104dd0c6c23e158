"""A document's tables as one tidy CSV: section, row, key, value; the same bytes every time."""

from __future__ import annotations

import csv
from base64 import b64encode
from datetime import date
from io import StringIO

from trimtab.adapters.render.trades_csv import text_cell
from trimtab.core.money import plain
from trimtab.reports.document import Document
from trimtab.reports.tables import Cell, Table

HEADER = ("section", "row", "name", "column", "value")


def document_csv(document: Document) -> str:
    """One line for each cell with something in it: `row` counts from 1, `name` is the row's first cell.

    Shares are shares of one, amounts USD, with every digit they have.
    """
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADER)
    for section in document.sections:
        if section.table is None:
            continue
        for number, row in enumerate(section.table.rows, start=1):
            for column, cell in zip(section.table.columns[1:], row.cells[1:], strict=True):
                if cell is not None:
                    writer.writerow((section.key, number, _text(row.cells[0]), column.key, _text(cell)))
    return out.getvalue()


def table_csv(table: Table) -> str:
    """One table as it stands, every digit kept, with the keys of its columns as heads."""
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(column.key for column in table.columns)
    writer.writerows([_text(cell) for cell in row.cells] for row in table.rows)
    return out.getvalue()


def csv_link(table: Table) -> str:
    """The table as an address that holds it: saving it asks no server."""
    return f"data:text/csv;base64,{b64encode(table_csv(table).encode()).decode()}"


def file_name(title: str) -> str:
    """A title as the name of a file: small letters, digits and dashes."""
    kept = "".join(letter if letter.isalnum() and letter.isascii() else " " for letter in title.lower())
    return "-".join(kept.split()) or "table"


def _text(cell: Cell) -> str:
    if isinstance(cell, str):
        return text_cell(cell)
    if cell is None:
        return ""
    return cell.isoformat() if isinstance(cell, date) else plain(cell)
