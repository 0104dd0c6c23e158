"""What is deducted from adjusted gross income: standard or itemised, and the senior deduction."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from trimtab.core.money import ZERO
from trimtab.core.quick import quickly_made
from trimtab.tax.law import FederalLaw, StatusLaw
from trimtab.tax.unit import FilingUnit
from trimtab.tax.worksheets.sheet import Sheet, above_zero, smaller

AGED = 65
SENIOR = {
    "31": "Modified adjusted gross income",
    "32": "Start of the phase-out",
    "33": "Line 31 less line 32, not below zero",
    "34": "The phase-out of line 33",
    "35": "Deduction per person",
    "37": "Enhanced deduction for seniors",
}


@quickly_made
@dataclass(frozen=True, slots=True)
class Deductions:
    """Deductions in USD. `main_usd` is `standard_usd` or the itemised total after its limit.

    `limited_usd` is what section 68 took from the itemised total; `senior` is Schedule 1-A, Part V, or None.
    """

    standard_usd: Decimal
    main_usd: Decimal
    is_itemised: bool
    limited_usd: Decimal
    senior: Sheet | None

    @property
    def senior_usd(self) -> Decimal:
        """Schedule 1-A, line 37."""
        return self.senior["37"] if self.senior else ZERO


def deductions(
    unit: FilingUnit, agi_usd: Decimal, law: FederalLaw, status: StatusLaw, *, itemise: bool
) -> Deductions:
    """What is deducted by a filer who itemises, or does not. Source: 26 USC 63, 68, 151(d)(5)(C). Raises nothing."""
    standard = standard_deduction_usd(unit, status)
    senior = _senior(unit, agi_usd, law, status)
    if not itemise:
        return Deductions(standard, standard, False, ZERO, senior)
    limited = _limited_usd(unit, agi_usd - (senior["37"] if senior else ZERO), law, status)
    return Deductions(standard, unit.itemised_usd - limited, True, limited, senior)


def standard_deduction_usd(unit: FilingUnit, status: StatusLaw) -> Decimal:
    """With the additions for age and blindness. Source: 26 USC 63(c), (f). Raises nothing."""
    boxes = sum([age >= AGED for age in unit.ages]) + unit.blind_count
    return status.standard_deduction_usd + boxes * status.aged_or_blind_usd


def _senior(unit: FilingUnit, agi_usd: Decimal, law: FederalLaw, status: StatusLaw) -> Sheet | None:
    """Schedule 1-A, Part V; None where nobody is of the age, or the year or the status has no such deduction."""
    if law.senior is None or status.senior_phase_out_start_usd is None:
        return None
    seniors = sum([age >= law.senior.age for age in unit.ages])
    if not seniors:
        return None
    n = {"31": agi_usd, "32": status.senior_phase_out_start_usd}
    n["33"] = above_zero(n["31"] - n["32"])
    n["34"] = law.senior.phase_out_rate * n["33"]
    n["35"] = above_zero(law.senior.amount_usd - n["34"])
    n["37"] = seniors * n["35"]
    return Sheet("Schedule 1-A", SENIOR, n)


def _limited_usd(
    unit: FilingUnit, income_before_itemised_usd: Decimal, law: FederalLaw, status: StatusLaw
) -> Decimal:
    """What itemised deductions lose. Taxable income "increased by such itemized deductions" is the income before
    them. Source: 26 USC 68(a)."""
    if law.itemised_limit is None:
        return ZERO
    in_top_bracket = above_zero(income_before_itemised_usd - status.ordinary_upper_usd[-1])
    base = smaller(unit.itemised_usd, in_top_bracket)
    return base * law.itemised_limit.reduction_numerator / law.itemised_limit.reduction_denominator
