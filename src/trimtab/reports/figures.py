"""Figures as data: what to draw and in which words, with the same numbers as a table."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from trimtab.reports.tables import Table


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
    """Weights against bands on one common scale from 0 to `scale_max` (a share of one)."""

    title: str
    words: str
    scale_max: Decimal
    rows: tuple[BandRow, ...]
    table: Table


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
    """One amount that can be a cost (positive) or a saving (negative)."""

    label: str
    note: str
    usd: Decimal


@dataclass(frozen=True, slots=True)
class DeltaFigure:
    """Costs to the right and savings to the left of one line."""

    title: str
    words: str
    rows: tuple[DeltaRow, ...]
    table: Table


Figure = BandFigure | StackFigure | DeltaFigure
