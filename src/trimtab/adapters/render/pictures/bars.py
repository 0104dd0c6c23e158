"""Pictures of amounts by year, of how values lie, and of a grid of policies."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from markupsafe import Markup

from trimtab.adapters.render.pictures.svg import ASIDE, element, pct, picture, text
from trimtab.core.money import ONE, ZERO
from trimtab.reports.time_figures import HeatFigure, SpreadFigure, YearsFigure

_TOP, _PLOT, _FOOT = 18, 220, 26
_FULL = Decimal("0.68")  # of a year's room is its bar
_CELL, _HEAD = 34, 40
_LEFT = Decimal("0.2")
_SHADES = 9
_HIGH = 36  # pixels above a spread, for the words of its middle

Across = Callable[[Decimal], Decimal]


def years_svg(figure: YearsFigure, name: str) -> Markup:
    """Bars from nought, up or down, the others as short lines across them."""
    low, high = figure.y_ticks[0].value, figure.y_ticks[-1].value
    parts = []
    for tick in figure.y_ticks:
        y = _down(tick.value, low, high)
        kind = "tick thin" if tick.value == 0 else "grid"
        parts.append(element("line", x1=ASIDE, x2="100%", y1=y, y2=y, class_=kind))
        parts.append(text(tick.text, x=ASIDE, y=y - 5, class_="gridtext"))
    parts += _bars(figure, low, high)
    told = " ".join(f"{bar.label}: {bar.text}." for bar in figure.bars)
    return picture(
        name, figure.title, f"{figure.words} {told}", _TOP + _PLOT + _FOOT, tuple(parts), is_aside=True
    )


def _bars(figure: YearsFigure, low: Decimal, high: Decimal) -> Iterator[Markup]:
    """Each year's bar, the others' amounts on it, and the year below where there is room."""
    room = ONE / max(len(figure.bars), 1)
    zero = _down(ZERO, low, high)
    every = 1 if len(figure.bars) <= 8 else 2 if len(figure.bars) <= 16 else 5
    for number, bar in enumerate(figure.bars):
        left, y = room * number + room * (1 - _FULL) / 2, _down(bar.value, low, high)
        height = abs(y - zero)
        yield element(
            "rect", x=pct(left), y=min(y, zero), width=pct(room * _FULL), height=height, rx=2, class_="p0"
        )
        ends = {"x1": pct(left - room / 12), "x2": pct(left + room * _FULL + room / 12)}
        for slot, other in enumerate(bar.beside, start=1):
            at = _down(other, low, high)
            yield element("line", x1=ends["x1"], x2=ends["x2"], y1=at, y2=at, class_=f"line main z{slot % 6}")
        if number % every == 0:
            x = pct(room * number + room / 2)
            yield text(bar.label, x=x, y=_TOP + _PLOT + 19, class_="axis", text_anchor="middle")


def _down(value: Decimal, low: Decimal, high: Decimal) -> int:
    return _TOP + int((high - value) / (high - low or ONE) * _PLOT)


def spread_svg(figure: SpreadFigure, name: str) -> Markup:
    """Bars of how many, those below nought in another colour; the range behind them, the middle one as a line."""
    low, high = figure.x_ticks[0].value, figure.x_ticks[-1].value
    most = max((one.count for one in figure.bins), default=1) or 1
    plot, parts = 150, list[Markup]()

    def across(value: Decimal) -> Decimal:
        return min(max((value - low) / (high - low or ONE), ZERO), ONE)

    foot = _HIGH + plot
    if figure.interval is not None:
        left, right = (across(value) for value in figure.interval)
        parts.append(
            element("rect", x=pct(left), y=_HIGH, width=pct(right - left), height=plot, class_="within")
        )
    for one in figure.bins:
        height = one.count * plot // most
        left, right = across(one.low), across(one.high)
        kind = "bin minus" if one.high <= 0 else "bin"
        gap = (right - left) / 20
        parts.append(
            element(
                "rect",
                x=pct(left + gap),
                y=foot - height,
                width=pct(max(right - left - 2 * gap, ZERO)),
                height=height,
                rx=2,
                class_=kind,
            )
        )
    parts.append(element("line", x1=0, x2="100%", y1=foot, y2=foot, class_="grid"))
    parts += _spread_axis(figure, across(figure.median.value), across, foot)
    told = f"{figure.words} {figure.median.text}."
    return picture(name, figure.title, told, foot + _FOOT, tuple(parts))


def _spread_axis(figure: SpreadFigure, middle: Decimal, across: Across, foot: int) -> Iterator[Markup]:
    for number, tick in enumerate(figure.x_ticks):
        x = pct(across(tick.value))
        anchor = "start" if number == 0 else "end" if number == len(figure.x_ticks) - 1 else "middle"
        yield text(tick.text, x=x, y=foot + 19, class_="axis", text_anchor=anchor)
        if tick.value == 0:
            yield element("line", x1=x, x2=x, y1=_HIGH, y2=foot + 5, class_="tick thin")
    yield element("line", x1=pct(middle), x2=pct(middle), y1=_HIGH - 12, y2=foot, class_="median")
    anchor = "start" if middle < Decimal("0.6") else "end"
    nudge = 6 if anchor == "start" else -6
    yield text(
        figure.median.text, x=pct(middle), dx=nudge, y=_HIGH - 18, class_="t strong", text_anchor=anchor
    )


def heat_svg(figure: HeatFigure, name: str) -> Markup:
    """Cells from pale (worst) to deep (best), each with its value; what stands out has a frame."""
    width = (ONE - _LEFT) / max(len(figure.columns), 1)
    parts = [text(figure.column_label, x=pct(_LEFT), y=12, class_="axis")]
    parts.append(text(figure.row_label, x=0, y=_HEAD - 8, class_="axis"))
    for number, column in enumerate(figure.columns):
        x = pct(_LEFT + width * number + width / 2)
        parts.append(text(column, x=x, y=_HEAD - 8, class_="axis head", text_anchor="middle"))
    for number, (label, cells) in enumerate(figure.rows):
        top = _HEAD + number * _CELL
        parts.append(text(label, x=0, y=top + 22, class_="axis"))
        for at, cell in enumerate(cells):
            if cell is None:
                continue
            shade = int(cell.share * (_SHADES - 1) + Decimal("0.5"))
            left, wide = pct(_LEFT + width * at), pct(width)
            kinds = [f"heat h{shade}", *(["cellmark"] if cell.is_marked else [])]
            parts += [
                element("rect", x=left, y=top, width=wide, height=_CELL - 3, rx=3, class_=kind)
                for kind in kinds
            ]
            x = pct(_LEFT + width * at + width / 2)
            parts.append(text(cell.text, x=x, y=top + 20, class_=f"celltext t{shade}", text_anchor="middle"))
    told = f"{figure.words} Best: {figure.best}. Worst: {figure.worst}."
    return picture(name, figure.title, told, _HEAD + _CELL * len(figure.rows), tuple(parts))
