"""What a plan's bound says nothing of: gains sold only to be bought back, where they cost less tax now than later."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.scenarios.reader import example
from tests.tax.returns import unit_of
from tests.universe import COVARIANCE
from trimtab.adapters.law import law_for
from trimtab.core.household import FilingStatus
from trimtab.core.policy import Weights
from trimtab.services.planning import Case, plan_for
from trimtab.tax.return_year import KnownReturn, ReturnYear

D = Decimal
HELD = """
title Old gains and a loss at hand
BEFORE 2026-11-20
tax single: ordinary 22%, long 15%
target stocks.us 100
buy stocks.us: VTI ITOT
price VTI 300
price ITOT 130
account joint: taxable of Ann, cash 0
lot VTI 400 bought 2010-01-05 for 40000
lot VTI 100 bought 2022-01-05 for 40000
"""


def codes(wages: int, *, harvest: bool = True, weights: Weights = Weights.AFTER_TAX) -> set[str]:
    household, policy = example(HELD)
    policy = replace(policy, weights=weights)
    bill = ReturnYear(KnownReturn(unit_of(FilingStatus.SINGLE, wages=wages), law_for(2026)))
    plan = plan_for(Case(household, replace(policy, harvest=harvest), COVARIANCE, bill=bill))
    return {problem.code for problem in plan.problems}


@pytest.mark.parametrize(("wages", "is_told"), [(40_000, True), (150_000, False)])
def test_it_is_told_where_gains_cost_less_now_than_later(wages: int, is_told: bool) -> None:
    """0% in the 12% bracket, 15% above it; later 15% less ten years and a step-up: 8.3%."""
    assert ("gains-apart" in codes(wages)) is is_told


def test_not_where_the_bound_knows_of_them() -> None:
    assert "gains-apart" not in codes(40_000, weights=Weights.BEFORE_TAX)


def test_not_where_none_are_taken() -> None:
    assert "gains-apart" not in codes(40_000, harvest=False)
