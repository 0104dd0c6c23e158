"""The federal income tax bill of one return, with every line that led to it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from trimtab.core.money import ONE, ZERO, cents
from trimtab.core.problems import BadInputError
from trimtab.core.quick import quickly_made
from trimtab.tax.law import FederalLaw
from trimtab.tax.unit import FilingUnit, problems_of
from trimtab.tax.worksheets.deductions import deductions
from trimtab.tax.worksheets.form_6251 import form_6251
from trimtab.tax.worksheets.form_8960 import form_8960
from trimtab.tax.worksheets.income_tax import income_tax, tax_usd
from trimtab.tax.worksheets.schedule_d import (
    CARRYOVER_WORKSHEET,
    carryover,
    loss_used_usd,
    result_usd,
    schedule_d,
)
from trimtab.tax.worksheets.sheet import Line, Sheet, above_zero, larger, smaller

FORM_1040 = {
    "1z": "Wages",
    "2b": "Taxable interest",
    "3a": "Qualified dividends (part of line 3b)",
    "3b": "Ordinary dividends",
    "4b": "Taxable IRA distributions",
    "7": "Capital gain or loss",
    "8": "Other income",
    "9": "Total income",
    "10": "Adjustments",
    "11": "Adjusted gross income",
    "12": "Standard or itemised deduction",
    "13b": "Deductions of Schedule 1-A",
    "14": "Deductions",
    "15": "Taxable income",
    "16": "Tax",
}


class IncomeKind(StrEnum):
    """Kinds of dollar that the law taxes differently."""

    WAGES = "wages"
    INTEREST = "interest"
    DIVIDENDS = "dividends"  # not qualified
    DIVIDENDS_QUALIFIED = "dividends_qualified"
    GAIN_SHORT = "gain_short"
    GAIN_LONG = "gain_long"
    GAIN_COLLECTIBLES = "gain_collectibles"
    GAIN_UNRECAPTURED_1250 = "gain_unrecaptured_1250"
    IRA_DISTRIBUTION = "ira_distribution"
    LOSS_SHORT = "loss_short"
    LOSS_LONG = "loss_long"


DOLLAR: dict[IncomeKind, dict[str, Decimal]] = {
    IncomeKind.WAGES: {"wages_usd": ONE},
    IncomeKind.INTEREST: {"interest_usd": ONE},
    IncomeKind.DIVIDENDS: {"dividends_ordinary_usd": ONE},
    IncomeKind.DIVIDENDS_QUALIFIED: {"dividends_ordinary_usd": ONE, "dividends_qualified_usd": ONE},
    IncomeKind.GAIN_SHORT: {"gain_short_usd": ONE},
    IncomeKind.GAIN_LONG: {"gain_long_usd": ONE},
    IncomeKind.GAIN_COLLECTIBLES: {"gain_long_usd": ONE, "collectibles_usd": ONE},
    IncomeKind.GAIN_UNRECAPTURED_1250: {"gain_long_usd": ONE, "unrecaptured_1250_usd": ONE},
    IncomeKind.IRA_DISTRIBUTION: {"ira_distribution_usd": ONE},
    IncomeKind.LOSS_SHORT: {"gain_short_usd": -ONE},
    IncomeKind.LOSS_LONG: {"gain_long_usd": -ONE},
}


@quickly_made
@dataclass(frozen=True, slots=True)
class Carryforward:
    """Losses carried into the next year, as positive amounts in USD. Source: 26 USC 1212(b)(1)."""

    short_usd: Decimal
    long_usd: Decimal


@quickly_made
@dataclass(frozen=True, slots=True)
class Bill:
    """A return's federal income tax before credits, in USD; the three taxes are each rounded once to the cent.

    `unrounded_usd` is the exact total, from which marginal costs are taken. `sheets` are the forms in the order
    in which they were filled in. `law` says what was applied, with its hash and what it leaves out.
    `taxable_before_floor_usd` is line 15 where it would be below zero: what the carryover depends on.
    """

    unit: FilingUnit
    law: FederalLaw
    filled_in: tuple[Sheet, ...]
    agi_usd: Decimal
    taxable_before_floor_usd: Decimal
    taxable_usd: Decimal
    income_tax_usd: Decimal
    amt_usd: Decimal
    niit_usd: Decimal
    unrounded_usd: Decimal

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """Every form, the carryover worksheet last."""
        return (*self.filled_in, self._carryover)

    @property
    def carryforward(self) -> Carryforward:
        """The losses carried into the next year."""
        return carryforward_of(self.sheet("Schedule D"), self.taxable_before_floor_usd)

    @property
    def carried_usd(self) -> Decimal:
        """The same in one sum: the year's net loss, less what of it is used up."""
        schedule = self.sheet("Schedule D")
        loss = smaller(schedule["16"], ZERO)
        return -loss - loss_used_usd(schedule, self.taxable_before_floor_usd)

    @property
    def _carryover(self) -> Sheet:
        return carryover(self.sheet("Schedule D"), self.taxable_before_floor_usd)

    @property
    def total_usd(self) -> Decimal:
        """Income tax, alternative minimum tax and net investment income tax."""
        return self.income_tax_usd + self.amt_usd + self.niit_usd

    @property
    def deducted_usd(self) -> Decimal:
        """The standard or itemised deduction taken: Form 1040, line 12."""
        return self.sheet("Form 1040")["12"]

    def sheet(self, form: str) -> Sheet:
        """The form of that name. Raises KeyError where the return did not need it."""
        for sheet in self.filled_in:
            if sheet.form == form:
                return sheet
        if form == CARRYOVER_WORKSHEET:
            return self._carryover
        raise KeyError(form)

    def lines(self) -> tuple[Line, ...]:
        """Every line of every form, in order, with its words."""
        return tuple(line for sheet in self.sheets for line in sheet.lines())


def bill_of(unit: FilingUnit, law: FederalLaw) -> Bill:
    """Work out the federal income tax of a return, form by form.

    Itemises where that costs less: it is an election (26 USC 63(e)), and the alternative minimum tax can make the
    smaller deduction the better one; where it makes no difference the larger one is taken. Amounts are exact,
    without Tax Table bins or whole-dollar rounding; `law.not_modelled` lists what is left out.
    Raises BadInputError naming every amount that cannot stand on a return. Line numbers are those of the 2024
    forms, and of Schedule 1-A of 2025. Source: 26 USC 1, 55, 1411 and the forms named in `sheets`.
    """
    return min(elections(unit, law), key=lambda bill: (bill.unrounded_usd, -bill.deducted_usd))


def elections(unit: FilingUnit, law: FederalLaw) -> tuple[Bill, ...]:
    """The bill with the standard deduction and, where there is anything to itemise, the one that itemises.

    Raises BadInputError as `bill_of` does.
    """
    return tuple(bill_with(unit, law, itemise=itemise) for itemise in ways_to_deduct(unit))


def ways_to_deduct(unit: FilingUnit) -> tuple[bool, ...]:
    """Whether a return may itemise, each way that it has: the standard deduction first.

    Raises BadInputError as `bill_of` does.
    """
    if problems := problems_of(unit):
        raise BadInputError(problems)
    return (False, True) if unit.itemised_usd else (False,)


def bill_with(unit: FilingUnit, law: FederalLaw, *, itemise: bool) -> Bill:
    """The bill with one way to deduct, of a return that `ways_to_deduct` has looked at. Raises nothing."""
    status = law.statuses[unit.status]
    schedule = schedule_d(unit, status)
    result = result_usd(schedule)
    income = _income(unit, result)
    agi = income["11"]
    deducted = deductions(unit, agi, law, status, itemise=itemise)
    below_floor = agi - deducted.main_usd - deducted.senior_usd
    taxable = above_zero(below_floor)
    regular = income_tax(taxable, unit.dividends_qualified_usd, schedule, law, status)
    minimum = form_6251(unit, agi, deducted, schedule, regular, law, status)
    investment = form_8960(unit, result, agi, law, status)
    main_form = Sheet(
        "Form 1040",
        FORM_1040,
        income
        | {
            "12": deducted.main_usd,
            "13b": deducted.senior_usd,
            "14": deducted.main_usd + deducted.senior_usd,
            "15": taxable,
            "16": minimum["10"],
        },
    )
    senior = (deducted.senior,) if deducted.senior else ()
    return Bill(
        unit=unit,
        law=law,
        filled_in=(schedule, *senior, main_form, regular, minimum, investment),
        agi_usd=agi,
        taxable_before_floor_usd=below_floor,
        taxable_usd=taxable,
        income_tax_usd=minimum["10"],
        amt_usd=minimum["11"],
        niit_usd=cents(investment["17"]),
        unrounded_usd=larger(tax_usd(regular), minimum["7"]) + investment["17"],
    )


def carryforward_of(schedule: Sheet, taxable_before_floor_usd: Decimal) -> Carryforward:
    """The losses that a year of this Schedule D carries into the next. Raises nothing."""
    if schedule["16"] >= 0:
        return Carryforward(ZERO, ZERO)
    carried = carryover(schedule, taxable_before_floor_usd)
    return Carryforward(carried["8"], carried["13"])


def marginal_costs(bill: Bill) -> dict[IncomeKind, Decimal]:
    """What one more dollar of each kind adds to the bill, in exact USD; negative where a loss saves tax.

    The whole bill is worked out again for each kind, so phase-outs, stacking, NIIT and AMT are all in it.
    Raises nothing.
    """
    return {
        kind: bill_of(with_dollar(bill.unit, kind), bill.law).unrounded_usd - bill.unrounded_usd
        for kind in IncomeKind
    }


def with_dollar(unit: FilingUnit, kind: IncomeKind) -> FilingUnit:
    """The same return with one dollar more of a kind. Raises nothing."""
    more = {name: getattr(unit, name) + usd for name, usd in DOLLAR[kind].items()}
    return replace(unit, **more)


def _income(unit: FilingUnit, capital_result_usd: Decimal) -> dict[str, Decimal]:
    """Form 1040, lines 1z to 11."""
    n = {
        "1z": unit.wages_usd,
        "2b": unit.interest_usd,
        "3a": unit.dividends_qualified_usd,
        "3b": unit.dividends_ordinary_usd,
        "4b": unit.ira_distribution_usd,
        "7": capital_result_usd,
        "8": unit.other_income_usd,
    }
    n["9"] = sum((usd for line, usd in n.items() if line != "3a"), ZERO)
    n["10"] = unit.adjustments_usd
    n["11"] = n["9"] - n["10"]
    return n
