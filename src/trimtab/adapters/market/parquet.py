"""Parquet through polars (the extra `lab`): its columns as the cells of a table, read like any other."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING

from trimtab.adapters.market.table import Row, UnreadableError
from trimtab.core.problems import Source, error

if TYPE_CHECKING:
    import polars

MAGIC = b"PAR1"
DIGITS_OF_SINGLE = ".7g"


def parquet_rows(name: str, data: bytes) -> Iterator[Row]:
    """The header, then the rows, numbered as lines would be. Raises UnreadableError."""
    try:
        import polars
    except ImportError:
        words = "reading Parquet needs polars"
        problem = error("extra-missing", words, "pip install 'trimtab[lab]'", Source(name))
        raise UnreadableError(problem) from None
    try:
        frame = polars.read_parquet(io.BytesIO(data))
    except (polars.exceptions.PolarsError, OSError) as fault:
        problem = error("market-parquet", f"not a Parquet table: {fault}", "write it again", Source(name))
        raise UnreadableError(problem) from None
    yield 1, [_name(column) for column in frame.columns]
    columns = [_texts(frame[column]) for column in frame.columns]
    for line, cells in enumerate(zip(*columns, strict=True), 2):
        yield line, list(cells)


def _name(column: str) -> str:
    return "date" if column == "__index_level_0__" else column


def _texts(column: polars.Series) -> list[str]:
    """Cells as text; a number of single precision has seven digits that mean anything."""
    is_single = str(column.dtype) == "Float32"
    return [_text(value, is_single) for value in column.to_list()]


def _text(value: object, is_single: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return format(value, DIGITS_OF_SINGLE) if is_single else str(value)
