"""The tax of later years: the same return, older people, no gains but the plan's, losses carried in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.apps.test_cli import EXAMPLES
from trimtab.bootstrap import bill_of_year, law_files, load_household
from trimtab.core.household import Household
from trimtab.core.problems import BadInputError
from trimtab.services.transition import tax_by_year
from trimtab.tax.flat_year import FlatYear

D = Decimal


@pytest.fixture(scope="module")
def legacy():
    return load_household(EXAMPLES / "legacy" / "household.toml")


def in_year(household: Household, year: int, **carried: Decimal) -> Household:
    return replace(household, as_of=date(year, 1, 4), tax=replace(household.tax, year=year, **carried))


def test_the_first_year_is_its_own_bill(legacy) -> None:
    household, _ = legacy.checked()
    bill, _ = bill_of_year(legacy)
    assert bill is not None
    assert tax_by_year(household, bill, law_files())(household) is bill


def test_a_later_year_is_taxed_by_the_latest_law_with_its_own_losses(legacy) -> None:
    household, _ = legacy.checked()
    bill, _ = bill_of_year(legacy)
    taxes = tax_by_year(household, bill, law_files())
    plain = taxes(in_year(household, 2028))
    assert plain.words == "federal and Colorado law of 2026"
    assert plain.outcome(D(0), D(50_000)) == bill.outcome(D(0), D(50_000))
    lossy = taxes(in_year(household, 2028, carryforward_long_usd=D(20_000)))
    assert lossy.outcome(D(0), D(20_000)).tax_usd == plain.outcome(D(0), D(0)).tax_usd
    assert lossy.outcome(D(0), D(0)).carried_long_usd == 17_000


def test_people_grow_older(legacy) -> None:
    """Nora, born in 1968, is 65 at the end of 2033: the additional standard deduction."""
    household, _ = legacy.checked()
    bill, _ = bill_of_year(legacy)
    taxes = tax_by_year(household, bill, law_files())
    before, after = (taxes(in_year(household, year)).outcome(D(0), D(0)).tax_usd for year in (2032, 2033))
    assert after < before


def test_without_a_bill_every_year_is_at_flat_rates(legacy) -> None:
    household, _ = legacy.checked()
    later = in_year(household, 2027)
    assert tax_by_year(household, None, law_files())(later) == FlatYear(later.tax)


def test_law_that_is_on_file_is_that_of_its_own_year(legacy) -> None:
    household, _ = legacy.checked()
    bill, _ = bill_of_year(legacy)

    class Future:
        """The law of 2026 as if 2027 had one of its own, for one state alone."""

        def federal(self, year: int):
            return replace(law_files().federal(2026), year=year)

        def state(self, code: str, year: int):
            raise BadInputError([])

    words = tax_by_year(household, bill, Future())(in_year(household, 2027)).words
    assert words == "federal and Colorado law of 2027"
