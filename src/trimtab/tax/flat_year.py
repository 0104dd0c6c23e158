"""The year at the household's own flat marginal rates: for a household that does not tell its income."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from trimtab.core.household import TaxProfile
from trimtab.core.money import ZERO
from trimtab.core.year_tax import YearOutcome
from trimtab.tax.netting import year_result


@dataclass(frozen=True, slots=True)
class FlatYear:
    """A `YearTax` at flat rates: netting, the yearly limit and carryforwards by law, no brackets."""

    profile: TaxProfile

    @property
    def is_bill(self) -> bool:
        """Flat rates are no bill."""
        return False

    @property
    def words(self) -> str:
        """What it rests on."""
        return "your own flat rates under [tax]"

    def outcome(self, short_usd: Decimal, long_usd: Decimal) -> YearOutcome:
        """The year with these results. What is carried is short-term first used, Schedule D's way."""
        result = year_result(self.profile, short_usd, long_usd)
        carried_long = min(result.carried_loss_usd, max(-result.net_long_usd, ZERO))
        return YearOutcome(result.tax_usd, result.carried_loss_usd - carried_long, carried_long)
