"""Yahoo Finance through yfinance (the extra `yahoo`): raw closes, with dividends, gains and splits apart.

Yahoo divides closes and dividends by later splits; here that is undone, so that what is kept is what was traded. Its
own adjusted close is not kept. For personal use under Yahoo's terms; asked for by nothing but an explicit command.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from trimtab.core.market_file import Fetched, FetchError
from trimtab.core.money import ONE, ZERO, plain

HEADER = "date,ticker,close,dividend,split,capital_gain"
CLOSE_STEP, PAID_STEP = Decimal("0.0001"), Decimal("0.000001")
TOLD = "Yahoo's division by later splits undone: closes to a hundredth of a cent, payments to a millionth of a dollar."
COLUMNS = ("Close", "Dividends", "Stock Splits", "Capital Gains")


def fetch_yahoo(symbol: str, today: date) -> Fetched:
    """All days that Yahoo has of a symbol. Raises FetchError, also where the extra is not installed."""
    try:
        import yfinance
    except ImportError:
        raise FetchError("Yahoo needs yfinance: pip install 'trimtab[yahoo]'") from None
    try:
        frame = yfinance.Ticker(symbol).history(period="max", auto_adjust=False, actions=True)
    except Exception as fault:
        raise FetchError(f"Yahoo did not answer for {symbol}: {fault}") from None
    rows = _rows(frame)
    if not rows:
        raise FetchError(f"Yahoo has no days of {symbol}")
    text = "\n".join([HEADER, *raw_lines(symbol, rows)]) + "\n"
    return Fetched(f"yahoo:{symbol}", text.encode(), f"Yahoo Finance, {symbol}", today, (TOLD,))


def _rows(frame: Any) -> list[tuple[date, list[Decimal]]]:
    """Days with close, dividend, split and gain; a column that the frame lacks is nought."""
    columns = [list(frame[name]) if name in frame else [0] * len(frame) for name in COLUMNS]
    cells = zip(*columns, strict=True)
    return [
        (stamp.date(), [ZERO if value != value else Decimal(repr(float(value))) for value in row])
        for stamp, row in zip(frame.index, cells, strict=True)
    ]


def raw_lines(symbol: str, rows: Sequence[tuple[date, Sequence[Decimal]]]) -> list[str]:
    """Lines of the kept table, rising; days without a close are left out unless something was paid on them."""
    later, lines = ONE, []
    for day, (close, dividend, split, gain) in sorted(rows, key=lambda row: row[0], reverse=True):
        if close or dividend or split or gain:
            numbers = (
                plain((close * later).quantize(CLOSE_STEP)) if close else "",
                plain((dividend * later).quantize(PAID_STEP)),
                plain(split or ONE),
                plain((gain * later).quantize(PAID_STEP)),
            )
            lines.append(",".join((day.isoformat(), symbol, *numbers)))
        later *= split or ONE
    return lines[::-1]
