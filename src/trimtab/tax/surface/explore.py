"""The whole surface of a year's tax: polygon by polygon, until every result of the range is in one."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from trimtab.core.year_tax import Cell, Results, Straight
from trimtab.tax.surface.patchwork import Patchwork, plane_on
from trimtab.tax.surface.polygon import Polygon, has_area, rectangle, within

Worked = Callable[[Decimal, Decimal], tuple[Decimal, Decimal]]
"""A year worked out for a short- and a long-term result: tax and losses carried, in USD and not rounded."""


def explore(year: Worked, results: Results) -> tuple[Cell, ...]:
    """Part a range of results into polygons on each of which tax and losses carried are planes.

    Works the law out once over the whole range, which is cut along every line on which one of the law's comparisons
    turns; where the law goes another way altogether, once more for that part. So no kink or jump is missed, however
    narrow. Planes are near the truth only where two amounts are multiplied (New York's recapture) and where a rule has
    many small steps within reach (South Carolina's exemption): see `CURVED_USD` and `MOST_STEPS`. Raises nothing.
    """
    cells: list[Cell] = []
    waiting: list[list[Polygon]] = [[rectangle(results)]]
    while waiting:
        patchwork = Patchwork(waiting.pop())
        tax, carried = year(*patchwork.results())
        waiting += patchwork.beyond
        cells += [
            Cell(region.polygon, Straight(*plane_on(region, tax)), Straight(*plane_on(region, carried)))
            for region in patchwork.regions
        ]
    return tuple(cells)


def clipped(cells: tuple[Cell, ...], results: Results) -> tuple[Cell, ...]:
    """The parts of these cells inside a range."""
    parts = [(cell, within(cell.corners, results)) for cell in cells]
    return tuple(
        cell if part is cell.corners else Cell(part, cell.tax, cell.carried)
        for cell, part in parts
        if part is cell.corners or has_area(part)
    )
