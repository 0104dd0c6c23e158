"""Schwab lot details: the lots of one symbol in one account, narrow and wide layout, checked with their total."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

from trimtab.adapters.imports.schwab.banner import CUSTODIAN, named_account, read_as_of
from trimtab.adapters.imports.tables.draft import DOWNLOAD_AGAIN, Draft
from trimtab.adapters.imports.tables.row import Row
from trimtab.adapters.imports.tables.table import Columns, Layout, Record
from trimtab.adapters.imports.tables.valuation import check_cost
from trimtab.core.money import ZERO
from trimtab.core.statement import FileKind, LineKind, ParsedFile, StatedLot
from trimtab.tax.holding import first_long_day

LAYOUT = Layout(
    {
        "opened": ("opendate",),
        "quantity": ("quantity", "qty", "qtyquantity"),
        "price": ("price",),
        "cost_per_share": ("costshare", "costpershare"),
        "value": ("marketvalue", "mktval", "mktvalmarketvalue"),
        "cost": ("costbasis",),
        "term": ("holdingperiod",),
        "disallowed": ("disallowedloss",),
    },
    frozenset({"opened", "quantity", "cost_per_share", "cost", "term"}),
)
OPENED_FORMATS = ("%m/%d/%Y %H:%M:%S", "%m/%d/%Y")
TERM_SLACK = timedelta(days=3)  # custodians turn the term a day or two apart: settlement, weekends
_BANNER = re.compile(r"(?P<symbol>.+?) Lot Details for (?P<who>.+?) as of (?P<when>.+)", re.IGNORECASE)


class _Lots:
    """What the rows above the total add up to."""

    def __init__(self) -> None:
        self.account_ref = self.symbol = ""
        self.columns: Columns | None = None
        self.quantities: list[Decimal] = []
        self.costs: list[Decimal] = []
        self.values: list[Decimal] = []
        self.is_totalled = False


def recognise(_name: str, text: str) -> bool:
    """Whether a header of this layout stands near the top."""
    return LAYOUT.is_in(text)


def read(name: str, text: str, sha256: str) -> ParsedFile:
    """The lots of the file's one symbol."""
    draft = Draft(name, text, sha256, CUSTODIAN, FileKind.LOTS, "schwab lot details")
    lots = _Lots()
    for record in draft.records:
        banner = _BANNER.fullmatch(record.cells[0]) if len(record.filled) == 1 else None
        if record.is_blank:
            draft.use(record, LineKind.BLANK)
        elif banner and not lots.symbol:
            _read_banner(draft, record, banner, lots)
        elif lots.columns is None and (columns := LAYOUT.bind(record.cells)):
            _read_header(draft, record, columns, lots)
        elif lots.columns and not lots.is_totalled:
            _read_row(Row(draft, record, lots.columns), lots)
        else:
            draft.not_understood(record, "a banner, a header, a lot or the one total")
    if not lots.is_totalled:
        draft.cut_short(None, "its Total line is missing")
    return draft.finish()


def _read_banner(draft: Draft, record: Record, banner: re.Match[str], lots: _Lots) -> None:
    draft.use(record, LineKind.BANNER)
    read_as_of(draft, record, banner["when"])
    account = named_account(banner["who"])
    number, name = (account.number, account.name) if account else ("", banner["who"])
    lots.account_ref = draft.account(number, name, record)
    lots.symbol = banner["symbol"].upper()


def _read_header(draft: Draft, record: Record, columns: Columns, lots: _Lots) -> None:
    draft.use(record, LineKind.HEADER)
    if not lots.symbol:
        remedy = f"{DOWNLOAD_AGAIN}: its first line names symbol, account and day"
        draft.wrong("banner-missing", "the lots stand under no symbol and no account", remedy, record)
        lots.account_ref = draft.account("", "", record)
    draft.layout = "schwab lot details, wide" if "disallowed" in columns.places else "schwab lot details"
    draft.note_twice(record, columns)
    lots.columns = columns


def _read_row(row: Row, lots: _Lots) -> None:
    if row.text("opened").casefold() == "total":
        _read_total(row, lots)
        return
    acquired, quantity = row.day("opened", OPENED_FORMATS), row.needed("quantity")
    cost, cost_per_share = row.number("cost"), row.number("cost_per_share")
    disallowed, value = row.number("disallowed"), row.number("value")
    if not row.settle(LineKind.LOT):
        return
    check_cost(row, lots.symbol, quantity, cost_per_share, cost)
    _check_term(row, lots.symbol, acquired)
    lots.quantities.append(quantity)
    lots.costs.append(cost or ZERO)
    lots.values.extend([] if value is None else [value])
    row.draft.add_lot(
        StatedLot(
            lots.account_ref, lots.symbol, "", quantity, acquired, cost, row.source(), abs(disallowed or ZERO)
        ),
        cost_per_share,
    )


def _check_term(row: Row, symbol: str, acquired: date | None) -> None:
    """The holding period the file states against that of the lot's date; a difference is a WARNING."""
    term, day = row.text("term").casefold(), row.draft.as_of
    if acquired is None or day is None or term not in {"long term", "short term"}:
        return
    turns = first_long_day(acquired)
    if abs(turns - day) > TERM_SLACK and (term == "long term") != (turns <= day):
        row.draft.doubt(
            "term-differs",
            f"{symbol}: a lot of {acquired} is stated as {term} on {day}",
            "compare its date with the custodian's page: its tax depends on it",
            row.record,
        )


def _read_total(row: Row, lots: _Lots) -> None:
    quantity, cost, value = row.number("quantity"), row.number("cost"), row.number("value")
    lots.is_totalled = True
    if row.settle(LineKind.TOTAL):
        draft, record, rows = row.draft, row.record, len(lots.quantities)
        shares = f"shares of {lots.symbol}"
        draft.check_total(record, shares, quantity, sum(lots.quantities, ZERO), rows, money=False)
        draft.check_total(record, "cost basis", cost, sum(lots.costs, ZERO), rows)
        if len(lots.values) == rows:
            draft.check_total(record, "market value", value, sum(lots.values, ZERO), rows)
