"""What a plan is made from beside household, policy and covariance: the law's word on the year, and what is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from trimtab.core.ask import AS_POLICY_SAYS, Ask
from trimtab.core.changed import changed
from trimtab.core.draws import Draw
from trimtab.core.household import Household
from trimtab.core.year_tax import YearTax
from trimtab.tax.flat_year import FlatYear


@dataclass(frozen=True, slots=True)
class Given:
    """Everything else that a plan may depend on; at its defaults, what a household file alone can tell.

    - `year_tax`: the year's tax; None is the household's flat rates;
    - `ask`: the mode, and what it is about;
    - `is_exact`: prove the plan to a dollar, however long it takes, rather than to the bound that comes with it;
    - `is_quick`: be content with the first plan within two basis points of its bound, for what only shows the way;
    - `deposit_limits_usd`: what may still be paid into sheltered accounts this year, by account id (None: not known);
    - `draws`: what taking money out of each account means, by account id (None: only taxable accounts are open);
    - `year_with_income`: the year's true tax with so much more ordinary income (None: at the household's flat rate).
    """

    year_tax: YearTax | None = None
    ask: Ask = AS_POLICY_SAYS
    is_exact: bool = False
    is_quick: bool = False
    deposit_limits_usd: Mapping[str, Decimal] | None = None
    draws: Mapping[str, Draw] | None = None
    year_with_income: Callable[[Decimal], YearTax] | None = None

    def after(self, before: Household, filled: Household) -> Given:
        """The same once trades have made the one household the other: their results are behind the year."""
        if self.year_tax is None:
            return self
        short = filled.tax.realized_short_usd - before.tax.realized_short_usd
        long = filled.tax.realized_long_usd - before.tax.realized_long_usd
        return changed(self, year_tax=self.year_tax.after(short, long))

    def tax_of(self, household: Household) -> YearTax:
        """The year's tax by which this household's plan is weighed."""
        return self.year_tax or FlatYear(household.tax)
