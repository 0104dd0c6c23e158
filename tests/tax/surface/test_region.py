"""Regions cut where what is left over is a sliver: no region, and nothing lost of the rest."""

from __future__ import annotations

from decimal import Decimal

from trimtab.core.year_tax import Results
from trimtab.tax.surface.bends import CURVED_USD, by_tops, chords
from trimtab.tax.surface.polygon import rectangle
from trimtab.tax.surface.region import LONG, SHORT, Plane, Region

D = Decimal
POINTED_LEFT = ((D(0), D(0)), (D(1000), D(0)), (D(1000), D("0.1")))  # within 5 cents of its point: no area
POINTED_RIGHT = ((D(0), D(0)), (D(1000), D(0)), (D(0), D("0.1")))
SQUARE = rectangle(Results(D(0), D(1000), D(0), D(1000)))


def region(polygon: tuple[tuple[Decimal, Decimal], ...]) -> Region:
    return Region(polygon, [SHORT, LONG])


def short_and(at: str, times: int = 1) -> Plane:
    return D(at), D(times), D(0)


def test_a_sliver_is_no_part() -> None:
    whole = region(POINTED_LEFT)
    assert whole.parted(short_and("-0.05")) == (whole, None)
    assert whole.parted(short_and("0.05", -1)) == (None, whole)


def test_strips_leave_slivers_at_either_end_to_their_neighbours() -> None:
    first = list(region(POINTED_LEFT).strips(short_and("499.95"), D(500)))
    assert [steps for _, steps in first] == [1, 2]
    last = list(region(POINTED_RIGHT).strips(short_and("0.05"), D(500)))
    assert [steps for _, steps in last] == [0, 1]


def test_tops_leave_slivers_at_either_end_to_their_neighbours() -> None:
    first = list(by_tops(region(POINTED_LEFT), short_and("0"), [D("0.05"), D(400)]))
    assert [place for _, place in first] == [1, 2]
    last = list(by_tops(region(POINTED_RIGHT), short_and("0"), [D(400), D("999.95")]))
    assert [place for _, place in last] == [0, 1]


def test_a_product_is_within_its_tolerance_strip_by_strip() -> None:
    for one, other in ((plane_of("0.001"), plane_of("0.003")), (short_and("0"), (D(1), D("0.0001"), D(0)))):
        for part, plane in chords(region(SQUARE), one, other):
            for corner in part.polygon:
                height = [p[0] + p[1] * corner[0] + p[2] * corner[1] for p in (one, other, plane)]
                assert abs(height[0] * height[1] - height[2]) <= CURVED_USD


def test_a_product_of_two_that_do_not_move_together_is_not_parted() -> None:
    whole = region(SQUARE)
    assert list(chords(whole, short_and("0"), (D(2), D(0), D(1)))) == [(whole, (D(0), D(2), D(0)))]


def plane_of(long: str) -> Plane:
    return D(5), D(0), D(long)
