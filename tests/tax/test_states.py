"""Every state's law: hand-computed cases, and what holds for all of them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.tax.returns import unit_of
from tests.tax.state_returns import case_unit, cases, state_bill_of
from trimtab.adapters.law import state_law_for, state_years
from trimtab.core.household import FilingStatus

ALL = [(place, year) for place, years in state_years().items() for year in years]
CASES = cases()


@pytest.mark.parametrize(
    "row", CASES, ids=[f"{row['place']}-{row['year']}-{number}" for number, row in enumerate(CASES)]
)
def test_hand_computed(row):
    found = state_bill_of(state_law_for(row["place"], int(row["year"])), case_unit(row))

    assert found.tax_usd == Decimal(row["tax"]), (row["why"], found.lines())


def test_every_law_has_a_hand_computed_case():
    assert sorted(set(ALL) - {(row["place"], int(row["year"])) for row in CASES}) == []


@pytest.mark.parametrize(("place", "year"), ALL)
def test_a_law_is_that_of_its_file_and_names_its_sources(place, year):
    law = state_law_for(place, year)

    assert (law.place, law.year) == (place, year)
    assert "income" in law.sources
    assert [key for key, source in law.sources.items() if len(source) < 12] == []
    assert "cent" in law.rounding
    assert law.brackets is None or law.not_modelled


@pytest.mark.parametrize(("place", "year"), ALL)
@pytest.mark.parametrize("status", FilingStatus)
def test_no_income_no_tax(place, year, status):
    assert state_bill_of(state_law_for(place, year), unit_of(status)).tax_usd == 0


@pytest.mark.parametrize(("place", "year"), ALL)
@pytest.mark.parametrize("status", FilingStatus)
def test_more_income_never_costs_more_than_itself(place, year, status):
    """Tax does not fall as wages, interest or gains rise, and no 1,000 dollars cost more than a cliff can take."""
    law = state_law_for(place, year)
    for kind in ("wages", "interest", "gain_short", "gain_long"):
        last = Decimal(0)
        for usd in (0, 1000, 5000, 20_000, 50_000, 90_000, 140_000, 260_000, 600_000, 1_200_000, 12_000_000):
            tax = state_bill_of(law, unit_of(status, **{kind: usd})).unrounded_usd
            assert last <= tax <= usd * Decimal("0.15"), (kind, usd)
            last = tax
