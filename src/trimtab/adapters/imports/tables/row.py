"""One data row under a bound header: its cells by field, each misread noted with its column."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from trimtab.adapters.imports.cells import CellError, masked, parse_date, parse_number
from trimtab.adapters.imports.tables.draft import DOWNLOAD_AGAIN, Draft
from trimtab.adapters.imports.tables.table import Columns, Record
from trimtab.core.money import ZERO
from trimtab.core.problems import Source
from trimtab.core.statement import LineKind

UNDATED_WORDS = frozenset({"", "-", "--", "n/a", "various", "unknown", "missing"})
CORRECT_IT = "correct the cell at its source and download the file again"


class Row:
    """Reads the fields of one record. `is_bad` once anything in it could not be read.

    A row shorter than its header is an error; with `through`, one that reaches this field is long enough.
    """

    def __init__(self, draft: Draft, record: Record, columns: Columns, through: str = "") -> None:
        self.draft, self.record, self.columns = draft, record, columns
        least = columns.places[through] + 1 if through else columns.width
        self._is_broken = draft.is_damaged(record) or self._has_wrong_width(least)
        self.is_bad = self._is_broken

    def text(self, field: str) -> str:
        """The cell of a field; empty where the file has no such column."""
        place = self.columns.places.get(field)
        return self.record.cells[place] if place is not None and place < len(self.record.cells) else ""

    def number(self, field: str) -> Decimal | None:
        """The number in a field; None where the custodian states none."""
        try:
            return parse_number(self.text(field))
        except CellError as fault:
            self._misread(field, fault)
            return None

    def needed(self, field: str) -> Decimal:
        """The number in a field that must state one; notes an ERROR where it does not."""
        count = len(self.draft.problems)
        value = self.number(field)
        if value is None and len(self.draft.problems) == count:
            self._misread(field, CellError("number-missing", "this line needs a number here"))
        return ZERO if value is None else value

    def day(self, field: str, formats: Sequence[str]) -> date | None:
        """The day in a field; None where the custodian states none."""
        if self.text(field).casefold() in UNDATED_WORDS:
            return None
        return self.needed_day(field, formats)

    def needed_day(self, field: str, formats: Sequence[str]) -> date:
        """The day in a field that must state one; notes an ERROR where it does not."""
        try:
            return parse_date(self.text(field), formats)
        except CellError as fault:
            self._misread(field, fault)
            return date.min

    def needed_text(self, field: str) -> str:
        """The text of a field that must not be empty; notes an ERROR where it is."""
        text = self.text(field)
        if not text:
            self._misread(field, CellError("text-missing", "this line needs a text here"))
        return text

    def source(self, field: str | None = None) -> Source:
        """Where this row, or one field of it, stands."""
        return self.draft.source(self.record, self.columns.names.get(field) if field else None)

    def wrong(self, code: str, message: str, remedy: str, field: str | None = None) -> None:
        """Note an ERROR in this row; in a row whose cells are out of place they say nothing."""
        self.is_bad = True
        if self._is_broken:
            return
        self.draft.wrong(code, message, remedy, self.record, self.columns.names.get(field) if field else None)

    def settle(self, kind: LineKind) -> bool:
        """Account for the row: as `kind`, or as an error where it was misread. True if it may be kept."""
        self.draft.use(self.record, LineKind.ERROR if self.is_bad else kind)
        return not self.is_bad

    def _misread(self, field: str, fault: CellError) -> None:
        value = masked(self.text(field))[:60]
        what = f'"{value}" cannot be used' if value else "nothing stands here"
        self.wrong(fault.code, f"{what}: {fault.reason}", CORRECT_IT, field)

    def _has_wrong_width(self, least: int) -> bool:
        cells, width = self.record.cells, self.columns.width
        if len(cells) < least:
            if self.record is self.draft.records[-1] or not self.record.closed:
                self.draft.cut_short(self.record, f"its last line has {len(cells)} cells, its header {width}")
            else:
                message = f"the line has {len(cells)} cells, its header {width}"
                self.draft.wrong("row-too-short", message, DOWNLOAD_AGAIN, self.record)
            return True
        if any(cells[width:]):
            message = f"the line has more cells than its header ({width}): a comma stands unquoted in a cell"
            self.draft.wrong("row-too-long", message, DOWNLOAD_AGAIN, self.record)
            return True
        return False
