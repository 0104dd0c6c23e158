"""Tax on taxable income: brackets, classes with rates of their own, maximum rates, recapture."""

from __future__ import annotations

from decimal import Decimal

from trimtab.core.household import FilingStatus
from trimtab.core.money import ZERO
from trimtab.tax.states.allowances import reduction_usd, tier
from trimtab.tax.states.amounts import Amounts
from trimtab.tax.states.brackets import bracket_tax_usd
from trimtab.tax.states.law import (
    Base,
    Brackets,
    ExtraTax,
    IncomeClass,
    MaximumRate,
    MaximumTax,
    Recapture,
    Surtax,
)
from trimtab.tax.unit import FilingUnit
from trimtab.tax.worksheets.deductions import AGED
from trimtab.tax.worksheets.sheet import above_zero, larger, smaller, where_above


def class_amounts(
    classes: tuple[IncomeClass, ...], taxable_usd: Decimal, known: Amounts
) -> dict[str, Decimal]:
    """How much of taxable income is of each class: the class that deductions use up last is served first."""
    left, found = taxable_usd, {}
    for one in sorted(classes, key=lambda each: (each.used_up, -each.brackets.rates[-1], each.name)):
        found[one.name] = smaller(left, one.share * known[one.of])
        left -= found[one.name]
    return found


def class_tax_usd(one: IncomeClass, status: FilingStatus, amount_usd: Decimal, below_usd: Decimal) -> Decimal:
    """The tax on a class, `below_usd` being the other income below it."""
    if not one.stacked:
        return bracket_tax_usd(one.brackets, status, amount_usd)
    whole = bracket_tax_usd(one.brackets, status, below_usd + amount_usd)
    return whole - bracket_tax_usd(one.brackets, status, below_usd)


def maximum_tax_usd(
    rule: MaximumRate, brackets: Brackets, status: FilingStatus, taxable_usd: Decimal, known: Amounts
) -> Decimal:
    """The tax with the maximum rate, which may be more than the ordinary one."""
    ordinary = smaller(taxable_usd, larger(above_zero(taxable_usd - known[rule.of]), rule.floor_usd[status]))
    return bracket_tax_usd(brackets, status, ordinary) + rule.rate * (taxable_usd - ordinary)


def most_usd(rule: MaximumTax | None, unit: FilingUnit, known: Amounts) -> Decimal | None:
    """The most that is due after credits; None where nothing limits it."""
    status = unit.status
    if rule is None or (rule.up_to_usd and known[rule.of] > rule.up_to_usd[status]):
        return None
    over = rule.over_aged_usd if max(unit.ages) >= AGED else rule.over_usd
    return rule.rate[status] * above_zero(known[rule.of] - over[status])


def extra_tax_usd(rule: ExtraTax, status: FilingStatus, known: Amounts) -> Decimal:
    """Tax by steps and tiers of income."""
    tax = tier(rule.by, status, known) if rule.by else ZERO
    return tax + reduction_usd(rule.steps, status, known) if rule.steps else tax


def recapture_usd(
    rule: Recapture,
    status: FilingStatus,
    taxable_usd: Decimal,
    bracket_usd: Decimal,
    top: Decimal,
    known: Amounts,
) -> Decimal:
    """What is taken back of the benefit of lower brackets; `top` is the highest rate."""
    income, tiers = known[rule.of], rule.taxable_upper_usd[status]
    back = ZERO
    for place, upper in enumerate((ZERO, *tiers)):
        benefit = rule.benefit_usd[status][place]
        if flat := rule.flat_rates[status][place]:
            benefit = above_zero(flat * taxable_usd - bracket_usd)
        over = above_zero(income - rule.from_usd[status][place])
        taken = rule.base_usd[status][place] + benefit * (smaller(over, rule.width_usd) / rule.width_usd)
        back = where_above(taxable_usd, upper, taken, back) if place else taken
    return where_above(income, rule.flat_over_usd[status], top * taxable_usd - bracket_usd, back)


def surtax_usd(rule: Surtax, status: FilingStatus, known: Amounts) -> Decimal:
    """A further tax on what is above a threshold."""
    tax = bracket_tax_usd(rule.brackets, status, above_zero(known[rule.of] - rule.over_usd[status]))
    if rule.agi_over_usd:
        return where_above(known[Base.FEDERAL_AGI], rule.agi_over_usd[status], tax, ZERO)
    return tax
