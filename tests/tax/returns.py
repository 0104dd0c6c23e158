"""Returns for the tests, in few words."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

from trimtab.adapters.law import law_for
from trimtab.core.household import FilingStatus
from trimtab.tax.bill import Bill, bill_of
from trimtab.tax.unit import FilingUnit

YEARS = (2024, 2025, 2026)
DATA = Path(__file__).parent / "data"
WORDS = {
    "Single": FilingStatus.SINGLE,
    "Married/Joint": FilingStatus.MARRIED_JOINT,
    "Head_of_House": FilingStatus.HEAD_OF_HOUSEHOLD,
}


def unit_of(
    status: FilingStatus = FilingStatus.SINGLE,
    ages: tuple[int, ...] | None = None,
    blind: int = 0,
    **usd: int | str | Decimal,
) -> FilingUnit:
    """A return: `unit_of(wages=50_000, gain_long=-3000)`; people of 45 unless told."""
    people = ages or ((45, 45) if status is FilingStatus.MARRIED_JOINT else (45,))
    return FilingUnit(status, people, blind, **{f"{name}_usd": Decimal(value) for name, value in usd.items()})


def bill(year: int, status: FilingStatus = FilingStatus.SINGLE, **usd: int | str | Decimal) -> Bill:
    """The bill of a return of people of 45."""
    return bill_of(unit_of(status, **usd), law_for(year))


def recorded() -> list[dict[str, str]]:
    """The recorded comparison with taxcalc, made by `crosscheck/taxcalc_bill.py --record`."""
    with (DATA / "taxcalc_cases.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def recorded_unit(row: dict[str, str]) -> FilingUnit:
    """The unit of a recorded row."""
    ages = tuple(int(row[name]) for name in ("age", "spouse_age") if row[name])
    usd = {name: Decimal(row[name]) for name in row if name.endswith("_usd") and "taxcalc" not in name}
    return FilingUnit(FilingStatus(row["status"]), ages, int(row["blind_count"]), **usd)
