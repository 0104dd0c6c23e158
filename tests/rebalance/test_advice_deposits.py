"""Advice on deposits: never more into a sheltered account than the law lets in."""

from __future__ import annotations

import pytest

from tests.scenarios.reader import example
from tests.universe import COVARIANCE
from trimtab.adapters.retirement_law import retirement_law_for
from trimtab.services.planning import Case, plan_for

TEXT = """
title US stocks over target in one account
BEFORE 2026-11-20
tax single: ordinary 24%, long 15%
target stocks.us 50, bonds 50
buy stocks.us: VTI
buy bonds: BND
price VTI 300
price BND 70
account only: {kind} of Ann, cash 0
lot VTI {shares} bought 2018-01-02 for 3000
lot BND {shares} bought 2018-01-02 for 700
"""


@pytest.mark.parametrize(
    ("kind", "shares", "is_advised"),
    [
        ("roth_ira", 10, True),
        ("roth_ira", 1000, False),
        ("hsa", 10, True),
        ("inherited_ira", 10, False),
        ("401k", 10, False),
        ("taxable", 1000, True),
    ],
)
def test_deposits_fit_the_account(kind: str, shares: int, is_advised: bool) -> None:
    household, policy = example(TEXT.format(kind=kind, shares=shares))
    plan = plan_for(Case(household, policy, COVARIANCE, retirement_law_for(2026)))
    assert bool(plan.deposits) is is_advised


@pytest.mark.parametrize(("year", "goals"), [(2024, ["band"]), (2026, ["band", "target"])])
def test_the_limit_is_that_of_the_year(year: int, goals: list[str]) -> None:
    """4,370 to the target: within the 4,400 of 2026, above the 4,150 of 2024."""
    household, policy = example(TEXT.format(kind="hsa", shares=19))
    plan = plan_for(Case(household, policy, COVARIANCE, retirement_law_for(year)))
    assert [hint.goal for hint in plan.deposits] == goals


def test_without_a_law_only_taxable_accounts_take_deposits() -> None:
    household, policy = example(TEXT.format(kind="roth_ira", shares=10))
    assert plan_for(Case(household, policy, COVARIANCE)).deposits == ()
    limited = plan_for(Case(household, policy, COVARIANCE, retirement_law_for(2026)))
    assert limited.inputs_hash != plan_for(Case(household, policy, COVARIANCE)).inputs_hash
    household, policy = example(TEXT.format(kind="taxable", shares=10))
    assert plan_for(Case(household, policy, COVARIANCE)).deposits
    told = plan_for(Case(household, policy, COVARIANCE, retirement_law_for(2026)))
    assert told.inputs_hash == plan_for(Case(household, policy, COVARIANCE)).inputs_hash
