"""Pictures over days: lines, falls from a high, weights in their bands. Paths stretch with the page, words do not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from markupsafe import Markup

from trimtab.adapters.render.pictures.palette import slot_of
from trimtab.adapters.render.pictures.svg import ASIDE, element, pct, picture, span, text
from trimtab.core.money import ONE
from trimtab.reports import words
from trimtab.reports.time_figures import DaysFigure, DayTick, Point, Tick, WeightRow, WeightsFigure

_TOP, _FOOT = 18, 26
_TALL, _LOW = 300, 170
_ROW_HEAD, _ROW, _ROW_GAP = 26, 96, 22
_WIDE = 10000  # units across a plot
_FINE = 10  # units a pixel, down it
_EDGE = Decimal("0.04")


def days_svg(figure: DaysFigure, name: str) -> Markup:
    """Gridlines with their values on them, the lines, and years below."""
    height = _LOW if figure.is_fall else _TALL
    plot = _Plot(figure.start, figure.end, figure.y_ticks[0].value, figure.y_ticks[-1].value, height)
    years = _years(figure.x_ticks, plot, _TOP, _TOP + height)
    parts = [*_grid(figure.y_ticks, plot, _TOP), *_values(figure.y_ticks, plot, _TOP)]
    parts += [*years, _nested(_TOP, height, tuple(_lines(figure, plot)))]
    told = " ".join(f"{line.label}: {line.told}." for line in figure.lines)
    return picture(
        name, figure.title, f"{figure.words} {told}", _TOP + height + _FOOT, tuple(parts), is_aside=True
    )


def weights_svg(figure: WeightsFigure, name: str) -> Markup:
    """A strip for each class: band shaded, target dashed, weight as a line, trades as triangles."""
    parts: list[Markup] = []
    step = _ROW_HEAD + _ROW + _ROW_GAP
    bottom = step * len(figure.rows) - _ROW_GAP
    whole = _Plot(figure.start, figure.end, Decimal(0), ONE, bottom)
    parts += _years(figure.x_ticks, whole, _ROW_HEAD, bottom)
    for number, row in enumerate(figure.rows):
        parts += _weight_row(figure, row, number * step)
    told = " ".join(f"{row.label}: {row.note}." for row in figure.rows)
    return picture(name, figure.title, f"{figure.words} {told}", bottom + _FOOT, tuple(parts), is_aside=True)


class _Plot:
    """Where days and values stand: across in shares of the width, down in pixels from the top of the plot."""

    def __init__(self, start: date, end: date, low: Decimal, high: Decimal, height: int) -> None:
        self.start, self.days = start, max((end - start).days, 1)
        self.low, self.span, self.height = low, high - low or ONE, height

    def across(self, day: date) -> Decimal:
        return Decimal((day - self.start).days) / self.days

    def down(self, value: Decimal) -> int:
        return int((self.low + self.span - value) / self.span * self.height)

    def place(self, point: Point) -> str:
        day, value = point
        x = (day - self.start).days * _WIDE // self.days
        y = int((self.low + self.span - value) / self.span * self.height * _FINE)
        return f"{x} {y}"

    def path(self, points: Iterable[Point]) -> str:
        return "M" + "L".join(self.place(point) for point in points)


def _nested(top: int, height: int, children: tuple[Markup, ...]) -> Markup:
    return element(
        "svg",
        children,
        x=0,
        y=top,
        width="100%",
        height=height,
        viewBox=f"0 0 {_WIDE} {height * _FINE}",
        preserveAspectRatio="none",
        class_="plot",
    )


def _years(ticks: Sequence[DayTick], plot: _Plot, top: int, foot: int) -> Iterator[Markup]:
    for tick in ticks:
        at = plot.across(tick.day)
        x = pct(at)
        anchor = "start" if at < _EDGE else "end" if at > 1 - _EDGE else "middle"
        yield element("line", x1=x, x2=x, y1=top, y2=foot + 4, class_="grid")
        yield text(tick.text, x=x, y=foot + 19, class_="axis", text_anchor=anchor)


def _grid(ticks: Sequence[Tick], plot: _Plot, top: int) -> Iterator[Markup]:
    for tick in ticks:
        y = top + plot.down(tick.value)
        kind = "tick thin" if tick.value == 0 else "grid"
        yield element("line", x1=ASIDE, x2="100%", y1=y, y2=y, class_=kind)


def _values(ticks: Sequence[Tick], plot: _Plot, top: int) -> Iterator[Markup]:
    for tick in ticks:
        yield text(tick.text, x=ASIDE, y=top + plot.down(tick.value) - 5, class_="gridtext")


def _lines(figure: DaysFigure, plot: _Plot) -> Iterator[Markup]:
    """The main line last, so that it lies on top; of falls it is filled too."""
    for line in sorted(figure.lines, key=lambda one: -one.slot):
        if figure.is_fall and line.slot == 0:
            ends = [(line.points[0][0], Decimal(0)), *line.points, (line.points[-1][0], Decimal(0))]
            yield element("path", d=plot.path(ends) + "Z", class_="fall")
        kind = "line main" if line.slot == 0 else "line"
        yield element("path", d=plot.path(line.points), class_=f"{kind} z{line.slot % 6}")


def _weight_row(figure: WeightsFigure, row: WeightRow, top: int) -> Iterator[Markup]:
    plot = _Plot(figure.start, figure.end, row.low, row.high, _ROW)
    slot, under = slot_of(row.slot), top + _ROW_HEAD
    label = span(words.shortened(row.label, 44), "label wide") + span(
        words.shortened(row.short_label, 18), "label slim"
    )
    yield from _grid(row.ticks, plot, under)
    bands = tuple(_bands(row, figure.end, plot, slot))
    yield from _values(row.ticks[:-1], plot, under)
    marks = (
        _triangle(plot.across(day), under + plot.down(weight), is_up=is_up)
        for day, weight, is_up in row.trades
    )
    line = element("path", d=plot.path(row.points), class_=f"weight s{slot}")
    yield _nested(under, _ROW, (*bands, line))
    yield from marks
    yield text(label, x=ASIDE, y=top + 14, class_="t")
    yield text(span(row.note, "muted"), x="100%", y=top + 14, class_="t", text_anchor="end")


def _bands(row: WeightRow, end: date, plot: _Plot, slot: int) -> Iterator[Markup]:
    """The band and target of each stretch of days on which they stayed the same."""
    ends = [step.day for step in row.steps[1:]] + [end]
    for step, until in zip(row.steps, ends, strict=True):
        corners = [(step.day, step.low), (until, step.low), (until, step.high), (step.day, step.high)]
        yield element("path", d=plot.path(corners) + "Z", class_=f"inband f{slot}")
        yield element("path", d=plot.path([(step.day, step.target), (until, step.target)]), class_="aim")


def _triangle(share: Decimal, y: int, *, is_up: bool) -> Markup:
    """A trade: up below the line where it bought, down above it where it sold; a tile of its own keeps its shape."""
    points = "0,3 5,12 -5,12" if is_up else "0,-3 5,-12 -5,-12"
    shape = element("polygon", points=points, class_="bought" if is_up else "sold")
    return element("svg", (shape,), x=pct(share), y=y, class_="plot", width=1, height=1)
