"""A capped year: its cells end where the tax reaches the cap, exactly; all else is the year's own."""

from __future__ import annotations

from decimal import Decimal

import pytest

from trimtab.core.household import FilingStatus, TaxProfile
from trimtab.core.year_tax import Results
from trimtab.tax.capped_year import CappedYear
from trimtab.tax.flat_year import FlatYear

D = Decimal
YEAR = FlatYear(TaxProfile(FilingStatus.SINGLE, 2026, D(24), D(15), realized_long_usd=D(1000)))
RANGE = Results(D(-9000), D(20000), D(-9000), D(20000))


@pytest.mark.parametrize("cap", ["-720", "0", "150", "1234.56", "4000"])
def test_no_result_beyond_the_cap_is_left_and_none_within_it_is_lost(cap: str) -> None:
    cells = CappedYear(YEAR, D(cap)).cells(RANGE)
    for cell in cells:
        for short, long in cell.corners:
            assert cell.tax.usd(short, long) <= D(cap) + D("0.000001")
    for short in range(-9000, 20001, 1450):
        for long in range(-9000, 20001, 1450):
            outcome = YEAR.outcome(D(short), D(long))
            inside = any(_holds(cell.corners, D(short), D(long)) for cell in cells)
            if abs(outcome.tax_usd - D(cap)) > 1:
                assert inside == (outcome.tax_usd < D(cap)), (short, long)


def _holds(corners: tuple[tuple[Decimal, Decimal], ...], short: Decimal, long: Decimal) -> bool:
    turns = [
        (x2 - x1) * (long - y1) - (y2 - y1) * (short - x1)
        for (x1, y1), (x2, y2) in zip(corners, (*corners[1:], corners[0]), strict=True)
    ]
    return all(turn >= D("-0.01") for turn in turns) or all(turn <= D("0.01") for turn in turns)


def test_the_rest_is_the_year_s_own() -> None:
    capped = CappedYear(YEAR, D(150))
    assert capped.outcome(D(500), D(700)) == YEAR.outcome(D(500), D(700))
    assert (capped.is_bill, capped.words, capped.fingerprint, capped.rates) == (
        YEAR.is_bill,
        YEAR.words,
        YEAR.fingerprint,
        YEAR.rates,
    )


def test_the_cap_stays_when_results_are_behind_the_year() -> None:
    later = CappedYear(YEAR, D(450)).after(D(0), D(1000))
    assert isinstance(later, CappedYear)
    assert later.most_usd == 450
    assert later.outcome(D(0), D(0)) == YEAR.outcome(D(0), D(1000))
    most = max(long for cell in later.cells(RANGE) for short, long in cell.corners if abs(short) < D("0.01"))
    assert abs(most - 1000) < D("0.01")
