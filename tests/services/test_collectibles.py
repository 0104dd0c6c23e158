"""What a plan that sells gold says of its tax: by how much the year's bill is apart from the plan's."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.scenarios.reader import example
from tests.tax.returns import unit_of
from tests.universe import COVARIANCE
from trimtab.adapters.law import law_for
from trimtab.core.household import FilingStatus
from trimtab.core.instruments import GOLD_CLASS
from trimtab.core.problems import Problem, Severity
from trimtab.services.collectibles import CODE
from trimtab.services.planning import Case, plan_for
from trimtab.tax.return_year import KnownReturn, ReturnYear

D = Decimal
HELD = """
title Too much gold, long held
BEFORE 2026-11-20
tax single: ordinary 24%, long 15%
target stocks.us 80, commodities.gold 20
buy stocks.us: VTI
price VTI 300
price GLD 300
account joint: {kind} of Ann, cash 0
lot GLD 100 bought {bought} for {basis}
lot VTI 100 bought 2015-01-01 for 30000
"""


def told(
    wages: int | None, kind: str = "taxable", bought: str = "2010-01-05", basis: int = 5000
) -> tuple[Decimal, list[Problem]]:
    """The long-term gain on gold that the plan takes, and what it says of it."""
    household, policy = example(HELD.format(kind=kind, bought=bought, basis=basis))
    gold = replace(household.instruments["VTI"], symbol="GLD", class_weights=((GOLD_CLASS, D(1)),))
    household = replace(household, instruments={**household.instruments, "GLD": gold})
    unit = unit_of(FilingStatus.SINGLE, wages=wages or 0)
    bill = None if wages is None else ReturnYear(KnownReturn(unit, law_for(2026)))
    plan = plan_for(Case(household, policy, COVARIANCE, bill=bill))
    gain = sum((trade.gain_long_usd for trade in plan.trades if trade.symbol == "GLD"), D(0))
    return gain, [problem for problem in plan.problems if problem.code == CODE]


@pytest.mark.parametrize(("wages", "more"), [(150_000, "0.09"), (350_000, "0.13")])
def test_the_year_costs_more_than_the_plan_says(wages: int, more: str) -> None:
    """In the 24% bracket gold is taxed at 24% instead of 15%, in the 35% bracket at 28% (26 USC 1(h)(4))."""
    gain, [problem] = told(wages)
    assert gain > 0
    assert problem.message.endswith(f"is ${gain * D(more):,.2f} more than it says")
    assert (problem.severity, problem.message[:5]) == (Severity.WARNING, "GLD: ")


def test_nothing_is_said_where_the_bill_is_the_same() -> None:
    """Without income the standard deduction takes all of it."""
    gain, problems = told(0, basis=25_000)
    assert gain > 0
    assert not problems


@pytest.mark.parametrize(("kind", "bought"), [("roth_ira", "2010-01-05"), ("taxable", "2026-03-01")])
def test_nor_of_gold_in_a_retirement_account_or_held_for_months(kind: str, bought: str) -> None:
    assert not told(150_000, kind, bought)[1]


def test_at_flat_rates_no_amount_is_named() -> None:
    gain, [problem] = told(None)
    assert gain > 0
    assert problem.message.endswith("counts them as any other, at your long-term rate")
