"""Pictures of what is uncertain or varied: differences over start dates, and grids of policies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from trimtab.core.money import ONE, ZERO
from trimtab.reports import words
from trimtab.reports.document import Section
from trimtab.reports.lab.axes import share_ticks
from trimtab.reports.tables import Column, Kind, Row, Table
from trimtab.reports.time_figures import Bin, HeatCell, HeatFigure, SpreadFigure, Tick
from trimtab.simulate.measures.side_by_side import HistoryComparison, Pair, Question

_BINS = 24
_MOST = 6  # pairs drawn; the tables have all
_HALF = Decimal("0.5")
_HUNDREDTH = Decimal("0.01")
_TITLES: Mapping[Question, str] = {
    Question.AFTER_TAX: "instead of",
    Question.TWINS: "after tax against",
    Question.REBALANCING: "against",
    Question.TAX_ALPHA: "in tax alpha against",
}


def start_sections(found: HistoryComparison) -> tuple[Section, ...]:
    """How each difference lies over start dates, with its range and whether it is noise; at most six."""
    drawn = [pair for pair in found.pairs if len(set(pair.rolling)) > 1][:_MOST]
    return tuple(_starts(pair, found.rolling_months, number) for number, pair in enumerate(drawn, start=1))


def _starts(pair: Pair, months: int, number: int) -> Section:
    title = f"{pair.name[:1].upper()}{pair.name[1:]} {_TITLES[pair.question]} {pair.against}, by start"
    values = sorted(pair.rolling)
    middle = values[len(values) // 2]
    ahead = sum(value > 0 for value in values)
    stretch = words.plural(months // 12, "year") if months % 12 == 0 else words.plural(months, "month")
    told = (
        f"Each of {len(values):,} stretches of {stretch}, by its first month: {ahead:,} ahead. They overlap, so "
        f"they are far fewer independent looks than that. {_verdict(pair)}"
    )
    return Section(
        f"starts-{number}",
        title,
        (told,),
        Table(
            title,
            (Column("stretch", "Stretch, by first month"), Column("difference", "Points a year", Kind.RATE)),
            tuple(Row((f"{n:03}", value)) for n, value in enumerate(pair.rolling, start=1)),
        ),
        (),
        spread_figure(title, pair.rolling, Tick(middle, f"middle {_points(middle)} points"), _range(pair)),
        is_picture=True,
    )


def _points(share: Decimal) -> str:
    """A signed difference in points, to the hundredth: differences of policies are small."""
    rounded = (share * 100).quantize(_HUNDREDTH, rounding=ROUND_HALF_UP)
    sign = "+" if rounded > 0 else words.MINUS if rounded < 0 else ""
    return f"{sign}{abs(rounded)}"


def _range(pair: Pair) -> tuple[Decimal, Decimal] | None:
    return None if pair.interval is None else (pair.interval.low, pair.interval.high)


def _verdict(pair: Pair) -> str:
    if pair.interval is None:
        return "The history is too short to tell it from noise."
    one = pair.interval
    low, high = _points(one.low), _points(one.high)
    sure = words.percent_whole(one.confidence)
    told = (
        f"{_points(pair.point)} points a year, {sure} range {low} to {high} (shaded): {pair.verdict.value}."
    )
    return f"Over the whole history: {told}"


def spread_figure(
    title: str, values: Sequence[Decimal], median: Tick, interval: tuple[Decimal, Decimal] | None
) -> SpreadFigure:
    """Values in bins of one round width; nought is always an edge, so that no bar mixes gains with losses."""
    edges = [*values, *(interval or ())]
    ticks = share_ticks(min(*edges, ZERO), max(*edges, ZERO), 4)
    low, high = ticks[0].value, ticks[-1].value
    width = (ticks[1].value - low) / max(_BINS // (len(ticks) - 1), 1)
    count = int((high - low) / width)
    bins = [0] * count
    for value in values:
        bins[min(int((value - low) / width), count - 1)] += 1
    return SpreadFigure(
        title=title,
        words="",
        x_ticks=ticks,
        bins=tuple(Bin(low + n * width, low + (n + 1) * width, held) for n, held in enumerate(bins)),
        median=median,
        interval=interval,
    )


def heat_figure(
    title: str,
    axes: tuple[str, str],
    rows: Sequence[str],
    columns: Sequence[str],
    values: Mapping[tuple[str, str], Decimal],
    texts: Mapping[tuple[str, str], str],
    *,
    high_is_good: bool,
) -> HeatFigure:
    """A grid of one figure by row and column label; `axes` name rows and columns. The best cell is marked.

    Shades run over the values' own span: where all are near each other, so the words must say.
    """
    low, high = min(values.values()), max(values.values())
    best, worst = (high, low) if high_is_good else (low, high)

    def cell(at: tuple[str, str]) -> HeatCell | None:
        if at not in values:
            return None
        share = _HALF if high == low else (values[at] - low) / (high - low)
        return HeatCell(texts[at], share if high_is_good else ONE - share, values[at] == best and high != low)

    named = {side: next(at for at in sorted(values) if values[at] == side) for side in (best, worst)}
    return HeatFigure(
        title=title,
        words="",
        row_label=axes[0],
        column_label=axes[1],
        columns=tuple(columns),
        rows=tuple((row, tuple(cell((row, column)) for column in columns)) for row in rows),
        worst=f"{' × '.join(named[worst])}, {texts[named[worst]]}",
        best=f"{' × '.join(named[best])}, {texts[named[best]]}",
    )
