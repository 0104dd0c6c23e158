"""Tax by brackets: the shape that most state rules come down to."""

from __future__ import annotations

from decimal import Decimal

from trimtab.core.household import FilingStatus
from trimtab.core.money import ZERO
from trimtab.tax.states.law import Brackets
from trimtab.tax.worksheets.sheet import above_zero


def bracket_tax_usd(brackets: Brackets, status: FilingStatus, income_usd: Decimal) -> Decimal:
    """The tax of the brackets on an income, exact."""
    tax, bottom = ZERO, ZERO
    tops = (*brackets.upper_usd[status], max(income_usd, ZERO))
    for rate, top in zip(brackets.rates, tops, strict=True):
        tax += rate * above_zero(min(income_usd, top) - bottom)
        bottom = top
    return tax
