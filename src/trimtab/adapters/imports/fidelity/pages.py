"""How Fidelity's files are built: lines above, one table, disclaimers, the day of download as the last line."""

from __future__ import annotations

import re
from collections.abc import Callable

from trimtab.adapters.imports.cells import CellError, parse_date
from trimtab.adapters.imports.tables.draft import DOWNLOAD_AGAIN, Draft
from trimtab.adapters.imports.tables.row import Row
from trimtab.adapters.imports.tables.table import Columns, Layout, Record
from trimtab.core.statement import LineKind

CUSTODIAN = "fidelity"
DAY_FORMATS = ("%m/%d/%Y", "%m-%d-%Y", "%Y-%m-%d")
NAMED_MONTH_FORMATS = ("%b-%d-%Y",)
ACCOUNT_TITLE_CHARACTERS = 60
PENDING = "pending activity"

_DOWNLOADED = re.compile(r"Date downloaded (?P<day>\S+)(?: .*)?", re.IGNORECASE)
DISCLAIMER_WORDS = 3


def read_page(
    draft: Draft, layout: Layout, read_header: Callable[[Columns], None], read_row: Callable[[Row], None]
) -> bool:
    """Read each record of the file; true if its last line, `Date downloaded ...`, was there."""
    columns: Columns | None = None
    in_footer = after_blank = False
    for record in draft.records:
        if record.is_blank:
            draft.use(record, LineKind.BLANK)
        elif columns is None and (bound := layout.bind(record.cells)):
            columns = bound
            draft.use(record, LineKind.HEADER)
            draft.note_twice(record, bound)
            read_header(bound)
        elif columns is None and _is_title(record):
            draft.use(record, LineKind.BANNER)
        elif columns and _is_footer(record, may_be_words=in_footer or after_blank):
            in_footer = True
            draft.use(record, LineKind.FOOTER)
            _read_downloaded(draft, record)
        elif columns and not in_footer:
            read_row(Row(draft, record, columns, through=_reaches(record)))
        else:
            draft.not_understood(record, "a header, a line of its table or a disclaimer")
        after_blank = record.is_blank
    return draft.as_of is not None


def _reaches(record: Record) -> str:
    """The field that a row must reach to be whole; lines of pending activity are often shorter than their header."""
    return "symbol" if any(cell.casefold() == PENDING for cell in record.cells) else ""


def require_download_day(draft: Draft, has_day: bool) -> None:
    """Without its last line the file is cut short."""
    if not has_day:
        draft.cut_short(None, 'its last line, "Date downloaded ...", is missing')


def _is_title(record: Record) -> bool:
    return len(record.filled) == 1 and not record.damage and len(record.filled[0]) <= ACCOUNT_TITLE_CHARACTERS


def _is_footer(record: Record, *, may_be_words: bool) -> bool:
    """The wording of disclaimers changes: a few words alone in the first cell, after a blank line, are one."""
    first = record.cells[0]
    if len(record.filled) != 1 or not first or record.damage:
        return False
    return bool(_DOWNLOADED.match(first)) or (may_be_words and len(first.split()) >= DISCLAIMER_WORDS)


def _read_downloaded(draft: Draft, record: Record) -> None:
    match = _DOWNLOADED.fullmatch(record.cells[0])
    if match is None:
        return
    try:
        draft.as_of = parse_date(match["day"], (*NAMED_MONTH_FORMATS, *DAY_FORMATS))
    except CellError as fault:
        draft.wrong(
            fault.code, f'"{match["day"][:40]}" cannot be used: {fault.reason}', DOWNLOAD_AGAIN, record
        )
