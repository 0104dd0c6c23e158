"""Which reader a file is for, told by what stands in it."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace

from trimtab.adapters.market.asked import Asked
from trimtab.adapters.market.fred import is_fred, read_fred
from trimtab.adapters.market.french import is_french, read_french
from trimtab.adapters.market.goyal_welch import is_goyal_welch, read_goyal_welch
from trimtab.adapters.market.parquet import MAGIC, parquet_rows
from trimtab.adapters.market.price_csv import header_of, read_prices
from trimtab.adapters.market.shiller import is_shiller, read_shiller
from trimtab.adapters.market.table import Row, UnreadableError, rows_of, text_of, unpacked
from trimtab.adapters.market.workbook import is_workbook, sheet_rows
from trimtab.core.market_file import ReadMarketFile
from trimtab.core.problems import Problem, Source, error

BEGINNING = 4_000


def read_market_file(name: str, data: bytes, asked: Asked) -> ReadMarketFile:
    """Any known file, by its content. Never raises for what it holds: what cannot be read is in `problems`."""
    sha256 = hashlib.sha256(data).hexdigest()
    try:
        return _read(name, unpacked(name, data), asked, sha256)
    except UnreadableError as fault:
        return ReadMarketFile(name, "", sha256, problems=(fault.problem,))
    except csv.Error as fault:
        problem = error("market-csv", f"not a table of text: {fault}", "is it the right file?", Source(name))
        return ReadMarketFile(name, "", sha256, problems=(problem,))


def _read(name: str, data: bytes, asked: Asked, sha256: str) -> ReadMarketFile:
    if is_workbook(data):
        rows = sheet_rows(name, data, _is_known)
        if is_shiller(_beginning(rows)):
            return read_shiller(name, sha256, iter(rows), asked)
        return _table(name, iter(rows), asked, sha256)
    if data[:4] == MAGIC:
        return _table(name, parquet_rows(name, data), asked, sha256)
    text = text_of(name, data)
    lines = rows_of(text)
    if is_shiller(text[:BEGINNING]):
        return read_shiller(name, sha256, lines, asked)
    if is_french(text[:BEGINNING]):
        return read_french(name, sha256, lines, asked)
    return _table(name, lines, asked, sha256)


def _is_known(rows: Sequence[Row]) -> bool:
    """Whether a sheet's rows are a table that `_read` knows."""
    if not rows:
        return False
    first = rows[0][1]
    header = header_of(first)
    is_table = is_goyal_welch(first) or is_fred(first) or (header is not None and bool(header.layout))
    return is_table or is_shiller(_beginning(rows))


def _beginning(rows: Sequence[Row]) -> str:
    """The first rows as a text of commas, in which a layout shows itself."""
    return "\n".join(",".join(row) for _, row in rows[:20])[:BEGINNING]


def _table(name: str, rows: Iterator[Row], asked: Asked, sha256: str) -> ReadMarketFile:
    line, first = next(rows, (1, [""]))
    if is_goyal_welch(first):
        return read_goyal_welch(name, sha256, first, rows, asked)
    if is_fred(first):
        return read_fred(name, sha256, first, rows, asked)
    header = header_of(first)
    if header is None or not header.layout:
        raise UnreadableError(_unknown(name, line, first))
    found = read_prices(name, sha256, header, rows, asked)
    if not found.series and not found.payments and not found.problems and asked.symbols is None:
        problem = error("market-empty", "there is no price in it", "is it the right file?", Source(name))
        return replace(found, problems=(problem,))
    return found


def _unknown(name: str, line: int, first: list[str]) -> Problem:
    words = f"no layout of prices begins with these columns: {', '.join(first)[:100]}"
    remedy = (
        "name columns date,ticker,close, or date and one column per symbol; docs/data.md lists all layouts"
    )
    return error("market-layout", words, remedy, Source(name, line))
