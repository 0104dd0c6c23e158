"""The predictor file of A. Goyal and I. Welch: monthly returns of stocks, bonds and bills since 1926.

Source: sites.google.com/view/agoyal145 (PredictorData.xlsx, sheet Monthly, or that sheet saved as CSV).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from trimtab.adapters.market.asked import Asked
from trimtab.adapters.market.columns import Columns
from trimtab.adapters.market.table import Row
from trimtab.core.market_file import ReadMarketFile, Treatment
from trimtab.core.problems import Source, note

MONTH = "yyyymm"
RETURNS = {
    "CRSP_SPvw": "S&P 500 with dividends, value weighted, month-end to month-end (CRSP)",
    "ltr": "long-term government bonds, total return (Ibbotson)",
    "corpr": "long-term corporate bonds, total return (Ibbotson)",
    "Rfree": "Treasury bills, the month's return",
}


def is_goyal_welch(header: Sequence[str]) -> bool:
    """Whether the header is that of the monthly sheet."""
    names = {cell.strip() for cell in header}
    return MONTH in names and "CRSP_SPvw" in names


def read_goyal_welch(
    name: str, sha256: str, header: Sequence[str], rows: Iterator[Row], asked: Asked
) -> ReadMarketFile:
    """The four columns that are total returns, in shares of one; the others are named, not read."""
    columns = Columns(name, asked, Treatment.RETURNS)
    names = [cell.strip() for cell in header]
    month = names.index(MONTH)
    wanted = [at for at, symbol in enumerate(names) if symbol in RETURNS and asked.wants(symbol)]
    for line, row in rows:
        day = columns.read_day(row[month] if len(row) > month else "", line, MONTH)
        if day is not None:
            for at in wanted:
                columns.add(names[at], day, line, (row[at] if at < len(row) else "", ""), names[at])
    others = [symbol for symbol in names if symbol not in RETURNS and symbol != MONTH]
    words = f"columns that are no total returns were left out: {', '.join(others)}"
    problems = (*columns.problems, *([note("columns-left-out", words, "", Source(name))] if others else []))
    told = {asked.named(symbol): words for symbol, words in RETURNS.items()}
    series = tuple(replace(one, told=(f"{told[one.symbol]}.",)) for one in columns.series())
    return ReadMarketFile(name, "Goyal and Welch's predictors", sha256, series, problems=problems)
