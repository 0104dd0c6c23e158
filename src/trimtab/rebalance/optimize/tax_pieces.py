"""The year's tax in few convex pieces: cells joined wherever the cost bends upwards and the whole stays convex."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from trimtab.core.year_tax import Cell, Straight

BEND_USD = 0.25  # a bend downwards by less than this is none: what the program may be off by
AREA_SHARE = 1e-6  # of an area that joining may add: rounding of corners
GRAIN_USD = 0.001  # corners nearer than this are one

Spot = tuple[float, float]  # short, long, in USD


@dataclass(frozen=True, slots=True)
class Corner:
    """A corner of a piece: results, the year's tax there and its cost (tax less what carried losses are worth), USD."""

    short_usd: float
    long_usd: float
    tax_usd: float
    cost_usd: float


@dataclass(frozen=True, slots=True)
class _Part:
    """A convex polygon of results with the planes of tax and cost on it."""

    corners: tuple[Spot, ...]
    tax: tuple[float, float, float]
    cost: tuple[float, float, float]

    def values(self, spot: Spot) -> tuple[float, float]:
        return _height(self.tax, spot), _height(self.cost, spot)


@dataclass(slots=True)
class TaxPiece:
    """A convex polygon of results over which tax and cost are convex; `corners` are those of all its cells."""

    outline: tuple[Spot, ...]
    parts: list[_Part]

    def corners(self) -> tuple[Corner, ...]:
        """Where its planes meet: every point of the piece is a mix of these."""
        found: dict[tuple[int, int], Corner] = {}
        for part in self.parts:
            for spot in part.corners:
                tax, cost = part.values(spot)
                at = _key(spot)
                if at not in found or cost < found[at].cost_usd:
                    found[at] = Corner(*spot, tax, cost)
        return tuple(found[at] for at in sorted(found))

    def holds(self, short_usd: float, long_usd: float) -> bool:
        """Whether a result lies in this piece, its edge included."""
        spot = (short_usd, long_usd)
        edges = zip(self.outline, (*self.outline[1:], self.outline[0]), strict=True)
        return all(_turn(one, other, spot) >= -GRAIN_USD for one, other in edges)


def tax_pieces(cells: Iterable[Cell], carried_worth: float) -> tuple[TaxPiece, ...]:
    """Join cells into convex pieces. `carried_worth` is what a dollar of loss carried on is worth today.

    First those with the same planes, then those with a convex cost; greedily, in an order that the cells' corners
    give, so that the same cells give the same pieces.
    """
    pieces = [_piece(cell, carried_worth) for cell in cells]
    pieces.sort(key=lambda piece: min(piece.outline))
    for is_same in (True, False):
        joined = True
        while joined:
            joined = _join_any(pieces, is_same)
    return tuple(pieces)


def _join_any(pieces: list[TaxPiece], is_same: bool) -> bool:
    """Join what can be joined in one pass; whether anything was."""
    joined = False
    first = 0
    while first < len(pieces):
        other = first + 1
        while other < len(pieces):
            both = _join(pieces[first], pieces[other], is_same)
            if both is None:
                other += 1
                continue
            pieces[first] = both
            del pieces[other]
            joined, other = True, first + 1
        first += 1
    return joined


def _join(one: TaxPiece, other: TaxPiece, is_same: bool) -> TaxPiece | None:
    """Both as one piece, where that is convex."""
    if len({_key(c) for c in one.outline} & {_key(c) for c in other.outline}) < 2:
        return None
    if not _bends_up(one, other, is_same):
        return None
    outline = _hull([*one.outline, *other.outline])
    whole, parts = _area(outline), _area(one.outline) + _area(other.outline)
    if whole > parts * (1 + AREA_SHARE) + 1e-3:
        return None
    if is_same:
        return TaxPiece(outline, [_Part(outline, one.parts[0].tax, one.parts[0].cost)])
    return TaxPiece(outline, [*one.parts, *other.parts])


def _bends_up(one: TaxPiece, other: TaxPiece, is_same: bool) -> bool:
    """Whether the planes of each lie under the other's, or are the same, in tax and in cost."""
    for piece, against in ((one, other), (other, one)):
        for part in against.parts:
            for spot in part.corners:
                tax, cost = part.values(spot)
                for own in piece.parts:
                    own_tax, own_cost = own.values(spot)
                    if own_tax > tax + BEND_USD or own_cost > cost + BEND_USD:
                        return False
                    if is_same and (own_tax < tax - GRAIN_USD or own_cost < cost - GRAIN_USD):
                        return False
    return True


def _piece(cell: Cell, carried_worth: float) -> TaxPiece:
    corners = tuple((float(short), float(long)) for short, long in cell.corners)
    if _area_signed(corners) < 0:
        corners = corners[::-1]
    tax, carried = _floats(cell.tax), _floats(cell.carried)
    cost = (
        tax[0] - carried_worth * carried[0],
        tax[1] - carried_worth * carried[1],
        tax[2] - carried_worth * carried[2],
    )
    return TaxPiece(corners, [_Part(corners, tax, cost)])


def _floats(plane: Straight) -> tuple[float, float, float]:
    return float(plane.at_usd), float(plane.per_short), float(plane.per_long)


def _height(plane: tuple[float, float, float], spot: Spot) -> float:
    return plane[0] + plane[1] * spot[0] + plane[2] * spot[1]


def _key(spot: Spot) -> tuple[int, int]:
    return round(spot[0] / GRAIN_USD), round(spot[1] / GRAIN_USD)


def _turn(one: Spot, other: Spot, third: Spot) -> float:
    return (other[0] - one[0]) * (third[1] - one[1]) - (other[1] - one[1]) * (third[0] - one[0])


def _area_signed(corners: tuple[Spot, ...]) -> float:
    origin = corners[0]
    return sum(_turn(origin, one, other) for one, other in pairwise(corners[1:])) / 2


def _area(corners: tuple[Spot, ...]) -> float:
    return abs(_area_signed(corners))


def _hull(spots: list[Spot]) -> tuple[Spot, ...]:
    """The convex hull, counter-clockwise (Andrew's monotone chain); points on an edge are no corners."""
    points = sorted({_key(spot): spot for spot in spots}.values())
    halves: list[list[Spot]] = []
    for ordered in (points, points[::-1]):
        half: list[Spot] = []
        for spot in ordered:
            while len(half) >= 2 and _turn(half[-2], half[-1], spot) <= _flat(half[-2], spot):
                half.pop()
            half.append(spot)
        halves.append(half[:-1])
    return (*halves[0], *halves[1])


def _flat(one: Spot, other: Spot) -> float:
    """What a turn may come to on a straight line, by rounding of corners."""
    return GRAIN_USD * max(abs(other[0] - one[0]), abs(other[1] - one[1]), 1.0)
