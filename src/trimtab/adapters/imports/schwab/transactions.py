"""Schwab transactions of an account or several: layouts of 2020-21, 2022-23 and late 2023 on, newest line first."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from trimtab.adapters.imports.cells import CellError, parse_date
from trimtab.adapters.imports.kinds import kind_of
from trimtab.adapters.imports.schwab.actions import BOUGHT, SOLD, kinds_of
from trimtab.adapters.imports.schwab.banner import CUSTODIAN, named_account, read_as_of, read_period
from trimtab.adapters.imports.tables.draft import Draft
from trimtab.adapters.imports.tables.row import CORRECT_IT, Row
from trimtab.adapters.imports.tables.table import Columns, Layout, Record, first_records
from trimtab.adapters.imports.tables.valuation import traded_price_usd
from trimtab.core.money import ZERO
from trimtab.core.statement import FileKind, LineKind, ParsedFile, StatedTransaction

LAYOUT = Layout(
    {
        "date": ("date",),
        "action": ("action",),
        "symbol": ("symbol",),
        "description": ("description",),
        "quantity": ("quantity",),
        "price": ("price",),
        "fees": ("feescomm",),
        "amount": ("amount",),
    },
    frozenset({"date", "action", "symbol", "description", "quantity", "price", "fees", "amount"}),
)
FORMATS = ("%m/%d/%Y",)
HOW_TO_TEACH = (
    "describe the file with a [[csv]] entry in household.toml whose actions say what this word means"
)
_BANNER = re.compile(r"Transactions\s+for account (?P<who>.+?) as of (?P<when>.+)", re.IGNORECASE)
_FILE_NAME = re.compile(r"(?P<name>.+?)_X+-?(?P<number>\d{3,4})_Transactions_", re.ASCII)
NO_SYMBOL = "NO NUMBER"
"""What stands where cash came with a transfer of assets."""
_TOTAL = "transactions total"


class _Table:
    """What is known of an account's table while its rows are read."""

    def __init__(self) -> None:
        self.account_ref = ""
        self.columns: Columns | None = None
        self.has_banner = self.must_end_with_total = self.is_ended = False

    @property
    def may_begin(self) -> bool:
        """Whether a banner may open an account here: on top, or where another account's table may end."""
        if self.columns is None:
            return not self.has_banner
        return self.is_ended or not self.must_end_with_total


def recognise(_name: str, text: str) -> bool:
    """Whether a header of this layout stands near the top, and no vest dates of an equity award below it."""
    return LAYOUT.is_in(text) and not any(
        "awarddate" in "".join(r.cells).casefold() for r in first_records(text)
    )


def read(name: str, text: str, sha256: str) -> ParsedFile:
    """The transactions of the file's account, or of several with a banner and a total each."""
    draft = Draft(name, text, sha256, CUSTODIAN, FileKind.TRANSACTIONS, "schwab transactions 2023")
    table = _Table()
    for record in draft.records:
        banner = _BANNER.fullmatch(record.cells[0]) if len(record.filled) == 1 else None
        if record.is_blank:
            _read_blank(draft, record, table)
        elif banner and table.may_begin:
            table = _Table()
            _read_banner(draft, record, banner, table)
        elif banner:
            draft.not_understood(record, "a place for a banner: the table above has no total")
        elif table.columns is None and (columns := LAYOUT.bind(record.cells)):
            _read_header(draft, record, columns, table)
        elif table.columns and not table.is_ended:
            _read_row(Row(draft, record, table.columns), table)
        else:
            draft.not_understood(record, "a banner, a header, a transaction or the one total")
    _check_whole(draft, table)
    return draft.finish()


def _read_blank(draft: Draft, record: Record, table: _Table) -> None:
    """A lone pair of quotes ends an account's file without transactions."""
    ends_none = table.columns is not None and record.quoted and not draft.transactions
    table.is_ended = table.is_ended or ends_none
    draft.use(record, LineKind.FOOTER if ends_none else LineKind.BLANK)


def _read_banner(draft: Draft, record: Record, banner: re.Match[str], table: _Table) -> None:
    draft.use(record, LineKind.BANNER)
    read_as_of(draft, record, banner["when"])
    read_period(draft, record, banner["when"])
    account = named_account(banner["who"])
    number, name = (account.number, account.name) if account else ("", banner["who"])
    table.account_ref, table.has_banner = draft.account(number, name, record), True


def _read_header(draft: Draft, record: Record, columns: Columns, table: _Table) -> None:
    draft.use(record, LineKind.HEADER)
    draft.note_twice(record, columns)
    table.columns = columns
    table.must_end_with_total = table.has_banner and not record.cells[-1]
    if table.has_banner:
        draft.layout = f"schwab transactions {'2020' if table.must_end_with_total else '2022'}"
        return
    named = _FILE_NAME.match(draft.name)
    number, name = (named["number"], named["name"].replace("_", " ")) if named else ("", "")
    table.account_ref = draft.account_from_file_name(number, name)


def _read_row(row: Row, table: _Table) -> None:
    if row.text("date").casefold() == _TOTAL:
        _read_total(row, table)
        return
    action = row.needed_text("action")
    kinds = kinds_of(action)
    if kinds is None and action:
        row.wrong("action-unknown", f'"{action}" is no action trimtab knows', HOW_TO_TEACH, "action")
    trade_date = _effective_day(row)
    shares, money = row.number("quantity"), row.number("amount")
    price, fees = row.number("price"), row.number("fees") or ZERO
    if shares is None and money is None and not row.is_bad:
        row.wrong("number-missing", f'"{action}" states neither shares nor an amount', CORRECT_IT, "amount")
    quantity, amount = _signed(action.casefold(), shares or ZERO), money or ZERO
    if not row.settle(LineKind.TRANSACTION) or kinds is None:
        return
    symbol = "" if row.text("symbol").upper() == NO_SYMBOL else row.text("symbol").upper()
    stated = StatedTransaction(
        account_ref=table.account_ref,
        kind=kind_of(kinds, amount, quantity),
        trade_date=trade_date,
        symbol=symbol,
        quantity=quantity,
        price_usd=traded_price_usd(symbol, quantity, price, amount),
        amount_usd=amount,
        description=row.text("description"),
        fingerprint="",
        source=row.source(),
        fees_usd=abs(fees),
    )
    row.draft.add_transaction(stated, action)


def _effective_day(row: Row) -> date:
    """`11/20/2020 as of 11/19/2020`: the second day is the one that counts for holding periods."""
    posted, _, effective = row.text("date").partition(" as of ")
    try:
        day = parse_date(posted, FORMATS)
        return parse_date(effective, FORMATS) if effective else day
    except CellError as fault:
        row.wrong(fault.code, f'"{row.text("date")[:40]}" cannot be used: {fault.reason}', CORRECT_IT, "date")
        return date.min


def _signed(action: str, quantity: Decimal) -> Decimal:
    """Schwab writes the shares of a purchase or sale without a sign."""
    if action in SOLD:
        return -abs(quantity)
    return abs(quantity) if action in BOUGHT else quantity


def _read_total(row: Row, table: _Table) -> None:
    total = row.number("amount")
    table.is_ended = True
    if row.settle(LineKind.TOTAL):
        found = [one for one in row.draft.transactions if one.account_ref == table.account_ref]
        row.draft.check_total(
            row.record, "amount", total, sum((t.amount_usd for t in found), ZERO), len(found)
        )


def _check_whole(draft: Draft, table: _Table) -> None:
    if table.is_ended:
        return
    if table.columns is None:
        draft.cut_short(None, "no table follows its banner")
    elif table.must_end_with_total:
        draft.cut_short(None, "its Transactions Total line is missing")
    else:
        draft.no_total("an older transaction")
