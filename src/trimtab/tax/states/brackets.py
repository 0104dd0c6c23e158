"""Tax by brackets: the shape that most state rules come down to."""

from __future__ import annotations

from decimal import Decimal

from trimtab.core.household import FilingStatus
from trimtab.tax.states.law import Brackets
from trimtab.tax.worksheets.sheet import rising_tax_usd


def bracket_tax_usd(brackets: Brackets, status: FilingStatus, income_usd: Decimal) -> Decimal:
    """The tax of the brackets on an income, exact."""
    return rising_tax_usd(income_usd, brackets.rates, brackets.upper_usd[status])
