"""How one number bends over one region: by brackets, as a product of two planes, by steps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import ROUND_CEILING, Decimal
from functools import lru_cache

from trimtab.core.money import ONE, ZERO
from trimtab.tax.surface.region import ON_LINE, Plane, Region

CURVED_USD = Decimal("0.25")  # what a product of two planes may be off by
MOST_CHORDS = 64  # of a product in one region; where these are not enough, it is further off
MOST_STEPS = 6  # of a rule by steps in one region; more are taken as a slope
MOST_STEPS_IN_ALL = 400  # over the whole range
BOTTOMLESS_USD = Decimal("-1e13")

Part = tuple[Region, Plane]  # a region, and what a number is on it
Bracket = tuple[Decimal, Decimal, Decimal]  # its bottom, its rate, and the tax on all below it, in USD


@lru_cache(maxsize=1024)
def brackets_of(rates: tuple[Decimal, ...], upper_usd: tuple[Decimal, ...]) -> tuple[Bracket, ...]:
    """All of them, lowest first; below zero there is one without tax."""
    found = [(BOTTOMLESS_USD, ZERO, ZERO)]
    for rate, bottom in zip(rates, (ZERO, *upper_usd), strict=True):
        found.append((bottom, rate, bracket_tax_usd(found, bottom)))
    return tuple(found)


def reached_by(brackets: Sequence[Bracket], least_usd: Decimal, most_usd: Decimal) -> list[Bracket]:
    """Those that an income between these can fall in."""
    return [
        one
        for one, above in zip(brackets, (*brackets[1:], None), strict=True)
        if one[0] < most_usd and (above is None or above[0] >= least_usd)
    ]


def bracket_tax_usd(brackets: Sequence[Bracket], income_usd: Decimal) -> Decimal:
    """The tax on an income that is not below the first of these brackets, in USD."""
    bottom, rate, tax = [one for one in brackets if one[0] <= income_usd or one is brackets[0]][-1]
    return tax + rate * (income_usd - bottom)


def by_tops(region: Region, income: Plane, tops: Sequence[Decimal]) -> Iterator[tuple[Region, int]]:
    """The parts of a region between these incomes, each with how many of them lie below it."""
    heights = region.heights(income)
    low, high = min(heights) + ON_LINE, max(heights) - ON_LINE
    place = sum(1 for top in tops if top <= low)
    left: Region | None = region
    for top in tops[place:]:
        if top >= high or left is None:
            break
        left, below = left.parted((income[0] - top, income[1], income[2]))
        if below is not None:
            yield below, place
        place += 1
    if left is not None:
        yield left, place


def chords(region: Region, one: Plane, other: Plane) -> Iterator[Part]:
    """The product of two planes over a region, strip by strip."""
    if not one[1] and not one[2]:
        one, other = other, one
    if not other[1] and not other[2]:
        yield region, (one[0] * other[0], one[1] * other[0], one[2] * other[0])
        return
    bend = _ratio(other, one)
    heights = region.heights(one)
    step = max(_round_step(abs(bend)), (max(heights) - min(heights)) / MOST_CHORDS)
    rest = other[0] - bend * one[0]
    for part, steps in region.strips(one, step):
        low, high = steps * step, (steps + 1) * step
        slope = rest + bend * (low + high)
        yield part, (one[0] * slope - bend * low * high, one[1] * slope, one[2] * slope)


def stepped(region: Region, amount: Plane, step: Decimal, rounding: str, as_slope: bool) -> Iterator[Part]:
    """How many steps an amount has: cut at each where they are few, else as if there were none, halfway up."""
    heights = region.heights(amount)
    is_up = rounding == ROUND_CEILING
    if as_slope or max(heights) - min(heights) > MOST_STEPS * step:
        half = ONE / 2 if is_up else -ONE / 2
        yield region, (amount[0] / step + half, amount[1] / step, amount[2] / step)
    elif not amount[1] and not amount[2]:
        yield region, ((amount[0] / step).to_integral_value(rounding), ZERO, ZERO)
    else:
        for part, low in region.strips(amount, step):
            yield part, (low + is_up, ZERO, ZERO)


def _ratio(one: Plane, other: Plane) -> Decimal:
    """How much the one changes for a dollar of the other, along the direction in which the other changes most."""
    if abs(other[1]) >= abs(other[2]):
        return one[1] / other[1] if other[1] else ZERO
    return one[2] / other[2]


def _round_step(bend: Decimal) -> Decimal:
    """The widest 1, 2 or 5 times a power of ten over which a parabola so bent is within `CURVED_USD` of its chord."""
    if not bend:
        return Decimal("1e12")
    widest = (4 * CURVED_USD / bend).sqrt()
    ten = Decimal(1).scaleb(widest.adjusted())
    return max(ten * times for times in (1, 2, 5) if ten * times <= widest)
