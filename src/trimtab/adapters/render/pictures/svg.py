"""A few SVG elements as safe text: every value is escaped, positions are percent so that figures follow the page."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from markupsafe import Markup, escape

from trimtab.core.money import plain
from trimtab.reports.words import clean

ASIDE = -44
"""Pixels left of a figure at which the values of its axis begin."""
_STEP = Decimal("0.01")
Value = str | int | Decimal


def pct(share: Decimal) -> str:
    """A share of one as an SVG length: `12.5%`."""
    return f"{plain((share * 100).quantize(_STEP, rounding=ROUND_HALF_UP))}%"


def element(name: str, children: tuple[Markup, ...] = (), **attributes: Value) -> Markup:
    """One element. Attribute names: a trailing underscore is dropped, other underscores become dashes."""
    shown = Markup("").join(
        Markup(' {}="{}"').format(key.rstrip("_").replace("_", "-"), clean(str(value)))
        for key, value in attributes.items()
    )
    inner = Markup("").join(children)
    return Markup("<{}{}>{}</{}>").format(name, shown, inner, name)


def words(text: str) -> Markup:
    """Text inside an element: control characters visible, markup escaped."""
    return escape(clean(text))


def text(content: str | Markup, **attributes: Value) -> Markup:
    """A line of text."""
    inner = content if isinstance(content, Markup) else words(content)
    return element("text", (inner,), **attributes)


def span(content: str, class_: str, **attributes: Value) -> Markup:
    """A part of a line of text with its own class."""
    return element("tspan", (words(content),), class_=class_, **attributes)


def picture(
    name: str,
    title: str,
    description: str,
    height: int,
    children: tuple[Markup, ...],
    *,
    is_aside: bool = False,
) -> Markup:
    """A whole figure, as wide as its place, with a title and description for people who hear it.

    `is_aside`: it leaves room to its left for the values of its axis, which stand at ASIDE.
    """
    told = (
        element("title", (words(title),), id=f"{name}-title"),
        element("desc", (words(description),), id=f"{name}-desc"),
    )
    return element(
        "svg",
        (*told, *children),
        class_="fig aside" if is_aside else "fig",
        role="img",
        aria_labelledby=f"{name}-title {name}-desc",
        width="100%",
        height=height,
    )
