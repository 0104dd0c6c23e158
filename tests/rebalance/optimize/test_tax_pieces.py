"""The surface in convex pieces: few, and never off the truth."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest

from tests.households import random_household
from tests.tax.returns import unit_of
from tests.tax.surface.test_explore import ranges
from tests.years import random_unit
from trimtab.adapters.law import law_for
from trimtab.core.household import FilingStatus, TaxProfile
from trimtab.core.year_tax import Results
from trimtab.rebalance.optimize.tax_pieces import BEND_USD, Corner, TaxPiece, tax_pieces
from trimtab.tax.flat_year import FlatYear
from trimtab.tax.return_year import KnownReturn

D = Decimal
LAW = law_for(2026)


def cheapest_mix(corners: tuple[Corner, ...], short: float, long: float) -> float:
    """The least that a mix of corners can cost at a point inside: the best of all triangles around it."""
    best = float("inf")
    for n, one in enumerate(corners):
        for m in range(n + 1, len(corners)):
            for third in corners[m + 1 :]:
                best = min(best, _mix(one, corners[m], third, short, long))
    return best


def _mix(one: Corner, two: Corner, three: Corner, short: float, long: float) -> float:
    a, b = two.short_usd - one.short_usd, three.short_usd - one.short_usd
    c, d = two.long_usd - one.long_usd, three.long_usd - one.long_usd
    whole = a * d - b * c
    if abs(whole) < 1e-6:
        return float("inf")
    x, y = short - one.short_usd, long - one.long_usd
    second, third = (x * d - b * y) / whole, (a * y - x * c) / whole
    if min(second, third, 1 - second - third) < -1e-9:
        return float("inf")
    return one.cost_usd + second * (two.cost_usd - one.cost_usd) + third * (three.cost_usd - one.cost_usd)


@pytest.mark.parametrize("seed", range(12))
def test_the_cheapest_mix_of_a_piece_is_the_cost_itself(seed: int) -> None:
    rng = random.Random(f"pieces-{seed}")
    household, _ = random_household(seed)
    known = KnownReturn(random_unit(rng, household), LAW)
    results = ranges(rng)
    pieces = tax_pieces(known.cells(results), 0.08)
    for _ in range(15):
        short = (
            float(results.short_low_usd)
            + float(results.short_high_usd - results.short_low_usd) * rng.random()
        )
        long = (
            float(results.long_low_usd) + float(results.long_high_usd - results.long_low_usd) * rng.random()
        )
        bill = known.bill(D(short), D(long))
        carried = bill.federal.carryforward
        truth = float(bill.unrounded_usd) - 0.08 * float(carried.short_usd + carried.long_usd)
        here = [piece for piece in pieces if piece.holds(short, long)]
        assert here
        assert abs(min(cheapest_mix(p.corners(), short, long) for p in here) - truth) <= BEND_USD + 0.01


def pieces_of(known: KnownReturn, *results: int) -> tuple[TaxPiece, ...]:
    return tax_pieces(known.cells(Results(*(D(usd) for usd in results))), 0.08)


def test_gains_that_cost_ever_more_are_one_piece() -> None:
    """From 0 to 15%, and 3.8% on top: the bill bends upwards only, so there is nothing to choose."""
    known = KnownReturn(unit_of(FilingStatus.SINGLE, wages=20_000), LAW)
    assert len(pieces_of(known, 0, 0, 0, 400_000)) == 1


def test_short_gains_that_end_the_zero_bracket_of_long_ones_are_several() -> None:
    known = KnownReturn(unit_of(FilingStatus.SINGLE, wages=40_000, gain_long=15_000), LAW)
    assert len(pieces_of(known, 0, 60_000, 0, 20_000)) > 1


def test_no_cells_are_no_pieces() -> None:
    assert tax_pieces((), 0.08) == ()


def test_the_same_cells_have_the_same_pieces_and_others_their_own() -> None:
    cells = FlatYear(TaxProfile(FilingStatus.SINGLE, 2026, D(24), D(15))).cells(
        Results(D(-9), D(9), D(-9), D(9))
    )
    assert tax_pieces(cells, 0.08) is tax_pieces(cells, 0.08)
    assert tax_pieces(cells, 0.08) is not tax_pieces(cells, 0.04)
    assert tax_pieces((*cells,), 0.08) == tax_pieces(cells, 0.08)
