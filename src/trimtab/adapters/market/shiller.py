"""R. Shiller's sheet: the S&P composite since 1871 as averages of each month, its dividends, and ten-year bonds.

Source: shillerdata.com (ie_data.xls, sheet Data, or that sheet saved as CSV), or the same columns under plain names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from trimtab.adapters.market.asked import Asked
from trimtab.adapters.market.columns import Columns
from trimtab.adapters.market.table import Row
from trimtab.core.market_file import ReadMarketFile, ReadPayment, ReadSeries, Treatment
from trimtab.core.money import ONE, ZERO
from trimtab.core.problems import Problem, Source, note
from trimtab.services.market.calendars import month_end_of

STOCKS, BONDS = "SP500", "US10Y"
PLAIN = ("month", "sp_price_avg", "dividend_ttm", "bond_gross_return_next_month")
TENTH_OF_A_MIL = Decimal("0.0001")
MONTHS = 12
_NUMBER = re.compile(r"[\d.,]+", re.ASCII)
_MONTH = re.compile(r"\s*(\d{4})\.(\d{1,2})\s*", re.ASCII)
HEADER = ("Date", "P", "D", "E")


def is_shiller(beginning: str) -> bool:
    """Whether a text begins as the sheet does, or with the plain names."""
    return (
        "sp_price_avg" in beginning or re.search(r"^\W*Date,P,D,E,CPI", beginning, re.MULTILINE) is not None
    )


def read_shiller(name: str, sha256: str, rows: Iterator[Row], asked: Asked) -> ReadMarketFile:
    """`SP500`: averages of months with a twelfth of the year's dividend each; `US10Y`: a bond's returns joined."""
    columns = Columns(name, asked)
    places: tuple[int | None, ...] = ()
    above: list[list[str]] = []
    payments: list[ReadPayment] = []
    bonds: list[tuple[int, date, Decimal]] = []
    notes: list[Problem] = []
    for line, row in rows:
        if not places:
            above.append(row)
            places = _places(above)
            continue
        price = _cell(row, places[1])
        if not row[0].strip() and not _NUMBER.fullmatch(price):
            notes.extend([_told(name, line, row)] if price else [])
            continue
        day = columns.read_day(_month(row[0]), line, "Date") if price else None
        if day is None:
            continue
        columns.add(STOCKS, day, line, (price, ""), "P")
        dividend = columns.read_number(_cell(row, places[2]), line, "D")
        if dividend:
            month_usd = (dividend / MONTHS).quantize(TENTH_OF_A_MIL)
            payments.append(ReadPayment(asked.named(STOCKS), day, month_usd, ZERO, line))
        gross = columns.read_number(_cell(row, places[3]), line, "bond return")
        if gross is not None:
            bonds.append((line, day, gross - ONE))
    told = ("A twelfth of the trailing year's dividend is paid each month.",)
    series = [replace(one, is_month_average=True) for one in columns.series(told)]
    if bonds:
        series.append(_bonds(bonds, asked))
    problems = (*columns.problems, *notes)
    wanted = tuple(one for one in series if asked.symbols is None or one.symbol in asked.symbols)
    return ReadMarketFile(name, "Shiller's sheet", sha256, wanted, tuple(payments), problems, True)


def _places(above: Sequence[list[str]]) -> tuple[int | None, ...]:
    """Where month, price, dividend and the bond's gross return stand; empty while no header has come."""
    names = [cell.strip() for cell in above[-1]]
    if set(PLAIN[:3]) <= set(names):
        return tuple(names.index(one) if one in names else None for one in PLAIN)
    if tuple(names[: len(HEADER)]) != HEADER:
        return ()
    stacked = [
        " ".join(row[at] for row in above if at < len(row)).casefold() for at in range(max(map(len, above)))
    ]
    bonds = (at for at, words in enumerate(stacked) if "monthly" in words and "bond" in words)
    return (0, 1, 2, next(bonds, None))


def _month(text: str) -> str:
    """`1871.1` (October, its nought lost) as 1871-10; any other text as it is."""
    found = _MONTH.fullmatch(text)
    return text if found is None else f"{found[1]}-{found[2].ljust(2, '0')}"


def _told(name: str, line: int, row: Sequence[str]) -> Problem:
    """What the sheet itself says below its last month."""
    words = "; ".join(cell.strip() for cell in row if cell.strip())
    return note("sheet-note", f"the sheet says: {words}", "", Source(name, line))


def _cell(row: Sequence[str], at: int | None) -> str:
    return row[at].strip() if at is not None and at < len(row) else ""


def _bonds(rows: Sequence[tuple[int, date, Decimal]], asked: Asked) -> ReadSeries:
    """The bond's returns: what stands in a month's row comes to pass in the next month, and is known at its end."""
    return ReadSeries(
        asked.named(BONDS),
        tuple(month_end_of(day + timedelta(days=4)) for _, day, _ in rows),
        tuple(gained for _, _, gained in rows),
        tuple(line for line, _, _ in rows),
        (),
        Treatment.RETURNS,
        0,
        True,
        ("Each row's bond return is that of the month after.",),
    )
