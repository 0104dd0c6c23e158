"""By the calendar, by cash flows, by tracking error."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.strategies.days import answer, asked, ends, planned, seen
from trimtab.core.ask import Moves
from trimtab.core.plan import Side
from trimtab.strategies import Act, NoAnswerError, ready_strategy

D = Decimal
NEAR = {"stocks.us": "0.61", "bonds": "0.39"}


@pytest.mark.parametrize(
    ("every", "last", "acts"),
    [
        ("annual", None, True),
        ("annual", date(2024, 1, 2), False),
        ("annual", date(2023, 12, 29), True),
        ("semiannual", date(2024, 6, 28), True),
        ("semiannual", date(2024, 7, 1), False),
        ("quarterly", date(2024, 4, 1), True),
        ("monthly", date(2024, 6, 28), True),
        ("weekly", date(2024, 6, 28), True),
    ],
)
def test_the_calendar_acts_in_each_new_period(every: str, last: date | None, acts: bool) -> None:
    found = answer(ready_strategy(f"calendar:every={every}"), NEAR, last_acted=last)
    assert isinstance(found, Act)
    assert (found.moves is Moves.ALL) == acts


def test_the_calendar_goes_to_the_target_and_remembers_that_it_asked() -> None:
    strategy = ready_strategy("calendar")
    assert ends(planned(strategy, {"stocks.us": "0.64", "bonds": "0.36"}))["stocks.us"] == D("60.00")
    first = asked(strategy, NEAR)
    again = asked(strategy, NEAR, memory=first.memory)
    assert first.ask is not None
    assert first.ask.call is not None
    assert first.ask.call.moves is Moves.ALL
    assert again.ask is not None
    assert again.ask.call is not None
    assert again.ask.call.moves is Moves.CASH
    assert again.reason == "annual: the last was on 2024-07-01"


def test_cash_flows_alone_sell_nothing_however_far_off() -> None:
    plan = planned(ready_strategy("cash-flow"), {"stocks.us": "0.80", "bonds": "0.10"})
    assert {trade.side for trade in plan.trades} == {Side.BUY}
    assert ends(plan) == {"bonds": D("20.00"), "cash": D("0.00"), "stocks.us": D("80.00")}


def test_tracking_error_over_its_limit_asks() -> None:
    strategy = ready_strategy("tracking-error:percent=1.5")
    near, far = answer(strategy, NEAR), answer(strategy, {"stocks.us": "0.80", "bonds": "0.20"})
    assert isinstance(near, Act)
    assert near.moves is Moves.CASH
    assert isinstance(far, Act)
    assert far.moves is Moves.ALL
    found = seen({"stocks.us": "0.80", "bonds": "0.20"}).drift.tracking_error or D(0)
    assert far.reason == f"tracking error {found * 100:.2f}% a year, over 1.5%"


def test_a_tracking_error_that_is_not_known_is_no_answer() -> None:
    day = seen(NEAR)
    with pytest.raises(NoAnswerError, match="risk of a class"):
        ready_strategy("tracking-error").decide(replace(day, drift=replace(day.drift, tracking_error=None)))
