"""Estimates with their ranges under each other: how much of a figure is known."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from markupsafe import Markup

from trimtab.adapters.render.pictures.palette import slot_of
from trimtab.adapters.render.pictures.svg import element, pct, picture, span, text
from trimtab.core.money import ONE
from trimtab.reports import words
from trimtab.reports.figures import RangeFigure, RangeRow

_ROW, _AXIS = 48, 26


def range_svg(figure: RangeFigure, name: str) -> Markup:
    """A row each: what it is and what was found above, below it the range as a bar with the estimate as a dot."""
    height = _ROW * len(figure.rows) + _AXIS
    parts = [*_grid(figure, height)]
    for number, row in enumerate(figure.rows):
        parts += _row(figure, row, number * _ROW)
    told = " ".join(f"{row.label}: {row.text}." for row in figure.rows)
    return picture(name, figure.title, f"{figure.words} {told}", height, tuple(parts))


def _share(figure: RangeFigure, value: Decimal) -> Decimal:
    low, high = figure.ticks[0].value, figure.ticks[-1].value
    return min(max((value - low) / (high - low or ONE), Decimal(0)), ONE)


def _grid(figure: RangeFigure, height: int) -> Iterator[Markup]:
    for number, tick in enumerate(figure.ticks):
        x = pct(_share(figure, tick.value))
        anchor = "start" if number == 0 else "end" if number == len(figure.ticks) - 1 else "middle"
        kind = "tick thin" if tick.value == 0 and number else "grid"
        yield element("line", x1=x, x2=x, y1=0, y2=height - _AXIS + 4, class_=kind)
        yield text(tick.text, x=x, y=height - 5, class_="axis", text_anchor=anchor)


def _row(figure: RangeFigure, row: RangeRow, top: int) -> Iterator[Markup]:
    low, high, at = (_share(figure, value) for value in (row.low, row.high, row.value))
    slot, middle = slot_of(row.slot), top + 32
    yield text(span(words.shortened(row.label, 40), "label"), x=0, y=top + 16, class_="t")
    yield text(row.text, x="100%", y=top + 16, class_="t num strong", text_anchor="end")
    yield element("rect", x=0, y=middle - 1, width="100%", height=2, class_="rail")
    yield element(
        "rect", x=pct(low), y=middle - 6, width=pct(high - low), height=12, rx=3, class_=f"band f{slot}"
    )
    if row.beside is not None:
        yield element("circle", cx=pct(_share(figure, row.beside)), cy=middle, r=5, class_=f"ring s{slot}")
    yield element("circle", cx=pct(at), cy=middle, r=6, class_=f"dot f{slot}")
