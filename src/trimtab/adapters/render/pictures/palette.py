"""Colours of the asset classes by their slot: one hue per family, told apart by lightness too.

Slots are those of the catalogue; 0 stands for a class it does not know. Every colour is also named beside it.
"""

from __future__ import annotations

LIGHT = (
    "#70757d", "#1f5f9e", "#5aa9d6", "#e0a030", "#1f8a70", "#8c6d46", "#b8568f", "#4b3f72", "#9aa1ab",
    "#3b6fb6", "#123f6d", "#7f9ad6", "#2e93ad", "#86cfe0", "#4a7f95", "#d9922a", "#f0d489", "#a8650f",
    "#c8553d", "#a88a1e", "#d97a4a", "#efc56a", "#5db891", "#0f6b57", "#6f5f10", "#a5774f",
)  # fmt: skip
DARK = (
    "#9aa0a8", "#5b9be0", "#a4dbf8", "#f0bb5c", "#4cc3a3", "#c09d72", "#f3a8d3", "#6a5aa8", "#7d8591",
    "#6fa0e4", "#3f74b5", "#a9bdf0", "#56c2d8", "#c2ecf5", "#7fb0c4", "#eab04f", "#f8e3aa", "#cf8a35",
    "#ea8069", "#cdb24a", "#f0a07a", "#f6dc9c", "#7fd3ae", "#2fa88a", "#8f7a12", "#c99c74",
)  # fmt: skip
HEAT_LIGHT = (
    "#f3ead9", "#e6e6d8", "#d3e0da", "#b8d6d6", "#98c8ce", "#74b3c4", "#4f98b6", "#2f7ba4", "#175d8c",
)  # fmt: skip
HEAT_DARK = (
    "#3a3226", "#34382f", "#2b4142", "#264e55", "#265f6b", "#2c7384", "#388a9f", "#4fa6bb", "#79c6d6",
)  # fmt: skip
"""Shades of a grid from worst to best: they differ in lightness, so that they can be told apart without colour."""
_DARK_INK, _LIGHT_INK = "#0d1420", "#ffffff"
_MIDDLE = 132  # of 255: from this brightness up, dark letters are easier to read


def slot_of(slot: int) -> int:
    """The slot itself, or 0 where there is no colour for it."""
    return slot if 0 <= slot < len(LIGHT) else 0


def palette_css() -> str:
    """Colours as CSS variables for light and dark, and the classes that use them: fill, stroke, background, ink."""
    light = "".join(_variables(slot, colour) for slot, colour in enumerate(LIGHT))
    dark = "".join(_variables(slot, colour) for slot, colour in enumerate(DARK))
    rules = "".join(
        f".f{n}{{fill:var(--c{n})}}.s{n}{{stroke:var(--c{n})}}.b{n}{{background:var(--c{n})}}.i{n}{{fill:var(--i{n})}}\n"
        for n in range(len(LIGHT))
    )
    heat = "".join(f".h{n}{{fill:var(--h{n})}}.t{n}{{fill:var(--t{n})}}\n" for n in range(len(HEAT_LIGHT)))
    light += "".join(_heat(n, colour) for n, colour in enumerate(HEAT_LIGHT))
    dark += "".join(_heat(n, colour) for n, colour in enumerate(HEAT_DARK))
    rules += heat
    return f":root{{{light}}}\n@media screen and (prefers-color-scheme: dark){{:root{{{dark}}}}}\n{rules}"


def _variables(slot: int, colour: str) -> str:
    return f"--c{slot}:{colour};--i{slot}:{_DARK_INK if brightness(colour) >= _MIDDLE else _LIGHT_INK};"


def _heat(shade: int, colour: str) -> str:
    return f"--h{shade}:{colour};--t{shade}:{_DARK_INK if brightness(colour) >= _MIDDLE else _LIGHT_INK};"


def brightness(colour: str) -> int:
    """Perceived brightness of `#rrggbb`, 0 to 255."""
    red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return (299 * red + 587 * green + 114 * blue) // 1000
