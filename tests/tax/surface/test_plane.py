"""The numbers that know how they change: their arithmetic, products as chords, and rules by steps."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import cast

import pytest

from trimtab.core.year_tax import Results
from trimtab.tax.surface.explore import explore
from trimtab.tax.surface.plane import CURVED_USD, Plane, Tracer
from trimtab.tax.surface.polygon import rectangle

D = Decimal
SQUARE = Results(D(0), D(1000), D(0), D(1000))


def planes(results: Results = SQUARE) -> tuple[Tracer, Plane, Plane]:
    tracer = Tracer(rectangle(results))
    short, long = tracer.results()
    return tracer, cast("Plane", short), cast("Plane", long)


def as_numbers(plane: Plane) -> tuple[Decimal, Decimal, Decimal]:
    return plane.at, plane.short, plane.long


def test_sums_and_multiples_are_planes() -> None:
    _, short, long = planes()
    s, l_ = short.at, long.at
    assert as_numbers(short + long) == (s + l_, 1, 1)
    assert as_numbers(3 - (short - long) * 2 / 4) == (3 - (s - l_) / 2, D("-0.5"), D("0.5"))
    assert as_numbers(-short) == (-s, -1, 0)
    assert as_numbers(abs(-short)) == as_numbers(abs(short)) == as_numbers(short)
    assert as_numbers(short.quantize(D("0.01"))) == as_numbers(short)


def test_comparisons_cut_the_region() -> None:
    tracer, short, long = planes()
    assert (short > long) != (short <= long)
    assert short < 10_000
    assert short >= -1
    assert tracer.beyond, "the diagonal cuts the square"
    assert short == short * 1
    assert short != long
    assert short - short == 0
    assert not short - short
    assert short


def at(results: Results, law: object, short: Decimal, long: Decimal) -> Decimal:
    """What the cells say of a law at a point; where several touch, the least."""
    cells = explore(lambda s, l_: (law(s, l_), D(0)), results)  # type: ignore[operator]
    best = [
        cell.tax.usd(short, long)
        for cell in cells
        if min(c[0] for c in cell.corners) <= short <= max(c[0] for c in cell.corners)
        and min(c[1] for c in cell.corners) <= long <= max(c[1] for c in cell.corners)
    ]
    return min(best, key=lambda usd: abs(usd - law(short, long)))  # type: ignore[operator]


@pytest.mark.parametrize(("short", "long"), [(D(137), D(20)), (D(900), D(777))])
def test_a_product_is_a_chord_near_the_parabola(short: Decimal, long: Decimal) -> None:
    def law(s: Decimal, l_: Decimal) -> Decimal:
        return (s + l_) * ((s + l_) / 1000)

    assert abs(at(SQUARE, law, short, long) - law(short, long)) <= CURVED_USD
    assert at(SQUARE, lambda _, l_: (l_ - l_ + 2) * l_, short, long) == 2 * long
    assert at(SQUARE, lambda _, l_: l_ * (l_ - l_ + 2), short, long) == 2 * long


def test_few_steps_are_cut_and_many_are_a_slope() -> None:
    assert at(SQUARE, lambda s, _: (s / 400).to_integral_value(ROUND_CEILING) * 7, D(500), D(1)) == 14
    assert at(SQUARE, lambda s, _: (s / 400).to_integral_value(ROUND_FLOOR) * 7, D(500), D(1)) == 7
    assert at(SQUARE, lambda s, _: s % D(400), D(500), D(1)) == 100
    assert at(SQUARE, lambda s, _: (s / 10).to_integral_value(ROUND_CEILING), D(500), D(1)) == D("50.5")
    assert at(SQUARE, lambda s, _: (s / 10).to_integral_value(ROUND_FLOOR), D(500), D(1)) == D("49.5")
