"""Random filing units, and how a unit is written for taxcalc."""

from __future__ import annotations

import random
from dataclasses import fields, replace
from decimal import Decimal

from trimtab.adapters.law import law_for
from trimtab.core.household import FilingStatus
from trimtab.core.money import ZERO, plain
from trimtab.tax.bill import bill_of
from trimtab.tax.unit import FilingUnit
from trimtab.tax.worksheets.schedule_d import schedule_d

YEARS = (2024, 2025, 2026)
MARS = {status: number for number, status in enumerate(FilingStatus, 1)}
SIZES_USD = (5_000, 30_000, 100_000, 300_000, 1_000_000, 3_000_000)
AMOUNTS = tuple(field.name for field in fields(FilingUnit) if field.name.endswith("_usd"))
COLUMNS = ("year", "status", "age", "spouse_age", "blind_count", *AMOUNTS)


def draw(dice: random.Random) -> tuple[int, FilingUnit]:
    """A year and a unit: most amounts are zero in some units, all sizes up to millions occur."""
    status = dice.choice(list(FilingStatus))
    ages = tuple(dice.choice((30, 45, 58, 64, 65, 66, 80)) for _ in range(1 + (MARS[status] == 2)))
    amount = {name: _amount(dice, chance) for name, chance in _CHANCES.items()}
    amount["dividends_ordinary_usd"] += amount["dividends_qualified_usd"]
    for name in ("gain_short_usd", "gain_long_usd"):
        if dice.random() < 0.35:
            amount[name] = -amount[name] if dice.random() < 0.5 else -Decimal(dice.randrange(12_000))
    if dice.random() < 0.2:
        amount |= _higher_taxed(dice, amount["gain_long_usd"])
    if dice.random() < 0.25:
        taxes = Decimal(dice.randrange(5_000))
        amount["itemised_taxes_usd"] = taxes
        amount["itemised_usd"] = taxes + Decimal(dice.randrange(60_000))
    year = dice.choice(YEARS)
    unit = FilingUnit(status, ages, int(dice.random() < 0.05), **amount)
    return year, _comparable(year, unit)


def _comparable(year: int, unit: FilingUnit) -> FilingUnit:
    """Without itemised deductions where taxcalc's limit of 2026, which has no cap, would eat into the taxes."""
    law = law_for(year)
    if law.itemised_limit is None:
        return unit
    above = bill_of(unit, law).agi_usd - law.statuses[unit.status].ordinary_upper_usd[-1]
    if above * 2 / 37 <= unit.itemised_usd - unit.itemised_taxes_usd:
        return unit
    return replace(unit, itemised_usd=ZERO, itemised_taxes_usd=ZERO)


_CHANCES = {
    "wages_usd": 0.8,
    "interest_usd": 0.5,
    "dividends_ordinary_usd": 0.4,
    "dividends_qualified_usd": 0.5,
    "gain_short_usd": 0.5,
    "gain_long_usd": 0.7,
    "ira_distribution_usd": 0.3,
    "carryforward_short_usd": 0.1,
    "carryforward_long_usd": 0.1,
}


def _amount(dice: random.Random, chance: float) -> Decimal:
    if dice.random() > chance:
        return ZERO
    whole = Decimal(dice.randrange(dice.choice(SIZES_USD)))
    return whole + Decimal(dice.randrange(100)) / 100 if dice.random() < 0.3 else whole


def _higher_taxed(dice: random.Random, long_usd: Decimal) -> dict[str, Decimal]:
    part = max(ZERO, long_usd) * dice.randrange(101) // 100
    other = (max(ZERO, long_usd) - part) * dice.randrange(101) // 100
    return {"collectibles_usd": part, "unrecaptured_1250_usd": other}


def for_taxcalc(number: int, year: int, unit: FilingUnit) -> dict[str, str]:
    """The unit in taxcalc's variables. It takes Schedule D lines 18 and 19 as given, so they are ours."""
    schedule = schedule_d(unit, law_for(year).statuses[unit.status])
    values = {
        "e00200": unit.wages_usd,
        "e00200p": unit.wages_usd,
        "e00300": unit.interest_usd,
        "e00600": unit.dividends_ordinary_usd,
        "e00650": unit.dividends_qualified_usd,
        "p22250": schedule["7"],
        "p23250": schedule["15"],
        "e24518": schedule["18"],
        "e24515": schedule["19"],
        "e01400": unit.ira_distribution_usd,
        "e18400": unit.itemised_taxes_usd,
        "e19200": unit.itemised_usd - unit.itemised_taxes_usd,
    }
    people = {
        "RECID": number,
        "FLPDYR": year,
        "MARS": MARS[unit.status],
        "XTOT": len(unit.ages),
        "age_head": unit.ages[0],
        "age_spouse": unit.ages[1] if len(unit.ages) > 1 else 0,
        "blind_head": unit.blind_count,
    }
    return {name: str(value) for name, value in people.items()} | {
        name: plain(value) for name, value in values.items()
    }


def to_row(year: int, unit: FilingUnit) -> list[str]:
    """The unit as a row of the recorded cases, in the order of COLUMNS."""
    spouse = str(unit.ages[1]) if len(unit.ages) > 1 else ""
    amounts = [plain(getattr(unit, name)) for name in AMOUNTS]
    return [str(year), unit.status.value, str(unit.ages[0]), spouse, str(unit.blind_count), *amounts]
