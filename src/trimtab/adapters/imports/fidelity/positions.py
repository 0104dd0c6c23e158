"""Fidelity positions of all accounts; money market sweeps and pending activity are cash."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from trimtab.adapters.imports.cells import CellError, parse_number
from trimtab.adapters.imports.fidelity.pages import CUSTODIAN, read_page, require_download_day
from trimtab.adapters.imports.fidelity.shares import Shares
from trimtab.adapters.imports.refusal import no_quantity, refused
from trimtab.adapters.imports.tables.draft import Draft
from trimtab.adapters.imports.tables.row import Row
from trimtab.adapters.imports.tables.table import Columns, Layout, first_records
from trimtab.adapters.imports.tables.valuation import check_cost, is_cusip, unit_price_usd
from trimtab.core.statement import FileKind, LineKind, ParsedFile, StatedCash, StatedPosition

SHOW_QUANTITY = (
    'choose the view "Overview", or add Quantity, Last price and Cost basis to your own, '
    "and download it again"
)
LAYOUT = Layout(
    {
        "account": ("accountnumber",),
        "name": ("accountname",),
        "symbol": ("symbol",),
        "description": ("description",),
        "quantity": ("quantity",),
        "price": ("lastprice",),
        "value": ("currentvalue",),
        "cost": ("costbasistotal", "costbasis"),
        "cost_per_share": ("averagecostbasis", "costbasispershare"),
        "percent": ("percentofaccount",),
        "type": ("type",),
    },
    frozenset({"account", "symbol", "description", "value"}),
)


def recognise(_name: str, text: str) -> bool:
    """Whether a header of this layout stands near the top."""
    return LAYOUT.is_in(text)


def read(name: str, text: str, sha256: str) -> ParsedFile:
    """Positions and cash of each account in the file, as of the day of download; its columns follow the user's view."""
    shown = next(columns for record in first_records(text) if (columns := LAYOUT.bind(record.cells)))
    if "quantity" not in shown.places:
        return refused(name, sha256, text, no_quantity(name, SHOW_QUANTITY), CUSTODIAN, "fidelity positions")
    draft = Draft(name, text, sha256, CUSTODIAN, FileKind.POSITIONS, "fidelity positions")
    shares = Shares()
    has_day = read_page(
        draft,
        LAYOUT,
        lambda columns: _note_layout(draft, columns),
        lambda row: _read_row(row, shares),
    )
    require_download_day(draft, has_day)
    shares.check()
    draft.positions = [replace(position, price_as_of=draft.as_of) for position in draft.positions]
    return draft.finish()


def _note_layout(draft: Draft, columns: Columns) -> None:
    newest = columns.names["account"] == "Account number"
    older = columns.names.get("cost", "").casefold() == "cost basis"
    draft.layout = f"fidelity positions {'2026' if newest else 'before 2023' if older else '2023'}"


def _read_row(row: Row, shares: Shares) -> None:
    number, symbol = row.needed_text("account"), row.text("symbol").upper()
    ref = row.draft.account(number, row.text("name"), row.record)
    if symbol.rstrip() == "PENDING ACTIVITY":
        _read_pending(row, ref, shares)
    elif symbol.endswith("**"):
        value = row.needed("value")
        shares.add(row, ref, value)
        if row.settle(LineKind.CASH):
            row.draft.cash.append(StatedCash(ref, value, True, symbol, row.source()))
    else:
        _read_position(row, ref, symbol, shares)


def _read_pending(row: Row, ref: str, shares: Shares) -> None:
    """The amount stands in a column that differs between layouts: it is the one number of the line."""
    amounts = [amount for cell in row.record.cells[3:] if (amount := _number_in(cell)) is not None]
    if not amounts and not row.is_bad:
        message = "a pending activity line states no amount: nothing is taken to be pending"
        row.draft.doubt("pending-without-amount", message, "compare with the custodian's page", row.record)
        row.settle(LineKind.CASH)
        return
    if len(amounts) != 1:
        message = f"a pending activity line should hold one amount, this one holds {len(amounts)}"
        row.wrong("pending-not-understood", message, "wait until it has settled and download the file again")
    if row.settle(LineKind.CASH):
        shares.add_pending(ref, amounts[0])
        row.draft.cash.append(StatedCash(ref, amounts[0], False, "Pending activity", row.source()))


def _number_in(cell: str) -> Decimal | None:
    try:
        return parse_number(cell)
    except CellError:
        return None


def _read_position(row: Row, ref: str, symbol: str, shares: Shares) -> None:
    description, quantity = row.text("description"), row.needed("quantity")
    symbol = symbol or row.needed_text("description").upper()
    price, value, cost = row.number("price"), row.number("value"), row.number("cost")
    cost_per_share = row.number("cost_per_share")
    shares.add(row, ref, value)
    if not row.settle(LineKind.POSITION):
        return
    if not is_cusip(symbol):
        check_cost(row, symbol, quantity, cost_per_share, cost)
    if symbol == "BROKERAGELINK":
        row.draft.doubt(
            "brokeragelink-may-count-twice",
            "the plan's BROKERAGELINK line may be the worth of another account in this file",
            "if so, leave that line or that account out in household.toml",
            row.record,
        )
    row.draft.positions.append(
        StatedPosition(
            account_ref=ref,
            symbol=symbol,
            description=description,
            quantity=quantity,
            price_usd=unit_price_usd(row, symbol, quantity, price, value),
            value_usd=value,
            cost_usd=cost,
            source=row.source(),
            cusip=symbol if is_cusip(symbol) else "",
            asset_type=row.text("type"),
        )
    )
