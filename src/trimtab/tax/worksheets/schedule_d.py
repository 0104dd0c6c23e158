"""Schedule D: gains and losses of the year in the legal order, and what is carried into the next."""

from __future__ import annotations

from decimal import Decimal

from trimtab.core.money import ZERO
from trimtab.tax.law import StatusLaw
from trimtab.tax.unit import FilingUnit
from trimtab.tax.worksheets.sheet import Sheet, above_zero, larger, smaller, where_above

SCHEDULE_D = {
    "6": "Short-term capital loss carryover",
    "7": "Net short-term capital gain or loss",
    "14": "Long-term capital loss carryover",
    "15": "Net long-term capital gain or loss",
    "16": "Lines 7 and 15 together",
    "18": "28% rate gain (collectibles)",
    "19": "Unrecaptured section 1250 gain",
    "21": "Loss deducted this year",
}
CARRYOVER_WORKSHEET = "Capital Loss Carryover Worksheet"
CARRYOVER = {
    "1": "Taxable income before the floor of zero",
    "2": "Loss deducted this year (Schedule D, line 21), as a positive amount",
    "3": "Lines 1 and 2 together, not below zero",
    "4": "The smaller of line 2 and line 3",
    "5": "Net short-term loss (Schedule D, line 7), as a positive amount",
    "6": "Net long-term gain (Schedule D, line 15)",
    "7": "Lines 4 and 6 together",
    "8": "Short-term capital loss carryover to next year",
    "9": "Net long-term loss (Schedule D, line 15), as a positive amount",
    "10": "Net short-term gain (Schedule D, line 7)",
    "11": "Line 4 less line 5, not below zero",
    "12": "Lines 10 and 11 together",
    "13": "Long-term capital loss carryover to next year",
}


def schedule_d(unit: FilingUnit, law: StatusLaw) -> Sheet:
    """Net short- and long-term results and apply the yearly loss limit. Losses negative, line 21 too.

    Lines 18 and 19 are the results of the 28% Rate Gain Worksheet and of lines 14 to 18 of the Unrecaptured
    Section 1250 Gain Worksheet; they are zero unless lines 15 and 16 are both gains, of which some are taxed higher.
    Raises nothing. Source: 26 USC 1(h)(4), 1(h)(6), 1211(b), 1212(b), 1222; Schedule D.
    """
    return schedule_d_by(unit, law.loss_limit_usd)


def schedule_d_by(unit: FilingUnit, loss_limit_usd: Decimal, *, has_carryforward: bool = True) -> Sheet:
    """The same with another yearly limit, or without last year's losses. Raises nothing."""
    n = {"6": -unit.carryforward_short_usd if has_carryforward else ZERO}
    n["7"] = unit.gain_short_usd + n["6"]
    n["14"] = -unit.carryforward_long_usd if has_carryforward else ZERO
    n["15"] = unit.gain_long_usd + n["14"]
    n["16"] = n["7"] + n["15"]
    n["18"] = n["19"] = ZERO
    if unit.collectibles_usd or unit.unrecaptured_1250_usd:
        both_gains = smaller(n["15"], n["16"])
        higher_taxed = unit.collectibles_usd + n["14"] + smaller(ZERO, n["7"])
        section_1250 = above_zero(unit.unrecaptured_1250_usd + smaller(ZERO, higher_taxed))
        n["18"] = where_above(both_gains, ZERO, above_zero(higher_taxed), ZERO)
        n["19"] = where_above(both_gains, ZERO, section_1250, ZERO)
    n["21"] = _deducted_usd(n["16"], loss_limit_usd)
    return Sheet("Schedule D", SCHEDULE_D, n)


def with_limit(schedule: Sheet, loss_limit_usd: Decimal) -> Sheet:
    """The same with line 21 by this yearly limit. Raises nothing."""
    line_21 = _deducted_usd(schedule["16"], loss_limit_usd)
    return Sheet(schedule.form, schedule.labels, {**schedule.amounts, "21": line_21})


def _deducted_usd(result_usd: Decimal, loss_limit_usd: Decimal) -> Decimal:
    return larger(smaller(result_usd, ZERO), -loss_limit_usd)


def result_usd(sheet: Sheet) -> Decimal:
    """What goes to Form 1040, line 7: the net gain, or the loss as far as it is deducted."""
    return above_zero(sheet["16"]) + sheet["21"]


def net_capital_gain_usd(sheet: Sheet) -> Decimal:
    """The smaller of lines 15 and 16 where both are gains, else zero. Source: 26 USC 1222(11)."""
    return above_zero(smaller(sheet["15"], sheet["16"]))


def as_taxed(schedule: Sheet) -> tuple[Decimal, Decimal]:
    """All that a bill knows of the year's results: two of one return in which this is the same are taxed alike, as two
    losses beyond the yearly limit are.

    It is what goes to Form 1040 and the net long-term gain: line 16 as far as it is a gain, the net capital gain and
    lines 18 and 19, which need gains on both lines, follow from these. The carryover worksheet alone asks for more.
    """
    return result_usd(schedule), above_zero(schedule["15"])


def loss_used_usd(schedule: Sheet, taxable_before_floor_usd: Decimal) -> Decimal:
    """How much of the year's loss is used up: line 4 of the Capital Loss Carryover Worksheet."""
    return smaller(-schedule["21"], above_zero(taxable_before_floor_usd - schedule["21"]))


def carryover(schedule: Sheet, taxable_before_floor_usd: Decimal) -> Sheet:
    """Losses carried into the next year, each with its character: lines 8 and 13, as positive amounts.

    `taxable_before_floor_usd` may be negative: a deduction that only makes taxable income negative is not
    used up. Raises nothing. Source: 26 USC 1212(b); Capital Loss Carryover Worksheet.
    """
    n = {"1": taxable_before_floor_usd, "2": -schedule["21"]}
    n["3"] = above_zero(n["1"] + n["2"])
    n["4"] = loss_used_usd(schedule, taxable_before_floor_usd)
    n["5"] = above_zero(-schedule["7"])
    n["6"] = above_zero(schedule["15"])
    n["7"] = n["4"] + n["6"]
    n["8"] = above_zero(n["5"] - n["7"])
    n["9"] = above_zero(-schedule["15"])
    n["10"] = above_zero(schedule["7"])
    n["11"] = above_zero(n["4"] - n["5"])
    n["12"] = n["10"] + n["11"]
    n["13"] = above_zero(n["9"] - n["12"])
    return Sheet(CARRYOVER_WORKSHEET, CARRYOVER, n)
