"""Tax on taxable income: the rate schedules and the two worksheets for gains and qualified dividends."""

from __future__ import annotations

from decimal import Decimal

from trimtab.tax.law import FederalLaw, StatusLaw
from trimtab.tax.worksheets.schedule_d import net_capital_gain_usd
from trimtab.tax.worksheets.sheet import Sheet, above_zero, larger, rising_tax_usd, smaller, worked_if_less

RATE_SCHEDULE = {"1": "Taxable income", "2": "Tax by the rate schedule"}
QUALIFIED = {
    "1": "Taxable income",
    "2": "Qualified dividends",
    "3": "Net capital gain",
    "4": "Gain and qualified dividends",
    "5": "Ordinary taxable income",
    "6": "Top of the 0% bracket",
    "7": "The smaller of line 1 and line 6",
    "8": "The smaller of line 5 and line 7",
    "9": "Taxed at 0%",
    "10": "The smaller of line 1 and line 4",
    "11": "Taxed at 0% (line 9)",
    "12": "Line 10 less line 11",
    "13": "Top of the 15% bracket",
    "14": "The smaller of line 1 and line 13",
    "15": "Lines 5 and 9 together",
    "16": "Line 14 less line 15, not below zero",
    "17": "Taxed at 15%",
    "18": "Tax at 15%",
    "19": "Lines 9 and 17 together",
    "20": "Taxed at 20%",
    "21": "Tax at 20%",
    "22": "Tax on line 5 by the rate schedule",
    "23": "Lines 18, 21 and 22 together",
    "24": "Tax on line 1 by the rate schedule",
    "25": "Tax: the smaller of line 23 and line 24",
}
SCHEDULE_D_TAX = {
    "1": "Taxable income",
    "2": "Qualified dividends",
    "6": "Qualified dividends not elected as investment income",
    "7": "The smaller of Schedule D lines 15 and 16",
    "9": "Net capital gain",
    "10": "Gain and qualified dividends",
    "11": "28% rate gain and unrecaptured section 1250 gain",
    "12": "The smaller of line 9 and line 11",
    "13": "Gain at 0, 15 or 20%",
    "14": "Taxable income less line 13",
    "15": "Top of the 0% bracket",
    "16": "The smaller of line 1 and line 15",
    "17": "The smaller of line 14 and line 16",
    "18": "Taxable income less line 10, not below zero",
    "19": "The smaller of line 1 and the top of the brackets below 25%",
    "20": "The smaller of line 14 and line 19",
    "21": "Taxed as ordinary income: the larger of line 18 and line 20",
    "22": "Taxed at 0%",
    "23": "The smaller of line 1 and line 13",
    "24": "Taxed at 0% (line 22)",
    "25": "Line 23 less line 24",
    "26": "Top of the 15% bracket",
    "27": "The smaller of line 1 and line 26",
    "28": "Lines 21 and 22 together",
    "29": "Line 27 less line 28, not below zero",
    "30": "Taxed at 15%",
    "31": "Tax at 15%",
    "32": "Lines 24 and 30 together",
    "33": "Taxed at 20%",
    "34": "Tax at 20%",
    "35": "The smaller of line 9 and Schedule D line 19",
    "36": "Lines 10 and 21 together",
    "37": "Taxable income",
    "38": "Line 36 less line 37, not below zero",
    "39": "Taxed at 25%",
    "40": "Tax at 25%",
    "41": "Lines 21, 22, 30, 33 and 39 together",
    "42": "Taxed at 28%",
    "43": "Tax at 28%",
    "44": "Tax on line 21 by the rate schedule",
    "45": "Lines 31, 34, 40, 43 and 44 together",
    "46": "Tax on line 1 by the rate schedule",
    "47": "Tax: the smaller of line 45 and line 46",
}


def rate_schedule_usd(taxable_usd: Decimal, law: FederalLaw, status: StatusLaw) -> Decimal:
    """Tax on ordinary income by the Tax Rate Schedules, exact: no Tax Table bins. Source: 26 USC 1(j)."""
    return rising_tax_usd(taxable_usd, law.ordinary_rates, status.ordinary_upper_usd)


def income_tax(
    taxable_usd: Decimal, qualified_usd: Decimal, schedule: Sheet, law: FederalLaw, status: StatusLaw
) -> Sheet:
    """The worksheet that Form 1040, line 16 asks for, filled in; its last line is the tax.

    The Schedule D Tax Worksheet where Schedule D lines 18 or 19 hold an amount, else the Qualified Dividends and
    Capital Gain Tax Worksheet where there is either, else the rate schedule. Raises nothing.
    """
    if schedule["18"] > 0 or schedule["19"] > 0:
        return _schedule_d_tax(taxable_usd, qualified_usd, schedule, law, status)
    gain = net_capital_gain_usd(schedule)
    if qualified_usd > 0 or gain > 0:
        return _qualified(taxable_usd, qualified_usd, gain, law, status)
    n = {"1": taxable_usd, "2": rate_schedule_usd(taxable_usd, law, status)}
    return Sheet("Tax Rate Schedule", RATE_SCHEDULE, n)


def tax_usd(sheet: Sheet) -> Decimal:
    """The tax on any of the three sheets, exact: its last line."""
    return list(sheet.amounts.values())[-1]


def _qualified(
    taxable_usd: Decimal, qualified_usd: Decimal, gain_usd: Decimal, law: FederalLaw, status: StatusLaw
) -> Sheet:
    """Qualified Dividends and Capital Gain Tax Worksheet, Form 1040 instructions for line 16."""
    _, rate_15, rate_20 = law.gain_rates
    n = {"1": taxable_usd, "2": qualified_usd, "3": gain_usd}
    n["4"] = n["2"] + n["3"]
    n["5"] = above_zero(n["1"] - n["4"])
    n["6"] = status.gain_0_upper_usd
    n["7"] = smaller(n["1"], n["6"])
    n["8"] = smaller(n["5"], n["7"])
    n["9"] = n["7"] - n["8"]
    n["10"] = smaller(n["1"], n["4"])
    n["11"] = n["9"]
    n["12"] = n["10"] - n["11"]
    n["13"] = status.gain_15_upper_usd
    n["14"] = smaller(n["1"], n["13"])
    n["15"] = n["5"] + n["9"]
    n["16"] = above_zero(n["14"] - n["15"])
    n["17"] = smaller(n["12"], n["16"])
    n["18"] = rate_15 * n["17"]
    n["19"] = n["9"] + n["17"]
    n["20"] = n["10"] - n["19"]
    n["21"] = rate_20 * n["20"]
    n["22"] = rate_schedule_usd(n["5"], law, status)
    n["23"] = n["18"] + n["21"] + n["22"]
    n["24"] = worked_if_less(lambda: rate_schedule_usd(n["1"], law, status), n["23"])
    n["25"] = smaller(n["23"], n["24"])
    return Sheet("Qualified Dividends and Capital Gain Tax Worksheet", QUALIFIED, n)


def _schedule_d_tax(
    taxable_usd: Decimal, qualified_usd: Decimal, schedule: Sheet, law: FederalLaw, status: StatusLaw
) -> Sheet:
    """Schedule D Tax Worksheet, Schedule D instructions, without Form 4952 (lines 3 to 5 and 8 are zero)."""
    _, rate_15, rate_20 = law.gain_rates
    n = {"1": taxable_usd, "2": qualified_usd, "6": qualified_usd}
    n["7"] = net_capital_gain_usd(schedule)
    n["9"] = n["7"]
    n["10"] = n["6"] + n["9"]
    n["11"] = schedule["18"] + schedule["19"]
    n["12"] = smaller(n["9"], n["11"])
    n["13"] = n["10"] - n["12"]
    n["14"] = above_zero(n["1"] - n["13"])
    n["15"] = status.gain_0_upper_usd
    n["16"] = smaller(n["1"], n["15"])
    n["17"] = smaller(n["14"], n["16"])
    n["18"] = above_zero(n["1"] - n["10"])
    n["19"] = smaller(n["1"], status.below_25_upper_usd)
    n["20"] = smaller(n["14"], n["19"])
    n["21"] = larger(n["18"], n["20"])
    n["22"] = n["16"] - n["17"]
    n["23"] = smaller(n["1"], n["13"])
    n["24"] = n["22"]
    n["25"] = n["23"] - n["24"]
    n["26"] = status.gain_15_upper_usd
    n["27"] = smaller(n["1"], n["26"])
    n["28"] = n["21"] + n["22"]
    n["29"] = above_zero(n["27"] - n["28"])
    n["30"] = smaller(n["25"], n["29"])
    n["31"] = rate_15 * n["30"]
    n["32"] = n["24"] + n["30"]
    n["33"] = n["23"] - n["32"]
    n["34"] = rate_20 * n["33"]
    n["35"] = smaller(n["9"], schedule["19"])
    n["36"] = n["10"] + n["21"]
    n["37"] = n["1"]
    n["38"] = above_zero(n["36"] - n["37"])
    n["39"] = above_zero(n["35"] - n["38"])
    n["40"] = law.unrecaptured_1250_rate * n["39"]
    n["41"] = n["21"] + n["22"] + n["30"] + n["33"] + n["39"]
    n["42"] = n["1"] - n["41"]
    n["43"] = law.collectibles_rate * n["42"]
    n["44"] = rate_schedule_usd(n["21"], law, status)
    n["45"] = n["31"] + n["34"] + n["40"] + n["43"] + n["44"]
    n["46"] = worked_if_less(lambda: rate_schedule_usd(n["1"], law, status), n["45"])
    n["47"] = smaller(n["45"], n["46"])
    return Sheet("Schedule D Tax Worksheet", SCHEDULE_D_TAX, n)
