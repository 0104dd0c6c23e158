"""Settling: two plans of one day go on where the first stopped, and never take back what it did."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.households import after_fills, random_household
from tests.soak import REFUSED, soaked_plan, try_seed
from tests.universe import COVARIANCE
from trimtab.core.accounts import Account
from trimtab.core.ask import Ask, Mode
from trimtab.core.plan import Method
from trimtab.core.policy import Weights
from trimtab.rebalance import step_up
from trimtab.rebalance.given import Given
from trimtab.rebalance.journey import look, make_plan
from trimtab.rebalance.orders import Quantities, merged
from trimtab.rebalance.propose import settling
from trimtab.rebalance.propose.proposal import weighed
from trimtab.rebalance.propose.situation import glance
from trimtab.rebalance.propose.ways import as_rules_stand, by_rules

D = Decimal
HARD_TO_SETTLE = (1586, 1932, 30004)


@pytest.mark.parametrize("seed", HARD_TO_SETTLE)
def test_two_nearly_equal_plans_do_not_alternate(seed: int) -> None:
    household, policy = random_household(seed)
    plan = make_plan(household, policy, COVARIANCE)
    assert plan.method is Method.OPTIMUM
    assert all(check.holds for check in plan.checks)
    assert not make_plan(*after_fills(household, policy, plan), COVARIANCE).trades


def test_a_proof_that_nothing_pays_holds_for_the_least_cost_trades() -> None:
    """Where the bound says that no plan costs less than so much, neither the optimum nor the plain rules do."""
    proven = 0
    for seed in range(40, 70):
        now = look(*random_household(seed), COVARIANCE)
        if not now.decision.acts or now.is_forced:
            continue
        best = as_rules_stand(now)
        assert best is not None
        least = weighed(best).cost_after.total_usd
        plain = by_rules(now)
        if plain is not None:
            least = min(least, weighed(plain).cost_after.total_usd)
        same = as_rules_stand(now, least + 1)
        assert same is not None
        assert same.trades == best.trades
        idle = as_rules_stand(now, least - now.drift.total_usd / 100)
        if idle is not None and not idle.trades:
            proven += 1
            assert idle.bound_usd == least - now.drift.total_usd / 100
    assert proven >= 5


def test_what_a_mode_refuses_the_next_day_is_not_folded_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """Band by band: once all is inside, asking again is refused, so nothing more is looked for."""
    asked = []
    monkeypatch.setattr(settling, "as_rules_stand", lambda then, below=None: asked.append(then))
    for seed in range(30):
        household, policy = random_household(seed)
        make_plan(household, policy, COVARIANCE, Given(ask=Ask(Mode.BAND)))
    assert asked
    assert not any(then.decision.refusal for then in asked)


def test_weights_after_tax_are_settled_by_the_proof_too() -> None:
    """Their bound once called 63 dollars nothing, and planning again found them."""
    assert not try_seed(1995).violations


@pytest.mark.parametrize("weights", list(Weights))
def test_the_drift_that_is_known_is_that_of_what_is_filled(weights: Weights) -> None:
    compared = 0
    for seed in range(6):
        household, policy = random_household(seed)
        policy = replace(policy, weights=weights)
        now = look(household, policy, COVARIANCE)
        best = as_rules_stand(now) if now.decision.acts and now.drift.total_usd > 0 else None
        if best is None or not best.trades:
            continue
        found = weighed(best)
        anew = glance(found.filled, policy, COVARIANCE)
        known = glance(found.filled, policy, COVARIANCE, measured=found.after)
        assert known.drift == anew.drift
        assert known.decision == anew.decision
        compared += 1
    assert compared >= 2


def test_what_the_bound_calls_settled_the_plain_rules_leave_as_well() -> None:
    """They once bought for 100.04 dollars, where the program bought for 100 and a thousandth at least."""
    assert not try_seed(3132).violations


def test_gains_taken_in_the_second_round_do_not_cancel_out() -> None:
    """What a round sells and buys back itself once came to nothing in the fold, and was found again five times."""
    key = ("taxable", "VTI")
    second = Quantities({(*key, "2018-01-02-0"): D(7)}, {key: D(7)})
    assert merged(Quantities({}, {("taxable", "BND"): D(3)}), second) == Quantities(
        second.sells, {**second.buys, ("taxable", "BND"): D(3)}
    )
    assert REFUSED not in try_seed(1043971, replan=False).outcomes


def test_gains_are_found_beside_trades_that_are_not_worth_it_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A gain of 5,318 dollars missed a band by a cent, bought back a step short; trades of a few dollars mend that."""
    bought_back = step_up._Search._affordable

    def short(self: step_up._Search, account: Account, symbol: str, quantity: Decimal) -> Decimal:
        return bought_back(self, account, symbol, quantity) - D("0.002")

    assert not try_seed(1153300).violations
    monkeypatch.setattr(step_up._Search, "_affordable", short)
    assert not try_seed(1153300).violations


def test_two_rounds_together_overdraw_no_account_by_the_cents_of_their_costs() -> None:
    """Each round's cents are rounded, and their sum is a cent more: refused, and the plain rules' plan cost 18,694
    dollars more."""
    plan = soaked_plan(4023950)
    assert plan.method is Method.OPTIMUM
    assert not [check.words for check in plan.checks if not check.holds]


def test_losses_taken_in_the_second_round_are_weighed_by_where_things_stand() -> None:
    """Municipal bonds at a loss were replaced by taxed ones in a taxed account, which costs 2,898 dollars of tax on
    interest to save 402: the second round saw no account but one, and no choice of place."""
    plan = soaked_plan(3005240)
    assert not [trade for trade in plan.trades if trade.symbol == "BND"]
    assert plan.gap_usd < 50
