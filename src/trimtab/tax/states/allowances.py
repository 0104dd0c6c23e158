"""What is added, subtracted, deducted and credited, each by the same few shapes of rule."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal

from trimtab.core.household import FilingStatus
from trimtab.core.money import ZERO
from trimtab.tax.states.amounts import Amounts
from trimtab.tax.states.brackets import bracket_tax_usd
from trimtab.tax.states.law import Adjustment, Allowance, Base, ByEldest, Itemised, PhaseOut, Tiers, Within
from trimtab.tax.unit import FilingUnit
from trimtab.tax.worksheets.sheet import above_zero, larger, smaller, tier_amount, where_above


def tier(tiers: Tiers, status: FilingStatus, known: Amounts) -> Decimal:
    """The amount of the tier that the income falls in; a top belongs to its tier."""
    return tier_amount(known[tiers.of], tiers.upper_usd[status], tiers.amounts[status])


def adjustment_usd(rule: Adjustment, unit: FilingUnit, known: Amounts) -> Decimal:
    """What a rule adds or subtracts, never below zero."""
    status = unit.status
    over = rule.over_usd[status] if rule.over_usd else ZERO
    share = tier(rule.share_by, status, known) if rule.share_by else rule.share
    amount = share * above_zero(known[rule.of] - over)
    if rule.cap_usd:
        amount = smaller(amount, rule.cap_usd[status])
    if rule.cap_by:
        amount = smaller(amount, tier(rule.cap_by, status, known))
    if rule.cap_of:
        amount = smaller(amount, rule.cap_share * above_zero(known[rule.cap_of]))
    if rule.by_age:
        filers = len(unit.ages)
        part = amount / filers + min(rule.earned_usd, unit.wages_usd / filers)
        amount = sum((smaller(part, _age_cap_usd(rule, age)) for age in unit.ages), ZERO)
    if rule.agi_over_usd:
        amount = where_above(known[Base.FEDERAL_AGI], rule.agi_over_usd[status], amount, ZERO)
    return _where(rule.when, status, known, amount) if rule.when else amount


def _age_cap_usd(rule: Adjustment, age: int) -> Decimal:
    return next((usd for first, usd in reversed(rule.by_age) if age >= first), ZERO)


def _where(rule: Within, status: FilingStatus, known: Amounts, amount_usd: Decimal) -> Decimal:
    """The amount where a return is within the bounds of a rule, else nothing."""
    of = known[rule.of]
    if rule.over_usd is not None:
        amount_usd = where_above(of, rule.over_usd[status], amount_usd, ZERO)
    if rule.not_over_usd is not None:
        amount_usd = where_above(of, rule.not_over_usd[status], ZERO, amount_usd)
    return amount_usd


def allowance_usd(rule: Allowance, unit: FilingUnit, known: Amounts) -> Decimal:
    """A deduction or credit after its phase-outs; the itemised deductions instead, where they are more."""
    full = _full_usd(rule, unit, known)
    boxes = _aged(rule, unit) + unit.blind_count
    lost = sum((reduction_usd(one, unit.status, known, full, boxes) for one in rule.phase_outs), ZERO)
    least = larger(smaller(rule.least_usd[unit.status], full), rule.least_share * full)
    return larger(larger(full - lost, least), _itemised_usd(rule, unit))


def reduction_usd(
    rule: PhaseOut, status: FilingStatus, known: Amounts, full_usd: Decimal = ZERO, boxes: int = 0
) -> Decimal:
    """How much income above the start takes away; `boxes` are those for age and blindness."""
    over, step = above_zero(known[rule.of] - rule.start_usd[status]), rule.step_usd[status]
    per_step = rule.per_step_share * full_usd
    if rule.per_step_usd:
        per_step += rule.per_step_usd[status] + boxes * rule.per_step_box_usd
    steps = (over / step).to_integral_value(ROUND_CEILING) if rule.whole_steps else over / step
    lost = steps * per_step
    if rule.round_down_usd:
        lost -= lost % rule.round_down_usd
    return smaller(lost, rule.most_usd[status]) if rule.most_usd else lost


def _full_usd(rule: Allowance, unit: FilingUnit, known: Amounts) -> Decimal:
    status = unit.status
    full = (
        rule.amount_usd[status]
        + _aged(rule, unit) * rule.aged_usd[status]
        + unit.blind_count * rule.blind_usd[status]
    )
    if rule.of:
        share = tier(rule.share_by, status, known) if rule.share_by else rule.share
        part = share * above_zero(known[rule.of])
        full += smaller(part, rule.cap_usd[status]) if rule.cap_usd else part
    if rule.by_eldest:
        full += _eldest_usd(rule.by_eldest, unit)
    return full + tier(rule.by, status, known) if rule.by else full


def _eldest_usd(rule: ByEldest, unit: FilingUnit) -> Decimal:
    reached = sum(1 for age in rule.ages if age <= max(unit.ages))
    return rule.amounts[unit.status][reached - 1] if reached else ZERO


def _aged(rule: Allowance, unit: FilingUnit) -> int:
    return sum(1 for age in unit.ages if age >= rule.aged_from)


def _itemised_usd(rule: Allowance, unit: FilingUnit) -> Decimal:
    if rule.itemised is Itemised.NO:
        return ZERO
    wages = bracket_tax_usd(rule.itemised_wages, unit.status, unit.wages_usd) if rule.itemised_wages else ZERO
    taxes = unit.itemised_taxes_usd if rule.itemised is Itemised.WITHOUT_TAXES else ZERO
    return unit.itemised_usd - taxes + wages
