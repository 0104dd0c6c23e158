"""Each mode's promise is checked: a plan made for another question is found out."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.rebalance.example import household, planned, policy
from tests.soak import soaked_plan
from tests.universe import COVARIANCE
from trimtab.core.ask import Ask, Mode
from trimtab.core.plan import Check, Method, Plan
from trimtab.rebalance.given import Given
from trimtab.rebalance.journey import make_plan
from trimtab.rebalance.verify import verify

ASKS = (
    Ask(Mode.FULL),
    Ask(Mode.BAND),
    Ask(Mode.INVEST_CASH),
    Ask(Mode.LOCATION),
    Ask(Mode.HARVEST),
    Ask(Mode.CLASS, class_id="stocks.us"),
    Ask(Mode.LIQUIDATE, account_id="b-ira"),
)


def i10(plan: Plan) -> Check:
    return next(check for check in verify(household(), policy(), plan) if check.invariant == "I10")


@pytest.mark.parametrize("ask", ASKS, ids=lambda ask: ask.mode.value)
def test_a_plan_as_asked_passes_every_check(ask: Ask) -> None:
    plan = make_plan(household(), policy(), COVARIANCE, Given(ask=ask))
    assert plan.ask == ask
    assert plan.reason
    assert all(check.holds for check in plan.checks), plan.checks


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (Ask(Mode.INVEST_CASH), "sells, though only cash is to be invested"),
        (Ask(Mode.RAISE_CASH), "buys, though only cash is to be raised"),
        (Ask(Mode.RAISE_CASH), "it lacks no cash"),
        (Ask(Mode.LOCATION), "and it was to stay"),
        (Ask(Mode.HARVEST), "without a loss"),
        (Ask(Mode.HARVEST), "where no loss counts"),
        (Ask(Mode.HARVEST), "is bought than sold"),
        (Ask(Mode.CLASS, class_id="bonds"), "is not bonds alone"),
        (Ask(Mode.CLASS, class_id="bonds"), "its target is"),
        (Ask(Mode.LIQUIDATE, account_id="b-ira"), "though b-ira is to be emptied"),
        (Ask(Mode.LIQUIDATE, account_id="b-ira"), "stay, and nothing says why"),
        (Ask(Mode.LIQUIDATE, account_id="b-ira"), "could be sold"),
    ],
    ids=lambda value: value if isinstance(value, str) else value.mode.value,
)
def test_a_plan_that_was_not_asked_for_is_found_out(ask: Ask, words: str) -> None:
    check = i10(replace(planned(household(), policy(), buys=MORE_BONDS), ask=ask))
    assert not check.holds
    shown = "; ".join(promise(ask))
    assert words in shown, shown


MORE_BONDS = {
    ("a-tax", "BND"): Decimal(200),
    ("b-ira", "BND"): Decimal(80),
    ("c-401k", "VBTLX"): Decimal(110),
}


def promise(ask: Ask) -> list[str]:
    """Every word that the mode's promise has on the example's plan."""
    from trimtab.rebalance.verify.book import Book
    from trimtab.rebalance.verify.modes import promise_kept

    plan = replace(planned(household(), policy(), buys=MORE_BONDS), ask=ask)
    return list(promise_kept(Book(household(), policy(), plan)))


def test_a_band_plan_that_goes_to_the_target_is_found_out() -> None:
    whole = make_plan(household(), policy(), COVARIANCE, Given(ask=Ask(Mode.FULL)))
    assert "beyond its edge" in i10(replace(whole, ask=Ask(Mode.BAND))).words


def test_a_band_plan_that_buys_what_is_over_is_found_out() -> None:
    found = "; ".join(promise(Ask(Mode.BAND)))
    assert "moves it farther out" not in found
    wrong = replace(planned(household(), policy(), {}, {("b-ira", "VTI"): Decimal(1)}))
    assert "moves it farther out" in i10(replace(wrong, ask=Ask(Mode.BAND))).words


def test_what_is_asked_is_part_of_what_the_plan_was_made_from() -> None:
    asked = make_plan(household(), policy(), COVARIANCE, Given(ask=Ask(Mode.FULL)))
    usual = make_plan(household(), policy(), COVARIANCE)
    assert asked.inputs_hash != usual.inputs_hash


def test_what_comes_to_less_than_the_smallest_trade_is_sold_where_cash_lacks() -> None:
    """Of seven shares two wait, and five come to less than the smallest trade of 2,500: four pay what lacks."""
    plan = soaked_plan(4048020)
    assert plan.method is Method.OPTIMUM
    assert [(trade.symbol, trade.quantity) for trade in plan.trades] == [("VNQ", 4)]
