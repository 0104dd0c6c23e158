"""Form 8949 and Schedule D as CSV: the columns of the forms, one row a line. RFC 4180, CRLF, UTF-8."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from trimtab.adapters.render.trades_csv import text_cell
from trimtab.core.money import cents
from trimtab.reports.books.form_8949 import FormRow
from trimtab.reports.books.records import TaxRecords
from trimtab.reports.books.schedule_d import ScheduleD

FORM_HEADER = (
    "Description of property", "Date acquired", "Date sold", "Proceeds", "Cost or other basis",
    "Adjustment code", "Adjustment amount", "Gain or loss", "Part", "Reporting category", "Account", "Note",
)  # fmt: skip
SCHEDULE_HEADER = ("Line", "Description", "Proceeds", "Cost or other basis", "Adjustment", "Gain or loss")


def form_8949_csv(records: TaxRecords, rows: Iterable[FormRow]) -> str:
    """Columns (a) to (h) of the form, then part, box, account and a note; the header first, no totals.

    Programs that import sales take each row for one, so there is nothing else in the file. Days are MM/DD/YYYY as
    the form has them; amounts are plain decimals in cents; what is not known is empty.
    """
    return _text([FORM_HEADER, *(_cells(records, row) for row in rows)])


def schedule_d_csv(schedule: ScheduleD) -> str:
    """Lines 1b to 21 with the columns (d), (e), (g) and (h); the header first."""
    lines = []
    for line in schedule.lines:
        total = line.total
        amounts = (total.proceeds_usd, total.basis_usd, total.adjustment_usd) if total else (None, None, None)
        lines.append(
            (line.line, text_cell(line.label), *(_amount(amount) for amount in (*amounts, line.gain_usd)))
        )
    return _text([SCHEDULE_HEADER, *lines])


def _cells(records: TaxRecords, row: FormRow) -> tuple[str, ...]:
    return (
        text_cell(row.description),
        _day(row.acquired) if isinstance(row.acquired, date) else row.acquired,
        _day(row.sold),
        _amount(row.proceeds_usd),
        _amount(row.basis_usd),
        row.code,
        _amount(row.adjustment_usd) if row.code else "",
        _amount(row.gain_usd),
        row.box.part,
        row.box.value,
        text_cell(records.label(row.account_id).title.replace("…", "...")),
        text_cell(row.note),
    )


def _day(day: date) -> str:
    return f"{day.month:02}/{day.day:02}/{day.year:04}"


def _amount(amount_usd: Decimal | None) -> str:
    return "" if amount_usd is None else f"{cents(amount_usd):f}"


def _text(rows: Iterable[tuple[str, ...]]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue()
