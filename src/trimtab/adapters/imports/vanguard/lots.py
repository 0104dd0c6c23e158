"""Vanguard's cost basis export: open lots; the day of the figures, if any, stands inside the column names."""

from __future__ import annotations

import re

from trimtab.adapters.imports.cells import CellError, parse_date
from trimtab.adapters.imports.tables.draft import DOWNLOAD_AGAIN, Draft
from trimtab.adapters.imports.tables.row import Row
from trimtab.adapters.imports.tables.table import Columns, Layout, Record
from trimtab.adapters.imports.tables.valuation import check_cost
from trimtab.adapters.imports.vanguard.download import CUSTODIAN
from trimtab.core.statement import FileKind, LineKind, ParsedFile, StatedLot

LAYOUT = Layout(
    {
        "account": ("account", "accountnumber"),
        "symbol": ("symbolcusip", "symbol"),
        "description": ("description",),
        "acquired": ("acquireddate",),
        "method": ("costbasismethod",),
        "quantity": ("quantity",),
        "cost_per_share": ("costpershare",),
        "cost": ("totalcost",),
        "value": ("marketvalueasof*", "marketvalue"),
        "covered": ("coverednoncovered",),
    },
    frozenset({"account", "symbol", "acquired", "quantity", "cost", "value"}),
)
FORMATS = ("%m/%d/%Y",)
_TITLE = "cost basis"
_SENTENCE_WORDS = 6
_DAY = re.compile(r"\d{2}/\d{2}/\d{4}", re.ASCII)


def recognise(_name: str, text: str) -> bool:
    """Whether a header of this layout stands near the top."""
    return LAYOUT.is_in(text)


def read(name: str, text: str, sha256: str) -> ParsedFile:
    """The open lots of each account in the file."""
    draft = Draft(name, text, sha256, CUSTODIAN, FileKind.LOTS, "vanguard cost basis lots")
    columns: Columns | None = None
    for record in draft.records:
        if record.is_blank:
            draft.use(record, LineKind.BLANK)
        elif columns is None and (bound := LAYOUT.bind(record.cells)):
            columns = bound
            _read_header(draft, record, bound)
        elif columns is None and _is_preamble(record):
            draft.use(record, LineKind.BANNER)
        elif columns:
            _read_lot(Row(draft, record, columns))
        else:
            draft.not_understood(record, "a title, a header or a lot")
    draft.no_total("a lot")
    return draft.finish()


def _is_preamble(record: Record) -> bool:
    """A title or a sentence of advice, alone in its line."""
    if len(record.filled) != 1 or record.damage:
        return False
    said = record.cells[0]
    return said.casefold().startswith(_TITLE) or len(said.split()) >= _SENTENCE_WORDS


def _read_header(draft: Draft, record: Record, columns: Columns) -> None:
    draft.use(record, LineKind.HEADER)
    draft.note_twice(record, columns)
    if "as of" not in columns.names["value"].casefold():
        return
    found = _DAY.search(columns.names["value"])
    try:
        draft.as_of = parse_date(found[0] if found else "", FORMATS)
    except CellError:
        message = f'no day in the column name "{columns.names["value"][:60]}"'
        draft.wrong("as-of-missing", message, DOWNLOAD_AGAIN, record, columns.names["value"])


def _read_lot(row: Row) -> None:
    symbol, quantity = row.needed_text("symbol").upper(), row.needed("quantity")
    acquired, cost = row.day("acquired", FORMATS), row.number("cost")
    per_share = row.number("cost_per_share")
    ref = row.draft.account(row.needed_text("account"), "", row.record)
    if row.settle(LineKind.LOT):
        check_cost(row, symbol, quantity, per_share, cost)
        row.draft.add_lot(StatedLot(ref, symbol, "", quantity, acquired, cost, row.source()), per_share)
