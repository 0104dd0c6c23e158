"""Tables of prices: long (a row per day and symbol), wide (a column per symbol), of one security, and of payments."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import PurePath

from trimtab.adapters.market.asked import Asked
from trimtab.adapters.market.columns import Columns
from trimtab.adapters.market.table import Row
from trimtab.core.market_file import ReadMarketFile, ReadPayment
from trimtab.core.money import ONE, ZERO

DAY = ("date", "day", "timestamp", "datetime", "observation_date", "month", "yyyymm", "")
SYMBOL = ("ticker", "symbol")
CLOSE = ("close", "price", "close/last", "value", "rate", "raw_close")
ADJUSTED = ("adj_close", "adj close", "adjclose", "adjusted_close", "adjusted close")
DIVIDEND = ("dividend", "dividends", "dividend_amount", "dividend amount")
SPLIT = ("split", "splits", "stock splits", "split_coefficient", "split coefficient", "split_ratio")
GAIN = ("capital_gain", "capital gains")
BESIDE = ("open", "high", "low", "volume", "repaired?")


@dataclass(frozen=True, slots=True)
class Header:
    """Where each field of a price table stands; None where it has no such column."""

    day: int
    symbol: int | None
    close: int | None
    adjusted: int | None
    dividend: int | None
    split: int | None
    gain: int | None
    others: tuple[int, ...]
    names: tuple[str, ...]

    @property
    def layout(self) -> str:
        """The layout in words; empty where it is none of these."""
        if self.symbol is not None and self.close is not None:
            return "prices, a row per day and symbol"
        if self.symbol is not None and (self.dividend is not None or self.split is not None):
            return "dividends and splits"
        if self.symbol is None and self.close is not None and not self.others:
            return "prices of one security"
        if self.symbol is None and self.others:
            return "prices, a column per symbol"
        return ""


def header_of(row: Sequence[str]) -> Header | None:
    """The header, None where the first row is none: it names a day first of all."""
    names = [cell.strip().casefold() for cell in row]
    day = _place(names, DAY)
    if day is None:
        return None
    fields = [_place(names, wanted) for wanted in (SYMBOL, CLOSE, ADJUSTED, DIVIDEND, SPLIT, GAIN)]
    beside = {_place(names, (word,)) for word in BESIDE}
    known = {day, *fields, *beside}
    others = tuple(at for at, name in enumerate(names) if at not in known and name)
    if fields[0] is None and others:
        fields, others = [None] * 6, tuple(at for at, name in enumerate(names) if at != day and name)
    symbol, close, adjusted, dividend, split, gain = fields
    shown = tuple(cell.strip() for cell in row)
    return Header(day, symbol, close, adjusted, dividend, split, gain, others, shown)


def _place(names: Sequence[str], wanted: Sequence[str]) -> int | None:
    return next((names.index(word) for word in wanted if word in names), None)


def read_prices(name: str, sha256: str, header: Header, rows: Iterator[Row], asked: Asked) -> ReadMarketFile:
    """The file by its header; `rows` are those after it."""
    columns = Columns(name, asked)
    payments: list[ReadPayment] = []
    read = _read_wide if header.others and header.symbol is None else _read_long
    read(header, rows, columns, payments.append)
    return ReadMarketFile(
        name,
        header.layout,
        sha256,
        columns.series(),
        tuple(payments),
        columns.problems,
        header.dividend is not None or header.split is not None,
        left_out=frozenset(columns.left_out),
    )


def _read_long(
    header: Header, rows: Iterator[Row], columns: Columns, pay: Callable[[ReadPayment], None]
) -> None:
    alone = PurePath(columns.file).name.split(".")[0]
    width = max(at for at in (header.day, header.symbol, header.close) if at is not None) + 1
    for line, row in rows:
        if len(row) < width:
            columns.refuse("market-row", f"the row has {len(row)} cells of {len(header.names)}", line)
            continue
        symbol = alone if header.symbol is None else row[header.symbol].strip()
        if not columns.wants(symbol):
            continue
        if not symbol:
            columns.refuse("market-row", "the row names no symbol", line)
            continue
        day = columns.read_day(row[header.day], line, header.names[header.day])
        if day is None:
            continue
        dividend = _optional(columns, header, header.dividend, row, line) or ZERO
        split = _optional(columns, header, header.split, row, line) or ZERO
        gain = _optional(columns, header, header.gain, row, line) or ZERO
        if dividend or gain or split not in (ZERO, ONE):
            pay(ReadPayment(columns.asked.named(symbol), day, dividend, split, line, gain))
        if header.close is not None:
            columns.add(
                symbol,
                day,
                line,
                (row[header.close], _cell(row, header.adjusted)),
                header.names[header.close],
            )


def _cell(row: list[str], at: int | None) -> str:
    return row[at] if at is not None and at < len(row) else ""


def _optional(columns: Columns, header: Header, at: int | None, row: list[str], line: int) -> Decimal | None:
    text = _cell(row, at)
    return columns.read_number(text, line, header.names[at]) if at is not None and text else None


def _read_wide(
    header: Header, rows: Iterator[Row], columns: Columns, _: Callable[[ReadPayment], None]
) -> None:
    wanted = [(at, header.names[at]) for at in header.others if columns.wants(header.names[at])]
    seen: set[str] = set()
    for _at, symbol in wanted:
        if symbol in seen:
            columns.refuse("market-column", f'the column "{symbol}" stands twice', 1, symbol)
        seen.add(symbol)
    days, lines, kept = [], [], []
    for line, row in rows:
        text = row[header.day] if len(row) > header.day else ""
        day = columns.read_day(text, line, header.names[header.day])
        if day is not None and len(row) > len(header.names):
            columns.refuse("market-row", f"the row has {len(row)} cells of {len(header.names)}", line)
        elif day is not None:
            days.append(day)
            lines.append(line)
            kept.append(row)
    for at, symbol in wanted:
        columns.add_column(symbol, days, lines, [row[at] if at < len(row) else "" for row in kept])
