"""Fidelity history: layouts of 18, 14 and 12 columns and that of July 2026, by column name."""

from __future__ import annotations

import re
from datetime import date

from trimtab.adapters.imports.cells import CellError, masked, parse_date
from trimtab.adapters.imports.fidelity.actions import kinds_of, plan_kinds_of
from trimtab.adapters.imports.fidelity.pages import (
    CUSTODIAN,
    DAY_FORMATS,
    NAMED_MONTH_FORMATS,
    read_page,
    require_download_day,
)
from trimtab.adapters.imports.kinds import kind_of
from trimtab.adapters.imports.tables.draft import Draft
from trimtab.adapters.imports.tables.row import CORRECT_IT, Row
from trimtab.adapters.imports.tables.table import Columns, Layout
from trimtab.adapters.imports.tables.valuation import traded_price_usd
from trimtab.core.household import ActivityKind
from trimtab.core.money import ZERO
from trimtab.core.statement import FileKind, LineKind, ParsedFile, StatedTransaction

LAYOUT = Layout(
    {
        "date": ("rundate",),
        "account_name": ("account", "accountname"),
        "account": ("accountnumber",),
        "action": ("action",),
        "symbol": ("symbol",),
        "description": ("description", "securitydescription"),
        "type": ("type", "securitytype"),
        "currency": ("currency",),
        "price": ("price", "price$"),
        "quantity": ("quantity",),
        "commission": ("commission", "commission$"),
        "fees": ("fees", "fees$"),
        "amount": ("amount", "amount$"),
        "settled": ("settlementdate",),
    },
    frozenset({"date", "action", "symbol", "quantity", "amount"}),
)
HOW_TO_TEACH = (
    "describe the file with a [[csv]] entry in household.toml whose actions say what these words mean"
)
_AS_OF = re.compile(
    r" as of (?P<day>[A-Z]{3}-\d{1,2}-\d{4}|\d{4}-\d{2}-\d{2}|\d{2}/\d{2}/\d{4}|\d{2}-\d{2}-(?:\d{4}|\d{2}))(?!\d)",
    re.IGNORECASE | re.ASCII,
)
_AS_OF_FORMATS = (*NAMED_MONTH_FORMATS, *DAY_FORMATS, "%m-%d-%y")
_IN_SHARES = "shares"
"""The type of a line that moved shares only: its amount is what they were worth, not cash."""
_TRADES = frozenset({ActivityKind.BUY, ActivityKind.SELL, ActivityKind.REINVEST})
_NUMBER_BEHIND_NAME = re.compile(r"(?P<name>.+?)\s+(?P<number>[A-Z]?\d{7,9}[A-Z]?)", re.ASCII)
_FILE_NAME = re.compile(r"History_for_Account_(?P<number>[A-Za-z0-9]{8,})", re.ASCII)


def recognise(_name: str, text: str) -> bool:
    """Whether a header of this layout stands near the top."""
    return LAYOUT.is_in(text)


def read(name: str, text: str, sha256: str) -> ParsedFile:
    """The transactions of one account or of all."""
    draft = Draft(name, text, sha256, CUSTODIAN, FileKind.TRANSACTIONS, "fidelity history")
    require_download_day(
        draft, read_page(draft, LAYOUT, lambda columns: _note_layout(draft, columns), _read_row)
    )
    return draft.finish()


def _note_layout(draft: Draft, columns: Columns) -> None:
    draft.layout = f"fidelity history, {columns.width} columns"
    if "account" not in columns.places and "account_name" not in columns.places:
        named = _FILE_NAME.search(draft.name)
        draft.account_from_file_name(named["number"] if named else "", "")


def _read_row(row: Row) -> None:
    ref, action = _account(row), row.needed_text("action")
    is_of_plan = _is_of_plan(row)
    kinds = (plan_kinds_of(action) if is_of_plan else None) or kinds_of(action)
    if kinds is None and action and not row.is_bad:
        message = f'"{masked(action)[:60]}" begins like no action trimtab knows'
        row.wrong("action-unknown", message, HOW_TO_TEACH, "action")
    if row.text("currency") not in {"", "USD"}:
        row.wrong(
            "currency-not-usd",
            f'the line is in "{row.text("currency")[:10]}", not in USD',
            "leave accounts in other currencies out of the download",
            "currency",
        )
    trade_date, settle_date = _trade_date(row, action), row.day("settled", DAY_FORMATS)
    quantity, amount = row.number("quantity") or ZERO, row.needed("amount")
    price, fees = row.number("price"), row.number("fees") or ZERO
    commission = row.number("commission") or ZERO
    if not row.settle(LineKind.TRANSACTION) or kinds is None:
        return
    if row.text("type").casefold() == _IN_SHARES:
        amount = ZERO
    symbol, kind = row.text("symbol").upper(), kind_of(kinds, amount, quantity)
    if is_of_plan and quantity:
        symbol = row.text("description").upper()
        amount = -amount if kind in _TRADES else amount
    stated = StatedTransaction(
        account_ref=ref,
        kind=kind,
        trade_date=trade_date,
        symbol=symbol,
        quantity=quantity,
        price_usd=traded_price_usd(symbol, quantity, price, amount),
        amount_usd=amount,
        description=masked(action),
        fingerprint="",
        source=row.source(),
        settle_date=settle_date,
        fees_usd=abs(fees) + abs(commission),
    )
    row.draft.add_transaction(stated, action)


def _is_of_plan(row: Row) -> bool:
    """Lines of employer plans have no symbol and say neither cash nor margin.

    They count money that went into a fund as positive, where elsewhere it is money that left the account.
    """
    return "type" in row.columns.places and not row.text("symbol") and not row.text("type")


def _account(row: Row) -> str:
    """By its number, which older downloads write behind the name: `Rollover IRA 212345678`."""
    if "account_name" not in row.columns.places and "account" not in row.columns.places:
        return row.draft.only_account()
    number, name = row.text("account"), row.text("account_name")
    behind = _NUMBER_BEHIND_NAME.fullmatch(name) if not number else None
    if behind:
        number, name = behind["number"], behind["name"]
    if not number and not name:
        row.needed_text("account" if "account" in row.columns.places else "account_name")
    return row.draft.account(number, name, row.record)


def _trade_date(row: Row, action: str) -> date:
    """`... as of Dec-30-2025` in the action is the day that counts; else the run date."""
    run_date = row.needed_day("date", DAY_FORMATS)
    match = _AS_OF.search(action)
    if match is None:
        return run_date
    try:
        return parse_date(match["day"], _AS_OF_FORMATS)
    except CellError as fault:
        row.wrong(fault.code, f'"{match["day"]}" cannot be used: {fault.reason}', CORRECT_IT, "action")
        return run_date
