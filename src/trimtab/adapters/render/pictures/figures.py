"""Figures drawn as SVG from their specifications."""

from __future__ import annotations

from decimal import Decimal

from markupsafe import Markup

from trimtab.adapters.render.pictures.palette import slot_of
from trimtab.adapters.render.pictures.svg import element, pct, picture, span, text
from trimtab.core.money import ONE, ZERO, usd_whole
from trimtab.reports import words
from trimtab.reports.figures import (
    BandFigure,
    BandRow,
    DeltaFigure,
    DeltaRow,
    StackedBar,
    StackFigure,
    StackGroup,
)

_BAND_ROW, _AXIS = 52, 24
_LABEL_SHARE = Decimal("0.085")  # parts narrower than this carry no label of their own
_LETTER, _WIDTH = 8, 800  # about how wide a letter and a figure are, in pixels, where names are shown
_GRID_STEP = Decimal("0.1")


def band_svg(figure: BandFigure, name: str) -> Markup:
    """Classes on their bands: band shaded, target a tick, before a ring, after (or now) a dot."""
    height = _BAND_ROW * len(figure.rows) + _AXIS
    parts = [*_grid(figure.scale_max, height)]
    for number, row in enumerate(figure.rows):
        parts += _band_row(row, figure.scale_max, number * _BAND_ROW)
    return picture(name, figure.title, _band_words(figure), height, tuple(parts))


def _label(full: str, short: str) -> Markup:
    """The name for a wide page and the one for a narrow page; the style shows one of them."""
    return span(words.shortened(full, 44), "label wide") + span(words.shortened(short, 24), "label slim")


def _grid(scale_max: Decimal, height: int) -> list[Markup]:
    parts = []
    steps = int(scale_max / _GRID_STEP)
    every = 1 if steps <= 6 else 2
    for step in range(0, steps + 1, every):
        x = pct(step * _GRID_STEP / scale_max)
        anchor = "start" if step == 0 else "end" if step == steps else "middle"
        parts.append(element("line", x1=x, x2=x, y1=0, y2=height - _AXIS + 4, class_="grid"))
        parts.append(text(f"{step * 10}%", x=x, y=height - 4, class_="axis", text_anchor=anchor))
    return parts


def _band_row(row: BandRow, scale: Decimal, top: int) -> list[Markup]:
    low, high, target = row.low / scale, row.high / scale, row.target / scale
    y, middle, slot = top + 24, top + 32, slot_of(row.slot)
    now = row.before if row.after is None else row.after
    low_high = f"{words.percent_short(row.low)} to {words.percent_short(row.high)}"
    band = f"target {words.percent_short(row.target)}, band {low_high}"
    label = _label(row.label, row.short_label) + span(band, "wide muted", dx=8)
    value = words.percent(now)
    if row.after is not None:
        value = f"{words.percent(row.before)} → {value}"
    parts = [
        text(label, x=0, y=top + 15, class_="t"),
        text(value, x="100%", y=top + 15, class_="t num strong", text_anchor="end"),
        element("rect", x=0, y=middle - 1, width="100%", height=2, class_="rail"),
        element("rect", x=pct(low), y=y, width=pct(high - low), height=16, rx=3, class_=f"band f{slot}"),
        element("line", x1=pct(target), x2=pct(target), y1=y - 3, y2=y + 19, class_="tick"),
    ]
    if row.after is not None:
        x1, x2 = pct(max(row.before, ZERO) / scale), pct(max(row.after, ZERO) / scale)
        parts.append(element("line", x1=x1, x2=x2, y1=middle, y2=middle, class_=f"move s{slot}"))
        parts.append(element("circle", cx=x1, cy=middle, r=5, class_=f"ring s{slot}"))
    parts.append(element("circle", cx=pct(max(now, ZERO) / scale), cy=middle, r=7, class_=f"dot f{slot}"))
    return parts


def _band_words(figure: BandFigure) -> str:
    told = []
    for row in figure.rows:
        now = words.percent(row.before)
        moved = f"{now} before, {words.percent(row.after)} after" if row.after is not None else now
        told.append(f"{row.label}: {moved}, target {words.percent(row.target)}, {row.status}.")
    return " ".join(told)


def stack_svg(figure: StackFigure, name: str) -> Markup:
    """Groups of stacked bars under their labels."""
    parts: list[Markup] = []
    top = 0
    for group in figure.groups:
        drawn, height = _stack_group(group, figure.palette, top)
        parts += drawn
        top += height
    told = " ".join(_group_words(group) for group in figure.groups)
    return picture(name, figure.title, f"{figure.words} {told}", max(top, 1), tuple(parts))


def _stack_group(group: StackGroup, palette: str, top: int) -> tuple[list[Markup], int]:
    whole = group.bars[-1].total_usd if group.bars else ZERO
    label = _label(group.label, group.label) + span(words.shortened(group.note, 40), "wide muted", dx=8)
    parts = [
        text(label, x=0, y=top + 15, class_="t"),
        text(usd_whole(whole), x="100%", y=top + 15, class_="t num strong", text_anchor="end"),
    ]
    y = top + 22
    for bar in group.bars:
        height = 7 if bar.is_before else 20
        parts += _bar(bar, palette, y, height)
        y += height + 3
    return parts, y - top + 13


def _bar(bar: StackedBar, palette: str, y: int, height: int) -> list[Markup]:
    parts = []
    start = ZERO
    for segment in bar.segments:
        width = segment.share * bar.length
        kind = f"seg f{slot_of(segment.slot)}" if palette == "class" else f"seg k{segment.slot}"
        faded = " faded" if bar.is_before else ""
        parts.append(element("rect", x=pct(start), y=y, width=pct(width), height=height, class_=kind + faded))
        if not bar.is_before and palette == "class" and width >= _LABEL_SHARE:
            label = text(
                words.percent_whole(segment.share),
                x="50%",
                y=14,
                class_=f"in i{slot_of(segment.slot)}",
                text_anchor="middle",
            )
            parts.append(element("svg", (label,), x=pct(start), y=y, width=pct(width), height=height))
        elif palette != "class" and width * _WIDTH >= (len(segment.label) + 2) * _LETTER:
            label = text(segment.label, x=8, y=14, class_=f"in wide j{segment.slot}")
            parts.append(element("svg", (label,), x=pct(start), y=y, width=pct(width), height=height))
        start += width
    return parts


def _group_words(group: StackGroup) -> str:
    told = []
    for bar in group.bars:
        mix = ", ".join(f"{segment.label} {words.percent(segment.share)}" for segment in bar.segments)
        told.append(f"{bar.label.lower()} {mix or 'nothing'}".strip())
    return f"{group.label}: {'; '.join(told)}."


def delta_svg(figure: DeltaFigure, name: str) -> Markup:
    """Costs or gains to the right of a line, savings or losses to its left."""
    most = max((row.usd for row in figure.rows if row.usd > 0), default=ZERO)
    least = max((-row.usd for row in figure.rows if row.usd < 0), default=ZERO)
    span_usd = most + least or ONE
    zero = least / span_usd
    height = 54 * len(figure.rows)
    parts: list[Markup] = []
    for number, row in enumerate(figure.rows):
        parts += _delta_row(row, zero, span_usd, number * 54, figure.is_gain)
    told = " ".join(f"{row.label}: {words.signed_usd_cents(row.usd)}." for row in figure.rows)
    return picture(name, figure.title, f"{figure.words} {told}", height, tuple(parts))


def _delta_row(row: DeltaRow, zero: Decimal, span_usd: Decimal, top: int, is_gain: bool) -> list[Markup]:
    width = abs(row.usd) / span_usd
    start = zero if row.usd >= 0 else zero - width
    kind = "cost" if (row.usd > 0) != is_gain else "save"
    verb = "costs" if row.usd > 0 else "saves" if row.usd < 0 else ""
    amount = words.signed_usd(row.usd) if is_gain else f"{verb} {words.short_usd(row.usd)}".strip()
    label = span(row.label, "label") + span(row.note, "wide muted", dx=8)
    return [
        text(label, x=0, y=top + 15, class_="t"),
        text(
            amount,
            x="100%",
            y=top + 15,
            class_="t num strong",
            text_anchor="end",
        ),
        element("rect", x=0, y=top + 30, width="100%", height=2, class_="rail"),
        element("rect", x=pct(start), y=top + 24, width=pct(width), height=14, rx=2, class_=kind),
        element("line", x1=pct(zero), x2=pct(zero), y1=top + 21, y2=top + 41, class_="tick thin"),
    ]
