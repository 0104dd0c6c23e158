"""A price list of trimtab's own: `symbol,price,as_of`, days as 2026-11-20."""

from __future__ import annotations

from trimtab.adapters.imports.tables.draft import Draft
from trimtab.adapters.imports.tables.row import Row
from trimtab.adapters.imports.tables.table import Columns, Layout, first_records
from trimtab.core.statement import FileKind, LineKind, ParsedFile, StatedPrice

LAYOUT = Layout(
    {"symbol": ("symbol",), "price": ("price",), "as_of": ("asof",)}, frozenset({"symbol", "price", "as_of"})
)
FORMATS = ("%Y-%m-%d",)


def recognise(_name: str, text: str) -> bool:
    """Whether the first line that is not blank is this header and holds nothing else."""
    first = next((record for record in first_records(text) if not record.is_blank), None)
    return (
        first is not None and len(first.filled) == len(LAYOUT.fields) and LAYOUT.bind(first.cells) is not None
    )


def read(name: str, text: str, sha256: str) -> ParsedFile:
    """The prices of the list; the newest day is the file's."""
    draft = Draft(name, text, sha256, "", FileKind.PRICES, "price list")
    columns: Columns | None = None
    for record in draft.records:
        if record.is_blank:
            draft.use(record, LineKind.BLANK)
        elif columns is None:
            columns = LAYOUT.bind(record.cells)
            draft.use(record, LineKind.HEADER)
        else:
            _read_price(Row(draft, record, columns))
    draft.as_of = max((price.as_of for price in draft.prices), default=None)
    draft.no_total("a price")
    return draft.finish()


def _read_price(row: Row) -> None:
    symbol, price = row.needed_text("symbol").upper(), row.needed("price")
    day = row.needed_day("as_of", FORMATS)
    if not row.is_bad and price <= 0:
        row.wrong(
            "price-not-positive", f"{symbol}: a price of {price} is not above zero", "correct it", "price"
        )
    if row.settle(LineKind.PRICE):
        row.draft.prices.append(StatedPrice(symbol, price, day, row.source()))
