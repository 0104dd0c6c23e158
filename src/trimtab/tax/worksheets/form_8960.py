"""Form 8960: the net investment income tax."""

from __future__ import annotations

from decimal import Decimal

from trimtab.tax.law import FederalLaw, StatusLaw
from trimtab.tax.unit import FilingUnit
from trimtab.tax.worksheets.sheet import Sheet, above_zero, smaller

FORM_8960 = {
    "1": "Taxable interest",
    "2": "Ordinary dividends",
    "5a": "Net gain or deducted loss",
    "8": "Investment income",
    "12": "Net investment income, not below zero",
    "13": "Modified adjusted gross income",
    "14": "Threshold",
    "15": "Line 13 less line 14, not below zero",
    "16": "The smaller of line 12 and line 15",
    "17": "Net investment income tax",
}


def form_8960(
    unit: FilingUnit, capital_result_usd: Decimal, agi_usd: Decimal, law: FederalLaw, status: StatusLaw
) -> Sheet:
    """Tax on the lesser of net investment income and income above the threshold; line 17 is exact.

    A net capital loss lowers it as far as it is deducted (Form 1040, line 7). Retirement distributions are no
    investment income but raise line 13. Raises nothing. Source: 26 USC 1411; 26 CFR 1.1411-4(d).
    """
    n = {"1": unit.interest_usd, "2": unit.dividends_ordinary_usd, "5a": capital_result_usd}
    n["8"] = n["1"] + n["2"] + n["5a"]
    n["12"] = above_zero(n["8"])
    n["13"] = agi_usd
    n["14"] = status.niit_threshold_usd
    n["15"] = above_zero(n["13"] - n["14"])
    n["16"] = smaller(n["12"], n["15"])
    n["17"] = law.niit_rate * n["16"]
    return Sheet("Form 8960", FORM_8960, n)
