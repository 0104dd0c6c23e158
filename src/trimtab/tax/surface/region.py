"""A part of the range of results on which every number of the law worked out so far is a plane."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_FLOOR, Decimal

from trimtab.core.money import ZERO
from trimtab.tax.surface.polygon import Polygon, cut, has_area

Plane = tuple[
    Decimal, Decimal, Decimal
]  # USD at zero results, and what a dollar of short and of long result adds
SHORT: Plane = (ZERO, Decimal(1), ZERO)
LONG: Plane = (ZERO, ZERO, Decimal(1))
NOUGHT: Plane = (ZERO, ZERO, ZERO)
ON_LINE = Decimal("1e-9")  # USD: a corner so near a line lies on it


class Region:
    """A convex polygon of results. `planes` are the numbers that bend somewhere, by their places."""

    __slots__ = ("planes", "polygon")

    def __init__(self, polygon: Polygon, planes: list[Plane]) -> None:
        self.polygon = polygon
        self.planes = planes

    def plane(self, at: Decimal, terms: dict[int, Decimal]) -> Plane:
        """A sum of multiples of these numbers, as the plane that it is here."""
        short = long = ZERO
        planes = self.planes
        for place, times in terms.items():
            plane = planes[place]
            if plane is NOUGHT:
                continue
            own_at, own_short, own_long = plane
            at += times * own_at
            if own_short:
                short += times * own_short
            if own_long:
                long += times * own_long
        return at, short, long

    def heights(self, plane: Plane) -> list[Decimal]:
        """A plane at each corner."""
        at, short, long = plane
        if not short:
            return [at + long * corner[1] for corner in self.polygon]
        if not long:
            return [at + short * corner[0] for corner in self.polygon]
        return [at + short * corner[0] + long * corner[1] for corner in self.polygon]

    def parted(self, plane: Plane) -> tuple[Region | None, Region | None]:
        """The parts where a plane is above zero and where it is not; None where there is none, or only a sliver."""
        if not plane[1] and not plane[2]:
            return (self, None) if plane[0] > 0 else (None, self)
        heights = self.heights(plane)
        if min(heights) >= -ON_LINE:
            return self, None
        if max(heights) <= ON_LINE:
            return None, self
        near, far = cut(self.polygon, heights)
        if not has_area(far):
            return self, None
        if not has_area(near):
            return None, self
        return Region(near, list(self.planes)), Region(far, self.planes)

    def strips(self, plane: Plane, step: Decimal) -> Iterator[tuple[Region, Decimal]]:
        """The parts between a plane's multiples of `step`, lowest first, each with how many steps lie below it."""
        heights = self.heights(plane)
        steps = (min(heights) / step).to_integral_value(ROUND_FLOOR)
        left: Region | None = self
        while left is not None and (steps + 1) * step < max(heights):
            left, part = left.parted((plane[0] - (steps + 1) * step, plane[1], plane[2]))
            if part is not None:
                yield part, steps
            steps += 1
        if left is not None:
            yield left, steps
