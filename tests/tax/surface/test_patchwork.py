"""Numbers over all results at once: their arithmetic, comparisons as cuts, brackets, products as chords, steps."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import cast

import pytest

from trimtab.core.year_tax import Cell, Results
from trimtab.tax.surface.bends import CURVED_USD
from trimtab.tax.surface.explore import explore
from trimtab.tax.surface.patchwork import Patchwork, Unsettled
from trimtab.tax.surface.polygon import rectangle
from trimtab.tax.worksheets.sheet import (
    above_zero,
    larger,
    rising_tax_usd,
    smaller,
    tier_amount,
    where_above,
    worked_if_less,
    worked_if_more,
)

D = Decimal
Law = Callable[[Decimal, Decimal], Decimal]
SQUARE = Results(D(0), D(1000), D(0), D(1000))
POINTS = [(D(s), D(long)) for s in (3, 137, 500, 900) for long in (20, 499, 777)]


def results() -> tuple[Patchwork, Unsettled, Unsettled]:
    patchwork = Patchwork([rectangle(SQUARE)])
    short, long = patchwork.results()
    return patchwork, cast("Unsettled", short), cast("Unsettled", long)


def cells_of(law: Law) -> tuple[Cell, ...]:
    return explore(lambda s, l_: (law(s, l_), D(0)), SQUARE)


def holding(cells: tuple[Cell, ...], short: Decimal, long: Decimal) -> list[Cell]:
    """The cells in whose box a point is."""
    return [
        cell
        for cell in cells
        if min(c[0] for c in cell.corners) <= short <= max(c[0] for c in cell.corners)
        and min(c[1] for c in cell.corners) <= long <= max(c[1] for c in cell.corners)
    ]


def at(law: Law, short: Decimal, long: Decimal) -> Decimal:
    """What the cells say of a law at a point; where several touch, the nearest."""
    found = [cell.tax.usd(short, long) for cell in holding(cells_of(law), short, long)]
    return min(found, key=lambda usd: abs(usd - law(short, long)))


def test_sums_and_multiples_stay_sums() -> None:
    _, short, long = results()
    whole = cast("Unsettled", 3 - (short - long) * D(2) / 4)
    assert (whole.at, whole.terms) == (3, {0: D("-0.5"), 1: D("0.5")})
    assert short - short == 0
    assert short * D(0) == 0
    assert cast("Unsettled", short + long) - long == short
    assert short != long
    assert short.quantize(D("0.01")) is short
    assert cast("Unsettled", 10 - short).ends() == (-990, 10)


def test_what_is_so_everywhere_cuts_nothing() -> None:
    patchwork, short, long = results()
    assert short > -1
    assert short < 10_000
    assert short >= -1
    assert not long <= D(-5)
    assert above_zero(cast("Decimal", short)) is short
    assert smaller(cast("Decimal", short), D(2000)) is short
    assert larger(D(2000), cast("Decimal", short)) == 2000
    assert len(patchwork.regions) == 1
    assert not patchwork.beyond


def test_a_law_that_goes_another_way_is_run_again_there() -> None:
    patchwork, short, long = results()
    assert (short > long) != (short <= long)
    assert len(patchwork.beyond) == 1
    runs = []

    def law(s: Decimal, l_: Decimal) -> Decimal:
        runs.append(1)
        return 2 * s if s > l_ else l_

    assert len(cells_of(law)) == len(runs) == 2
    assert at(law, D(700), D(20)) == 1400
    assert at(law, D(20), D(700)) == 700


@pytest.mark.parametrize(
    "law",
    [
        lambda s, l_: above_zero(s - l_) + 2 * smaller(s, l_ / 2),
        lambda s, l_: larger(s, 900 - l_),
        lambda s, l_: larger(D(300), smaller(s, l_)),
        lambda s, l_: abs(s - 400),
        lambda s, l_: where_above(s, D(450), l_, D(7)),
        lambda s, l_: where_above(D(450), l_, 3 * s, s),
        lambda s, l_: rising_tax_usd(s + l_ - 600, (D("0.1"), D("0.2"), D("0.5")), (D(100), D(900))),
        lambda s, l_: rising_tax_usd(s + 100, (D("0.1"), D("0.2")), (D(5000),)),
        lambda s, l_: s * 3 + tier_amount(s + l_, (D(400), D(900)), (D(1), D(20), D(20))),
        lambda s, l_: l_ + tier_amount(s - 5000, (D(400), D(900)), (D(1), D(20), D(30))),
        lambda s, l_: smaller(s, worked_if_less(lambda: above_zero(l_ - 300), s)),
        lambda s, l_: larger(s, worked_if_more(lambda: above_zero(l_ - 300), s)),
        lambda s, l_: where_above(l_, D(300), D(2), D(0)) * (s + l_),
        lambda s, l_: (s + l_) * where_above(l_, D(300), D(2), D(0)),
    ],
)
def test_cells_are_the_law(law: Law) -> None:
    for short, long in POINTS:
        assert abs(at(law, short, long) - law(short, long)) <= D("1e-20")


def test_brackets_are_cut_once_each_and_only_within_reach() -> None:
    rates, tops = (D("0.1"), D("0.2"), D("0.5"), D("0.6")), (D(100), D(900), D(4000))
    assert len(cells_of(lambda s, _: rising_tax_usd(s, rates, tops))) == 3
    assert len(cells_of(lambda s, _: rising_tax_usd(s + 1000, rates, tops))) == 1
    assert len(cells_of(lambda s, _: rising_tax_usd(s - 2000, rates, tops))) == 1


def test_what_was_asked_before_is_one_number_and_forgotten_with_what_never_matters() -> None:
    patchwork, short, long = results()
    one, other = cast("Decimal", short - 400), cast("Decimal", long)
    assert above_zero(one) == above_zero(one)
    assert smaller(one, other) == smaller(one, other)
    assert smaller(one, other) != smaller(other, one)
    assert smaller(above_zero(one), other) == smaller(above_zero(one), other)
    count, regions, third = len(patchwork.least), len(patchwork.regions), other - 300

    def idle() -> Decimal:
        return smaller(one, D(-10)) + above_zero(third) - 2000

    assert worked_if_more(idle, cast("Decimal", short)) is short
    assert (len(patchwork.least), len(patchwork.regions)) == (count, regions)
    again = cast("Unsettled", above_zero(third))
    assert list(again.terms) == [count], "not the number that was undone"


def test_what_ends_where_it_would_bend_is_not_bent() -> None:
    patchwork, short, _ = results()
    gain = cast("Decimal", short)
    assert above_zero(gain) is gain
    assert smaller(gain, D(0)) == 0
    assert larger(gain, D(0)) is gain
    assert len(patchwork.regions) == 1


def test_what_never_matters_parts_no_results() -> None:
    """Two bends that stay below (or above) what they are held against leave no edge; where they do not, both stay."""
    bends = lambda l_: above_zero(l_ - 300) + above_zero(l_ - 600)  # noqa: E731
    assert len(cells_of(lambda s, l_: larger(s + 2000, worked_if_more(lambda: bends(l_), s + 2000)))) == 1
    assert len(cells_of(lambda s, l_: smaller(s - 5, worked_if_less(lambda: bends(l_) + 1000, s - 5)))) == 1
    assert len(cells_of(lambda s, l_: larger(s, worked_if_more(lambda: bends(l_), s)))) == 5


@pytest.mark.parametrize(("short", "long"), [(D(137), D(20)), (D(900), D(777))])
def test_a_product_is_a_chord_near_the_parabola(short: Decimal, long: Decimal) -> None:
    def law(s: Decimal, l_: Decimal) -> Decimal:
        return (s + l_) * ((s + l_) / 1000)

    assert abs(at(law, short, long) - law(short, long)) <= CURVED_USD


def test_few_steps_are_cut_and_many_are_a_slope() -> None:
    assert at(lambda s, _: (s / 400).to_integral_value(ROUND_CEILING) * 7, D(500), D(1)) == 14
    assert at(lambda s, _: (s / 400).to_integral_value(ROUND_FLOOR) * 7, D(500), D(1)) == 7
    assert at(lambda s, _: s % D(400), D(500), D(1)) == 100
    assert at(lambda s, _: (s / 10).to_integral_value(ROUND_CEILING), D(500), D(1)) == D("50.5")
    assert at(lambda s, _: (s / 10).to_integral_value(ROUND_FLOOR), D(500), D(1)) == D("49.5")
    assert at(lambda s, _: (s / 2).to_integral_value(ROUND_CEILING), D(500), D(1)) == D("250.5")


def test_hundreds_of_steps_are_a_slope_however_small_the_region() -> None:
    def law(s: Decimal, l_: Decimal) -> Decimal:
        return where_above(s, D(2), (s / 2).to_integral_value(ROUND_CEILING), D(0)) + l_

    assert at(law, D(1), D(1)) == 1
    assert len(cells_of(law)) == 2
