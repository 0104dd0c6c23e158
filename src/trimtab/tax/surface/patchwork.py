"""The range of results parted into regions while the law is worked out once over all of them.

An `Unsettled` stands where the law expects a Decimal: a sum of multiples of the plan's short and long result and of
numbers that bend. Where the law asks which of two is more, each region on which the answer would turn is cut along that
line, and the outcome is one more number that bends: on each region it is a plane. So the law is worked out once, and
what comes of it is, on each region, exactly what the law says there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import TypeAlias, cast

from trimtab.core.money import ONE, ZERO
from trimtab.tax.surface.bends import (
    MOST_STEPS_IN_ALL,
    Part,
    bracket_tax_usd,
    brackets_of,
    by_tops,
    chords,
    reached_by,
    stepped,
)
from trimtab.tax.surface.polygon import Polygon
from trimtab.tax.surface.region import LONG, NOUGHT, ON_LINE, SHORT, Plane, Region

Amount: TypeAlias = "Unsettled | Decimal"
Told: TypeAlias = "Decimal | tuple[Decimal, dict[int, Decimal], object]"  # a number without its patchwork


class Patchwork:
    """All regions, and the least and most that each number that bends can come to.

    `beyond` are polygons that are left for another run: there the law goes a way that this run does not take.
    """

    def __init__(self, polygons: Iterable[Polygon]) -> None:
        self.regions = [Region(polygon, [SHORT, LONG]) for polygon in polygons]
        corners = [corner for region in self.regions for corner in region.polygon]
        self.least = [min(corner[place] for corner in corners) for place in (0, 1)]
        self.most = [max(corner[place] for corner in corners) for place in (0, 1)]
        self.beyond: list[list[Polygon]] = []
        self.found: dict[tuple[object, object], Told] = {}  # no number in it: these know their patchwork

    def results(self) -> tuple[Decimal, Decimal]:
        """The short- and the long-term result, to be handed to the law."""
        short, long = Unsettled(self, ZERO, {0: ONE}), Unsettled(self, ZERO, {1: ONE})
        return cast("Decimal", short), cast("Decimal", long)

    def picked(
        self, guard: Amount, then: Amount, otherwise: Amount, by: Callable[..., Decimal] | None = None
    ) -> Decimal:
        """`then` where the guard is above zero, else `otherwise`. `by` (min or max) where it is always the smaller or
        always the larger of the two: then both are the same where the guard is zero."""
        if not isinstance(guard, Unsettled):
            return cast("Decimal", then if guard > 0 else otherwise)
        least, most = guard.ends()
        if most <= 0:
            return cast("Decimal", otherwise)
        if least > 0 or (by and least == 0):
            return cast("Decimal", then)
        aboves: list[Part] = []
        belows: list[Part] = []
        at, terms = guard.at, guard.terms
        for region in self.regions:
            plane = region.plane(at, terms)
            above, below = region.parted(plane)
            if above is not None:
                aboves.append((above, plane))
            if below is not None:
                belows.append((below, plane))
        if not belows or not aboves:
            return cast("Decimal", otherwise if belows else then)
        parts = _beside(aboves, guard, then) + _beside(belows, guard, otherwise)
        (least, most), (least_else, most_else) = _ends(then), _ends(otherwise)
        return self._bent(parts, (by or min)(least, least_else), (by or max)(most, most_else))

    def above_zero(self, amount: Unsettled) -> Decimal:
        """The number where it is above zero, else zero; worked out once for one and the same."""
        key = _name(amount), None
        if (known := self.found.get(key)) is not None:
            return self._again(known)
        return self._keep(key, self.picked(amount, amount, ZERO, max))

    def smaller(self, one: Amount, other: Amount) -> Decimal:
        """The smaller of two, region by region; worked out once for the same two."""
        key = _name(one), _name(other)
        if (known := self.found.get(key)) is not None:
            return self._again(known)
        return self._keep(key, self.picked(one - other, other, one, min))

    def larger(self, one: Amount, other: Amount) -> Decimal:
        """The larger of two, region by region."""
        return self.picked(one - other, one, other, max)

    def is_above(self, guard: Unsettled) -> bool:
        """Whether it is above zero, for a law that goes one way or the other: the lesser part waits for another run."""
        least, most = guard.ends()
        if least > 0 or most <= 0:
            return least > 0
        sides = [region.parted(plane) for region, plane in _parts(self.regions, guard)]
        ways = [[side for side in column if side is not None] for column in zip(*sides, strict=True)]
        is_above = len(ways[0]) >= len(ways[1])
        self.regions, others = ways if is_above else ways[::-1]
        if others:
            self.beyond.append([region.polygon for region in others])
        return is_above

    def by_brackets(
        self, income: Amount, rates: tuple[Decimal, ...], upper_usd: tuple[Decimal, ...]
    ) -> Decimal:
        """The tax by brackets, cut at the top of each that is within reach."""
        assert isinstance(income, Unsettled), "a settled income has its tax without"
        least, most = income.ends()
        reached = reached_by(brackets_of(rates, upper_usd), least, most)
        used = set(range(len(reached)))
        parts: list[Part] = []
        if len(reached) > 1:
            used = set()
            tops = [bottom for bottom, _, _ in reached[1:]]
            for region, plane in _parts(self.regions, income):
                for part, place in by_tops(region, plane, tops):
                    bottom, rate, tax = reached[place]
                    used.add(place)
                    parts.append((part, (tax + rate * (plane[0] - bottom), rate * plane[1], rate * plane[2])))
        if len(used) == 1:
            bottom, rate, tax = reached[used.pop()]
            return cast("Decimal", (income - bottom) * rate + tax)
        return self._bent(parts, *(bracket_tax_usd(reached, end) for end in (least, most)))

    def by_tiers(
        self, income: Amount, upper_usd: tuple[Decimal, ...], amounts: tuple[Decimal, ...]
    ) -> Decimal:
        """The amount of the tier that an income falls in, cut at the top of each that is within reach."""
        assert isinstance(income, Unsettled), "a settled income has its tier without"
        parts: list[Part] = []
        used: set[Decimal] = set()
        for region, plane in _parts(self.regions, income):
            for part, place in by_tops(region, plane, upper_usd):
                used.add(amounts[place])
                parts.append((part, (amounts[place], ZERO, ZERO)))
        return used.pop() if len(used) == 1 else self._bent(parts, min(used), max(used))

    def unless_idle(self, work: Callable[[], Decimal], than: Amount, sign: Decimal) -> Decimal:
        """What the work comes to, or `than` where it is nowhere more (or nowhere less): with its cuts undone."""
        kept, count, left, known = self.regions, len(self.least), len(self.beyond), len(self.found)
        found = work()
        if len(self.beyond) > left or self._is_somewhere_above((found - than) * sign):
            return found
        self.regions = kept
        for region in kept:
            del region.planes[count:]
        del self.least[count:], self.most[count:]
        while len(self.found) > known:
            self.found.popitem()
        return cast("Decimal", than)

    def _is_somewhere_above(self, amount: Amount) -> bool:
        if not isinstance(amount, Unsettled):
            return amount > 0
        if amount.ends()[1] <= 0:
            return False
        return any(max(region.heights(plane)) > ON_LINE for region, plane in _parts(self.regions, amount))

    def product(self, one: Unsettled, other: Unsettled) -> Decimal:
        """Two numbers that are multiplied, as chords between lines on which the first is a round number.

        What is multiplied in any law so far rises with one and the same income, which makes a parabola; `CURVED_USD` is
        the most that a chord lies off it.
        """
        parts: list[Part] = []
        for region, plane in _parts(self.regions, one):
            parts += chords(region, plane, plane_on(region, other))
        ends = [a * b for a in one.ends() for b in other.ends()]
        return self._bent(parts, min(ends), max(ends))

    def steps(self, amount: Unsettled, step: Decimal, rounding: str) -> Decimal:
        """How many steps: cut at each where they are few, else as if there were none, halfway up."""
        least, most = amount.ends()
        as_slope = most - least > MOST_STEPS_IN_ALL * step
        parts: list[Part] = []
        for region, plane in _parts(self.regions, amount):
            parts += stepped(region, plane, step, rounding, as_slope)
        return self._bent(parts, least / step - 1, most / step + 1)

    def _keep(self, key: tuple[object, object], number: Amount) -> Decimal:
        """The number, told again when it is asked for again."""
        if isinstance(number, Unsettled):
            self.found[key] = number.at, number.terms, _name(number)
        else:
            self.found[key] = number
        return cast("Decimal", number)

    def _again(self, told: Told) -> Decimal:
        return told if isinstance(told, Decimal) else cast("Decimal", Unsettled(self, *told))

    def _bent(self, parts: list[Part], least: Decimal, most: Decimal) -> Decimal:
        """One more number that bends, a plane on each of these regions, which are all of them."""
        self.regions = [region for region, _ in parts]
        for region, plane in parts:
            region.planes.append(plane)
        self.least.append(least)
        self.most.append(most)
        return cast("Decimal", Unsettled(self, ZERO, {len(self.least) - 1: ONE}))


class Unsettled:
    """A number of the law that depends on results not known yet: `at`, and multiples of numbers by their places. Where
    something that was found of it is kept, by its `name`."""

    __slots__ = ("at", "name", "patchwork", "terms")

    def __init__(
        self, patchwork: Patchwork, at: Decimal, terms: dict[int, Decimal], name: object = None
    ) -> None:
        self.patchwork = patchwork
        self.at = at
        self.terms = terms
        self.name = name

    def ends(self) -> tuple[Decimal, Decimal]:
        """It is no less and no more than these, in USD; they may be wide."""
        least = most = self.at
        all_least, all_most = self.patchwork.least, self.patchwork.most
        for place, times in self.terms.items():
            if times > 0:
                least += times * all_least[place]
                most += times * all_most[place]
            else:
                least += times * all_most[place]
                most += times * all_least[place]
        return least, most

    def __add__(self, other: Amount | int) -> Amount:
        if not isinstance(other, Unsettled):
            return Unsettled(self.patchwork, self.at + other, self.terms)
        terms = dict(self.terms)
        for place, times in other.terms.items():
            if place not in terms:
                terms[place] = times
            elif whole := terms[place] + times:
                terms[place] = whole
            else:
                del terms[place]
        at = self.at + other.at
        return Unsettled(self.patchwork, at, terms) if terms else at

    __radd__ = __add__

    def __sub__(self, other: Amount | int) -> Amount:
        if not isinstance(other, Unsettled):
            return Unsettled(self.patchwork, self.at - other, self.terms)
        terms = dict(self.terms)
        for place, times in other.terms.items():
            if place not in terms:
                terms[place] = -times
            elif whole := terms[place] - times:
                terms[place] = whole
            else:
                del terms[place]
        at = self.at - other.at
        return Unsettled(self.patchwork, at, terms) if terms else at

    def __rsub__(self, other: Decimal | int) -> Unsettled:
        terms = {place: -times for place, times in self.terms.items()}
        return Unsettled(self.patchwork, other - self.at, terms)

    def __mul__(self, other: Amount | int) -> Amount:
        if isinstance(other, Unsettled):
            return self.patchwork.product(self, other)
        if not other:
            return ZERO
        terms = {place: times * other for place, times in self.terms.items()}
        return Unsettled(self.patchwork, self.at * other, terms)

    __rmul__ = __mul__

    def __truediv__(self, other: Decimal | int) -> Unsettled:
        terms = {place: times / other for place, times in self.terms.items()}
        return Unsettled(self.patchwork, self.at / other, terms)

    def __neg__(self) -> Unsettled:
        return Unsettled(self.patchwork, -self.at, {place: -times for place, times in self.terms.items()})

    def __abs__(self) -> Decimal:
        return self.patchwork.picked(self, self, -self)

    def __gt__(self, other: Amount | int) -> bool:
        return _is_above(self - other)

    def __lt__(self, other: Amount | int) -> bool:
        return _is_above(-self + other)

    def __ge__(self, other: Amount | int) -> bool:
        return not self < other

    def __le__(self, other: Amount | int) -> bool:
        return not self > other

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Unsettled) and (self.at, self.terms) == (other.at, other.terms)

    __hash__ = None  # type: ignore[assignment]

    def __mod__(self, other: Decimal) -> Amount:
        return self - self.patchwork.steps(self, other, ROUND_FLOOR) * other

    def quantize(self, _: Decimal, rounding: str | None = None) -> Unsettled:  # noqa: ARG002 - Decimal's own words
        """Rounding to the cent is left out: a plane has no steps."""
        return self

    def to_integral_value(self, rounding: str = ROUND_CEILING) -> Decimal:
        """The whole number, region by region."""
        return self.patchwork.steps(self, ONE, rounding)


def _name(amount: Amount) -> object:
    """By which it is one and the same: a settled number by what it is."""
    if not isinstance(amount, Unsettled):
        return amount
    if amount.name is None:
        amount.name = object()
    return amount.name


def patchwork_of(one: object, other: object = None) -> Patchwork:
    """That of the one of these which is not settled: it may be typed a Decimal, as which the law is handed it."""
    if isinstance(one, Unsettled):
        return one.patchwork
    assert isinstance(other, Unsettled), "one of the two is not settled"
    return other.patchwork


def _is_above(amount: Amount) -> bool:
    return amount.patchwork.is_above(amount) if isinstance(amount, Unsettled) else amount > 0


def plane_on(region: Region, amount: Amount) -> Plane:
    """What a number of the law is on a region."""
    if isinstance(amount, Unsettled):
        return region.plane(amount.at, amount.terms)
    return amount, ZERO, ZERO


def _beside(parts: list[Part], guard: Unsettled, amount: Amount) -> list[Part]:
    """The regions with what a number is on them, told from what the guard is where only a settled amount is between."""
    if not isinstance(amount, Unsettled) or amount.terms is not guard.terms:
        return _parts([region for region, _ in parts], amount)
    more = amount.at - guard.at
    return [(region, (at + more, short, long)) for region, (at, short, long) in parts] if more else parts


def _parts(regions: Iterable[Region], amount: Amount) -> list[Part]:
    """Each region with what a number is on it."""
    if not isinstance(amount, Unsettled):
        plane = (amount, ZERO, ZERO) if amount else NOUGHT
        return [(region, plane) for region in regions]
    at, terms = amount.at, amount.terms
    return [(region, region.plane(at, terms)) for region in regions]


def _ends(amount: Amount) -> tuple[Decimal, Decimal]:
    return amount.ends() if isinstance(amount, Unsettled) else (amount, amount)
