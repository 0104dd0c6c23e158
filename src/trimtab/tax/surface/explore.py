"""The whole surface of a year's tax: polygon by polygon, until every result of the range is in one."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from trimtab.core.money import ZERO
from trimtab.core.year_tax import Cell, Results, Straight
from trimtab.tax.surface.plane import Plane, Tracer
from trimtab.tax.surface.polygon import Corner, Polygon, has_area, rectangle, within

Worked = Callable[[Decimal, Decimal], tuple[Decimal, Decimal]]
"""A year worked out for a short- and a long-term result: tax and losses carried, in USD and not rounded."""


def explore(year: Worked, results: Results) -> tuple[Cell, ...]:
    """Part a range of results into polygons on each of which tax and losses carried are planes.

    Works the law out at a point of a polygon, which cuts the polygon along the lines on which any of the law's
    comparisons turns, and goes on with the parts cut off. So no kink or jump is missed, however narrow. Planes are near
    the truth only where two amounts are multiplied (New York's recapture) and where a rule has many small steps within
    reach (South Carolina's exemption): see `CURVED_USD` and `MOST_STEPS`. Raises nothing.
    """
    cells: list[Cell] = []
    waiting: list[Polygon] = [rectangle(results)]
    while waiting:
        tracer = Tracer(waiting.pop())
        tax, carried = year(*tracer.results())
        waiting += tracer.beyond
        cells.append(Cell(tracer.polygon, _straight(tax, tracer.point), _straight(carried, tracer.point)))
    return tuple(cells)


def clipped(cells: tuple[Cell, ...], results: Results) -> tuple[Cell, ...]:
    """The parts of these cells inside a range."""
    parts = ((cell, within(cell.corners, results)) for cell in cells)
    return tuple(Cell(part, cell.tax, cell.carried) for cell, part in parts if has_area(part))


def _straight(amount: object, point: Corner) -> Straight:
    """What the law answered, as a plane seen from zero results; a plain number is a level plane."""
    if isinstance(amount, Decimal):
        return Straight(amount, ZERO, ZERO)
    assert isinstance(amount, Plane), "the law answers with the numbers that it is handed"
    at = amount.at - amount.short * point[0] - amount.long * point[1]
    return Straight(at, amount.short, amount.long)
