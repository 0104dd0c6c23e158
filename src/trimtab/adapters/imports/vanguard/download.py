"""Vanguard's OfxDownload.csv: holdings, transactions, employer plans and 529 accounts stacked in one file."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from trimtab.adapters.imports.kinds import kind_of
from trimtab.adapters.imports.tables.draft import Draft
from trimtab.adapters.imports.tables.row import Row
from trimtab.adapters.imports.tables.table import Columns, Layout, Record
from trimtab.adapters.imports.tables.valuation import is_cusip, traded_price_usd, unit_price_usd
from trimtab.adapters.imports.vanguard.actions import kinds_of
from trimtab.core.household import ActivityKind
from trimtab.core.money import ZERO
from trimtab.core.statement import (
    FileKind,
    LineKind,
    ParsedFile,
    StatedCash,
    StatedPosition,
    StatedTransaction,
)

CUSTODIAN = "vanguard"
SETTLEMENT_FUND = "VMFXX"
NO_SYMBOL = frozenset({"NULL", "--", "N/A"})
"""What stands for a security without a ticker: bonds, certificates and the cash of a sweep."""
DAY_FORMATS = ("%Y-%m-%d", "%m/%d/%Y")
HOLDINGS = Layout(
    {
        "account": ("accountnumber",),
        "description": ("investmentname",),
        "symbol": ("symbol",),
        "quantity": ("shares",),
        "price": ("shareprice",),
        "value": ("totalvalue",),
    },
    frozenset({"account", "description", "symbol", "quantity", "price", "value"}),
)
TRANSACTIONS = Layout(
    {
        "account": ("accountnumber",),
        "date": ("tradedate",),
        "settled": ("settlementdate",),
        "action": ("transactiontype", "transactionactivity"),
        "words": ("transactiondescription",),
        "description": ("investmentname",),
        "symbol": ("symbol",),
        "quantity": ("shares", "transactionshares"),
        "price": ("shareprice",),
        "fees": ("commissionsandfees", "commissionfees"),
        "amount": ("netamount", "dollaramount"),
    },
    frozenset({"account", "date", "action", "description", "quantity", "amount"}),
)
_TRADES = frozenset({ActivityKind.BUY, ActivityKind.SELL, ActivityKind.REINVEST})
PLAN = Layout(
    {
        "account": ("plannumber",),
        "name": ("planname",),
        "description": ("fundname",),
        "quantity": ("shares",),
        "price": ("price",),
        "value": ("totalvalue",),
    },
    frozenset({"account", "name", "description", "quantity", "price", "value"}),
)
COLLEGE = Layout(
    {
        "account": ("fundaccountnumber",),
        "description": ("fundname",),
        "quantity": ("shares",),
        "price": ("price",),
        "value": ("totalvalue",),
    },
    frozenset({"account", "description", "quantity", "price", "value"}),
)
HOW_TO_TEACH = (
    "describe the file with a [[csv]] entry in household.toml whose actions say what this word means"
)


def recognise(_name: str, text: str) -> bool:
    """Whether the header of one of the four tables stands near the top."""
    return any(layout.is_in(text) for layout, _ in _TABLES)


def read(name: str, text: str, sha256: str) -> ParsedFile:
    """Positions, cash and transactions of each account. The file says no day: `as_of` is None."""
    draft = Draft(name, text, sha256, CUSTODIAN, FileKind.STATEMENT, "vanguard download")
    current: tuple[Columns, Callable[[Row], None]] | None = None
    for record in draft.records:
        if record.is_blank:
            draft.use(record, LineKind.BLANK)
        elif header := _header(record):
            current = header
            draft.use(record, LineKind.HEADER)
            draft.note_twice(record, header[0])
        elif current:
            current[1](Row(draft, record, current[0]))
        else:
            draft.not_understood(record, "a header of holdings, transactions or a plan")
    draft.no_total("a line or a table")
    return draft.finish()


def _header(record: Record) -> tuple[Columns, Callable[[Row], None]] | None:
    for layout, read_row in _TABLES:
        columns = layout.bind(record.cells)
        if columns:
            return columns, read_row
    return None


def _read_holding(row: Row) -> None:
    symbol = _symbol(row)
    if symbol == SETTLEMENT_FUND:
        ref, value = row.draft.account(row.needed_text("account"), "", row.record), row.needed("value")
        if row.settle(LineKind.CASH):
            row.draft.cash.append(StatedCash(ref, value, True, symbol, row.source()))
    else:
        _read_position(row, symbol)


def _symbol(row: Row) -> str:
    symbol = row.text("symbol").upper()
    return "" if symbol in NO_SYMBOL else symbol


def _read_fund(row: Row) -> None:
    """Plans name their funds without a ticker: the name, in capitals, is the symbol."""
    _read_position(row, "")


def _read_position(row: Row, symbol: str) -> None:
    number, description = row.needed_text("account"), row.needed_text("description")
    quantity, price, value = row.needed("quantity"), row.number("price"), row.number("value")
    symbol = symbol or description.upper()
    name = row.text("name") or ("529" if row.columns.names["account"].casefold().startswith("fund") else "")
    ref = row.draft.account(number, name, row.record)
    if row.settle(LineKind.POSITION):
        row.draft.positions.append(
            StatedPosition(
                account_ref=ref,
                symbol=symbol,
                description=description,
                quantity=quantity,
                price_usd=unit_price_usd(row, symbol, quantity, price, value),
                value_usd=value,
                cost_usd=None,
                source=row.source(),
                cusip=symbol if is_cusip(symbol) else "",
            )
        )


def _read_transaction(row: Row) -> None:
    ref = row.draft.account(row.needed_text("account"), "", row.record)
    action = row.needed_text("action")
    kinds = kinds_of(action)
    if kinds is None and action and not row.is_bad:
        row.wrong(
            "action-unknown", f'"{action[:60]}" is no transaction type trimtab knows', HOW_TO_TEACH, "action"
        )
    trade_date, settle_date = row.needed_day("date", DAY_FORMATS), row.day("settled", DAY_FORMATS)
    quantity, amount = row.number("quantity") or ZERO, row.needed("amount")
    price, fees = row.number("price"), row.number("fees") or ZERO
    if not row.settle(LineKind.TRANSACTION) or kinds is None:
        return
    symbol = _symbol(row) or (row.text("description").upper() if quantity else "")
    kind = kind_of(kinds, amount, quantity)
    if "symbol" not in row.columns.places and kind in _TRADES:
        amount = _paid(amount, quantity)
    stated = StatedTransaction(
        account_ref=ref,
        kind=kind,
        trade_date=trade_date,
        symbol=symbol,
        quantity=quantity,
        price_usd=traded_price_usd(symbol, quantity, price, amount),
        amount_usd=amount,
        description=row.text("description"),
        fingerprint="",
        source=row.source(),
        settle_date=settle_date,
        fees_usd=abs(fees),
    )
    row.draft.add_transaction(stated, action)


def _paid(amount: Decimal, quantity: Decimal) -> Decimal:
    """Plans and 529 accounts, which name no symbols, state what a fund gained: here it is what was paid for it."""
    return -abs(amount) if quantity > 0 else abs(amount)


_TABLES: tuple[tuple[Layout, Callable[[Row], None]], ...] = (
    (HOLDINGS, _read_holding),
    (TRANSACTIONS, _read_transaction),
    (PLAN, _read_fund),
    (COLLEGE, _read_fund),
)
