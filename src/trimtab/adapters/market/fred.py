"""FRED's CSV (St. Louis Fed): a day and a column per series; a point, or nothing, where there is no value.

Source: fred.stlouisfed.org, `fredgraph.csv?id=...`; the first column is `observation_date` (until 2024 `DATE`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from trimtab.adapters.market.asked import Asked
from trimtab.adapters.market.columns import Columns
from trimtab.adapters.market.table import Row
from trimtab.core.market_file import ReadMarketFile, ReadSeries, Treatment

DAY = "observation_date"
_YEARS = re.compile(r"D?GS(\d{1,2})")
_MONTHS = re.compile(r"(?:DGS|GS)(\d)MO?|DTB(\d)|TB(\d)MS")
_OTHERS = {
    "FEDFUNDS": 1,
    "DFF": 1,
    "SOFR": 1,
    "TB1YR": 12,
    "DTB1YR": 12,
    "AAA": 240,
    "BAA": 240,
    "DAAA": 240,
    "DBAA": 240,
}
_AVERAGES = re.compile(r"GS\d+M?|TB\dMS|TB1YR|FEDFUNDS|AAA|BAA")


def is_fred(header: Sequence[str]) -> bool:
    """Whether the header is FRED's: the new one, or the old one with a series known to be a yield."""
    names = [cell.strip() for cell in header]
    return names[0] == DAY or (names[0] == "DATE" and any(maturity_months(one) for one in names[1:]))


def maturity_months(series_id: str) -> int:
    """Months to maturity of a series of yields that FRED is known for; nought where it is none."""
    if found := _YEARS.fullmatch(series_id):
        return 12 * int(found[1])
    if found := _MONTHS.fullmatch(series_id):
        return int(found[1] or found[2] or found[3])
    return _OTHERS.get(series_id, 0)


def read_fred(
    name: str, sha256: str, header: Sequence[str], rows: Iterator[Row], asked: Asked
) -> ReadMarketFile:
    """Yields become `Treatment.YIELD`; all else is taken as levels. Days without a value are holidays, and left out."""
    columns = Columns(name, asked)
    names = [cell.strip() for cell in header]
    holidays = 0
    for line, row in rows:
        day = columns.read_day(row[0], line, names[0])
        if day is None:
            continue
        for symbol, cell in zip(names[1:], row[1:], strict=False):
            if cell.strip() in ("", "."):
                holidays += 1
            elif asked.wants(symbol):
                columns.add(symbol, day, line, (cell, ""), symbol)
    told = (f"{holidays:,} days without a value left out.",) if holidays else ()
    series = tuple(_treated(one, one.symbol.rpartition(":")[2], asked) for one in columns.series(told))
    return ReadMarketFile(name, "FRED", sha256, series, problems=columns.problems)


def _treated(one: ReadSeries, series_id: str, asked: Asked) -> ReadSeries:
    months = maturity_months(series_id)
    if asked.treatment is not None or not months:
        return one
    is_average = asked.is_month_average or _AVERAGES.fullmatch(series_id) is not None
    return replace(one, treatment=Treatment.YIELD, maturity_months=months, is_month_average=is_average)
