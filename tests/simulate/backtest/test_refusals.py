"""What keeps a backtest from beginning, or stops it on the way, is told; no part of one is a whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.simulate.backtest.histories import (
    FIRST,
    LAST,
    market,
    policy,
    question,
    series,
    weekdays,
)
from trimtab.core.elections import Every
from trimtab.core.market import Market
from trimtab.core.policy import Policy
from trimtab.core.problems import BadInputError
from trimtab.services.backtest import backtest, explained, regular
from trimtab.simulate.backtest.run import Question
from trimtab.simulate.backtest.terms import Regular
from trimtab.strategies import Act, Answer, Own, Snapshot


def _codes(asked: Question) -> list[str]:
    with pytest.raises(BadInputError) as told:
        asked.history()
    assert all(problem.remedy for problem in told.value.problems)
    return [problem.code for problem in told.value.problems]


def _market(**changed: object) -> Market:
    made = dict(market().series)
    for symbol, one in changed.items():
        made.pop(symbol)
        if one is not None:
            made[symbol] = one  # type: ignore[assignment]
    return Market(made)


def test_a_fund_that_is_held_and_has_no_prices() -> None:
    assert _codes(question(made=_market(VXUS=None))) == ["history-missing", "target-not-held"]


def test_a_fund_that_starts_late_or_ends_early() -> None:
    late = series("VXUS", weekdays(date(2020, 6, 1), LAST))
    assert _codes(question(made=_market(VXUS=late))) == ["history-late", "target-not-held"]
    early = series("VXUS", weekdays(FIRST, date(2021, 6, 1)))
    assert _codes(question(made=_market(VXUS=early))) == ["history-short"]


def test_a_gap_and_a_price_of_nothing() -> None:
    days = tuple(day for day in weekdays() if not date(2020, 5, 4) <= day <= date(2020, 5, 15))
    assert _codes(question(made=_market(BND=series("BND", days)))) == ["history-gap"]
    bad = market().series["BND"]
    closes = (*bad.closes_usd[:50], Decimal(0), *bad.closes_usd[51:])
    assert _codes(question(made=_market(BND=replace(bad, closes_usd=closes)))) == ["history-price"]


def test_a_class_of_the_target_that_nothing_can_be_bought_for() -> None:
    rules: Policy = policy(buys={"bonds": ("BND",), "stocks.intl": (), "stocks.us": ("VTI",), "cash": ()})
    with pytest.raises(BadInputError) as told:
        question(rules=rules).history()
    assert [problem.code for problem in told.value.problems] == ["target-not-held"]
    assert '[buys] "stocks.intl" = ["SYMBOL"]' in told.value.problems[0].remedy


def test_days_that_there_are_no_prices_for() -> None:
    assert _codes(question(first=date(2010, 1, 4))) == ["history-days"]
    assert _codes(question(first=date(2030, 1, 4), last=date(2031, 1, 4))) == ["history-days"]


def test_flows_and_payers_that_cannot_be() -> None:
    flows = (
        Regular("nowhere", Decimal(-5), Every.MONTH),
        Regular("ira", Decimal(-5), Every.MONTH),
    )
    assert _codes(question(flows=flows, pay_tax_from="ira")) == [
        "backtest-early",
        "backtest-flow",
        "backtest-payer",
    ]
    assert regular("joint=-3,000/2 weeks") == Regular("joint", Decimal(-3000), Every.TWO_WEEKS)
    for words in ("joint", "joint=-3000", "joint=x/month", "joint=5/fortnight"):
        with pytest.raises(BadInputError):
            regular(words)


class Wild:
    """Acts well once, then does what it is told to."""

    name = "wild"

    def __init__(self, then: object) -> None:
        self.then = then

    def decide(self, seen: Snapshot) -> Answer:
        if seen.today < date(2020, 3, 1):
            return Act("all is well", target=dict(seen.policy.target))
        if isinstance(self.then, Exception):
            raise self.then
        return self.then  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("then", "code"),
    [
        (ZeroDivisionError("oh"), "strategy-raised"),
        (42, "strategy-answer"),
        (Act("moon", target={"bonds": Decimal("0.5")}), "strategy-answer"),
    ],
)
def test_a_strategy_that_raises_or_answers_nonsense_ends_it_on_that_day(then: object, code: str) -> None:
    found = backtest(question(last=date(2020, 6, 30)), Wild(then))
    assert not found.is_whole
    assert [problem.code for problem in found.problems] == [code]
    assert found.values[-1].day == date(2020, 3, 2)
    assert found.end_after_tax_usd == 0
    assert found.looks[0].plan is not None


def test_a_strategy_that_looks_ahead_is_stopped() -> None:
    class Ahead:
        name = "ahead"

        def decide(self, seen: Snapshot) -> Answer:
            assert seen.market is not None
            tomorrow = seen.market.close_usd("VTI", date(2021, 1, 4))
            return Act(f"it will be {tomorrow}")

    found = backtest(question(last=date(2020, 6, 30)), Ahead())
    assert [problem.code for problem in found.problems] == ["strategy-looks-ahead"]


def test_a_day_is_explained_by_the_plan_that_was_made_on_it() -> None:
    asked = question(last=date(2020, 12, 31))
    found = backtest(asked, Own())
    plans = [look for look in found.looks if look.plan is not None]
    for look in plans[:3]:
        again = explained(asked, Own(), look.day)
        assert again.plan == look.plan
        assert again.household.as_of == look.day
    with pytest.raises(BadInputError):
        explained(asked, Own(), date(2020, 1, 3))
    with pytest.raises(BadInputError):
        explained(asked, Own(), date(2020, 1, 4))
