"""The invented prices are what their script makes, and say of themselves that they are invented."""

from __future__ import annotations

import gzip
from datetime import date
from decimal import Decimal

from tools.make_invented_prices import TARGET, text

from trimtab.bootstrap import load_household, load_market, market_for

EXAMPLE = TARGET.parents[1] / "rivera" / "household.toml"


def test_the_file_is_what_the_script_makes() -> None:
    kept = gzip.decompress(TARGET.read_bytes()).decode()
    assert kept == text()
    assert kept.startswith("# Invented prices")


def test_the_file_reads_without_a_complaint() -> None:
    loaded = load_market([TARGET])
    assert loaded.problems == ()
    market = loaded.checked()
    assert market.series["INV-INTL"].split_between(date(2014, 6, 6), date(2014, 6, 9)) == Decimal(2)
    assert market.series["INV-EM"].days[0] == date(2007, 4, 2)


def test_the_example_household_has_a_market_of_its_own() -> None:
    found = market_for(EXAMPLE, load_household(EXAMPLE))
    assert (found.first_day, found.last_day) == (date(2005, 1, 3), date(2024, 12, 31))
    assert found.absent == frozenset()
    assert len(found.checked().series) == 22
