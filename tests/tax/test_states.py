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
INCOMES = (0, 1000, 20_000, 90_000, 260_000, 1_200_000, 12_000_000)
HIGHEST_AVERAGE = Decimal("0.15")


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
def test_no_income_no_tax(place, year):
    law = state_law_for(place, year)

    assert {state_bill_of(law, unit_of(status)).tax_usd for status in FilingStatus} == {0}


@pytest.mark.parametrize(("place", "year"), ALL)
@pytest.mark.parametrize("kind", ["wages", "interest", "gain_short", "gain_long"])
def test_more_of_one_kind_of_income_never_costs_less(place, year, kind):
    law = state_law_for(place, year)
    for status in FilingStatus:
        bills = [state_bill_of(law, unit_of(status, **{kind: usd})).unrounded_usd for usd in INCOMES]
        assert bills == sorted(bills), status
        assert all(tax <= usd * HIGHEST_AVERAGE for tax, usd in zip(bills, INCOMES, strict=True)), status
