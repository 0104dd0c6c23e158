"""Schwab realized gains of a period: closed lots, or each sale in one line; one account or several."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from trimtab.adapters.imports.schwab.banner import CUSTODIAN, banner_day, named_account
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
        "proceeds": ("proceeds", "totalproceeds"),
        "cost": ("costbasiscb", "costbasis"),
        "long": ("longtermgainloss", "longtermgainloss$", "longtermltgainloss$", "ltgainloss"),
        "short": ("shorttermgainloss", "shorttermgainloss$", "shorttermstgainloss$", "stgainloss"),
        "disallowed": ("disallowedloss",),
        "unadjusted": ("unadjustedcostbasis",),
    },
    frozenset({"symbol", "closed", "quantity", "proceeds", "cost", "long", "short"}),
)
FORMATS = ("%m/%d/%Y",)
_BANNER = re.compile(
    r"Realized Gain/Loss(?: - (?:Lot Details|Summary))? for (?P<who>.+?)(?P<when>(?: as of | for \d{2}/).+)",
    re.IGNORECASE,
)
_AS_OF = re.compile(r" as of (?P<when>.+?)(?:,? from .+)?$", re.IGNORECASE)
_PERIOD = re.compile(r" (?:from|for) (?P<first>\S+) to (?P<last>\S+)", re.IGNORECASE)
_SEVERAL = re.compile(r"all[ _-]accounts", re.IGNORECASE)
_MAIL_DAY = re.compile(
    r"[A-Z][a-z]{2} (?P<month>[A-Z][a-z]{2}) +(?P<day>\d{1,2}) .*?(?P<year>\d{4})", re.ASCII
)


class _Gains:
    """The account being read, the bound header, and whether the account's total was seen."""

    def __init__(self) -> None:
        self.account_ref = ""
        self.columns: Columns | None = None
        self.is_totalled = self.is_several = False

    def open_account(self, account_ref: str) -> None:
        """What follows is of this account, under a header of its own."""
        self.account_ref, self.columns, self.is_totalled = account_ref, None, False


def recognise(_name: str, text: str) -> bool:
    """Whether a header of this layout stands near the top."""
    return LAYOUT.is_in(text)


def read(name: str, text: str, sha256: str) -> ParsedFile:
    """The closed lots, or the sales, of the period that the banner names."""
    draft = Draft(name, text, sha256, CUSTODIAN, FileKind.REALIZED_GAINS, "schwab realized gains")
    gains = _Gains()
    for record in draft.records:
        alone = record.cells[0] if len(record.filled) == 1 else ""
        banner = _BANNER.fullmatch(alone)
        if record.is_blank:
            draft.use(record, LineKind.BLANK)
        elif banner and draft.as_of is None and not gains.columns:
            _read_banner(draft, record, banner, gains)
        elif named_account(alone):
            _read_account(draft, record, alone, gains)
        elif gains.columns is None and (columns := LAYOUT.bind(record.cells)):
            _read_header(draft, record, columns, gains)
        elif gains.columns and not gains.is_totalled:
            _read_row(Row(draft, record, gains.columns), gains)
        else:
            draft.not_understood(record, "a banner, an account, a header, a closed lot or the one total")
    if gains.is_several or not gains.is_totalled:
        draft.no_total("a closed lot or another account" if gains.is_several else "a closed lot")
    return draft.finish()


def _read_banner(draft: Draft, record: Record, banner: re.Match[str], gains: _Gains) -> None:
    draft.use(record, LineKind.BANNER)
    period, stamp = _PERIOD.search(banner["when"]), _AS_OF.search(banner["when"])
    if period:
        draft.history_from = banner_day(draft, record, period["first"])
        draft.history_to = banner_day(draft, record, period["last"])
    draft.as_of = banner_day(draft, record, _stamped(stamp["when"] if stamp else ""))
    gains.is_several = _SEVERAL.fullmatch(banner["who"]) is not None
    if not gains.is_several:
        account = named_account(banner["who"])
        number, name = (account.number, account.name) if account else ("", banner["who"])
        gains.open_account(draft.account(number, name, record))


def _stamped(when: str) -> str:
    spelled = _MAIL_DAY.search(when)
    if spelled:
        return f"{spelled['month']} {spelled['day']} {spelled['year']}"
    return when.split()[-1] if when else ""


def _read_account(draft: Draft, record: Record, alone: str, gains: _Gains) -> None:
    account = named_account(alone)
    assert account is not None, "asked before"
    draft.use(record, LineKind.ACCOUNT)
    gains.open_account(draft.account(account.number, account.name, record))


def _read_header(draft: Draft, record: Record, columns: Columns, gains: _Gains) -> None:
    draft.use(record, LineKind.HEADER)
    if not gains.account_ref and draft.as_of is None:
        remedy = f"{DOWNLOAD_AGAIN}: its first line names account and period"
        draft.wrong("banner-missing", "the gains stand under no account", remedy, record)
    if not gains.account_ref:
        gains.account_ref = draft.account_from_file_name("", "")
    if "opened" not in columns.places:
        draft.layout = "schwab realized gains, one line per sale"
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
    disallowed, unadjusted = row.number("disallowed"), row.number("unadjusted")
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
                unadjusted_usd=unadjusted,
            )
        )


def _read_total(row: Row, gains: _Gains) -> None:
    stated = {field: row.number(field) for field in ("short", "long", "proceeds")}
    gains.is_totalled = True
    if not row.settle(LineKind.TOTAL):
        return
    found = [gain for gain in row.draft.gains if gain.account_ref == gains.account_ref]
    sums: Mapping[str, tuple[str, Decimal]] = {
        "short": ("short-term gain", sum((gain.gain_short_usd for gain in found), ZERO)),
        "long": ("long-term gain", sum((gain.gain_long_usd for gain in found), ZERO)),
        "proceeds": ("proceeds", sum((gain.proceeds_usd for gain in found), ZERO)),
    }
    for field, (what, summed) in sums.items():
        row.draft.check_total(row.record, what, stated[field], summed, len(found))
