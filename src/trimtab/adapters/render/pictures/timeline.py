"""Stretches of days drawn as bars on one scale, with a line at today."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from markupsafe import Markup

from trimtab.adapters.render.pictures.svg import element, pct, picture, span, text
from trimtab.core.money import ONE, ZERO
from trimtab.reports import words
from trimtab.reports.figures import TimelineFigure, TimelineRow

_ROW, _AXIS = 46, 26
_NOTE_LETTERS = 52
_EDGE = Decimal("0.08")  # a date this near the edge is not written
_APART = Decimal("0.13")  # nor a month this near today: on a phone the two words would touch


def timeline_svg(figure: TimelineFigure, name: str) -> Markup:
    """One row a stretch: what it is above its bar, until when at the right, and months and today below."""
    height = _ROW * len(figure.rows) + _AXIS
    parts = [*_months(figure, height), *_today(figure, height)]
    for number, row in enumerate(figure.rows):
        parts += _row(figure, row, number * _ROW)
    told = " ".join(f"{row.label}, {row.note}: {row.value}." for row in figure.rows)
    return picture(name, figure.title, f"{figure.words} {told}", height, tuple(parts))


def _share(figure: TimelineFigure, day: date, days_after: int = 0) -> Decimal:
    """Where a day begins on the scale, as a share of its length."""
    whole = Decimal((figure.end - figure.start).days + 1)
    return min(max(((day - figure.start).days + days_after) / whole, ZERO), ONE)


def _row(figure: TimelineFigure, row: TimelineRow, top: int) -> list[Markup]:
    start, end = _share(figure, row.start), _share(figure, row.end, 1)
    label = span(words.shortened(row.label, 40), "label")
    label += span(words.shortened(row.note, _NOTE_LETTERS), "wide muted", dx=8)
    return [
        text(label, x=0, y=top + 15, class_="t"),
        text(row.value, x="100%", y=top + 15, class_="t num strong", text_anchor="end"),
        element("rect", x=0, y=top + 22, width="100%", height=12, rx=2, class_="rail"),
        element(
            "rect", x=pct(start), y=top + 22, width=pct(end - start), height=12, rx=2, class_=f"k{row.slot}"
        ),
    ]


def _months(figure: TimelineFigure, height: int) -> Iterator[Markup]:
    today = _share(figure, figure.today)
    for day in _firsts(figure.start, figure.end):
        at = _share(figure, day)
        yield element("line", x1=pct(at), x2=pct(at), y1=0, y2=height - _AXIS + 4, class_="grid")
        if abs(at - today) > _APART and _EDGE / 2 < at < 1 - _EDGE / 2:
            month = words.long_date(day).partition(",")[0]
            yield text(month, x=pct(at), y=height - 6, class_="axis", text_anchor="middle")


def _firsts(start: date, end: date) -> Iterator[date]:
    """The first days of months within the scale; of every third month where they would crowd."""
    step = 1 if (end - start).days <= 200 else 3
    for month in range(start.year * 12 + start.month, end.year * 12 + end.month):
        if month % step == 0:
            yield date(month // 12, month % 12 + 1, 1)


def _today(figure: TimelineFigure, height: int) -> list[Markup]:
    at = _share(figure, figure.today, 1)
    anchor = "middle" if _EDGE < at < 1 - _EDGE else "start" if at <= _EDGE else "end"
    return [
        element("line", x1=pct(at), x2=pct(at), y1=0, y2=height - _AXIS + 4, class_="tick thin"),
        text("today", x=pct(at), y=height - 6, class_="axis strong", text_anchor=anchor),
    ]
