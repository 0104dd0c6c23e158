"""The bound: no plan that keeps the rules costs less than it says, whoever made the plan."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.households import random_household
from tests.random_business import with_business
from tests.scenarios.reader import example
from tests.universe import COVARIANCE
from tests.years import random_budgets, random_given
from trimtab.core.ask import Ask, Mode
from trimtab.core.money import CENT
from trimtab.core.policy import Weights
from trimtab.rebalance.journey import look
from trimtab.rebalance.propose import cheapest
from trimtab.rebalance.propose.proposal import weighed
from trimtab.rebalance.propose.ways import as_rules_stand, by_rules

ROUNDING_USD = Decimal("0.02")
JUST_ENOUGH = """
tax single: ordinary 35%, long 15%
target stocks.us 50, bonds 50
buy stocks.us: VTI
buy bonds: BND
price VTI 300
price BND 18.65
account roth: roth_ira of Ann, cash 100.07, fractions
lot VTI 2 bought 2020-01-02 for 600
"""


@pytest.mark.parametrize("weights", list(Weights))
@pytest.mark.parametrize("first", range(0, 150, 50))
def test_neither_optimum_nor_plain_rules_cost_less_than_the_bound(first: int, weights: Weights) -> None:
    for seed in range(first, first + 50):
        household, policy = random_household(seed)
        policy = replace(random_budgets(seed, policy), weights=weights)
        now = look(household, policy, COVARIANCE, random_given(seed))
        best, plain = as_rules_stand(now), by_rules(now)
        if best is None or best.unpaid_usd >= CENT:
            continue
        assert best.bound_usd is not None
        for way in (best, plain):
            if way is not None:
                assert weighed(way).cost_after.total_usd >= best.bound_usd - ROUNDING_USD, seed


@pytest.mark.parametrize("seed", [129, 222, 271, 440])
def test_widths_go_with_what_counts_after_tax(seed: int) -> None:
    """The program's own plan once cost 41 to 443 dollars less than its bound, and so did the plain rules' (271)."""
    household, policy = random_household(seed)
    policy = replace(policy, weights=Weights.AFTER_TAX)
    best = as_rules_stand(look(household, policy, COVARIANCE, random_given(seed)))
    assert best is not None
    assert best.bound_usd is not None
    assert weighed(best).cost_after.total_usd >= best.bound_usd - ROUNDING_USD


def test_a_purchase_just_over_the_smallest_trade_is_in_the_program() -> None:
    """5.364 shares at 18.65 come to 100.04, 5.365 to 100.06, and cash is all but spent by either."""
    household, policy = example(JUST_ENOUGH)
    now = look(household, replace(policy, do_not_sell=frozenset({"VTI"})), COVARIANCE)
    best, plain = as_rules_stand(now), by_rules(now)
    assert best is not None
    assert plain is not None
    assert [trade.amount_usd for trade in plain.trades] == [Decimal("100.04")]
    assert [trade.amount_usd for trade in best.trades] == [Decimal("100.06")]


def test_to_sell_less_of_what_is_to_be_emptied_is_no_better_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """The plain rules sell 224 shares of VNQ where 611 may be sold, which costs 246 dollars less: the bound is that of
    plans that sell as much as the optimum does, and so is the plan, also where both are asked."""
    household, policy = random_household(1277)
    household, policy = with_business(1277, household), random_budgets(1277, policy)
    given = replace(random_given(1277), ask=Ask(Mode.LIQUIDATE, account_id="a0"))
    now = look(household, policy, COVARIANCE, given)
    best, plain = as_rules_stand(now), by_rules(now)
    assert best is not None
    assert best.bound_usd is not None
    assert plain is not None
    assert weighed(plain).cost_after.total_usd < best.bound_usd - 200
    monkeypatch.setattr(cheapest, "is_near", lambda _: False)
    way = cheapest.cheapest_way(now).way
    assert way is not None
    assert way.proposal.trades == best.trades


def test_a_loss_of_no_cent_opens_no_window() -> None:
    """Of shares bought at today's price, to a part of a cent, the program charged 25 dollars that no plan pays."""
    household, policy = random_household(484)
    best = as_rules_stand(look(household, policy, COVARIANCE, random_given(484)))
    assert best is not None
    assert best.bound_usd is not None
    assert weighed(best).cost_after.total_usd >= best.bound_usd - ROUNDING_USD
