"""Schwab positions: one account or all, layouts of 2020-21, 2023 and 2024-26, each table checked with its total.

The columns follow the view on the user's screen: what is needed of them are symbol, quantity and market value.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from trimtab.adapters.imports.refusal import no_quantity, refused
from trimtab.adapters.imports.schwab.banner import CUSTODIAN, named_account, read_as_of
from trimtab.adapters.imports.tables.draft import DOWNLOAD_AGAIN, Draft
from trimtab.adapters.imports.tables.row import Row
from trimtab.adapters.imports.tables.table import Columns, Layout, Record, first_records
from trimtab.adapters.imports.tables.valuation import is_cusip, unit_price_usd
from trimtab.core.money import ZERO
from trimtab.core.statement import FileKind, LineKind, ParsedFile, StatedCash, StatedPosition

SHOW_QUANTITY = (
    'add the columns "Qty (Quantity)", "Price", "Mkt Val" and "Cost Basis" to the view and export it again'
)
LAYOUT = Layout(
    {
        "symbol": ("symbol",),
        "description": ("description",),
        "quantity": ("quantity", "qtyquantity", "qty"),
        "price": ("price",),
        "value": ("marketvalue", "mktvalmarketvalue", "mktval"),
        "cost": ("costbasis",),
        "reinvest": ("reinvestdividends", "reinvest"),
        "capital_gains": ("capitalgains", "reinvestcapitalgains"),
        "share": ("%ofaccount", "%ofacct%ofaccount"),
        "type": ("securitytype", "assettype"),
        "volume": ("volume",),
        "doubled": ("qtyquantity",),
    },
    frozenset({"symbol", "value"}),
)
_ALWAYS_SHOWN = frozenset({"quantity", "price", "cost", "type", "capital_gains"})
"""Columns of the views that Schwab offers: a header that has them is known without its banner."""
CASH_LABELS = frozenset({"cash & cash investments", "cash and cash investments", "futures cash"})
UNSETTLED_LABELS = frozenset({"futures positions market value"})
TOTAL_LABELS = frozenset({"account total", "positions total"})
_BANNER = re.compile(r"Positions for (?:account )?(?P<who>.+?) as of (?P<when>.+)", re.IGNORECASE)
_SEVERAL = re.compile(r"all[ _-]accounts|cust\S*", re.IGNORECASE)


@dataclass(slots=True)
class _Table:
    """One account's table while it is read. `columns` None before its header."""

    account_ref: str
    columns: Columns | None = None
    values: list[Decimal] = field(default_factory=list)
    costs: list[Decimal] = field(default_factory=list)
    rows: int = 0


def recognise(_name: str, text: str) -> bool:
    """Whether a header of this layout stands near the top: one of Schwab's own views, or any under its banner."""
    headers = [columns for record in first_records(text) if (columns := LAYOUT.bind(record.cells))]
    if any(columns.places.keys() >= _ALWAYS_SHOWN for columns in headers):
        return True
    return bool(headers) and any(_banner(record) for record in first_records(text))


def _banner(record: Record) -> re.Match[str] | None:
    return _BANNER.fullmatch(record.cells[0]) if len(record.filled) == 1 else None


def read(name: str, text: str, sha256: str) -> ParsedFile:
    """Positions and cash of each account in the file."""
    shown = next(columns for record in first_records(text) if (columns := LAYOUT.bind(record.cells)))
    if "quantity" not in shown.places:
        return refused(name, sha256, text, no_quantity(name, SHOW_QUANTITY), CUSTODIAN, "schwab positions")
    draft = Draft(name, text, sha256, CUSTODIAN, FileKind.POSITIONS, "schwab positions")
    table: _Table | None = None
    several = False
    for record in draft.records:
        banner = _banner(record)
        if record.is_blank:
            draft.use(record, LineKind.BLANK)
        elif banner and draft.as_of is None and table is None:
            table, several = _read_banner(draft, record, banner)
        elif columns := LAYOUT.bind(record.cells):
            table = _read_header(draft, record, columns, table)
        elif several and table is None and len(record.filled) == 1 and named_account(record.cells[0]):
            table = _open_account(draft, record)
        elif table and table.columns:
            table = _read_row(draft, record, table, table.columns)
        else:
            draft.not_understood(record, "a banner, an account's name, a header or a position")
    _check_whole(draft, table, several)
    return draft.finish()


def _read_banner(draft: Draft, record: Record, banner: re.Match[str]) -> tuple[_Table | None, bool]:
    draft.use(record, LineKind.BANNER)
    read_as_of(draft, record, banner["when"])
    if _SEVERAL.fullmatch(banner["who"]):
        return None, True
    account = named_account(banner["who"])
    number, name = (account.number, account.name) if account else ("", banner["who"])
    return _Table(draft.account(number, name, record)), False


def _open_account(draft: Draft, record: Record) -> _Table:
    account = named_account(record.cells[0])
    assert account is not None, "asked before"
    draft.use(record, LineKind.ACCOUNT)
    return _Table(draft.account(account.number, account.name, record))


def _read_header(draft: Draft, record: Record, columns: Columns, table: _Table | None) -> _Table:
    draft.use(record, LineKind.HEADER)
    generation = "2020" if "volume" in columns.places else "2024" if "doubled" in columns.places else "2023"
    draft.layout = f"schwab positions {generation}"
    if table is None or table.columns is not None:
        message = "a table of positions stands under no account"
        draft.wrong(
            "banner-missing", message, f"{DOWNLOAD_AGAIN}: its first lines name account and day", record
        )
        table = _Table(draft.account("", "", record))
    draft.note_twice(record, columns)
    table.columns = columns
    return table


def _read_row(draft: Draft, record: Record, table: _Table, columns: Columns) -> _Table | None:
    label = record.cells[min(columns.places["symbol"], len(record.cells) - 1)].casefold()
    if label in TOTAL_LABELS:
        through = max("value", "cost", key=lambda field: columns.places.get(field, 0))
        _read_total(Row(draft, record, columns, through=through), table)
        return None
    row = Row(draft, record, columns)
    table.rows += 1
    if label in CASH_LABELS | UNSETTLED_LABELS:
        _read_cash(row, table, settled=label in CASH_LABELS)
    else:
        _read_position(row, table)
    return table


def _read_cash(row: Row, table: _Table, *, settled: bool) -> None:
    value = row.needed("value") if settled else row.number("value") or ZERO
    if row.settle(LineKind.CASH):
        table.values.append(value)
        label = row.text("symbol")
        row.draft.cash.append(StatedCash(table.account_ref, value, settled, label, row.source()))


def _read_position(row: Row, table: _Table) -> None:
    symbol, quantity = row.needed_text("symbol").upper(), row.needed("quantity")
    price, value, cost = row.number("price"), row.number("value"), row.number("cost")
    if not row.settle(LineKind.POSITION):
        return
    table.values.append(value or ZERO)
    table.costs.append(cost or ZERO)
    row.draft.positions.append(
        StatedPosition(
            account_ref=table.account_ref,
            symbol=symbol,
            description=row.text("description"),
            quantity=quantity,
            price_usd=unit_price_usd(row, symbol, quantity, price, value),
            value_usd=value,
            cost_usd=cost,
            source=row.source(),
            cusip=symbol if is_cusip(symbol) else "",
            price_as_of=row.draft.as_of,
            reinvest={"yes": True, "no": False}.get(row.text("reinvest").casefold()),
            asset_type=row.text("type"),
        )
    )


def _read_total(row: Row, table: _Table) -> None:
    value, cost = row.needed("value"), row.number("cost")
    if row.settle(LineKind.TOTAL):
        draft, record = row.draft, row.record
        draft.check_total(record, "market value", value, sum(table.values, ZERO), table.rows)
        draft.check_total(record, "cost basis", cost, sum(table.costs, ZERO), table.rows)


def _check_whole(draft: Draft, table: _Table | None, several: bool) -> None:
    if table is not None:
        draft.cut_short(None, "the last account's total line is missing")
    elif not draft.positions and not draft.cash:
        draft.cut_short(None, "no account's table is in it")
    elif several:
        if not draft.records[-1].ended:
            draft.cut_short(
                draft.records[-1], "its last line has no line end, so another account may have followed"
            )
        draft.no_total("an account after the last one")
