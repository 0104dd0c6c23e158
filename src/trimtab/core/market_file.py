"""A file of market data as it was read: its columns with their lines, before anything is checked or joined."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from trimtab.core.money import ZERO
from trimtab.core.problems import Problem


class Treatment(StrEnum):
    """What the numbers of a series are."""

    CLOSES = "closes"  # USD a share, distributions beside them
    TOTAL_RETURN = "total-return"  # an index level, or a close adjusted for distributions: income is inside
    RETURNS = "returns"  # of each period, shares of one, income inside
    YIELD = "yield"  # percent a year, of a bill or a bond of a constant maturity


@dataclass(frozen=True, slots=True)
class ReadSeries:
    """One column: `values` on `days` in the file's order, None where the cell is empty, `lines` where each stands.

    `adjusted` are closes adjusted for distributions beside raw ones (empty: the file has none). `maturity_months` is
    the bill's or bond's of a yield. `is_month_average`: each value is the average of its month.
    `told` is what the reader did to the numbers, one sentence each; `refused` are days whose cell is no number.
    """

    symbol: str
    days: tuple[date, ...]
    values: tuple[Decimal | None, ...]
    lines: tuple[int, ...]
    adjusted: tuple[Decimal | None, ...] = ()
    treatment: Treatment = Treatment.CLOSES
    maturity_months: int = 0
    is_month_average: bool = False
    told: tuple[str, ...] = ()
    refused: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class ReadPayment:
    """A row of a dividend or a split: `dividend_usd` per share, `split_ratio` new shares for one (0: none).

    `gain_usd` is a long-term capital gain distribution per share beside the dividend.
    """

    symbol: str
    ex_date: date
    dividend_usd: Decimal
    split_ratio: Decimal
    line: int
    gain_usd: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class ReadMarketFile:
    """What one file holds. `layout` names it in words; `has_payment_rows` where dividends and splits stand in it.

    `sha256` is of its bytes; `origin` and `retrieved` say where and when they were fetched (empty: the user's own),
    `told` what was done to the bytes before they were kept. `left_out` are symbols in it that were not asked for.
    """

    name: str
    layout: str
    sha256: str
    series: tuple[ReadSeries, ...] = ()
    payments: tuple[ReadPayment, ...] = ()
    problems: tuple[Problem, ...] = ()
    has_payment_rows: bool = False
    retrieved: date | None = None
    origin: str = ""
    told: tuple[str, ...] = ()
    left_out: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a source sent: a name as `yahoo:VTI`, its bytes, where from and on which day, and what was done to it."""

    name: str
    data: bytes
    origin: str
    retrieved: date
    adjustments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """A note of the cache: what is kept under a name."""

    name: str
    sha256: str
    origin: str
    retrieved: date
    byte_count: int
    adjustments: tuple[str, ...] = ()


class FetchError(Exception):
    """A source could not be reached, or did not send what was asked for; the text says why."""
