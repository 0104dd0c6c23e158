"""The year at the household's own flat marginal rates: for a household that does not tell its income."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from trimtab.core.household import TaxProfile
from trimtab.core.money import HUNDRED, ZERO
from trimtab.core.year_tax import Cell, GainRates, Rates, Results, YearOutcome
from trimtab.tax.netting import year_result
from trimtab.tax.surface.explore import explore


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

    @property
    def fingerprint(self) -> str:
        """The household's own hash has its rates."""
        return ""

    @property
    def rates(self) -> Rates:
        """The household file's rates."""
        return Rates(self.profile.short_rate, self.profile.long_rate, self.profile.rate_state_pct / HUNDRED)

    @property
    def gain_rates(self) -> GainRates:
        """The household file's rates."""
        return GainRates(self.profile.short_rate, self.profile.long_rate)

    def outcome(self, short_usd: Decimal, long_usd: Decimal) -> YearOutcome:
        """The year with these results. What is carried is short-term first used, Schedule D's way."""
        result = year_result(self.profile, short_usd, long_usd)
        carried_long = min(result.carried_loss_usd, max(-result.net_long_usd, ZERO))
        return YearOutcome(result.tax_usd, result.carried_loss_usd - carried_long, carried_long)

    def cells(self, results: Results) -> tuple[Cell, ...]:
        """Where netting, the limit and the sign of each term make it another plane."""
        return _cells(self.profile, results)

    def after(self, short_usd: Decimal, long_usd: Decimal) -> FlatYear:
        """The same year with these results realised."""
        short = self.profile.realized_short_usd + short_usd
        long = self.profile.realized_long_usd + long_usd
        return FlatYear(replace(self.profile, realized_short_usd=short, realized_long_usd=long))


@lru_cache(maxsize=64)
def _cells(profile: TaxProfile, results: Results) -> tuple[Cell, ...]:
    def unrounded(short_usd: Decimal, long_usd: Decimal) -> tuple[Decimal, Decimal]:
        result = year_result(profile, short_usd, long_usd)
        return result.tax_usd, result.carried_loss_usd

    return explore(unrounded, results)
