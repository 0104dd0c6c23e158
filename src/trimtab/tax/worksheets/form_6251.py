"""Form 6251: the alternative minimum tax."""

from __future__ import annotations

from decimal import Decimal

from trimtab.core.household import FilingStatus
from trimtab.core.money import ZERO, cents
from trimtab.tax.law import FederalLaw, StatusLaw
from trimtab.tax.unit import FilingUnit
from trimtab.tax.worksheets.deductions import Deductions
from trimtab.tax.worksheets.income_tax import QUALIFIED, SCHEDULE_D_TAX, rate_schedule_usd, tax_usd
from trimtab.tax.worksheets.sheet import (
    Sheet,
    above_zero,
    is_settled,
    reach_usd,
    smaller,
    worked_if_less,
    worked_if_more,
)

FORM_6251 = {
    "1": "Income less deductions, without the senior deduction",
    "2a": "Taxes deducted on Schedule A, or the standard deduction",
    "3": "Itemised deductions that section 68 took away, given back",
    "4": "Alternative minimum taxable income",
    "5": "Exemption",
    "6": "Line 4 less line 5, not below zero",
    "12": "Line 6",
    "13": "Gain and qualified dividends at 0, 15 or 20%",
    "14": "Unrecaptured section 1250 gain",
    "15": "Lines 13 and 14 together, not above all gain and qualified dividends",
    "16": "The smaller of line 12 and line 15",
    "17": "Line 12 less line 16",
    "18": "Tax on line 17 at 26 and 28%",
    "19": "Top of the 0% bracket",
    "20": "Ordinary taxable income of the regular tax",
    "21": "Line 19 less line 20, not below zero",
    "22": "The smaller of line 12 and line 13",
    "23": "Taxed at 0%",
    "24": "Line 22 less line 23",
    "25": "Top of the 15% bracket",
    "26": "Line 21",
    "27": "Ordinary taxable income of the regular tax, with what it counts of higher-taxed gain",
    "28": "Lines 26 and 27 together",
    "29": "Line 25 less line 28, not below zero",
    "30": "Taxed at 15%",
    "31": "Tax at 15%",
    "32": "Lines 23 and 30 together",
    "33": "Taxed at 20%",
    "34": "Tax at 20%",
    "35": "Lines 17, 32 and 33 together",
    "36": "Taxed at 25%",
    "37": "Tax at 25%",
    "38": "Lines 18, 31, 34 and 37 together",
    "39": "Tax on line 12 at 26 and 28%",
    "40": "The smaller of line 38 and line 39",
    "7": "Tax on line 6",
    "9": "Tentative minimum tax",
    "10": "Regular tax",
    "11": "Alternative minimum tax",
}


def form_6251(
    unit: FilingUnit,
    agi_usd: Decimal,
    deducted: Deductions,
    schedule: Sheet,
    regular: Sheet,
    law: FederalLaw,
    status: StatusLaw,
) -> Sheet:
    """The alternative minimum tax, line 11, beside the regular tax of `regular`.

    The standard deduction and Schedule A taxes are added back, the senior deduction never counts, section 68
    does not apply. Line 7 is exact; lines 9 and 10 are rounded to the cent. Raises nothing.
    Source: 26 USC 55, 56(b)(1); Form 6251, Parts I to III.
    """
    n = {"1": agi_usd - deducted.main_usd}
    n["2a"] = unit.itemised_taxes_usd if deducted.is_itemised else deducted.standard_usd
    n["3"] = -deducted.limited_usd
    tax = tax_usd(regular)
    n["7"] = worked_if_more(lambda: _tentative_usd(n, unit, schedule, regular, law, status), tax)
    n["9"] = cents(n["7"])
    n["10"] = cents(tax)
    n["11"] = above_zero(n["9"] - n["10"])
    return Sheet("Form 6251", FORM_6251, n)


def _tentative_usd(
    n: dict[str, Decimal],
    unit: FilingUnit,
    schedule: Sheet,
    regular: Sheet,
    law: FederalLaw,
    status: StatusLaw,
) -> Decimal:
    """Line 7, exact; fills in the lines that lead to it."""
    income = n["1"] + n["2a"] + n["3"]
    n["4"] = income + _separate_addition_usd(unit.status, income, law, status)
    n["5"] = above_zero(
        status.amt_exemption_usd
        - law.amt_phase_out_rate * above_zero(n["4"] - status.amt_phase_out_start_usd)
    )
    if not is_settled(regular["1"]) and _is_never_more(n["4"] - n["5"], regular, law, status):
        return tax_usd(regular)
    n["6"] = above_zero(n["4"] - n["5"])
    if regular.labels is QUALIFIED or regular.labels is SCHEDULE_D_TAX:
        return _part_three(n, schedule, regular, law, status)
    return _minimum_rates_usd(n["6"], law, status)


def _is_never_more(income_usd: Decimal, regular: Sheet, law: FederalLaw, status: StatusLaw) -> bool:
    """Whether no result in reach makes line 7 more than the regular tax; `income_usd` is line 4 less line 5.

    True only where it is seen at once: taxable income is more by some amount or other, everywhere, and the rate
    schedule takes no less of any income than 26 and 28% of what is above that amount. Then line 18 is no more than the
    tax on ordinary income, line 39 no more than that on all income, and gains, of which no more are left than in the
    regular tax and which begin at the same line 20, are taxed no higher. Both are straight between tops of brackets.
    """
    taxable = regular["1"]
    more, (_, most) = reach_usd(taxable - income_usd)[0], reach_usd(taxable)
    if more < 0 or regular.labels is SCHEDULE_D_TAX:
        return False
    bends = (*status.ordinary_upper_usd, more + status.amt_26_upper_usd)
    return all(
        _minimum_rates_usd(usd - more, law, status) <= rate_schedule_usd(usd, law, status)
        for usd in (*(bend for bend in bends if more < bend < most), most)
    )


def _separate_addition_usd(
    filing: FilingStatus, income_usd: Decimal, law: FederalLaw, status: StatusLaw
) -> Decimal:
    """What a separate filer adds once the exemption is used up. Source: 26 USC 55(d)(3), last sentence."""
    if filing is not FilingStatus.MARRIED_SEPARATE:
        return ZERO
    exhausted_at = status.amt_phase_out_start_usd + status.amt_exemption_usd / law.amt_phase_out_rate
    excess = above_zero(income_usd - exhausted_at)
    return smaller(law.amt_separate_addition_rate * excess, status.amt_exemption_usd)


def _minimum_rates_usd(amount_usd: Decimal, law: FederalLaw, status: StatusLaw) -> Decimal:
    """Tax at 26 and 28%. Source: 26 USC 55(b)(1)."""
    low, high = law.amt_rates
    return low * amount_usd + (high - low) * above_zero(amount_usd - status.amt_26_upper_usd)


def _part_three(
    n: dict[str, Decimal], schedule: Sheet, regular: Sheet, law: FederalLaw, status: StatusLaw
) -> Decimal:
    """Form 6251, Part III, from line 6 to line 40: gain and qualified dividends keep their rates.

    Source: 26 USC 55(b)(3).
    """
    _, rate_15, rate_20 = law.gain_rates
    n["12"] = n["6"]
    n["13"], n["14"], n["15"], ordinary, n_27 = _from_regular(schedule, regular)
    n["16"] = smaller(n["12"], n["15"])
    n["17"] = n["12"] - n["16"]
    n["18"] = _minimum_rates_usd(n["17"], law, status)
    n["19"] = status.gain_0_upper_usd
    n["20"] = ordinary
    n["21"] = above_zero(n["19"] - n["20"])
    n["22"] = smaller(n["12"], n["13"])
    n["23"] = smaller(n["21"], n["22"])
    n["24"] = n["22"] - n["23"]
    n["25"] = status.gain_15_upper_usd
    n["26"] = n["21"]
    n["27"] = n_27
    n["28"] = n["26"] + n["27"]
    n["29"] = above_zero(n["25"] - n["28"])
    n["30"] = smaller(n["24"], n["29"])
    n["31"] = rate_15 * n["30"]
    n["32"] = n["23"] + n["30"]
    n["33"] = n["22"] - n["32"]
    n["34"] = rate_20 * n["33"]
    n["35"] = n["17"] + n["32"] + n["33"]
    n["36"] = n["12"] - n["35"]
    n["37"] = law.unrecaptured_1250_rate * n["36"]
    n["38"] = n["18"] + n["31"] + n["34"] + n["37"]
    n["39"] = worked_if_less(lambda: _minimum_rates_usd(n["12"], law, status), n["38"])
    n["40"] = smaller(n["38"], n["39"])
    return n["40"]


def _from_regular(schedule: Sheet, regular: Sheet) -> tuple[Decimal, Decimal, Decimal, Decimal, Decimal]:
    """Lines 13, 14, 15, 20 and 27, copied from the worksheet of the regular tax."""
    if regular.labels is QUALIFIED:
        line_13, ordinary = regular["4"], regular["5"]
        return line_13, ZERO, line_13, ordinary, ordinary
    line_13, line_14 = regular["13"], schedule["19"]
    capped = smaller(line_13 + line_14, regular["10"])
    return line_13, line_14, capped, regular["14"], regular["21"]
