"""One object in plan and backtest: on the same day, of the same household, it makes the same plan."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.simulate.backtest.histories import question
from tests.strategies.days import COVARIANCE, TODAY, household, market
from tests.strategies.days import policy as own_policy
from trimtab.adapters.strategies.code import strategy_from
from trimtab.core.canonical import canonical_text
from trimtab.rebalance.given import Given
from trimtab.services.backtest import backtest
from trimtab.services.planning import Case, plan_for
from trimtab.services.strategies import WhenAsked, question_for
from trimtab.simulate.backtest.run import Run
from trimtab.simulate.backtest.trading import ByStrategy, Sight
from trimtab.strategies import Strategy, ready_strategy
from trimtab.strategies.strategy import Hold

CALM = Path(__file__).resolve().parents[2] / "examples" / "strategies" / "calm.py"
WORDS = ["own", "opportunistic:percent=10", "cppi:multiplier=2"]
LAST = date(2020, 9, 30)


def made(words: str) -> Strategy:
    return strategy_from(f"{CALM}:Calm") if words == "calm" else ready_strategy(words)


@pytest.mark.parametrize("words", ["calm", *WORDS])
def test_the_live_plan_is_that_of_the_backtest(words: str) -> None:
    asked = question(last=LAST)
    found = backtest(asked, made(words))
    assert found.is_whole, found.problems
    days = [look.day for look in found.looks if look.plan is not None]
    assert len(days) > 1
    for day in days[-1:]:
        trader = ByStrategy(made(words), asked.covariance)
        run = Run(asked, asked.history(), trader)
        household = run.before(day)
        spent = run.running.policy.with_tax_spent(day, run.running.tax_spent_usd)
        bill = run.rooms.year_of(household, run.running.expected)
        prices = WhenAsked(lambda: (asked.market.series, ()))
        case = Case(household, spent, asked.covariance, bill=bill)
        live = question_for(case, made(words), prices, trader.memory)
        plan = plan_for(live.case, ask=live.ask)
        (look,) = [one for one in found.looks if one.day == day and one.plan is not None]
        assert look.plan is not None
        assert canonical_text((look.plan.trades, look.plan.reason)) == canonical_text(
            (plan.trades, plan.reason)
        )
        assert look.plan.plan_id == plan.plan_id


def test_moving_cash_alone_is_no_rebalance() -> None:
    for words, moved in (("cash-flow", False), ("absolute", True)):
        trader = ByStrategy(ready_strategy(words), COVARIANCE)
        held = household({"stocks.us": "0.7", "bonds": "0.2"})
        move = trader.move(Sight(held, own_policy(), Given(), market().known_on(TODAY)))
        assert move.trades
        assert move.rebalanced == moved
        assert trader.last_acted == (TODAY if moved else None)


def test_a_strategy_that_fails_in_the_middle_leaves_no_result() -> None:
    class Tires:
        name = "tires"

        def decide(self, seen: object) -> object:
            if seen.today.month == 6:  # type: ignore[attr-defined]
                raise ArithmeticError("enough")
            return Hold("not yet")

    found = backtest(question(last=LAST), Tires())  # type: ignore[arg-type]
    assert not found.is_whole
    assert found.problems[0].code == "strategy-raised"
    assert "tires raised ArithmeticError: enough" in found.problems[0].message
    assert found.end_after_tax_usd == 0
