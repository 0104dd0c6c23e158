"""A line through points, with named marks beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, pairwise, product

from markupsafe import Markup

from trimtab.adapters.render.pictures.svg import element, pct, picture, span, text
from trimtab.core.money import ONE
from trimtab.reports import words
from trimtab.reports.figures import CurveFigure, CurvePoint

_TOP, _PLOT, _BOTTOM = 30, 280, 44
_LEFT, _RIGHT = Decimal("0.15"), Decimal("0.03")  # of the width: room for the labels of the axis
_NEAR_X, _NEAR_Y = Decimal("0.03"), 18  # marks nearer than this share one label
_LETTER, _LINE = Decimal("0.012"), 12  # of the width, about a letter; pixels, a line of text
_DOT_X, _DOT_Y = Decimal("0.012"), 9  # about half a mark
_CLAIM_Y = 20  # a label nearer than this to another mark would be taken for that one's
_PIXEL = Decimal("0.0013")  # of the width
_NUMBER_X = Decimal("0.01")  # about half a number
_STEPS = 24  # of each stretch of the line, looked at for whether a label covers it
# what covering each counts, being near to another's mark, and far from one's own
_LABEL, _DOT, _CURVE, _CLAIM, _FAR = 1000, 100, 2, 30, 60


def curve_svg(figure: CurveFigure, name: str) -> Markup:
    """Grid and axes, the line, its points with their numbers, and the marks with their names."""
    plot = _Plot(figure)
    drawn = [*_axes(figure, plot), *_line(figure, plot)]
    groups = _together(figure.marks, plot)
    spots = _free_spots(groups, figure, plot)
    for group, spot in zip(groups, spots, strict=True):
        drawn += _mark(group, spot, plot)
    drawn += _numbers(figure, plot, [spot.box for spot in spots])
    told = " ".join(f"{mark.label}: {mark.told}." for mark in (*figure.points, *figure.marks))
    return picture(name, figure.title, f"{figure.words} {told}", _TOP + _PLOT + _BOTTOM, tuple(drawn))


@dataclass(frozen=True, slots=True)
class _Box:
    """Room on the picture: from left to right as shares of its width, from top to bottom in pixels."""

    left: Decimal
    right: Decimal
    top: int
    bottom: int

    def covers(self, other: _Box) -> bool:
        """Whether they have anything in common."""
        across = self.left <= other.right and other.left <= self.right
        return across and self.top <= other.bottom and other.top <= self.bottom


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


def _stretch(start: tuple[Decimal, int], end: tuple[Decimal, int]) -> Iterator[tuple[Decimal, int]]:
    (x1, y1), (x2, y2) = start, end
    for step in range(_STEPS + 1):
        yield x1 + (x2 - x1) * step / _STEPS, y1 + (y2 - y1) * step // _STEPS


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


def _numbers(figure: CurveFigure, plot: _Plot, labels: Sequence[_Box]) -> Iterator[Markup]:
    """The number of each point below it, or else above it, where there is room."""
    taken = [*labels, *_dots(figure.marks, plot, _DOT_Y)]
    for point in figure.points:
        x, y = plot.place(point)
        for height in (y + 19, y - 10):
            box = _Box(x - _NUMBER_X, x + _NUMBER_X, height - 9, height)
            is_inside = box.top > _TOP and box.bottom < _TOP + _PLOT
            if is_inside and not any(box.covers(other) for other in taken):
                taken.append(box)
                yield text(point.label, x=pct(x), y=height, class_="axis", text_anchor="middle")
                break


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


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a label may stand: to the right of its mark or to the left, pixels from it and on which line.

    `cost` rises with the distance, for a label far from its mark is taken for another's.
    """

    is_right: bool
    away: int
    y: int
    box: _Box
    cost: int


def _mark(group: Sequence[CurvePoint], spot: _Spot, plot: _Plot) -> Iterator[Markup]:
    main = group[0]
    x, y = plot.place(main)
    kind = "curvemain" if main.is_main else "curvemark"
    for other in group[1:]:
        other_x, other_y = plot.place(other)
        yield element("circle", cx=pct(other_x), cy=other_y, r=5, class_="curvemark")
    yield element("circle", cx=pct(x), cy=y, r=7 if main.is_main else 5, class_=kind)
    yield text(
        span(_name(group), "label" if main.is_main else "muted"),
        x=pct(x),
        dx=spot.away if spot.is_right else -spot.away,
        y=spot.y,
        class_="t",
        text_anchor="start" if spot.is_right else "end",
    )


def _name(group: Sequence[CurvePoint]) -> str:
    first, *others = (mark.label for mark in group)
    return words.listed([first, *(label[0].lower() + label[1:] for label in others)])


def _spots(group: Sequence[CurvePoint], plot: _Plot) -> list[_Spot]:
    """Where the label may stand, best first: above its mark, below, beside, farther away."""
    x, y = plot.place(group[0])
    inward, width = x < Decimal("0.5"), len(_name(group)) * _LETTER
    steps = [(side, -4, down) for side in (inward, not inward) for down in (-13, 23)]
    steps += [(inward, 12, 4), (not inward, 12, 4)]
    steps += [(side, -4, down) for down in (-31, 41, -49, 59) for side in (inward, not inward)]
    found: list[_Spot] = []
    for is_right, away, down in steps:
        near = x + (away if is_right else -away) * _PIXEL
        left, right = (near, near + width) if is_right else (near - width, near)
        box = _Box(left, right, y + down - _LINE + 3, y + down + 3)
        found.append(_Spot(is_right, away, y + down, box, len(found) + _FAR * (abs(down) > 23)))
    return [spot for spot in found if _is_inside(spot.box)] or found[:1]


def _is_inside(box: _Box) -> bool:
    is_across = box.left >= _LEFT - 12 * _PIXEL and box.right <= 1
    return is_across and box.top > _TOP - 4 and box.bottom < _TOP + _PLOT + 2


def _free_spots(
    groups: Sequence[Sequence[CurvePoint]], figure: CurveFigure, plot: _Plot
) -> tuple[_Spot, ...]:
    """A spot for each label, so that all together cover least of one another, of the marks and of the line."""
    dots, curve = _dots(figure.marks, plot, _DOT_Y), _curve(figure, plot)
    counted = []
    for group in groups:
        claims = _dots([mark for mark in figure.marks if mark not in group], plot, _CLAIM_Y)
        covering = ((_DOT, dots), (_CURVE, curve), (_CLAIM, claims))
        counted.append(
            [
                (spot.cost + sum(weight * _covered(spot.box, others) for weight, others in covering), spot)
                for spot in _spots(group, plot)
            ]
        )

    def covered(chosen: tuple[tuple[int, _Spot], ...]) -> int:
        boxes = [spot.box for _, spot in chosen]
        clashes = sum(one.covers(other) for one, other in combinations(boxes, 2))
        return sum(count for count, _ in chosen) + _LABEL * clashes

    return tuple(spot for _, spot in min(product(*counted), key=covered))


def _dots(marks: Iterable[CurvePoint], plot: _Plot, half: int) -> list[_Box]:
    places = [plot.place(mark) for mark in marks]
    return [_Box(x - _DOT_X, x + _DOT_X, y - half, y + half) for x, y in places]


def _curve(figure: CurveFigure, plot: _Plot) -> list[_Box]:
    return [_Box(x, x, y, y) for pair in pairwise(figure.points) for x, y in _stretch(*map(plot.place, pair))]


def _covered(box: _Box, others: Iterable[_Box]) -> int:
    return sum(box.covers(other) for other in others)
