"""Choices compared by small bars: one row for each choice, one column for each measure."""

from __future__ import annotations

from decimal import Decimal

from markupsafe import Markup

from trimtab.adapters.render.pictures.svg import element, pct, picture, span, text
from trimtab.core.money import ONE, ZERO
from trimtab.reports import words
from trimtab.reports.figures import MeasureBar, MeasureFigure, MeasureRow

_HEAD, _ROW = 26, 66
_GUTTER = Decimal("0.05")  # of the width, between measures


def measure_svg(figure: MeasureFigure, name: str) -> Markup:
    """Heads above, then each choice: its name, and by measure the amount over its bar."""
    height = _HEAD + _ROW * len(figure.rows)
    width = (ONE + _GUTTER) / len(figure.measures)
    parts = [
        text(measure, x=pct(number * width), y=14, class_="axis")
        for number, measure in enumerate(figure.measures)
    ]
    scales = [_scale([row.bars[n] for row in figure.rows]) for n in range(len(figure.measures))]
    for number, row in enumerate(figure.rows):
        parts += _row(row, scales, width, _HEAD + number * _ROW)
    return picture(name, figure.title, f"{figure.words} {_told(figure)}", height, tuple(parts))


def _scale(bars: list[MeasureBar]) -> tuple[Decimal, Decimal]:
    """How far the bars reach below and above nought."""
    values = [bar.value for bar in bars]
    return max(ZERO, -min(values)), max(ZERO, *values)


def _row(row: MeasureRow, scales: list[tuple[Decimal, Decimal]], width: Decimal, top: int) -> list[Markup]:
    label = span(words.shortened(row.label, 44), "label") + span(row.note, "wide muted", dx=8)
    parts = [text(label, x=0, y=top + 15, class_="t")]
    for number, bar in enumerate(row.bars):
        parts += _cell(bar, scales[number], number * width, width - _GUTTER, top, is_ours=row.is_ours)
    return parts


def _cell(
    bar: MeasureBar,
    scale: tuple[Decimal, Decimal],
    left: Decimal,
    width: Decimal,
    top: int,
    *,
    is_ours: bool,
) -> list[Markup]:
    below, above = scale
    whole = below + above or ONE
    zero = left + width * below / whole
    length = width * abs(bar.value) / whole
    start = zero if bar.value >= 0 else zero - length
    kind = ("save" if bar.value < 0 else "cost") if bar.is_money else "k0" if is_ours else "k1"
    drawn = [
        text(bar.text, x=pct(left), y=top + 34, class_="t num strong" if is_ours else "t num"),
        element("rect", x=pct(left), y=top + 43, width=pct(width), height=2, class_="rail"),
        element(
            "rect",
            x=pct(start),
            y=top + 40,
            width=pct(length),
            height=8,
            rx=2,
            class_=kind if is_ours else f"{kind} faded",
        ),
    ]
    if below:
        drawn.append(
            element("line", x1=pct(zero), x2=pct(zero), y1=top + 37, y2=top + 51, class_="tick thin")
        )
    return drawn


def _told(figure: MeasureFigure) -> str:
    return " ".join(
        f"{row.label}: "
        + ", ".join(f"{m.lower()} {bar.text}" for m, bar in zip(figure.measures, row.bars, strict=True))
        + "."
        for row in figure.rows
    )
