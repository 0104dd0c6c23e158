"""Where only losses may go, what was bought in the last 30 days goes with them: left, it would take them over."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.rebalance.example import planned
from tests.scenarios.reader import example
from tests.universe import COVARIANCE
from trimtab.core.ask import Ask, Mode
from trimtab.core.household import Household
from trimtab.core.plan import Method, Plan
from trimtab.core.policy import Policy
from trimtab.rebalance.fills import apply_fills
from trimtab.rebalance.given import Given
from trimtab.rebalance.journey import make_plan
from trimtab.rebalance.verify import verify

D = Decimal
HOUSEHOLD = """
title A loss, and shares bought lately
BEFORE 2026-11-20
tax married_joint: ordinary 24%, long 15%, state 5%
target stocks.us 60, bonds 40
buy stocks.us: VTI ITOT
buy bonds: BND
price VTI 300
price ITOT 150
price BND 75
account joint: taxable of Ann, cash 100
lot VTI 100 bought 2026-06-01 for 40000
lot VTI 20 bought 2019-06-01 for 4000
{joint}
account bens: taxable of Ben, cash 200
lot VTI 20 bought 2020-01-02 for 4000
{bens}
account ira: traditional_ira of Ann, cash 0
lot VTI 20 bought 2020-01-02 for 4000
lot BND 440 bought 2020-01-02 for 24000
"""
LOSS = ("joint", "VTI", "2026-06-01-0")
HARVEST = Ask(Mode.HARVEST)
EITHER = pytest.mark.parametrize("ask", [Ask(), HARVEST], ids=["a day of losses", "asked for"])


def case(joint: str = "", bens: str = "", ask: Ask = HARVEST) -> tuple[Household, Policy, Plan]:
    household, policy = example(HOUSEHOLD.format(joint=joint, bens=bens))
    return household, policy, make_plan(household, policy, COVARIANCE, Given(ask=ask))


def sold(plan: Plan) -> dict[tuple[str, str, str], Decimal]:
    return {(t.account_id, t.symbol, lot.lot_id): lot.quantity for t in plan.trades for lot in t.lots}


@EITHER
def test_a_reinvestment_goes_with_the_loss_and_no_older_gain_does(ask: Ask) -> None:
    household, policy, plan = case(joint="lot VTI 3 bought 2026-11-04 for 890", ask=ask)
    assert sold(plan) == {LOSS: D(100), ("joint", "VTI", "2026-11-04-2"): D(3)}
    assert [t.symbol for t in plan.trades] == ["VTI", "ITOT"]
    assert all(check.holds for check in plan.checks)
    again = make_plan(apply_fills(household, plan.trades), policy, COVARIANCE)
    assert again.method is Method.NONE


@EITHER
def test_one_in_another_taxable_account_goes_too_and_is_replaced_there(ask: Ask) -> None:
    _, _, plan = case(bens="lot VTI 3 bought 2026-11-04 for 890", ask=ask)
    assert sold(plan) == {LOSS: D(100), ("bens", "VTI", "2026-11-04-1"): D(3)}
    assert {t.account_id for t in plan.trades if t.symbol == "ITOT"} == {"joint", "bens"}
    assert all(check.holds for check in plan.checks)


@pytest.mark.parametrize(
    ("bought", "taken"),
    [("lot VTI 50 bought 2026-11-04 for 3000", {}), ("lot VTI 3 bought 2026-10-20 for 890", {LOSS: D(100)})],
    ids=["a larger gain", "the 31st day before"],
)
def test_a_larger_gain_stays_and_so_does_what_was_bought_before(
    bought: str, taken: dict[tuple[str, str, str], Decimal]
) -> None:
    _, _, plan = case(joint=bought)
    assert sold(plan) == taken
    lines = [line for one in plan.explanations if one.symbol == "VTI" for line in one.lines]
    words = "joint bought 50 VTI on 2026-11-04: selling VTI at a loss before 2026-12-05 would be a wash sale"
    assert any(words in line for line in lines) == (not taken)


@pytest.mark.parametrize(
    ("sells", "is_kept"),
    [
        ({LOSS: 100, ("joint", "VTI", "2026-11-04-2"): 3}, True),
        ({("joint", "VTI", "2026-11-04-2"): 3}, False),
        ({LOSS: 100, ("joint", "VTI", "2026-11-04-2"): 3, ("joint", "VTI", "2019-06-01-1"): 1}, False),
        ({LOSS: 100, ("joint", "VTI", "2019-06-01-1"): 1}, False),
    ],
    ids=["beside the loss", "without it", "with an old gain", "an old gain in its place"],
)
def test_the_verifier_lets_such_shares_go_beside_a_loss_alone(
    sells: dict[tuple[str, str, str], int], is_kept: bool
) -> None:
    household, policy, _ = case(joint="lot VTI 3 bought 2026-11-04 for 890")
    shares = sum(sells.values())
    plan = planned(
        household,
        policy,
        {key: D(n) for key, n in sells.items()},
        {("joint", "ITOT"): D(shares * 2)},
    )
    [check] = [c for c in verify(household, policy, replace(plan, ask=HARVEST)) if c.invariant == "I10"]
    assert ("without a loss" not in check.words) == is_kept, check.words
    [check] = [c for c in verify(household, policy, plan) if c.invariant == "I10"]
    assert check.holds == is_kept, check.words


@pytest.mark.parametrize(
    ("joint", "words"),
    [
        ("lot VTI 120 bought 2026-11-04 for 35900", "more dollars bought lately than lost"),
        ("lot VTI 3 bought 2026-11-04 for 890", "a gain, and nothing is lost to a cent"),
    ],
    ids=["more dollars", "no loss to the cent"],
)
def test_a_loss_opens_no_door_to_more_than_itself(joint: str, words: str) -> None:
    text = HOUSEHOLD.format(joint=joint, bens="")
    if "cent" in words:
        text = text.replace("for 40000", "for 30000.004")
    household, policy = example(text)
    plan = make_plan(household, policy, COVARIANCE, Given(ask=HARVEST))
    assert not sold(plan), words
    forced = {LOSS: D(100), ("joint", "VTI", joint.split()[4] + "-2"): D(joint.split()[2])}
    told = planned(household, policy, forced, {("joint", "ITOT"): D(200)})
    [check] = [c for c in verify(household, policy, replace(told, ask=HARVEST)) if c.invariant == "I10"]
    assert "without a loss" in check.words, check.words


def test_an_amount_asked_for_is_what_is_left_of_losses_and_gains() -> None:
    household, policy = example(HOUSEHOLD.format(joint="lot VTI 50 bought 2026-11-04 for 10000", bens=""))
    for amount, is_short in ((5000, False), (5001, True)):
        ask = Ask(Mode.HARVEST, amount_usd=D(amount))
        plan = make_plan(household, policy, COVARIANCE, Given(ask=ask))
        assert sum(t.gain_short_usd for t in plan.trades) == -5000
        assert any(one.code == "harvest-short" for one in plan.problems) == is_short
        [lot] = plan.harvests
        assert lot.loss_usd == 10000
        assert lot.saved_now_usd == -plan.tax_now_usd
        assert all(check.holds for check in plan.checks)


def test_words_say_what_goes_for_a_loss_and_what_bars_one() -> None:
    _, _, plan = case(bens="lot VTI 3 bought 2026-11-04 for 890")
    [trade] = [t for t in plan.trades if t.account_id == "bens" and t.symbol == "VTI"]
    assert trade.reason.startswith("bought in the last 30 days: left in place it would make the loss")
    household, policy = example(HOUSEHOLD.format(joint="", bens="").replace("VTI ITOT", "VTI"))
    plan = make_plan(household, policy, COVARIANCE, Given(ask=HARVEST))
    assert not plan.trades
    lines = [line for one in plan.explanations if one.symbol == "VTI" for line in one.lines]
    assert "joint: nothing may replace VTI here: name a substitute under [buys]" in lines
