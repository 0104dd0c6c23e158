"""Ken French's data library: returns in percent by month or day, with words above, yearly sections and a footer below.

Source: mba.tuck.dartmouth.edu/pages/faculty/ken.french/data_library.html; layout of the CSV files of 2025.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from trimtab.adapters.market.asked import Asked
from trimtab.adapters.market.cells import number
from trimtab.adapters.market.columns import Columns
from trimtab.adapters.market.table import Row
from trimtab.core.market_file import ReadMarketFile, ReadSeries, Treatment
from trimtab.core.money import HUNDRED
from trimtab.core.problems import Problem, Source, note

MISSING = (Decimal("-99.99"), Decimal("-999"))
MARKET, EXCESS, BILLS = "Mkt", "Mkt-RF", "RF"
DIFFERENCES = frozenset({EXCESS, "SMB", "HML", "RMW", "CMA", "Mom", "WML", "ST_Rev", "LT_Rev"})
NOT_HELD = "A difference of two returns: nobody can hold it by itself."
RENAMED = {"mkt_rf_pct": EXCESS, "smb_pct": "SMB", "hml_pct": "HML", "rf_pct": BILLS}
_BEGINNING = re.compile(
    r"This file was created (?:by|using) .*database|,\s*Mkt-RF\s*,|date,mkt_rf_pct,", re.IGNORECASE
)
_PERIOD = re.compile(r"\s*(\d{8}|\d{6}|\d{4})\s*", re.ASCII)
_YEAR = re.compile(r"\s*\d{4}\s*", re.ASCII)


def is_french(beginning: str) -> bool:
    """Whether a text begins as a file of the library does, or as its factors with a plain header."""
    return _BEGINNING.search(beginning) is not None


def read_french(name: str, sha256: str, rows: Iterator[Row], asked: Asked) -> ReadMarketFile:
    """The first section of monthly or daily returns; -99.99 and -999 are missing. Other sections are only named."""
    columns = Columns(name, replace(asked, symbols=None), Treatment.RETURNS)
    names: list[str] = []
    skipped: list[str] = []
    title, is_read, is_inside = "", False, False
    for line, row in rows:
        if _PERIOD.fullmatch(row[0]) and names:
            if not is_read and not _YEAR.fullmatch(row[0]):
                is_inside = True
                _add(columns, names, line, row)
            continue
        is_read, is_inside = is_read or is_inside, False
        if len(row) > 1 and row[0].strip().casefold() in ("", "date"):
            names = [RENAMED.get(cell.strip(), cell.strip()) for cell in row]
            if is_read:
                skipped.append(title or "a further section")
        else:
            title = " ".join(row).strip()
    series = _with_market(
        columns.series(("Percent turned into shares of one; -99.99 and -999 read as missing.",)), asked
    )
    differences = {asked.named(symbol) for symbol in DIFFERENCES}
    wanted = tuple(
        replace(one, told=(*one.told, NOT_HELD)) if one.symbol in differences else one
        for one in series
        if asked.symbols is None or one.symbol in asked.symbols
    )
    problems = (*columns.problems, *_skipped(name, skipped))
    return ReadMarketFile(name, "Ken French's data library, returns", sha256, wanted, problems=problems)


def _add(columns: Columns, names: list[str], line: int, row: list[str]) -> None:
    day = columns.read_day(row[0], line, "date")
    if day is None:
        return
    if len(row) > len(names):
        columns.refuse("market-row", f"the row has {len(row)} cells of {len(names)}", line)
        return
    for symbol, cell in zip(names[1:], row[1:], strict=False):
        columns.add(symbol, day, line, (_share(cell), ""), symbol)


def _share(cell: str) -> str:
    """A percent as a share of one, still as text; empty where it says missing. What is no number stays as it is."""
    try:
        value = number(cell)
    except ValueError:
        return cell
    return "" if value is None or value in MISSING else str(value / HUNDRED)


def _with_market(series: tuple[ReadSeries, ...], asked: Asked) -> tuple[ReadSeries, ...]:
    """The market itself beside its excess over bills: Mkt = Mkt-RF + RF."""
    by_symbol = {one.symbol: one for one in series}
    excess, bills = by_symbol.get(asked.named(EXCESS)), by_symbol.get(asked.named(BILLS))
    if excess is None or bills is None or excess.days != bills.days:
        return series
    pairs = zip(excess.values, bills.values, strict=True)
    values = tuple(None if one is None or other is None else one + other for one, other in pairs)
    told = (*excess.told, f"{MARKET} is {EXCESS} + {BILLS}.")
    return (replace(excess, symbol=asked.named(MARKET), values=values, told=told), *series)


def _skipped(name: str, sections: list[str]) -> list[Problem]:
    if not sections:
        return []
    words = f"only the first section was read; left out: {'; '.join(dict.fromkeys(sections))}"
    return [note("sections-left-out", words, "", Source(name))]
