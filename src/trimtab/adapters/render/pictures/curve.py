"""A line through points, with named marks beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from markupsafe import Markup

from trimtab.adapters.render.pictures.svg import element, pct, picture, span, text
from trimtab.core.money import ONE
from trimtab.reports import words
from trimtab.reports.figures import CurveFigure, CurvePoint

_TOP, _PLOT, _BOTTOM = 30, 280, 44
_LEFT, _RIGHT = Decimal("0.15"), Decimal("0.03")  # of the width: room for the labels of the axis
_NEAR_X, _NEAR_Y = Decimal("0.03"), 18  # marks nearer than this share one label
_LETTER, _LINE = Decimal("0.014"), 14  # of the width, about a letter; pixels, a line of text
_NUMBER_X, _NUMBER_Y = Decimal("0.05"), 16  # numbers of points nearer than this are left out


_Box = tuple[Decimal, Decimal, int]  # from, to, height


def curve_svg(figure: CurveFigure, name: str) -> Markup:
    """Grid and axes, the line, its points with their numbers, and the marks with their names."""
    plot = _Plot(figure)
    drawn = [*_axes(figure, plot), *_line(figure, plot)]
    groups = _together(figure.marks, plot)
    drawn += _numbers(figure.points, plot, [plot.place(group[0]) for group in groups])
    taken: list[_Box] = []
    for group in groups:
        drawn += _mark(group, plot, taken)
    told = " ".join(f"{mark.label}: {mark.told}." for mark in (*figure.points, *figure.marks))
    return picture(name, figure.title, f"{figure.words} {told}", _TOP + _PLOT + _BOTTOM, tuple(drawn))


class _Plot:
    """Where values stand: x as a share of the width, y in pixels."""

    def __init__(self, figure: CurveFigure) -> None:
        self.x = (figure.x_ticks[0].value, figure.x_ticks[-1].value)
        self.y = (figure.y_ticks[0].value, figure.y_ticks[-1].value)

    def across(self, value: Decimal) -> Decimal:
        low, high = self.x
        return _LEFT + (1 - _LEFT - _RIGHT) * (value - low) / (high - low or ONE)

    def down(self, value: Decimal) -> int:
        low, high = self.y
        return _TOP + int(_PLOT * (high - value) / (high - low or ONE))

    def place(self, point: CurvePoint) -> tuple[Decimal, int]:
        return self.across(point.x), self.down(point.y)


def _axes(figure: CurveFigure, plot: _Plot) -> Iterator[Markup]:
    foot = _TOP + _PLOT
    left, right = pct(_LEFT), pct(1 - _RIGHT)
    for tick in figure.y_ticks:
        y = plot.down(tick.value)
        yield element(
            "line", x1=left, x2=right, y1=y, y2=y, class_="tick thin" if tick.value == 0 else "grid"
        )
        yield text(tick.text, x=pct(_LEFT - Decimal("0.015")), y=y + 4, class_="axis", text_anchor="end")
    for tick in figure.x_ticks:
        x = pct(plot.across(tick.value))
        yield element("line", x1=x, x2=x, y1=_TOP, y2=foot + 4, class_="grid")
        yield text(tick.text, x=x, y=foot + 18, class_="axis", text_anchor="middle")
    yield text(figure.y_label, x=0, y=14, class_="axis")
    yield text(figure.x_label, x=right, y=foot + 38, class_="axis", text_anchor="end")


def _line(figure: CurveFigure, plot: _Plot) -> Iterator[Markup]:
    places = [plot.place(point) for point in figure.points]
    for (x1, y1), (x2, y2) in pairwise(places):
        yield element("line", x1=pct(x1), y1=y1, x2=pct(x2), y2=y2, class_="curve")
    for x, y in places:
        yield element("circle", cx=pct(x), cy=y, r=4, class_="curvedot")


def _numbers(points: Sequence[CurvePoint], plot: _Plot, taken: list[tuple[Decimal, int]]) -> Iterator[Markup]:
    """The number of each point below it, where there is room."""
    for point in points:
        x, y = plot.place(point)
        if all(abs(x - other) > _NUMBER_X or abs(y - height) > _NUMBER_Y for other, height in taken):
            taken.append((x, y))
            yield text(point.label, x=pct(x), y=y + 19, class_="axis", text_anchor="middle")


def _together(marks: Sequence[CurvePoint], plot: _Plot) -> list[list[CurvePoint]]:
    """Marks that would cover each other, in one group; the main one first."""
    groups: list[list[CurvePoint]] = []
    for mark in sorted(marks, key=lambda m: not m.is_main):
        x, y = plot.place(mark)
        for group in groups:
            near_x, near_y = plot.place(group[0])
            if abs(x - near_x) < _NEAR_X and abs(y - near_y) < _NEAR_Y:
                group.append(mark)
                break
        else:
            groups.append([mark])
    return groups


def _mark(group: Sequence[CurvePoint], plot: _Plot, taken: list[_Box]) -> Iterator[Markup]:
    main = group[0]
    x, y = plot.place(main)
    is_left = x < Decimal("0.5")
    label = words.listed([main.label, *(other.label[0].lower() + other.label[1:] for other in group[1:])])
    kind = "curvemain" if main.is_main else "curvemark"
    for other in group[1:]:
        other_x, other_y = plot.place(other)
        yield element("circle", cx=pct(other_x), cy=other_y, r=5, class_="curvemark")
    yield element("circle", cx=pct(x), cy=y, r=7 if main.is_main else 5, class_=kind)
    yield text(
        span(label, "label" if main.is_main else "muted"),
        x=pct(x),
        dx=-4 if is_left else 4,
        y=_free_height(label, x, y, is_left, taken),
        class_="t",
        text_anchor="start" if is_left else "end",
    )


def _free_height(label: str, x: Decimal, y: int, is_left: bool, taken: list[_Box]) -> int:
    """Where the label covers no earlier one: above its mark, below, or farther away; noted as taken."""
    width = len(label) * _LETTER
    left, right = (x, x + width) if is_left else (x - width, x)
    heights = [h for h in (y - 13, y + 23, y - 31, y + 41, y - 49) if _TOP + 10 < h < _TOP + _PLOT + 14]
    for height in heights:
        if all(right < lo or hi < left or abs(height - at) > _LINE for lo, hi, at in taken):
            break
    else:
        height = y - 13
    taken.append((left, right, height))
    return height
