"""Figures as data: what to draw and in which words, with the same numbers as a table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from trimtab.reports.tables import Table
from trimtab.reports.time_figures import DaysFigure, HeatFigure, SpreadFigure, WeightsFigure, YearsFigure
from trimtab.reports.time_figures import Tick as Tick

TODAY = "today"


@dataclass(frozen=True, slots=True)
class BandRow:
    """One class on its band. All weights are shares of one; `after` None: only one moment is shown."""

    label: str
    short_label: str
    slot: int
    target: Decimal
    low: Decimal
    high: Decimal
    before: Decimal
    after: Decimal | None
    status: str


@dataclass(frozen=True, slots=True)
class BandFigure:
    """Weights against bands on one common scale from 0 to `scale_max` (a share of one); a single moment is `when`."""

    title: str
    words: str
    scale_max: Decimal
    rows: tuple[BandRow, ...]
    table: Table
    when: str = TODAY


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a bar; `share` of the whole bar's own total."""

    label: str
    slot: int
    usd: Decimal
    share: Decimal


@dataclass(frozen=True, slots=True)
class StackedBar:
    """One bar; `length` is its own length as a share of the longest one."""

    label: str
    note: str
    total_usd: Decimal
    length: Decimal
    segments: tuple[Segment, ...]
    is_before: bool = False


@dataclass(frozen=True, slots=True)
class StackGroup:
    """Bars that belong under one label (before and after of one account)."""

    label: str
    note: str
    bars: tuple[StackedBar, ...]


@dataclass(frozen=True, slots=True)
class StackFigure:
    """Stacked bars with a legend of (label, slot). `palette`: `class` or `treatment`."""

    title: str
    words: str
    palette: str
    legend: tuple[tuple[str, int], ...]
    groups: tuple[StackGroup, ...]
    table: Table


@dataclass(frozen=True, slots=True)
class DeltaRow:
    """One amount that can be a cost or gain (positive), or a saving or loss (negative)."""

    label: str
    note: str
    usd: Decimal


@dataclass(frozen=True, slots=True)
class DeltaFigure:
    """Amounts above zero to the right and below it to the left of one line.

    They are costs and savings, or gains and losses where `is_gain`.
    """

    title: str
    words: str
    rows: tuple[DeltaRow, ...]
    table: Table
    is_gain: bool = False


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """A stretch of days, both ends included; `slot` is the one of the legend, `value` stands at the right."""

    label: str
    note: str
    value: str
    start: date
    end: date
    slot: int


@dataclass(frozen=True, slots=True)
class TimelineFigure:
    """Stretches of days on one scale from `start` to `end`, with a line at `today`; parts outside are cut off."""

    title: str
    words: str
    palette: str
    legend: tuple[tuple[str, int], ...]
    start: date
    end: date
    today: date
    rows: tuple[TimelineRow, ...]


@dataclass(frozen=True, slots=True)
class ScaleMark:
    """A point on a scale; `share` is where it stands, 0 at the left end and 1 at the right."""

    label: str
    value: str
    share: Decimal
    is_main: bool = False


@dataclass(frozen=True, slots=True)
class ScaleFigure:
    """One bar with marks from its bad end to its good one, filled as far as the main mark, and faintly to `reach`."""

    title: str
    words: str
    marks: tuple[ScaleMark, ...]
    reach: Decimal
    table: Table


@dataclass(frozen=True, slots=True)
class MeasureBar:
    """One amount in the unit of its measure, and as people read it. `is_money`: a cost, or a saving below nought."""

    value: Decimal
    text: str
    is_money: bool = False


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """One choice with a bar for each measure; `is_ours` sets it off from the others."""

    label: str
    note: str
    bars: tuple[MeasureBar, ...]
    is_ours: bool = False


@dataclass(frozen=True, slots=True)
class MeasureFigure:
    """Choices under each other, measures beside each other, each measure on a scale of its own."""

    title: str
    words: str
    measures: tuple[str, ...]
    rows: tuple[MeasureRow, ...]
    table: Table


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """A point on a line or beside it, and where it stands in words; `is_main`: the one that stands out."""

    label: str
    x: Decimal
    y: Decimal
    told: str
    is_main: bool = False


@dataclass(frozen=True, slots=True)
class CurveFigure:
    """A line through points in order, with marks beside it. The first and last ticks are the ends of an axis."""

    title: str
    words: str
    x_label: str
    y_label: str
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    points: tuple[CurvePoint, ...]
    marks: tuple[CurvePoint, ...]


@dataclass(frozen=True, slots=True)
class RangeRow:
    """One estimate with the range around it; `value`, `low`, `high` and `beside` (a yardstick, ringed) on one scale."""

    label: str
    text: str
    slot: int
    value: Decimal
    low: Decimal
    high: Decimal
    beside: Decimal | None = None


@dataclass(frozen=True, slots=True)
class RangeFigure:
    """Estimates under each other on one scale, from the first tick to the last; nought is drawn where it is inside."""

    title: str
    words: str
    ticks: tuple[Tick, ...]
    rows: tuple[RangeRow, ...]


Figure = (
    BandFigure
    | StackFigure
    | DeltaFigure
    | TimelineFigure
    | ScaleFigure
    | MeasureFigure
    | CurveFigure
    | RangeFigure
    | DaysFigure
    | WeightsFigure
    | YearsFigure
    | SpreadFigure
    | HeatFigure
)
