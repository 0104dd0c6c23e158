"""Convex polygons of results, cut by lines. Exact decimals; corners in order around."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from trimtab.core.money import ZERO
from trimtab.core.year_tax import Results

Corner = tuple[Decimal, Decimal]  # short, long, in USD
Polygon = tuple[Corner, ...]  # corners in order around it
NO_AREA = Decimal("0.0001")  # square dollars: what is smaller is no polygon but a line's rounding


def rectangle(results: Results) -> Polygon:
    """The range as a polygon; one without width is made a dollar wide."""
    wide = results.with_width
    return (
        (wide.short_low_usd, wide.long_low_usd),
        (wide.short_high_usd, wide.long_low_usd),
        (wide.short_high_usd, wide.long_high_usd),
        (wide.short_low_usd, wide.long_high_usd),
    )


def cut(polygon: Polygon, heights: list[Decimal]) -> tuple[Polygon, Polygon]:
    """The parts where a line's height, told at each corner, is above zero and below; an empty one has no area."""
    near: list[Corner] = []
    far: list[Corner] = []
    last, height_last = polygon[-1], heights[-1]
    for corner, height in zip(polygon, heights, strict=True):
        if (height > 0 > height_last) or (height < 0 < height_last):
            share = height_last / (height_last - height)
            crossing = (
                last[0] + share * (corner[0] - last[0]),
                last[1] + share * (corner[1] - last[1]),
            )
            near.append(crossing)
            far.append(crossing)
        if height >= 0:
            near.append(corner)
        if height <= 0:
            far.append(corner)
        last, height_last = corner, height
    return tuple(near), tuple(far)


def has_area(polygon: Polygon) -> bool:
    """Whether it is more than a line."""
    if len(polygon) < 3:
        return False
    origin = polygon[0]
    twice = ZERO
    for one, other in pairwise(polygon[1:]):
        twice += (one[0] - origin[0]) * (other[1] - origin[1]) - (other[0] - origin[0]) * (one[1] - origin[1])
    return abs(twice) > 2 * NO_AREA


def within(polygon: Polygon, results: Results) -> Polygon:
    """The part of a polygon inside a range of results: itself, where it lies inside."""
    box = rectangle(results)
    for place in (0, 1):
        low, high = box[0][place], box[2][place]
        if polygon and min([corner[place] for corner in polygon]) < low:
            polygon, _ = cut(polygon, [corner[place] - low for corner in polygon])
        if polygon and max([corner[place] for corner in polygon]) > high:
            polygon, _ = cut(polygon, [high - corner[place] for corner in polygon])
    return polygon
