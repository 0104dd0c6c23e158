"""Fidelity closed lots: realised gains of one account."""

from __future__ import annotations

import re

from trimtab.adapters.imports.fidelity.pages import CUSTODIAN, DAY_FORMATS, NAMED_MONTH_FORMATS, read_page
from trimtab.adapters.imports.tables.draft import Draft
from trimtab.adapters.imports.tables.row import Row
from trimtab.adapters.imports.tables.table import Columns, Layout
from trimtab.core.money import ZERO
from trimtab.core.statement import FileKind, LineKind, ParsedFile, StatedGain

LAYOUT = Layout(
    {
        "symbol": ("symbolcusip",),
        "description": ("securitydescription",),
        "quantity": ("quantity",),
        "opened": ("dateacquired",),
        "closed": ("datesold",),
        "proceeds": ("proceeds",),
        "cost": ("costbasis",),
        "short": ("shorttermgainloss",),
        "long": ("longtermgainloss",),
        "disallowed": ("washsaleadjustment", "disallowedloss"),
    },
    frozenset({"symbol", "quantity", "opened", "closed", "proceeds", "cost", "short", "long"}),
)
FORMATS = (*DAY_FORMATS, *NAMED_MONTH_FORMATS)
_FILE_NAME = re.compile(r"(?<![A-Za-z0-9])(?P<number>[A-Z]\d{8})(?![A-Za-z0-9])", re.ASCII)


def recognise(_name: str, text: str) -> bool:
    """Whether a header of this layout stands near the top."""
    return LAYOUT.is_in(text)


def read(name: str, text: str, sha256: str) -> ParsedFile:
    """The closed lots of the account that the file's name gives."""
    draft = Draft(name, text, sha256, CUSTODIAN, FileKind.REALIZED_GAINS, "fidelity closed lots")
    if not read_page(draft, LAYOUT, lambda _columns: _note_account(draft, _columns), _read_row):
        draft.no_total("a closed lot")
    return draft.finish()


def _note_account(draft: Draft, _columns: Columns) -> None:
    named = _FILE_NAME.search(draft.name)
    draft.account_from_file_name(named["number"] if named else "", "")


def _read_row(row: Row) -> None:
    symbol, quantity = _symbol(row), row.needed("quantity")
    opened, closed = row.day("opened", FORMATS), row.needed_day("closed", FORMATS)
    proceeds, cost = row.needed("proceeds"), row.number("cost")
    short, long, disallowed = row.number("short"), row.number("long"), row.number("disallowed")
    if row.settle(LineKind.GAIN):
        row.draft.gains.append(
            StatedGain(
                account_ref=row.draft.only_account(),
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


def _symbol(row: Row) -> str:
    """`VTI(922908769)` is VTI; bonds have no ticker and go by their CUSIP: `undefined(912810QF8)`."""
    ticker, _, cusip = row.needed_text("symbol").upper().partition("(")
    return cusip.rstrip(") ") if ticker.strip() in {"", "UNDEFINED"} else ticker.strip()
