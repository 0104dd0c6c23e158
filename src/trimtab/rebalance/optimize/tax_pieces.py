"""The year's tax in few convex pieces: cells joined wherever the cost bends upwards and the whole stays convex."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from math import inf
from typing import NamedTuple

from trimtab.core.bounded import Bounded
from trimtab.core.quick import quickly_made
from trimtab.core.year_tax import Cell, Straight

BEND_USD = 0.25  # a bend downwards by less than this is none: what the program may be off by
BEND_SHARE = 1e-6  # or less than this of how far apart the results are
AREA_SHARE = 1e-6  # of an area that joining may add: rounding of corners
GRAIN_USD = 0.001  # corners nearer than this are one
KEPT = 64  # years whose pieces are kept: one household is asked again and again

SAME_SLOPE = 1e-9  # of a dollar for a dollar

Spot = tuple[float, float]  # short, long, in USD
Place = tuple[int, int]  # a spot in grains: corners with the same are one
Plane = tuple[float, float, float]  # USD at zero results, and what a dollar of each adds
Planes = tuple[Plane, Plane]  # of tax and of cost


class Corner(NamedTuple):
    """A corner of a piece: results, the year's tax there and its cost (tax less what carried losses are worth), USD."""

    short_usd: float
    long_usd: float
    tax_usd: float
    cost_usd: float


@quickly_made
@dataclass(frozen=True, slots=True)
class TaxPiece:
    """A convex polygon of results over which tax and cost are convex.

    `spots` are the corners of all its cells, by their place on the grid, `outline` those around it, `planes` the
    (tax, cost) of which it is made.
    """

    outline: tuple[Place, ...]
    spots: dict[Place, Corner]
    planes: tuple[Planes, ...]
    area: float

    def corners(self) -> tuple[Corner, ...]:
        """Where its planes meet: every point of the piece is a mix of these."""
        return tuple(self.spots[place] for place in sorted(self.spots))

    def holds(self, short_usd: float, long_usd: float) -> bool:
        """Whether a result lies in this piece, its edge included."""
        spot = (short_usd, long_usd)
        outline = _around(self.outline, self.spots)
        edges = zip(outline, (*outline[1:], outline[0]), strict=True)
        return all(_turn(one, other, spot) >= -GRAIN_USD for one, other in edges)


def tax_pieces(cells: tuple[Cell, ...], carried_worth: float) -> tuple[TaxPiece, ...]:
    """Join cells into convex pieces. `carried_worth` is what a dollar of loss carried on is worth today.

    They are kept for these very cells: who is asked again hands over the same ones, and to compare them takes longer.
    """
    _, pieces = _PIECES.get((id(cells), carried_worth), lambda: (cells, _joined(cells, carried_worth)))
    return pieces


def _joined(cells: tuple[Cell, ...], carried_worth: float) -> tuple[TaxPiece, ...]:
    """First those with the same planes, then those with a convex cost; greedily, in an order that the cells' corners
    give, so that the same cells give the same pieces. Only pieces with a common edge are tried, each pair once.
    """
    pieces = [_piece(cell, carried_worth) for cell in cells]
    pieces.sort(key=lambda piece: min(_around(piece.outline, piece.spots)))
    corners = [corner for piece in pieces for corner in piece.spots.values()]
    sums = [corner.short_usd + corner.long_usd for corner in corners]
    bend_usd = max(BEND_USD, BEND_SHARE * (max(sums, default=0.0) - min(sums, default=0.0)))
    for is_same in (True, False):
        if len(pieces) > 1:
            pieces = _Joining(pieces, is_same, bend_usd).all()
    return tuple(pieces)


_PIECES: Bounded[tuple[int, float], tuple[tuple[Cell, ...], tuple[TaxPiece, ...]]] = Bounded(KEPT)


class _Joining:
    """Pieces being joined. A piece that takes another in keeps its number, and is a new one to be tried."""

    def __init__(self, pieces: list[TaxPiece], is_same: bool, bend_usd: float) -> None:
        self.pieces: dict[int, TaxPiece] = dict(enumerate(pieces))
        self.is_same = is_same
        self.bend_usd = bend_usd
        self.refused: set[tuple[int, int]] = set()
        self.untried = set(self.pieces)  # those that have a neighbour since they were last tried
        self.at: defaultdict[Place, set[int]] = defaultdict(set)
        for number, piece in self.pieces.items():
            self._stand(number, piece)

    def all(self) -> list[TaxPiece]:
        """All that can be joined, joined: again and again from the first, until nothing is."""
        while self.untried:
            for number in sorted(self.pieces):
                while number in self.untried and self._take_in(number):
                    pass
        return [self.pieces[number] for number in sorted(self.pieces)]

    def _take_in(self, number: int) -> bool:
        """Join the first later piece that can be joined to this one; whether there was any."""
        piece = self.pieces[number]
        seen: set[int] = set()
        beside: set[int] = set()  # seen at two corners
        for place in piece.outline:
            beside |= seen & self.at[place]
            seen |= self.at[place]
        for other in sorted(beside):
            if other <= number or (number, other) in self.refused:
                continue
            both = _join(piece, self.pieces[other], self.is_same, self.bend_usd)
            if both is not None:
                self._replace(number, other, both)
                return True
            self.refused.add((number, other))
        self.untried.discard(number)
        return False

    def _replace(self, number: int, other: int, both: TaxPiece) -> None:
        for gone in (number, other):
            for place in self.pieces.pop(gone).outline:
                self.at[place].discard(gone)
        self.refused = {pair for pair in self.refused if number not in pair and other not in pair}
        self.pieces[number] = both
        self._stand(number, both)
        self.untried.discard(other)
        for place in both.outline:
            self.untried |= self.at[place]

    def _stand(self, number: int, piece: TaxPiece) -> None:
        for place in piece.outline:
            self.at[place].add(number)


def _join(one: TaxPiece, other: TaxPiece, is_same: bool, bend_usd: float) -> TaxPiece | None:
    """Both as one piece, where that is convex."""
    if is_same and not _are_same(one.planes[0], other.planes[0]):
        return None
    pairs = ((one, other), (other, one))
    if not all(_bends_up(piece, against, is_same, bend_usd) for piece, against in pairs):
        return None
    spots = one.spots | other.spots
    outline = _hull({place: spots[place] for place in (*one.outline, *other.outline)})
    whole, parts = abs(_area_signed(_around(outline, spots))), one.area + other.area
    if whole > parts * (1 + AREA_SHARE) + 1e-3:
        return None
    if is_same:
        return TaxPiece(outline, {place: spots[place] for place in outline}, one.planes, whole)
    for place in one.spots.keys() & other.spots.keys():
        spots[place] = min(one.spots[place], other.spots[place], key=lambda corner: corner.cost_usd)
    return TaxPiece(outline, spots, tuple(dict.fromkeys((*one.planes, *other.planes))), whole)


def _are_same(one: Planes, other: Planes) -> bool:
    """Whether the slopes are the same, but for rounding."""
    slopes = (*one[0][1:], *one[1][1:]), (*other[0][1:], *other[1][1:])
    return all(abs(a - b) < SAME_SLOPE for a, b in zip(*slopes, strict=True))


def _bends_up(piece: TaxPiece, against: TaxPiece, is_same: bool, bend_usd: float) -> bool:
    """Whether the planes of the one lie under the other's corners, or on them, in tax and in cost."""
    least = -GRAIN_USD if is_same else -inf
    for short, long, tax_usd, cost_usd in against.spots.values():
        for tax, cost in piece.planes:
            above_tax = tax[0] + tax[1] * short + tax[2] * long - tax_usd
            above_cost = cost[0] + cost[1] * short + cost[2] * long - cost_usd
            if not (least <= above_tax <= bend_usd and least <= above_cost <= bend_usd):
                return False
    return True


def _piece(cell: Cell, carried_worth: float) -> TaxPiece:
    around = tuple([(float(short), float(long)) for short, long in cell.corners])
    area = _area_signed(around)
    tax, carried = _floats(cell.tax), _floats(cell.carried)
    cost = (
        tax[0] - carried_worth * carried[0],
        tax[1] - carried_worth * carried[1],
        tax[2] - carried_worth * carried[2],
    )
    spots = {_key(spot): Corner(*spot, _height(tax, spot), _height(cost, spot)) for spot in around}
    return TaxPiece(tuple(spots)[:: 1 if area > 0 else -1], spots, ((tax, cost),), abs(area))


def _floats(plane: Straight) -> Plane:
    return float(plane.at_usd), float(plane.per_short), float(plane.per_long)


def _height(plane: Plane, spot: Spot) -> float:
    return plane[0] + plane[1] * spot[0] + plane[2] * spot[1]


def _key(spot: Spot) -> Place:
    return round(spot[0] / GRAIN_USD), round(spot[1] / GRAIN_USD)


def _turn(one: Spot, other: Spot, third: Spot) -> float:
    return (other[0] - one[0]) * (third[1] - one[1]) - (other[1] - one[1]) * (third[0] - one[0])


def _area_signed(corners: tuple[Spot, ...]) -> float:
    (at_short, at_long), *others = corners
    away = [(short - at_short, long - at_long) for short, long in others]
    return sum([one[0] * other[1] - one[1] * other[0] for one, other in pairwise(away)]) / 2


def _around(places: Iterable[Place], spots: dict[Place, Corner]) -> tuple[Spot, ...]:
    return tuple([spots[place][:2] for place in places])


def _hull(spots: dict[Place, Corner]) -> tuple[Place, ...]:
    """The convex hull, counter-clockwise (Andrew's monotone chain); points on an edge are no corners."""
    ordered = sorted(spots)
    return (*_half_hull(ordered, spots), *_half_hull(ordered[::-1], spots))


def _half_hull(places: list[Place], spots: dict[Place, Corner]) -> list[Place]:
    """From the first of these corners to the last, which is left out, always turning left.

    A turn no more than rounding of corners makes of a straight line is none.
    """
    half: list[tuple[float, float, Place]] = []
    for place in places:
        short, long, _, _ = spots[place]
        while len(half) >= 2:
            (short_1, long_1, _), (short_2, long_2, _) = half[-2:]
            across, up = short - short_1, long - long_1
            turn = (short_2 - short_1) * up - (long_2 - long_1) * across
            if turn > GRAIN_USD and turn > GRAIN_USD * max(abs(across), abs(up)):
                break
            half.pop()
        half.append((short, long, place))
    return [place for _, _, place in half[:-1]]
