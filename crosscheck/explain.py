"""Known differences from taxcalc 6.8.0, each as a change of our own rules that gives taxcalc's numbers.

Described with their sources in explained.md. A difference is explained only if a set of these changes,
applied to the bill, reproduces taxcalc's amounts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import combinations

from trimtab.core.household import FilingStatus
from trimtab.core.money import ZERO
from trimtab.tax.bill import Bill, bill_of
from trimtab.tax.law import FederalLaw, StatusLaw
from trimtab.tax.unit import FilingUnit

Change = Callable[[FilingUnit, FederalLaw], tuple[FilingUnit, FederalLaw] | None]
SEPARATE_EXHAUSTED_USD = {2024: Decimal(875_950), 2025: Decimal(900_350), 2026: Decimal(639_200)}
REDUCTION_2026 = Decimal("0.05405405")


def explanation(bill: Bill, agrees: Callable[[Bill], bool]) -> str:
    """The names of the changes that reproduce the other answer, joined by `+`; `unexplained` if none do."""
    for names, unit, law in _variants(bill.unit, bill.law):
        if agrees(bill_of(unit, law)):
            return "+".join(names)
    return "unexplained"


def _variants(unit: FilingUnit, law: FederalLaw) -> Iterator[tuple[tuple[str, ...], FilingUnit, FederalLaw]]:
    for count in range(1, 4):
        for names in combinations(CHANGES, count):
            changed: tuple[FilingUnit, FederalLaw] | None = (unit, law)
            for name in names:
                changed = changed and CHANGES[name](*changed)
            if changed:
                yield names, *changed


def _status(unit: FilingUnit, law: FederalLaw, **values: Decimal) -> FederalLaw:
    status: StatusLaw = replace(law.statuses[unit.status], **values)
    return replace(law, statuses={**law.statuses, unit.status: status})


def _aged_surviving_spouse(unit: FilingUnit, law: FederalLaw) -> tuple[FilingUnit, FederalLaw] | None:
    if law.year != 2024 or unit.status is not FilingStatus.SURVIVING_SPOUSE:
        return None
    return unit, _status(unit, law, aged_or_blind_usd=Decimal(1950))


def _line_19(unit: FilingUnit, law: FederalLaw) -> tuple[FilingUnit, FederalLaw] | None:
    if not (unit.collectibles_usd or unit.unrecaptured_1250_usd):
        return None
    return unit, _status(unit, law, below_25_upper_usd=law.statuses[unit.status].gain_0_upper_usd)


def _separate_addition(unit: FilingUnit, law: FederalLaw) -> tuple[FilingUnit, FederalLaw] | None:
    if unit.status is not FilingStatus.MARRIED_SEPARATE:
        return None
    without = replace(law, amt_separate_addition_rate=ZERO)
    if bill_of(unit, without).sheet("Form 6251")["4"] > SEPARATE_EXHAUSTED_USD[law.year]:
        without = _status(unit, without, amt_exemption_usd=ZERO)
    return unit, without


def _top_bracket_limit(unit: FilingUnit, law: FederalLaw) -> tuple[FilingUnit, FederalLaw] | None:
    if law.itemised_limit is None or not unit.itemised_usd:
        return None
    above = max(ZERO, bill_of(unit, law).agi_usd - law.statuses[unit.status].ordinary_upper_usd[-1])
    left = max(ZERO, unit.itemised_usd - REDUCTION_2026 * above)
    taxes = min(unit.itemised_taxes_usd, left)
    return replace(unit, itemised_usd=left, itemised_taxes_usd=taxes), replace(law, itemised_limit=None)


def _takes_standard(unit: FilingUnit, law: FederalLaw) -> tuple[FilingUnit, FederalLaw] | None:
    if not unit.itemised_usd:
        return None
    return replace(unit, itemised_usd=ZERO, itemised_taxes_usd=ZERO), law


def _takes_itemised(unit: FilingUnit, law: FederalLaw) -> tuple[FilingUnit, FederalLaw] | None:
    if not unit.itemised_usd:
        return None
    return unit, _status(unit, law, standard_deduction_usd=ZERO, aged_or_blind_usd=ZERO)


CHANGES: dict[str, Change] = {
    "aged-surviving-spouse-2024": _aged_surviving_spouse,
    "schedule-d-tax-worksheet-line-19": _line_19,
    "separate-filer-amt-addition": _separate_addition,
    "section-68-limit-2026": _top_bracket_limit,
    "takes-the-standard-deduction": _takes_standard,
    "takes-the-itemised-deduction": _takes_itemised,
}
