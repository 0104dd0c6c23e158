"""What Schwab writes above its tables: account, day, period."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from trimtab.adapters.imports.cells import CellError, parse_date
from trimtab.adapters.imports.tables.draft import DOWNLOAD_AGAIN, Draft
from trimtab.adapters.imports.tables.table import Record

CUSTODIAN = "schwab"
DAY_FORMATS = ("%m/%d/%Y", "%Y/%m/%d", "%b %d %Y")

_ACCOUNT = re.compile(r"(?P<name>.*?)[\s-]*(?:XX+-?|\.\.\.|…|x+)(?P<number>\d{3,8})", re.ASCII)
_DAY = re.compile(r"\d{2}/\d{2}/\d{4}|\d{4}/\d{2}/\d{2}", re.ASCII)
_PERIOD = re.compile(r"\bfrom (?P<first>\S+) to (?P<last>\S+)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NamedAccount:
    """An account as a banner names it: digits of its number as far as shown, and its nickname."""

    number: str
    name: str


def named_account(text: str) -> NamedAccount | None:
    """`Brokerage XXXX-1234`, `Rollover IRA ...456`: the account; None for any other text."""
    match = _ACCOUNT.fullmatch(" ".join(text.split()))
    return NamedAccount(match["number"], match["name"].strip()) if match else None


def read_as_of(draft: Draft, record: Record, text: str) -> None:
    """Take the day after `as of`; a banner without one is an ERROR."""
    found = _DAY.search(text)
    if found is None:
        draft.wrong("as-of-missing", f'no day after "as of" in "{text[:60]}"', DOWNLOAD_AGAIN, record)
        return
    draft.as_of = banner_day(draft, record, found[0])


def read_period(draft: Draft, record: Record, banner: str) -> None:
    """Take the period `From ... to ...` that a banner may state."""
    match = _PERIOD.search(banner)
    if match:
        draft.history_from = banner_day(draft, record, match["first"])
        draft.history_to = banner_day(draft, record, match["last"])


def banner_day(draft: Draft, record: Record, text: str) -> date | None:
    """A day in a banner; one that cannot be read is an ERROR."""
    try:
        return parse_date(text, DAY_FORMATS)
    except CellError as fault:
        draft.wrong(fault.code, f'"{text[:40]}" cannot be used: {fault.reason}', DOWNLOAD_AGAIN, record)
        return None
