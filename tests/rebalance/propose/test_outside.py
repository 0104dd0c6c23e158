"""No plan puts more dollars outside bands and limits than are outside today (I7), whatever else that would save."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.households import random_household
from tests.soak import REFUSED, try_seed
from tests.universe import COVARIANCE
from trimtab.core.policy import Weights
from trimtab.rebalance.decide import short_accounts
from trimtab.rebalance.journey import look, make_plan
from trimtab.rebalance.margins import OUTSIDE, Margins
from trimtab.rebalance.optimize.optimum import optimum
from trimtab.rebalance.propose.outside import more_outside_usd
from trimtab.rebalance.verify import holding
from trimtab.rebalance.verify.book import Book

D = Decimal


@pytest.mark.parametrize("weights", list(Weights))
def test_it_is_counted_as_the_verifier_counts_it(weights: Weights) -> None:
    compared = 0
    for seed in range(12):
        household, policy = random_household(seed)
        policy = replace(policy, weights=weights)
        plan = make_plan(household, policy, COVARIANCE)
        if not plan.trades or short_accounts(household):
            continue
        book = Book(household, policy, plan, None, None, None)
        rise = book.after.all_outside_usd - book.before.all_outside_usd
        rise += holding.outside_usd(book, after=True) - holding.outside_usd(book, after=False)
        slack = sum((trade.cost_usd + D("0.01") for trade in plan.trades), D(0))
        assert abs(more_outside_usd(look(household, policy, COVARIANCE), plan.trades) - (rise - slack)) < D(
            "0.01"
        )
        compared += 1
    assert compared >= 3


def test_the_row_leaves_room_for_doing_nothing() -> None:
    """Whatever is kept back of it: only trades are to put less outside."""
    household, policy = random_household(3)
    now = look(household, policy, COVARIANCE)
    kept = Margins({(OUTSIDE, ""): D(10_000_000)})
    best = optimum(now.rules, now.decision, now.drift, COVARIANCE, now.given, kept)
    assert best is not None
    assert best.quantities.is_empty


@pytest.mark.parametrize(("seed", "trades"), [(1002222, True), (1013847, False), (1009679, False)])
def test_what_puts_more_outside_is_not_proposed(seed: int, trades: bool) -> None:
    """The first saves location by it, and there is a way that does not; the others cost too much for what they mend."""
    tally = try_seed(seed, replan=False)
    assert not tally.violations
    assert REFUSED not in tally.outcomes
    assert ("no trade" not in tally.outcomes) is trades
