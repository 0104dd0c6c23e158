"""Random years for the tests: returns with their laws, some of them just at an edge of the law."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal
from functools import cache

from tests.households import random_household
from trimtab.adapters.law import law_for, state_law_for
from trimtab.core.household import FilingStatus, Household
from trimtab.core.policy import Policy
from trimtab.core.problems import BadInputError
from trimtab.rebalance.given import Given
from trimtab.tax.law import FederalLaw
from trimtab.tax.return_year import KnownReturn, ReturnYear
from trimtab.tax.states.law import StateLaw
from trimtab.tax.unit import FilingUnit

D = Decimal
NO_STATE = ""
STATES = (
    "ak",
    "al",
    "ca",
    "co",
    "ct",
    "ga",
    "il",
    "ma",
    "md",
    "mn",
    "nj",
    "nm",
    "ny",
    "pa",
    "ri",
    "sc",
    "tx",
    "wi",
)


@cache
def federal(year: int) -> FederalLaw | None:
    """The federal law of a year, None where there is none."""
    try:
        return law_for(year)
    except BadInputError:
        return None


@cache
def state(code: str, year: int) -> StateLaw | None:
    """A state's law of a year, None where there is none, or no state."""
    try:
        return state_law_for(f"us-{code}", year) if code else None
    except BadInputError:
        return None


def random_given(seed: int, made: Household | None = None) -> Given:
    """What the household of this seed is planned with: for two in three its true return, else flat rates. `made` is
    that household, where it is at hand."""
    rng = random.Random(f"year-{seed}")
    household = made or random_household(seed)[0]
    law = federal(household.as_of.year)
    if law is None or rng.random() < 1 / 3:
        return Given()
    return Given(year_tax=random_year(rng, household, law))


def random_budgets(seed: int, policy: Policy) -> Policy:
    """The policy, in three of ten with a budget of tax, short- and long-term gain, whole or by the part of the year."""
    rng = random.Random(f"budgets-{seed}")
    if rng.random() >= 0.3:
        return policy
    return replace(
        policy,
        tax_budget_usd=rng.choice([None, D(0), D(100), D(2000)]),
        gain_budget_short_usd=rng.choice([None, D(0), D(500)]),
        gain_budget_long_usd=rng.choice([None, D(1000), D(20_000)]),
        budget_prorated=rng.random() < 0.5,
    )


def random_year(rng: random.Random, household: Household, law: FederalLaw) -> ReturnYear:
    """A return of the household's status and year so far, in no state, a known one, or one whose law is not known."""
    return ReturnYear(_known(rng, random_unit(rng, household), household, law))


def edge_year(seed: int, household: Household) -> ReturnYear:
    """A return that ends a few thousand dollars before or beyond an edge of the law of 2026."""
    rng = random.Random(f"edge-{seed}")
    law = law_for(2026)
    limits = law.statuses[household.tax.filing_status]
    deducted = limits.standard_deduction_usd
    edges = [
        *(top + deducted for top in limits.ordinary_upper_usd),
        *2 * [limits.gain_0_upper_usd + deducted, limits.gain_15_upper_usd + deducted],
        *2 * [limits.niit_threshold_usd],
        limits.amt_phase_out_start_usd,
        D(0),
    ]
    near = rng.choice(edges) + rng.randrange(-4000, 1500)
    long = D(rng.choice([0, 0, 0, 1800, -2500]))
    unit = FilingUnit(
        household.tax.filing_status,
        (rng.choice([45, 70]),),
        wages_usd=max(D(0), near - max(long, D(0))),
        dividends_ordinary_usd=D(rng.choice([0, 900])),
        gain_long_usd=long,
        gain_short_usd=D(rng.choice([0, 0, 700, -1200])),
        itemised_usd=rng.choice([D(0), D(0), deducted + 400]),
        carryforward_short_usd=D(rng.choice([0, 0, 0, 2500])),
        carryforward_long_usd=D(rng.choice([0, 0, 0, 4000])),
    )
    return ReturnYear(_known(rng, unit, household, law))


def random_unit(rng: random.Random, household: Household) -> FilingUnit:
    """A return of any size, with the results and carryforwards of the household's own year."""
    tax = household.tax
    people = 2 if tax.filing_status is FilingStatus.MARRIED_JOINT else 1
    qualified = D(rng.choice([0, rng.randrange(20_000)]))
    itemised = rng.choice([0, 0, 0, rng.randrange(70_000)])
    return FilingUnit(
        tax.filing_status,
        tuple(rng.randint(25, 85) for _ in range(people)),
        wages_usd=D(
            rng.choice([0, rng.randrange(60_000), *3 * [rng.randrange(350_000)], rng.randrange(2_000_000)])
        ),
        interest_usd=D(rng.choice([0, rng.randrange(15_000)])),
        dividends_ordinary_usd=qualified + rng.choice([0, rng.randrange(4_000)]),
        dividends_qualified_usd=qualified,
        gain_short_usd=tax.realized_short_usd,
        gain_long_usd=tax.realized_long_usd + rng.choice([0, 0, rng.randrange(150_000)]),
        ira_distribution_usd=D(rng.choice([0, 0, rng.randrange(80_000)])),
        itemised_usd=D(itemised),
        itemised_taxes_usd=D(min(itemised, 10_000)),
        carryforward_short_usd=tax.carryforward_short_usd,
        carryforward_long_usd=tax.carryforward_long_usd,
    )


def _known(rng: random.Random, unit: FilingUnit, household: Household, law: FederalLaw) -> KnownReturn:
    code = rng.choice([NO_STATE, NO_STATE, *STATES])
    return KnownReturn(unit, law, state(code, law.year), D(0), household.tax.rate_state_pct)
