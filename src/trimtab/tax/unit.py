"""A filing unit: everything about one return that the bill depends on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from decimal import Decimal

from trimtab.core.household import FilingStatus
from trimtab.core.money import ZERO, plain
from trimtab.core.problems import Problem, error
from trimtab.core.quick import quickly_made

NON_NEGATIVE = (
    "wages_usd",
    "interest_usd",
    "dividends_ordinary_usd",
    "dividends_qualified_usd",
    "unrecaptured_1250_usd",
    "ira_distribution_usd",
    "adjustments_usd",
    "itemised_usd",
    "itemised_taxes_usd",
    "carryforward_short_usd",
    "carryforward_long_usd",
)


@quickly_made
@dataclass(frozen=True, slots=True)
class FilingUnit:
    """One return. Amounts in USD for the year; gains may be losses (negative).

    `ages` at the end of the year, the filer first; a joint return has two (a person born on 1 January counts as
    a year older on 31 December: give the higher age). `blind_count` of these people are blind.
    `dividends_ordinary_usd` is box 1a and includes `dividends_qualified_usd` (box 1b).
    `gain_short_usd` and `gain_long_usd` are the year's own net results, before carryforwards;
    `gain_long_usd` includes capital gain distributions and the parts taxed higher: `collectibles_usd`
    (gain or loss) and `unrecaptured_1250_usd`. `carryforward_*` are last year's losses as positive amounts.
    `itemised_usd` is the total of Schedule A before the limit of section 68, of which `itemised_taxes_usd` are
    taxes (line 7); the bill itemises only where that costs less. `adjustments_usd` are
    those of Schedule 1, Part II.
    """

    status: FilingStatus
    ages: tuple[int, ...]
    blind_count: int = 0
    wages_usd: Decimal = ZERO
    interest_usd: Decimal = ZERO
    dividends_ordinary_usd: Decimal = ZERO
    dividends_qualified_usd: Decimal = ZERO
    gain_short_usd: Decimal = ZERO
    gain_long_usd: Decimal = ZERO
    collectibles_usd: Decimal = ZERO
    unrecaptured_1250_usd: Decimal = ZERO
    ira_distribution_usd: Decimal = ZERO
    other_income_usd: Decimal = ZERO
    adjustments_usd: Decimal = ZERO
    itemised_usd: Decimal = ZERO
    itemised_taxes_usd: Decimal = ZERO
    carryforward_short_usd: Decimal = ZERO
    carryforward_long_usd: Decimal = ZERO

    def with_gains(self, short_usd: Decimal, long_usd: Decimal) -> FilingUnit:
        """The same return with these results of the year."""
        return FilingUnit(
            self.status,
            self.ages,
            self.blind_count,
            self.wages_usd,
            self.interest_usd,
            self.dividends_ordinary_usd,
            self.dividends_qualified_usd,
            short_usd,
            long_usd,
            self.collectibles_usd,
            self.unrecaptured_1250_usd,
            self.ira_distribution_usd,
            self.other_income_usd,
            self.adjustments_usd,
            self.itemised_usd,
            self.itemised_taxes_usd,
            self.carryforward_short_usd,
            self.carryforward_long_usd,
        )


AMOUNTS = tuple(field.name for field in fields(FilingUnit) if field.name.endswith("_usd"))


def problems_of(unit: FilingUnit) -> tuple[Problem, ...]:
    """What cannot stand on a return, each with its value and a remedy. Raises nothing."""
    return (*_people(unit), *_amounts(unit))


def _people(unit: FilingUnit) -> Iterator[Problem]:
    wanted = 2 if unit.status is FilingStatus.MARRIED_JOINT else 1
    if len(unit.ages) != wanted:
        message = f"{len(unit.ages)} ages for a return of status {unit.status}"
        yield error("tax-ages", message, f"give {wanted}: the people who sign the return")
    if any(age < 0 for age in unit.ages):
        yield error("tax-ages", f"an age below zero: {list(unit.ages)}", "give ages in whole years")
    if not 0 <= unit.blind_count <= wanted:
        yield error("tax-blind", f"blind_count is {unit.blind_count}", f"give a number from 0 to {wanted}")


def _amounts(unit: FilingUnit) -> Iterator[Problem]:
    for name in AMOUNTS:
        amount = getattr(unit, name)
        if not amount.is_finite():
            yield error("tax-amount", f"{name} is {amount}", "give an amount in USD")
        elif amount < 0 and name in NON_NEGATIVE:
            message = f"{name} is {plain(amount)}, below zero"
            yield error("tax-amount", message, "give a positive amount or 0")
    for part, whole in (
        ("dividends_qualified_usd", "dividends_ordinary_usd"),
        ("itemised_taxes_usd", "itemised_usd"),
    ):
        inner, outer = getattr(unit, part), getattr(unit, whole)
        if inner.is_finite() and outer.is_finite() and inner > outer:
            message = f"{part} is {plain(inner)}, more than {whole} of {plain(outer)}"
            yield error("tax-part", message, f"{whole} includes {part}: correct one of them")
