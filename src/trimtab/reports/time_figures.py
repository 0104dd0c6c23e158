"""Figures of the strategy lab as data: lines over days, weights in their bands, years, spreads and heat maps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Tick:
    """A value on an axis, and as people read it."""

    value: Decimal
    text: str


@dataclass(frozen=True, slots=True)
class DayTick:
    """A day on an axis, and as people read it."""

    day: date
    text: str


Point = tuple[date, Decimal]


@dataclass(frozen=True, slots=True)
class DayLine:
    """One line over days that rise; `slot` is its colour in the legend, 0 the one that the page is about."""

    label: str
    slot: int
    points: tuple[Point, ...]
    told: str


@dataclass(frozen=True, slots=True)
class DaysFigure:
    """Lines over one stretch of days. `is_fall`: they hang from nought, and the first is filled.

    The first and last ticks of y are the ends of the axis; `legend` has each line's words and slot.
    """

    title: str
    words: str
    start: date
    end: date
    x_ticks: tuple[DayTick, ...]
    y_ticks: tuple[Tick, ...]
    lines: tuple[DayLine, ...]
    legend: tuple[tuple[str, int], ...]
    is_fall: bool = False
    palette: str = "line"


@dataclass(frozen=True, slots=True)
class BandStep:
    """From this day on the class belonged between `low` and `high`, best at `target` (shares of one)."""

    day: date
    target: Decimal
    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class WeightRow:
    """One class through time: its weight, its band, and the days on which trades bought (up) or sold (down) it."""

    label: str
    short_label: str
    slot: int
    note: str
    low: Decimal
    high: Decimal
    points: tuple[Point, ...]
    steps: tuple[BandStep, ...]
    trades: tuple[tuple[date, Decimal, bool], ...]
    ticks: tuple[Tick, ...]


@dataclass(frozen=True, slots=True)
class WeightsFigure:
    """Classes under each other on one stretch of days, each on a scale of its own."""

    title: str
    words: str
    start: date
    end: date
    x_ticks: tuple[DayTick, ...]
    rows: tuple[WeightRow, ...]


@dataclass(frozen=True, slots=True)
class YearBar:
    """One year's amount, and those of the others beside it, in the order of the legend."""

    label: str
    value: Decimal
    text: str
    beside: tuple[Decimal, ...] = ()


@dataclass(frozen=True, slots=True)
class YearsFigure:
    """Amounts by year as bars from nought; others are marked on them."""

    title: str
    words: str
    y_ticks: tuple[Tick, ...]
    bars: tuple[YearBar, ...]
    legend: tuple[tuple[str, int], ...]
    palette: str = "line"


@dataclass(frozen=True, slots=True)
class Bin:
    """So many values from `low` to below `high`."""

    low: Decimal
    high: Decimal
    count: int


@dataclass(frozen=True, slots=True)
class SpreadFigure:
    """How values lie: bins between the first and last tick, nought, the middle one, and a range where one is known."""

    title: str
    words: str
    x_ticks: tuple[Tick, ...]
    bins: tuple[Bin, ...]
    median: Tick
    interval: tuple[Decimal, Decimal] | None = None


@dataclass(frozen=True, slots=True)
class HeatCell:
    """One cell: its text, and where it lies between the worst (0) and the best (1); `is_marked`: stands out."""

    text: str
    share: Decimal
    is_marked: bool = False


@dataclass(frozen=True, slots=True)
class HeatFigure:
    """A grid of one figure, rows under each other and columns beside each other; None where there is no such cell."""

    title: str
    words: str
    row_label: str
    column_label: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[HeatCell | None, ...]], ...]
    worst: str
    best: str
