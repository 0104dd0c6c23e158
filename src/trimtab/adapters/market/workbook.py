"""Excel workbooks (.xls, .xlsx) through python-calamine (the extra `lab`): the one sheet that holds a known table."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime

from trimtab.adapters.market.table import LIMIT_BYTES, WORKBOOK, Row, UnreadableError
from trimtab.core.problems import Problem, Source, error

OLD, NEW = b"\xd0\xcf\x11\xe0", b"PK\x03\x04"


def is_workbook(data: bytes) -> bool:
    """Whether these bytes are a workbook: of the old kind, or a zip archive with a workbook's list of contents."""
    if data[:4] == OLD:
        return True
    if data[:4] != NEW:
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return WORKBOOK in archive.namelist()
    except zipfile.BadZipFile:
        return False


def sheet_rows(name: str, data: bytes, is_known: Callable[[Sequence[Row]], bool]) -> tuple[Row, ...]:
    """The rows of the one sheet whose table is known, with their numbers in the sheet; cells as text.

    Raises UnreadableError where the file is broken, or no sheet or more than one is known.
    """
    sheets = _sheets(name, data)
    known = [sheet for sheet, rows in sheets.items() if is_known(rows)]
    if len(known) == 1:
        return sheets[known[0]]
    among = ", ".join(known or sheets)
    words = f"several of its sheets hold prices: {among}" if known else f"no sheet holds prices: {among}"
    raise UnreadableError(_problem(name, words, "save the sheet that is meant as CSV"))


def _sheets(name: str, data: bytes) -> dict[str, tuple[Row, ...]]:
    try:
        from python_calamine import CalamineError, load_workbook
    except ImportError:
        problem = error(
            "extra-missing",
            "reading workbooks needs python-calamine",
            "pip install 'trimtab[lab]'",
            Source(name),
        )
        raise UnreadableError(problem) from None
    _check_size(name, data)
    try:
        book = load_workbook(io.BytesIO(data))
        return {sheet: _rows(book.get_sheet_by_name(sheet).to_python()) for sheet in book.sheet_names}
    except (CalamineError, OSError, ValueError) as fault:
        words = f"the workbook cannot be read: {fault}"
        raise UnreadableError(_problem(name, words, "save its sheet as CSV")) from None


def _check_size(name: str, data: bytes) -> None:
    if data[:4] == OLD:
        return
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        unpacked = sum(member.file_size for member in archive.infolist())
    if unpacked > LIMIT_BYTES:
        words = f"more than {LIMIT_BYTES:,} bytes"
        raise UnreadableError(
            error("market-too-large", words, "give a file of fewer symbols or years", Source(name))
        )


def _rows(cells: Sequence[Sequence[object]]) -> tuple[Row, ...]:
    rows = ((line, [_text(cell) for cell in row]) for line, row in enumerate(cells, 1))
    return tuple((line, row) for line, row in rows if any(row))


def _text(cell: object) -> str:
    """A number as its shortest exact text, whole ones without a point; a day as 2003-09-29."""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _problem(name: str, words: str, remedy: str) -> Problem:
    return error("market-workbook", words, remedy, Source(name))
