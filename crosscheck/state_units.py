"""Random returns for the comparison of state taxes, and how a return is written for policyengine-us."""

from __future__ import annotations

import random
from decimal import Decimal

from trimtab.core.household import FilingStatus
from trimtab.core.money import ZERO, plain
from trimtab.tax.unit import FilingUnit

NAMES = {
    FilingStatus.SINGLE: "SINGLE",
    FilingStatus.MARRIED_JOINT: "JOINT",
    FilingStatus.MARRIED_SEPARATE: "SEPARATE",
    FilingStatus.HEAD_OF_HOUSEHOLD: "HEAD_OF_HOUSEHOLD",
    FilingStatus.SURVIVING_SPOUSE: "SURVIVING_SPOUSE",
}
CHANCES = {
    "wages_usd": 0.8,
    "interest_usd": 0.4,
    "dividends_ordinary_usd": 0.3,
    "dividends_qualified_usd": 0.4,
    "gain_short_usd": 0.4,
    "gain_long_usd": 0.7,
}
AMOUNTS = tuple(CHANCES)
COLUMNS = ("place", "year", "status", "age", "spouse_age", *AMOUNTS)
SIZES_USD = (5_000, 30_000, 100_000, 100_000, 300_000, 1_000_000)


def draw(dice: random.Random) -> FilingUnit:
    """A return: amounts in whole dollars from nothing to a million, gains that are losses in a third of them, and
    most filers below 65."""
    status = dice.choice(list(FilingStatus))
    people = 1 + (status is FilingStatus.MARRIED_JOINT)
    ages = tuple(dice.choice((30, 45, 58, 64, 45, 50, 66, 72)) for _ in range(people))
    usd = {name: _usd(dice, chance) for name, chance in CHANCES.items()}
    usd["dividends_ordinary_usd"] += usd["dividends_qualified_usd"]
    for name in ("gain_short_usd", "gain_long_usd"):
        if dice.random() < 0.35:
            usd[name] = -usd[name] if dice.random() < 0.5 else -Decimal(dice.randrange(12_000))
    return FilingUnit(status, ages, **usd)


def _usd(dice: random.Random, chance: float) -> Decimal:
    return Decimal(dice.randrange(dice.choice(SIZES_USD))) if dice.random() < chance else ZERO


def for_policyengine(number: int, place: str, year: int, unit: FilingUnit) -> dict[str, str]:
    """The return in the columns that the worker reads."""
    return {
        "number": str(number),
        "year": str(year),
        "state": place.removeprefix("us-").upper(),
        "status": NAMES[unit.status],
        "age": str(unit.ages[0]),
        "spouse_age": str(unit.ages[1] if len(unit.ages) > 1 else 0),
        "dividends_other_usd": plain(unit.dividends_ordinary_usd - unit.dividends_qualified_usd),
    } | {name: plain(getattr(unit, name)) for name in AMOUNTS}


def to_row(place: str, year: int, unit: FilingUnit) -> list[str]:
    """The return as a row of the recorded cases, in the order of COLUMNS."""
    spouse = str(unit.ages[1]) if len(unit.ages) > 1 else ""
    amounts = [plain(getattr(unit, name)) for name in AMOUNTS]
    return [place, str(year), unit.status.value, str(unit.ages[0]), spouse, *amounts]
