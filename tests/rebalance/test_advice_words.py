"""Advice in words: true, and good English whatever the class is called."""

from __future__ import annotations

import re

import pytest

from tests.households import random_household
from tests.scenarios.reader import example
from tests.universe import COVARIANCE
from trimtab.core.plan import Plan, Side
from trimtab.rebalance.journey import make_plan

HARVEST = """
title Stocks abroad stand at a loss and at their target; bonds are short
BEFORE 2026-11-20
tax married_joint: ordinary 24%, long 15%
target stocks.us 54, stocks.intl 22, bonds 24
buy stocks.us: VTI
buy stocks.intl: VXUS VWO
buy bonds: BND
price VTI 340
price VXUS 80
price VWO 50
price BND 70
account joint: taxable of Ann, cash 500
lot VTI 500 bought 2018-02-01 for 60000
lot VXUS 800 bought 2025-03-03 for 72000
account ira: traditional_ira of Ann, cash 0
lot VTI 100 bought 2018-02-01 for 14000
lot BND 400 bought 2018-02-01 for 30000
"""

BOUND = """
title What is over target may not be sold
BEFORE 2026-11-20
tax single: ordinary 24%, long 15%
target stocks.us 50, bonds 50
buy stocks.us: VTI
buy bonds: BND
policy do_not_sell = VTI
price VTI 300
price BND 70
account joint: taxable of Ann, cash 3000
lot VTI 200 bought 2018-01-02 for 20000
lot BND 300 bought 2018-01-02 for 21000
"""

SINGULAR_AFTER_PLURAL = re.compile(r"\b(stocks|bonds)[\w.]*,? (is|moves|has|was|ends|stays)\b")


def planned(text: str) -> Plan:
    household, policy = example(text)
    return make_plan(household, policy, COVARIANCE)


def test_a_swap_says_what_stands_for_what() -> None:
    plan = planned(HARVEST)
    sale = next(t for t in plan.trades if t.side is Side.SELL and t.symbol == "VXUS")
    buy = next(t for t in plan.trades if t.side is Side.BUY and t.symbol == "VWO")
    assert "swapped for VWO" in sale.reason
    assert "takes the place of the VXUS sold here" in buy.reason


def test_an_underweight_names_what_could_have_paid_and_no_small_change() -> None:
    plan = planned(BOUND)
    found = {u.class_id: (u.rule, u.words) for u in plan.unmet}
    assert found["bonds"] == ("no-funds", "what could pay for it is not sold further: stocks.us")
    assert found["stocks.us"][0] == "do-not-sell"


@pytest.mark.parametrize("seed", range(700, 730))
def test_no_sentence_depends_on_a_class_being_one_or_many(seed: int) -> None:
    plan = make_plan(*random_household(seed), COVARIANCE)
    told = [plan.reason, *(t.reason for t in plan.trades), *(u.words for u in plan.unmet)]
    told += [line for explanation in plan.explanations for line in explanation.lines]
    told += [trigger.reason for trigger in plan.before.triggers]
    assert not [words for words in told if SINGULAR_AFTER_PLURAL.search(words)]


HOUSE = """
title A little is bought elsewhere of what makes room here
BEFORE 2026-11-20
tax married_joint: ordinary 24%, long 15%, state 4%
target stocks.us 45, stocks.intl 20, bonds 25, real_estate 10
buy stocks.us: VTI
buy stocks.intl: VXUS
buy bonds: BND
price VTI 340.10
price VXUS 82.45
price BND 73.12
price HOUSE 160000
account ira: traditional_ira of Ann, cash 1000, fractions
lot VTI 600 bought 2017-02-01 for 72000
lot VXUS 1000 bought 2017-02-01 for 50000
lot BND 1200 bought 2017-02-01 for 96000
account sd: traditional_ira of Ann, cash 4000
lot HOUSE 1 bought 2015-01-02 for 100000
frozen HOUSE because it is let
"""


def test_a_class_is_only_said_to_move_where_most_of_it_is_bought_elsewhere() -> None:
    plan = planned(HOUSE)
    sale = next(t for t in plan.trades if t.side is Side.SELL and t.symbol == "VXUS")
    elsewhere = sum(t.amount_usd for t in plan.trades if t.side is Side.BUY and t.symbol == "VXUS")
    assert ("moved to" in sale.reason) is (2 * elsewhere >= sale.amount_usd)
    assert "moved to" in sale.reason or "makes room here for bonds" in sale.reason


WORLD = """
title The world in one fund, listed beside the fund of one class
BEFORE 2026-11-20
tax single: ordinary 24%, long 15%
target stocks.us {us}, stocks.intl {intl}
buy stocks.us: {listed}
price VTI 300
price VT 120
account joint: taxable of Ann, cash 50000
"""


@pytest.mark.parametrize(
    ("us", "listed", "symbol", "words"),
    [
        (61, "VTI VT", "VT", "choice no. 2 of its class: it holds other classes too"),
        (95, "VT VTI", "VTI", "choice no. 2 of its class: those before it hold other classes too"),
    ],
)
def test_a_later_choice_is_no_substitute_where_one_holds_other_classes(
    us: int, listed: str, symbol: str, words: str
) -> None:
    plan = planned(WORLD.format(us=us, intl=100 - us, listed=listed))
    assert next(trade for trade in plan.trades if trade.symbol == symbol).reason.endswith(words)
