"""Net gains and losses in the legal order and price them at the household's own marginal rates."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from trimtab.core.household import TaxProfile
from trimtab.core.money import ZERO, cents


@dataclass(frozen=True, slots=True)
class YearResult:
    """A year's capital result in USD. `tax_usd` is negative where a loss saves tax on other income."""

    net_short_usd: Decimal
    net_long_usd: Decimal
    tax_usd: Decimal
    carried_loss_usd: Decimal


def year_result(profile: TaxProfile, plan_short_usd: Decimal, plan_long_usd: Decimal) -> YearResult:
    """The year with these further gains (losses negative): netting, the yearly limit, carryforward.

    Follows Schedule D lines 7, 15, 16 and 21 and the Capital Loss Carryover Worksheet; rates are the flat
    marginal ones of the profile, so brackets, NIIT thresholds and AMT that the gains themselves cross are not
    modelled, nor are collectibles and section 1250 gain. Raises nothing. Source: 26 USC 1211(b), 1212(b), 1222.
    """
    short = profile.realized_short_usd - profile.carryforward_short_usd + plan_short_usd
    long = profile.realized_long_usd - profile.carryforward_long_usd + plan_long_usd
    total = short + long
    if total < 0:
        used = min(-total, profile.loss_limit_usd)
        return YearResult(short, long, cents(-used * profile.ordinary_rate), -total - used)
    taxed_long = min(total, max(long, ZERO))
    tax = (total - taxed_long) * profile.short_rate + taxed_long * profile.long_rate
    return YearResult(short, long, cents(tax), ZERO)
