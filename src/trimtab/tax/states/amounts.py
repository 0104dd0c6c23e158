"""The amounts of a return that state rules are about."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from trimtab.core.money import ZERO
from trimtab.tax.bill import Bill
from trimtab.tax.states.law import Base, Start, StateLaw
from trimtab.tax.unit import FilingUnit
from trimtab.tax.worksheets.deductions import deductions
from trimtab.tax.worksheets.schedule_d import net_capital_gain_usd, result_usd, schedule_d
from trimtab.tax.worksheets.sheet import Sheet, above_zero

Amounts = dict[Base, Decimal]


def netting(unit: FilingUnit, federal: Bill, law: StateLaw) -> Sheet:
    """Schedule D by the state's own rules: with its loss limit, and without carryforwards where it has none."""
    status = federal.law.statuses[unit.status]
    if law.losses is None:
        return schedule_d(unit, status)
    limit = law.losses.limit_usd[unit.status]
    if law.losses.against is not None:
        limit = min(limit, amounts(unit, federal, federal.sheet("Schedule D"))[law.losses.against])
    if not law.losses.has_carryforward:
        unit = replace(unit, carryforward_short_usd=ZERO, carryforward_long_usd=ZERO)
    return schedule_d(unit, replace(status, loss_limit_usd=limit))


def start_usd(federal: Bill, law: StateLaw, schedule: Sheet) -> Decimal:
    """The first line of the state's return, with the capital result as the state nets it."""
    difference = result_usd(schedule) - result_usd(federal.sheet("Schedule D"))
    if law.start is Start.FEDERAL_AGI:
        return federal.agi_usd + difference
    if law.start is Start.FEDERAL_TAXABLE_INCOME:
        return federal.taxable_usd + difference
    if law.start is Start.GROSS_INCOME:
        return federal.sheet("Form 1040")["9"] + difference
    return ZERO


def amounts(unit: FilingUnit, federal: Bill, schedule: Sheet) -> Amounts:
    """Every amount that is known before the state's own income is."""
    form = federal.sheet("Form 1040")
    statuses = federal.law.statuses[unit.status]
    standard = deductions(unit, federal.agi_usd, federal.law, statuses, itemise=False).standard_usd
    net, long = above_zero(schedule["16"]), net_capital_gain_usd(schedule)
    federal_tax = federal.income_tax_usd + federal.amt_usd
    collectibles = min(long, schedule["18"])
    investment = unit.interest_usd + unit.dividends_ordinary_usd
    return {
        Base.WAGES: unit.wages_usd,
        Base.INTEREST: unit.interest_usd,
        Base.DIVIDENDS: unit.dividends_ordinary_usd,
        Base.DIVIDENDS_QUALIFIED: unit.dividends_qualified_usd,
        Base.INTEREST_AND_DIVIDENDS: investment,
        Base.GAIN_NET: net,
        Base.GAIN_SHORT: net - long,
        Base.GAIN_LONG: long,
        Base.GAIN_LONG_OWN: above_zero(schedule["15"]),
        Base.GAIN_COLLECTIBLES: collectibles,
        Base.GAIN_COMMON: long - collectibles,
        Base.IRA_DISTRIBUTION: unit.ira_distribution_usd,
        Base.INVESTMENT_AND_IRA: above_zero(investment + result_usd(schedule) + unit.ira_distribution_usd),
        Base.FEDERAL_AGI: federal.agi_usd,
        Base.FEDERAL_TAXABLE_INCOME: federal.taxable_usd,
        Base.FEDERAL_STANDARD: standard,
        Base.FEDERAL_BASIC_STANDARD: statuses.standard_deduction_usd,
        Base.FEDERAL_DEDUCTION: form["12"],
        Base.FEDERAL_SENIOR_DEDUCTION: form["13b"],
        Base.FEDERAL_TAX: federal_tax,
        Base.FEDERAL_TAX_WITH_NIIT: federal_tax + federal.niit_usd,
        Base.NET_INVESTMENT_INCOME: federal.sheet("Form 8960")["12"],
    }
