"""The ready strategies by their words."""

from __future__ import annotations

import pytest

from trimtab.core.problems import BadInputError
from trimtab.strategies import ready_strategy
from trimtab.strategies.ready.shelf import SHELF

MADE = {"glide": "glide:start=40,end=65"}


@pytest.mark.parametrize("kind", SHELF, ids=lambda kind: kind.word)
def test_each_is_made_by_its_word_and_called_by_the_words_that_make_it(kind: type) -> None:
    words = MADE.get(kind.word, kind.word)  # type: ignore[attr-defined]
    strategy = ready_strategy(words)
    assert strategy.name == words
    assert ready_strategy(strategy.name) == strategy
    assert kind.does  # type: ignore[attr-defined]
    assert kind.source  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "words",
    [
        "absolute:points=3,look=daily,to=half,cash=wait",
        "absolute:look=FREQ=WEEKLY;BYDAY=MO,TH",
        "cppi:floor=0.75,risky=stocks+real_estate",
        "glide:start=2025-01-01,end=2045-01-01,from=80",
    ],
)
def test_words_and_strategy_are_the_same(words: str) -> None:
    assert ready_strategy(words).name == words


@pytest.mark.parametrize(
    ("words", "messages"),
    [
        ("", ["there is no strategy ''"]),
        ("oportunistic", ["there is no strategy 'oportunistic'"]),
        ("absolute:width=5", ["absolute has no setting 'width'"]),
        ("absolute:points", ["'points' is no KEY=VALUE"]),
        ("absolute:points=five", ["'five' is no number"]),
        ("absolute:points=NaN", ["'NaN' is no number"]),
        ("absolute:points=-1", ["it lies between 0 and 100"]),
        ("absolute:points=5,points=6", ["points is told twice"]),
        ("absolute:look=sometimes", ["'sometimes' is no schedule to look by"]),
        ("absolute:to=moon", ["it is one of target, half, edge"]),
        ("volatility:days=60.5", ["'60.5' is no whole number"]),
        ("absolute:points=x,to=y,z=1", ["'x' is no number", "it is one of target", "has no setting 'z'"]),
    ],
)
def test_words_that_make_none_are_refused_all_at_once(words: str, messages: list[str]) -> None:
    with pytest.raises(BadInputError) as fault:
        ready_strategy(words)
    assert len(fault.value.problems) == len(messages)
    told = str(fault.value)
    assert all(message in told for message in messages)
