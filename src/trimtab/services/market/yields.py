"""Yields of a constant maturity as a total-return index: what holding such bills or bonds would have brought."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from trimtab.core.money import HUNDRED, ONE, ZERO

FIRST_LEVEL = Decimal(100)
LEVEL_STEP = Decimal(1).scaleb(-12)
YEAR_DAYS = Decimal(365)
COUPONS_A_YEAR = 2
BILL_MONTHS = 12


def yield_levels(days: Sequence[date], yields_pct: Sequence[Decimal], months: int) -> tuple[Decimal, ...]:
    """Index levels that begin at 100. Up to twelve months: interest at the yield for each day until the next.

    Longer: a bond bought at par with the yield as its coupon, paid twice a year, sold at the next day's yield with the
    time to maturity left, coupon accrued by the day. Exact to twelve places. Source: standard bond arithmetic, as in
    R. Shiller's sheet (bond returns) and A. Damodaran's histretSP.
    """
    levels = [FIRST_LEVEL] if days else []
    for at in range(1, len(days)):
        years = Decimal((days[at] - days[at - 1]).days) / YEAR_DAYS
        then, now = yields_pct[at - 1] / HUNDRED, yields_pct[at] / HUNDRED
        growth = ONE + then * years if months <= BILL_MONTHS else _bond_growth(then, now, months, years)
        levels.append((levels[-1] * growth).quantize(LEVEL_STEP))
    return tuple(levels)


def _bond_growth(coupon: Decimal, now: Decimal, months: int, years: Decimal) -> Decimal:
    """What a par bond of one is worth after `years`, coupon accrued, when its yield is `now`."""
    left = Decimal(months) / BILL_MONTHS - years
    half = now / COUPONS_A_YEAR
    periods = left * COUPONS_A_YEAR
    if half == ZERO:
        return ONE + coupon * left + coupon * years
    shrink = (ONE + half) ** -periods
    return coupon / now * (ONE - shrink) + shrink + coupon * years
