"""Schwab realized gains: the closed lots of a period."""

from __future__ import annotations

import re

from trimtab.adapters.imports.schwab.banner import CUSTODIAN, banner_day, named_account, read_period
from trimtab.adapters.imports.tables.draft import DOWNLOAD_AGAIN, Draft
from trimtab.adapters.imports.tables.row import Row
from trimtab.adapters.imports.tables.table import Columns, Layout, Record
from trimtab.core.money import ZERO
from trimtab.core.statement import FileKind, LineKind, ParsedFile, StatedGain

LAYOUT = Layout(
    {
        "symbol": ("symbol",),
        "closed": ("closeddate",),
        "opened": ("openeddate",),
        "quantity": ("quantity",),
        "proceeds": ("proceeds",),
        "cost": ("costbasiscb", "costbasis"),
        "gain": ("gainloss$",),
        "long": ("longtermgainloss", "longtermgainloss$"),
        "short": ("shorttermgainloss", "shorttermgainloss$"),
        "term": ("term",),
        "disallowed": ("disallowedloss",),
    },
    frozenset({"symbol", "closed", "opened", "quantity", "proceeds", "cost", "long", "short"}),
)
FORMATS = ("%m/%d/%Y",)
_BANNER = re.compile(
    r"Realized Gain/Loss - Lot Details for (?P<who>.+?) as of (?P<when>.+?),? from (?P<rest>.+)",
    re.IGNORECASE,
)
_MAIL_DAY = re.compile(
    r"[A-Z][a-z]{2} (?P<month>[A-Z][a-z]{2}) +(?P<day>\d{1,2}) .*?(?P<year>\d{4})", re.ASCII
)


class _Gains:
    """The account, the bound header, and whether the total was seen."""

    def __init__(self) -> None:
        self.account_ref = ""
        self.columns: Columns | None = None
        self.is_totalled = False


def recognise(_name: str, text: str) -> bool:
    """Whether a header of this layout stands near the top."""
    return LAYOUT.is_in(text)


def read(name: str, text: str, sha256: str) -> ParsedFile:
    """The closed lots of the period that the banner names."""
    draft = Draft(name, text, sha256, CUSTODIAN, FileKind.REALIZED_GAINS, "schwab realized gains")
    gains = _Gains()
    for record in draft.records:
        banner = _BANNER.fullmatch(record.cells[0]) if len(record.filled) == 1 else None
        if record.is_blank:
            draft.use(record, LineKind.BLANK)
        elif banner and not gains.account_ref:
            _read_banner(draft, record, banner, gains)
        elif gains.columns is None and (columns := LAYOUT.bind(record.cells)):
            _read_header(draft, record, columns, gains)
        elif gains.columns and not gains.is_totalled:
            _read_row(Row(draft, record, gains.columns), gains)
        else:
            draft.not_understood(record, "a banner, a header, a closed lot or the one total")
    if not gains.is_totalled:
        draft.no_total("a closed lot")
    return draft.finish()


def _read_banner(draft: Draft, record: Record, banner: re.Match[str], gains: _Gains) -> None:
    draft.use(record, LineKind.BANNER)
    read_period(draft, record, f"from {banner['rest']}")
    spelled = _MAIL_DAY.search(banner["when"])
    when = f"{spelled['month']} {spelled['day']} {spelled['year']}" if spelled else banner["when"].split()[-1]
    draft.as_of = banner_day(draft, record, when)
    account = named_account(banner["who"])
    number, name = (account.number, account.name) if account else ("", banner["who"])
    gains.account_ref = draft.account(number, name, record)


def _read_header(draft: Draft, record: Record, columns: Columns, gains: _Gains) -> None:
    draft.use(record, LineKind.HEADER)
    if not gains.account_ref:
        remedy = f"{DOWNLOAD_AGAIN}: its first line names account and period"
        draft.wrong("banner-missing", "the gains stand under no account", remedy, record)
        gains.account_ref = draft.account("", "", record)
    draft.note_twice(record, columns)
    gains.columns = columns


def _read_row(row: Row, gains: _Gains) -> None:
    if row.text("symbol").casefold() == "total":
        _read_total(row, gains)
        return
    symbol, quantity = row.needed_text("symbol").upper(), row.needed("quantity")
    opened, closed = row.day("opened", FORMATS), row.needed_day("closed", FORMATS)
    proceeds, cost = row.needed("proceeds"), row.number("cost")
    short, long = row.number("short"), row.number("long")
    disallowed = row.number("disallowed")
    if short is None and long is None and cost is not None:
        row.wrong(
            "gain-without-term",
            f"{symbol}: neither a long-term nor a short-term gain is stated",
            "download the file again with all columns shown",
        )
    if row.settle(LineKind.GAIN):
        row.draft.gains.append(
            StatedGain(
                account_ref=gains.account_ref,
                symbol=symbol,
                quantity=quantity,
                opened=opened,
                closed=closed,
                proceeds_usd=proceeds,
                cost_usd=cost,
                gain_short_usd=short or ZERO,
                gain_long_usd=long or ZERO,
                source=row.source(),
                disallowed_usd=abs(disallowed or ZERO),
            )
        )


def _read_total(row: Row, gains: _Gains) -> None:
    short, long, proceeds = row.number("short"), row.number("long"), row.number("proceeds")
    gains.is_totalled = True
    if row.settle(LineKind.TOTAL):
        draft, found = row.draft, row.draft.gains
        rows = len(found)
        draft.check_total(
            row.record, "short-term gain", short, sum((g.gain_short_usd for g in found), ZERO), rows
        )
        draft.check_total(
            row.record, "long-term gain", long, sum((g.gain_long_usd for g in found), ZERO), rows
        )
        draft.check_total(row.record, "proceeds", proceeds, sum((g.proceeds_usd for g in found), ZERO), rows)
