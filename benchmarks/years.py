"""The year that a household of the benchmarks is taxed for: its own return under federal and state law, or flat rates.

A return is made new for each plan, so that what it keeps of one plan is no help to the next.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from decimal import Decimal

from tests.years import random_given, state

from trimtab.adapters.law import law_for
from trimtab.core.accounts import AccountKind
from trimtab.core.household import FilingStatus, Household
from trimtab.rebalance.given import Given
from trimtab.tax.return_year import KnownReturn, ReturnYear
from trimtab.tax.unit import FilingUnit

STATES = ("co", "fl", "ga", "il", "ma", "mi", "mn", "nc", "nj", "ny", "oh", "pa", "tx", "va", "wa", "wi")
YearMaker = Callable[[int, Household], Given]


def true_year(seed: int, household: Household) -> Given:
    """A couple's return: wages, interest, what its taxable accounts pay out, in a state whose law of 2026 is known."""
    rng = random.Random(f"return-{seed}")
    tax = household.tax
    paid = _dividends_usd(household)
    itemised = Decimal(rng.choice([0, 0, 0, rng.randrange(20_000, 60_000)]))
    people = 2 if tax.filing_status is FilingStatus.MARRIED_JOINT else 1
    unit = FilingUnit(
        tax.filing_status,
        tuple(rng.randint(35, 75) for _ in range(people)),
        wages_usd=Decimal(rng.randrange(90_000, 420_000)),
        interest_usd=Decimal(rng.randrange(200, 4_000)),
        dividends_ordinary_usd=paid,
        dividends_qualified_usd=paid,
        gain_short_usd=tax.realized_short_usd,
        gain_long_usd=tax.realized_long_usd,
        itemised_usd=itemised,
        itemised_taxes_usd=min(itemised, Decimal(10_000)),
        carryforward_short_usd=tax.carryforward_short_usd,
        carryforward_long_usd=tax.carryforward_long_usd,
    )
    year = household.as_of.year
    return Given(year_tax=ReturnYear(KnownReturn(unit, law_for(year), state(rng.choice(STATES), year))))


def flat_year(_seed: int, _household: Household) -> Given:
    """The household's own flat rates."""
    return Given()


def random_year(seed: int, household: Household) -> Given:
    """What tests plan the random household of this seed with: two in three have a true return."""
    return random_given(seed, household)


def _dividends_usd(household: Household) -> Decimal:
    paid = Decimal(0)
    for account in household.accounts:
        if account.kind is AccountKind.TAXABLE:
            for position in account.positions:
                instrument, price = household.instruments[position.symbol], household.prices[position.symbol]
                shares = sum((lot.quantity for lot in position.lots), Decimal(0))
                paid += shares * price.usd * instrument.yield_qualified_pct / 100
    return paid.quantize(Decimal(1))
