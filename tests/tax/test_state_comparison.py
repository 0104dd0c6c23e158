"""Returns on which another program, policyengine-us, finds the same state tax: recorded by crosscheck/state_bill.py."""

from __future__ import annotations

import csv
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from tests.tax.returns import unit_of
from tests.tax.state_returns import state_bill_of
from trimtab.adapters.law import state_law_for, state_years
from trimtab.core.household import FilingStatus

ROWS = list(csv.DictReader((Path(__file__).parent / "data" / "state_cases.csv").read_text().splitlines()))
AMOUNTS = ("wages", "interest", "dividends_ordinary", "dividends_qualified", "gain_short", "gain_long")
KEPT_CREDITS = ("us-ct", "us-ut")
KEPT_MAXIMUM = ("us-ia",)
ITS_ROUNDING = Decimal("0.0000005")


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['place']}-{row['year']}-{n}" for n, row in enumerate(ROWS)])
def test_the_other_program_finds_the_same_tax(row):
    law = state_law_for(row["place"], int(row["year"]))
    if law.place not in KEPT_CREDITS:
        law = replace(law, credits=(), tax_shares=())
    if law.place not in KEPT_MAXIMUM:
        law = replace(law, maximum_tax=None)
    ages = tuple(int(row[name]) for name in ("age", "spouse_age") if row[name])
    usd = {name: Decimal(row[f"{name}_usd"]) for name in AMOUNTS}

    found = state_bill_of(law, unit_of(FilingStatus(row["status"]), ages, **usd))

    close = Decimal("0.01") + ITS_ROUNDING * sum(abs(one) for one in usd.values())
    assert abs(found.tax_usd - Decimal(row["policyengine_tax_usd"])) <= close


def test_every_state_and_year_was_compared():
    compared = {(row["place"], int(row["year"])) for row in ROWS}

    assert {(place, year) for place, years in state_years().items() for year in years} - compared == set()
