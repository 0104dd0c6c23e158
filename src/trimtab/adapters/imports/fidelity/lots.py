"""Fidelity open lots: accounts go by name only."""

from __future__ import annotations

from trimtab.adapters.imports.fidelity.pages import CUSTODIAN, NAMED_MONTH_FORMATS, read_page
from trimtab.adapters.imports.tables.draft import Draft
from trimtab.adapters.imports.tables.row import Row
from trimtab.adapters.imports.tables.table import Layout
from trimtab.adapters.imports.tables.valuation import check_cost
from trimtab.core.statement import FileKind, LineKind, ParsedFile, StatedLot

LAYOUT = Layout(
    {
        "account": ("accountnumber",),
        "name": ("accountname",),
        "symbol": ("symbol",),
        "acquired": ("acquired", "dateacquired"),
        "quantity": ("quantity",),
        "cost_per_share": ("averagecostbasis",),
        "cost": ("costbasistotal",),
        "term": ("term",),
    },
    frozenset({"name", "symbol", "acquired", "quantity", "cost"}),
)


def recognise(_name: str, text: str) -> bool:
    """Whether a header of this layout stands near the top."""
    return LAYOUT.is_in(text)


def read(name: str, text: str, sha256: str) -> ParsedFile:
    """The open lots of each account in the file."""
    draft = Draft(name, text, sha256, CUSTODIAN, FileKind.LOTS, "fidelity lots")
    if not read_page(draft, LAYOUT, lambda _columns: None, _read_row):
        draft.no_total("a lot")
    return draft.finish()


def _read_row(row: Row) -> None:
    symbol, quantity = row.needed_text("symbol").upper(), row.needed("quantity")
    acquired, cost = row.day("acquired", NAMED_MONTH_FORMATS), row.number("cost")
    per_share = row.number("cost_per_share")
    ref = row.draft.account(row.text("account"), row.needed_text("name"), row.record)
    if row.settle(LineKind.LOT):
        check_cost(row, symbol, quantity, per_share, cost)
        row.draft.add_lot(StatedLot(ref, symbol, "", quantity, acquired, cost, row.source()), per_share)
