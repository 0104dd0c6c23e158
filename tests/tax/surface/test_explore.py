"""Every cell of the surface is the law itself: at any point its plane says what the bill says."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal

import pytest

from tests.households import random_household
from tests.tax.returns import unit_of
from tests.years import STATES, random_unit, state
from trimtab.adapters.law import law_for
from trimtab.core.household import FilingStatus, TaxProfile
from trimtab.core.year_tax import Cell, Results
from trimtab.tax.flat_year import FlatYear
from trimtab.tax.return_year import MOST_RANGES, KnownReturn
from trimtab.tax.surface.bends import CURVED_USD
from trimtab.tax.surface.explore import Worked, explore
from trimtab.tax.worksheets import form_6251

D = Decimal
CENT = D("0.01")
BY_STEPS_USD = {
    "al": 150,
    "ca": 13,
    "ct": 150,
    "nm": 150,
    "ri": 150,
    "sc": 150,
}  # at most half a step of a phase-out
CURVED = {"ny"}  # recapture: income times income
JOINT = FilingStatus.MARRIED_JOINT


def is_in(cell: Cell, short: Decimal, long: Decimal) -> bool:
    """Whether a result is in the cell or on its edge."""
    corners = cell.corners
    turns = [
        (b[0] - a[0]) * (long - a[1]) - (b[1] - a[1]) * (short - a[0])
        for a, b in zip(corners, (*corners[1:], corners[0]), strict=True)
    ]
    return all(turn >= D("-1e-9") for turn in turns) or all(turn <= D("1e-9") for turn in turns)


def apart_usd(known: KnownReturn, cells: tuple[Cell, ...], short: Decimal, long: Decimal) -> Decimal:
    """How far the surface is from the bill at a point."""
    bill = known.bill(short, long)
    carried = bill.federal.carryforward
    here = [cell for cell in cells if is_in(cell, short, long)]
    assert here, f"no cell holds {short}, {long}"
    return min(
        abs(cell.tax.usd(short, long) - bill.unrounded_usd)
        + abs(cell.carried.usd(short, long) - carried.short_usd - carried.long_usd)
        for cell in here
    )


def ranges(rng: random.Random) -> Results:
    """What lots of an ordinary household could bring."""
    return Results(
        D(-rng.randrange(20_000)),
        D(rng.randrange(20_000)),
        D(-rng.randrange(40_000)),
        D(rng.randrange(150_000)),
    )


def some_points(
    rng: random.Random, cells: tuple[Cell, ...], results: Results
) -> list[tuple[Decimal, Decimal]]:
    """Points anywhere in the range, and within a few dollars of corners, where mistakes would be."""
    points = []
    for _ in range(12):
        short = results.short_low_usd + (results.short_high_usd - results.short_low_usd) * D(rng.random())
        long = results.long_low_usd + (results.long_high_usd - results.long_low_usd) * D(rng.random())
        points.append((short, long))
        at = rng.choice(rng.choice(cells).corners)
        short = min(max(at[0] + rng.randrange(-3, 4), results.short_low_usd), results.short_high_usd)
        long = min(max(at[1] + rng.randrange(-3, 4), results.long_low_usd), results.long_high_usd)
        points.append((short, long))
    return points


def assert_exact(seed: int) -> None:
    """One random return in one random state or none: the surface against the bill."""
    rng = random.Random(f"surface-{seed}")
    household, _ = random_household(seed)
    year = rng.choice([2024, 2025, 2026])
    code = rng.choice(["", "", *STATES])
    law = state(code, year)
    known = KnownReturn(random_unit(rng, household), law_for(year), law)
    results = ranges(rng)
    cells = known.cells(results)
    worst = max(apart_usd(known, cells, *point) for point in some_points(rng, cells, results))
    allowed = CENT
    if law is not None and code in CURVED:
        allowed = CURVED_USD
    if law is not None and code in BY_STEPS_USD:
        allowed = D(BY_STEPS_USD[code])
    assert worst <= allowed, f"seed {seed}, {code} {year}: {worst}"


@pytest.mark.parametrize("first", range(0, 40, 10))
def test_surface_is_the_bill_on_random_returns(first: int) -> None:
    for seed in range(first, first + 10):
        assert_exact(seed)


def test_a_minimum_tax_that_is_seen_never_to_be_due_leaves_the_surface_as_it_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Cell for cell the same as where Form 6251 is filled in to the end: wages up to where its exemption is gone."""
    seen: list[bool] = []
    quick = form_6251._is_never_more
    watched = lambda *lines: seen.append(quick(*lines)) or seen[-1]  # noqa: E731
    for seed in range(24):
        rng = random.Random(f"minimum-{seed}")
        household, _ = random_household(seed)
        wages = D(rng.choice([0, 60_000, 250_000, 480_000, 700_000, 1_500_000]))
        unit = replace(random_unit(rng, household), wages_usd=wages)
        results, law = ranges(rng), law_for(rng.choice([2024, 2025, 2026]))
        surfaces = []
        for is_never_more in (watched, lambda *_: False):
            monkeypatch.setattr(form_6251, "_is_never_more", is_never_more)
            surfaces.append(KnownReturn(unit, law).cells(results))
        assert surfaces[0] == surfaces[1], f"seed {seed}"
    assert {True, False} == set(seen)


@pytest.mark.parametrize(("code", "most"), [("ca", 250), ("ny", 500), ("ct", 800), ("nj", 250)])
def test_tens_of_millions_are_bounded_work_and_still_the_bill(code: str, most: int) -> None:
    """Every bracket and phase-out within reach: some hundreds of cells, each edge on it."""
    rng = random.Random(f"hard-{code}")
    household, _ = random_household(7)
    law = state(code, 2025)
    assert law is not None
    known = KnownReturn(random_unit(rng, household), law_for(2025), law)
    results = Results(D(-20_000_000), D(30_000_000), D(-50_000_000), D(80_000_000))
    cells = known.cells(results)
    assert len(cells) <= most
    worst = max(apart_usd(known, cells, *point) for point in some_points(rng, cells, results))
    assert worst <= 2 * BY_STEPS_USD.get(
        code, CURVED_USD if code in CURVED else CENT
    )  # each rule by half a step


@pytest.mark.slow
@pytest.mark.parametrize("first", range(40, 1040, 50))
def test_surface_is_the_bill_on_a_thousand_more(first: int) -> None:
    for seed in range(first, first + 50):
        assert_exact(seed)


def test_each_edge_of_the_law_is_a_line_of_the_surface() -> None:
    """A joint couple of 2026 at 180,000: on the way to 200,000 of long-term gain only the 3.8% begins, at 250,000."""
    known = KnownReturn(unit_of(JOINT, wages=180_000, dividends_ordinary=1000), law_for(2026))
    cells = known.cells(Results(D(0), D(0), D(0), D(200_000)))
    slopes = {cell.tax.per_long for cell in cells}
    assert slopes == {D("0.15"), D("0.188")}
    edge = max(long for cell in cells if cell.tax.per_long == D("0.15") for _, long in cell.corners)
    assert abs(edge - (250_000 - 181_000)) <= 1


def test_flat_rates_have_their_cells_too() -> None:
    tax = TaxProfile(FilingStatus.SINGLE, 2026, D(24), D(15), realized_short_usd=D(500))
    flat = FlatYear(tax)
    cells = flat.cells(Results(D(-9000), D(9000), D(-9000), D(9000)))
    for short in range(-9000, 9001, 1800):
        for long in range(-9000, 9001, 1800):
            outcome = flat.outcome(D(short), D(long))
            carried = outcome.carried_short_usd + outcome.carried_long_usd
            here = next(cell for cell in cells if is_in(cell, D(short), D(long)))
            assert abs(here.tax.usd(D(short), D(long)) - outcome.tax_usd) <= CENT
            assert abs(here.carried.usd(D(short), D(long)) - carried) <= CENT


def test_a_range_inside_one_explored_is_cut_out_of_it() -> None:
    known = KnownReturn(unit_of(wages=90_000), law_for(2026))
    wide = known.cells(Results(D(-9000), D(9000), D(-9000), D(90_000)))
    narrow = known.cells(Results(D(100), D(900), D(-50), D(40_000)))
    assert len(narrow) < len(wide)
    assert {short for cell in narrow for short, _ in cell.corners} >= {D(100), D(900)}
    assert apart_usd(known, narrow, D(500), D(20_000)) <= CENT


def test_a_wider_range_is_explored_with_all_before_and_then_nothing_is_explored_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[Results] = []

    def counted(year: Worked, results: Results) -> tuple[Cell, ...]:
        asked.append(results)
        return explore(year, results)

    monkeypatch.setattr("trimtab.tax.return_year.explore", counted)
    known = KnownReturn(unit_of(wages=90_000), law_for(2026))
    first = known.cells(Results(D(0), D(9000), D(-9000), D(90_000)))
    wider = known.cells(Results(D(-500), D(500), D(0), D(60_000)))
    assert asked[1] == Results(D(-500), D(9000), D(-9000), D(90_000))
    assert apart_usd(known, wider, D(-400), D(50_000)) <= CENT
    assert known.cells(Results(D(-400), D(8000), D(0), D(1000)))
    assert known.cells(Results(D(0), D(9000), D(-9000), D(90_000))) is first
    assert len(asked) == 2


def test_one_point_at_the_end_of_a_range_explored_has_its_cell() -> None:
    known = KnownReturn(unit_of(wages=90_000), law_for(2026))
    known.cells(Results(D(0), D(9000), D(-9000), D(90_000)))
    at_the_end = known.cells(Results(D(9000), D(9000), D(90_000), D(90_000)))
    assert apart_usd(known, at_the_end, D(9000), D(90_000)) <= CENT


def test_what_is_kept_of_a_return_is_bounded() -> None:
    known = KnownReturn(unit_of(wages=90_000), law_for(2026))
    more = known.with_income(D(1000))
    assert known.with_income(D(1000)) is more
    for number in range(MOST_RANGES):
        known.with_income(D(2000 + number))
    assert known.with_income(D(1000)) is not more
