"""The year's budgets, and what results miss them by."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from trimtab.core.household import TaxProfile
from trimtab.core.money import ZERO
from trimtab.core.policy import Budgets
from trimtab.core.year_tax import YearTax
from trimtab.rebalance.margins import LONG, NET, SHORT, TAX, Name


def missed_budgets(
    budgets: Budgets, tax: TaxProfile, year_tax: YearTax, short_usd: Decimal, long_usd: Decimal
) -> Iterator[tuple[Name, Decimal]]:
    """What the year comes to with these results beyond each of its budgets, or beyond where it stood (USD, negative
    where there is room); nothing of results that add nothing to what a budget counts."""
    short, long = tax.so_far_short_usd, tax.so_far_long_usd
    for kind, budget, start, added in (
        (NET, budgets.net_usd, short + long, short_usd + long_usd),
        (SHORT, budgets.short_usd, short, short_usd),
        (LONG, budgets.long_usd, long, long_usd),
    ):
        if budget is not None and added > 0:
            yield (kind, ""), start + added - max(budget, start, ZERO)
    if budgets.tax_usd is not None:
        more = year_tax.outcome(short_usd, long_usd).tax_usd - year_tax.outcome(ZERO, ZERO).tax_usd
        yield (TAX, ""), more - max(budgets.tax_usd, ZERO)
