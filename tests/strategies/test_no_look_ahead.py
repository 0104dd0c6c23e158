"""No ready strategy knows what comes later: changing every price after a day changes no answer until that day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.strategies.days import TODAY, asked, market, seen, shaken
from trimtab.core.problems import BadInputError
from trimtab.strategies import Answer, Hold, Snapshot, Strategy, ready_strategy
from trimtab.strategies.ready.shelf import SHELF

WORDS = [{"glide": "glide:start=2020-01-01,end=2040-01-01"}.get(kind.word, kind.word) for kind in SHELF]
HELD = {"stocks.us": "0.66", "bonds": "0.30"}
CALM = market()


def answers(strategy: Strategy, days: list[date], after: date | None = None) -> list[Answer]:
    """What it answers on these days, one after the other, with its memory."""
    prices = CALM if after is None else shaken(CALM, after)
    memory: dict[str, object] = {}
    found = []
    for day in days:
        answer = strategy.decide(seen(HELD, today=day, market=prices, memory=memory))
        memory = dict(answer.memory) if answer.memory is not None else memory
        found.append(answer)
    return found


@pytest.mark.parametrize("words", WORDS)
@settings(max_examples=4, deadline=None)
@given(back=st.integers(0, 250))
def test_prices_after_a_day_change_no_answer_until_it(words: str, back: int) -> None:
    last = TODAY - timedelta(days=back)
    days = [last - timedelta(days=n) for n in (200, 30, 1, 0)]
    assert answers(ready_strategy(words), days) == answers(ready_strategy(words), days, after=last)


def test_and_the_market_after_the_day_is_another_indeed() -> None:
    later = TODAY + timedelta(days=1)
    momentum = ready_strategy("volatility")
    assert answers(momentum, [later]) != answers(momentum, [later], after=TODAY - timedelta(days=30))


class Peeks:
    """Wants to know the price of the week to come."""

    name = "peeks"

    def decide(self, seen: Snapshot) -> Answer:
        assert seen.market is not None
        return Hold(str(seen.market.close_usd("VTI", seen.today + timedelta(days=7))))


def test_asking_for_a_later_day_is_refused_with_the_line_that_asks() -> None:
    with pytest.raises(BadInputError) as fault:
        asked(Peeks(), HELD, market=CALM)
    (problem,) = fault.value.problems
    assert problem.code == "strategy-looks-ahead"
    assert problem.message == (
        "strategy peeks looks ahead on 2024-07-01: 2024-07-08 lies after 2024-07-01, the day the policy stands on; "
        "nothing was traded"
    )
    assert problem.source is not None
    assert problem.source.file == "test_no_look_ahead.py"
