"""One bar from a bad end to a good one, with marks on it."""

from __future__ import annotations

from decimal import Decimal

from markupsafe import Markup

from trimtab.adapters.render.pictures.svg import element, pct, picture, span, text
from trimtab.core.money import ZERO
from trimtab.reports.figures import ScaleFigure, ScaleMark

_BAR, _THICK, _LINE = 54, 22, 40
_NEAR_LEFT, _NEAR_RIGHT = Decimal("0.2"), Decimal("0.8")
_APART = Decimal("0.3")  # labels nearer to each other than this stand in two lines


def scale_svg(figure: ScaleFigure, name: str) -> Markup:
    """The main mark above the bar, the others below it, each with what it says."""
    main = next(mark for mark in figure.marks if mark.is_main)
    others = [mark for mark in figure.marks if not mark.is_main]
    parts = [
        element("rect", x=0, y=_BAR, width="100%", height=_THICK, rx=4, class_="rail"),
        element("rect", x=0, y=_BAR, width=pct(figure.reach), height=_THICK, rx=4, class_="save faded"),
        element("rect", x=0, y=_BAR, width=pct(main.share), height=_THICK, rx=4, class_="save"),
        element("circle", cx=pct(main.share), cy=_BAR + _THICK // 2, r=9, class_="dot ink"),
        *_label(main, _BAR - 34),
    ]
    lines = 0
    ends: list[Decimal] = []
    for mark in others:
        line = next((n for n, end in enumerate(ends) if mark.share - end >= _APART), len(ends))
        ends[line : line + 1] = [mark.share]
        lines = max(lines, line + 1)
        top = _BAR + _THICK + 8 + line * _LINE
        x = pct(mark.share)
        if ZERO < mark.share < 1:
            parts.append(element("line", x1=x, x2=x, y1=_BAR - 4, y2=top + 4, class_="tick"))
        parts += _label(mark, top)
    told = " ".join(f"{mark.label}: {mark.value}." for mark in figure.marks)
    height = _BAR + _THICK + 10 + lines * _LINE
    return picture(name, figure.title, f"{figure.words} {told}", height, tuple(parts))


def _label(mark: ScaleMark, top: int) -> list[Markup]:
    anchor = "start" if mark.share < _NEAR_LEFT else "end" if mark.share > _NEAR_RIGHT else "middle"
    x = pct(mark.share)
    return [
        text(span(mark.label, "label"), x=x, y=top + 12, class_="t", text_anchor=anchor),
        text(span(mark.value, "muted"), x=x, y=top + 29, class_="t", text_anchor=anchor),
    ]
