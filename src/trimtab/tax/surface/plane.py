"""Numbers that know how they change: the law is worked out on them once, and says what holds all around a point.

A `Plane` stands where the law expects a Decimal. It has the value at one point (short, long) and the two slopes there;
sums and multiples of planes are planes. Where the law compares one with another, the region looked at is cut along the
line on which the answer would turn: on what is left every step of the law is the same, and so its outcome is that
plane, exactly.
"""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import cast

from trimtab.core.money import ONE, ZERO
from trimtab.tax.surface.polygon import Corner, Polygon, cut, has_area

CURVED_USD = Decimal("0.25")  # what a product of two planes may be off by
MOST_STEPS = 6  # of a rule by steps in one region; more are taken as a slope


class Tracer:
    """A point in a polygon, and what is left of the polygon where every comparison made so far has the same answer.

    `beyond` are the parts cut off.
    """

    def __init__(self, polygon: Polygon) -> None:
        self.point = _inside(polygon)
        self.beyond: list[Polygon] = []
        self._keep(polygon)

    def _keep(self, polygon: Polygon) -> None:
        short, long = self.point
        self.polygon = polygon
        self._offsets = tuple((corner[0] - short, corner[1] - long) for corner in polygon)
        self._most_short = max(abs(offset[0]) for offset in self._offsets)
        self._most_long = max(abs(offset[1]) for offset in self._offsets)

    def results(self) -> tuple[Decimal, Decimal]:
        """The short- and the long-term result as planes, to be handed to the law."""
        short, long = self.point
        return (
            cast("Decimal", Plane(self, short, ONE, ZERO)),
            cast("Decimal", Plane(self, long, ZERO, ONE)),
        )

    def is_above(self, at: Decimal, short: Decimal, long: Decimal) -> bool:
        """Whether at + short * ds + long * dl is above zero at the point; cuts off where it is not so."""
        if abs(at) <= abs(short) * self._most_short + abs(long) * self._most_long:
            heights = [at + short * ds + long * dl for ds, dl in self._offsets]
            if min(heights) < 0 if at > 0 else max(heights) > 0:
                self._cut(heights if at > 0 else [-height for height in heights])
        return at > 0

    def _cut(self, heights: list[Decimal]) -> None:
        """Keep the part with the point, where heights are above zero; slivers are no part."""
        near, far = cut(self.polygon, heights)
        if has_area(far) and has_area(near):
            self.beyond.append(far)
            self._keep(near)

    def spread(self, plane: Plane) -> Decimal:
        """By how much a plane's value varies over what is left of the polygon."""
        changes = [plane.short * ds + plane.long * dl for ds, dl in self._offsets]
        return max(changes) - min(changes)

    def product(self, first: Plane, second: Plane) -> Plane:
        """Two planes that are multiplied, as chords between lines on which the first is a round number.

        What is multiplied in any law so far rises with one and the same income, which makes a parabola; `CURVED_USD` is
        the most that a chord lies off it.
        """
        if not first.short and not first.long:
            return second * first.at
        bend = _ratio(second, first)
        step = _round_step(abs(bend))
        low = (first.at / step).to_integral_value(ROUND_FLOOR) * step
        high = low + step
        self.is_above(first.at - low, first.short, first.long)
        self.is_above(high - first.at, -first.short, -first.long)
        return first * (second.at - bend * first.at + bend * (low + high)) - bend * low * high


class Plane:
    """One number of the law near a point: `at` it, and what a dollar more of short or long result adds."""

    __slots__ = ("at", "long", "short", "tracer")

    def __init__(self, tracer: Tracer, at: Decimal, short: Decimal, long: Decimal) -> None:
        self.tracer = tracer
        self.at = at
        self.short = short
        self.long = long

    def __add__(self, other: Plane | Decimal | int) -> Plane:
        if isinstance(other, Plane):
            return Plane(self.tracer, self.at + other.at, self.short + other.short, self.long + other.long)
        return Plane(self.tracer, self.at + other, self.short, self.long)

    __radd__ = __add__

    def __sub__(self, other: Plane | Decimal | int) -> Plane:
        if isinstance(other, Plane):
            return Plane(self.tracer, self.at - other.at, self.short - other.short, self.long - other.long)
        return Plane(self.tracer, self.at - other, self.short, self.long)

    def __rsub__(self, other: Decimal | int) -> Plane:
        return Plane(self.tracer, other - self.at, -self.short, -self.long)

    def __mul__(self, other: Plane | Decimal | int) -> Plane:
        if isinstance(other, Plane):
            return self.tracer.product(self, other)
        return Plane(self.tracer, self.at * other, self.short * other, self.long * other)

    __rmul__ = __mul__

    def __truediv__(self, other: Decimal | int) -> Plane:
        return Plane(self.tracer, self.at / other, self.short / other, self.long / other)

    def __neg__(self) -> Plane:
        return Plane(self.tracer, -self.at, -self.short, -self.long)

    def __abs__(self) -> Plane:
        return self if self > 0 else -self

    def __gt__(self, other: Plane | Decimal | int) -> bool:
        if isinstance(other, Plane):
            return self.tracer.is_above(self.at - other.at, self.short - other.short, self.long - other.long)
        return self.tracer.is_above(self.at - other, self.short, self.long)

    def __lt__(self, other: Plane | Decimal | int) -> bool:
        if isinstance(other, Plane):
            return self.tracer.is_above(other.at - self.at, other.short - self.short, other.long - self.long)
        return self.tracer.is_above(other - self.at, -self.short, -self.long)

    def __ge__(self, other: Plane | Decimal | int) -> bool:
        return not self < other

    def __le__(self, other: Plane | Decimal | int) -> bool:
        return not self > other

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Plane):
            return (self.at, self.short, self.long) == (other.at, other.short, other.long)
        return not self.short and not self.long and self.at == other

    __hash__ = None  # type: ignore[assignment]

    def __bool__(self) -> bool:
        return bool(self.at or self.short or self.long)

    def __mod__(self, other: Decimal) -> Plane:
        return self - self._whole(other, ROUND_FLOOR) * other

    def quantize(self, _: Decimal, rounding: str | None = None) -> Plane:  # noqa: ARG002 - Decimal's own words
        """Rounding to the cent is left out: a plane has no steps."""
        return self

    def to_integral_value(self, rounding: str = ROUND_CEILING) -> Decimal:
        """The whole number here; the lines on which it would be another are noted."""
        return self._whole(ONE, rounding)

    def _whole(self, step: Decimal, rounding: str) -> Decimal:
        """How many steps: cut at each where they are few, else as if there were none, halfway up."""
        if self.tracer.spread(self) > MOST_STEPS * step:
            half = ONE / 2 if rounding == ROUND_CEILING else -ONE / 2
            return cast("Decimal", self / step + half)
        whole = (self.at / step).to_integral_value(rounding)
        low, high = (whole, whole + 1) if rounding == ROUND_FLOOR else (whole - 1, whole)
        self.tracer.is_above(self.at - low * step, self.short, self.long)
        self.tracer.is_above(high * step - self.at, -self.short, -self.long)
        return whole


def _ratio(one: Plane, other: Plane) -> Decimal:
    """How much the one changes for a dollar of the other, along the direction in which the other changes most."""
    if abs(other.short) >= abs(other.long):
        return one.short / other.short if other.short else ZERO
    return one.long / other.long


def _round_step(bend: Decimal) -> Decimal:
    """The widest 1, 2 or 5 times a power of ten over which a parabola so bent is within `CURVED_USD` of its chord."""
    if not bend:
        return Decimal("1e12")
    widest = (4 * CURVED_USD / bend).sqrt()
    ten = Decimal(1).scaleb(widest.adjusted())
    return max(ten * times for times in (1, 2, 5) if ten * times <= widest)


def _inside(polygon: Polygon) -> Corner:
    """A point inside, off every line that a round number draws: the corners weigh unevenly."""
    weights = [Decimal(97 + 13 * n + (7 * n * n) % 11) for n in range(len(polygon))]
    whole = sum(weights, ZERO)
    return (
        sum((w * corner[0] for w, corner in zip(weights, polygon, strict=True)), ZERO) / whole,
        sum((w * corner[1] for w, corner in zip(weights, polygon, strict=True)), ZERO) / whole,
    )
