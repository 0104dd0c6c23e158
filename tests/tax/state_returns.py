"""State returns for the tests: hand-computed cases from `state_cases/*.csv`, and laws made of a few parts."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

from tests.tax.returns import unit_of
from trimtab.adapters.law import law_for
from trimtab.adapters.state_law import parse_state_law
from trimtab.core.household import FilingStatus
from trimtab.tax.bill import bill_of
from trimtab.tax.states.bill import StateBill, state_bill
from trimtab.tax.states.law import StateLaw
from trimtab.tax.unit import FilingUnit

CASES = Path(__file__).parent / "state_cases"
AMOUNTS = {
    "wages": "wages",
    "interest": "interest",
    "dividends": "dividends_ordinary",
    "qualified": "dividends_qualified",
    "gain_short": "gain_short",
    "gain_long": "gain_long",
    "collectibles": "collectibles",
    "carry_short": "carryforward_short",
    "carry_long": "carryforward_long",
    "ira": "ira_distribution",
    "itemised": "itemised",
    "itemised_taxes": "itemised_taxes",
}
HEAD = """
place = "us-zz"
name = "Zenith"
year = 2025
rounding = "to the cent"
not_modelled = ["credits"]
[income]
source = "section 1"
start = "federal_agi"
"""
TEN_PERCENT = """
[brackets]
source = "section 2"
rates = [0.1]
upper_usd = []
"""


def cases() -> list[dict[str, str]]:
    """Every case of every file, in order of the files' names. Lines that begin with # are words."""
    found = []
    for path in sorted(CASES.glob("*.csv")):
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
        found += list(csv.DictReader(lines))
    return found


def case_unit(row: dict[str, str]) -> FilingUnit:
    """The return of a case; an empty cell is zero, `blind` a number of people."""
    ages = tuple(int(age) for age in row["ages"].split())
    usd = {AMOUNTS[name]: row[name] for name in AMOUNTS if row.get(name)}
    return unit_of(FilingStatus(row["status"]), ages, int(row.get("blind") or 0), **usd)


def zenith(parts: str, head: str = HEAD, brackets: str = TEN_PERCENT) -> StateLaw:
    """The law of a state that only has these parts, beside federal AGI and 10%."""
    return parse_state_law("us-zz/2025.toml", (head + brackets + parts).encode())


def state_bill_of(law: StateLaw, unit: FilingUnit) -> StateBill:
    """The state bill of a return, with the federal bill of the law's year."""
    return state_bill(unit, bill_of(unit, law_for(law.year)), law)


def tax_of(
    law: StateLaw,
    status: FilingStatus = FilingStatus.SINGLE,
    ages: tuple[int, ...] | None = None,
    blind: int = 0,
    **usd: int | str | Decimal,
) -> Decimal:
    """The state tax of a return: `tax_of(law, wages=50_000)`."""
    return state_bill_of(law, unit_of(status, ages, blind, **usd)).tax_usd
