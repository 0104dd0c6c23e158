"""Limits, views and shares in words."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from trimtab.core.problems import BadInputError
from trimtab.simulate.design.ask import View
from trimtab.simulate.design.beliefs import contradictions, view_portfolio
from trimtab.simulate.design.words import limit, shares, view

DESIGNED = ("stocks.us", "stocks.intl", "bonds", "cash")


@pytest.mark.parametrize(
    ("words", "classes", "least", "most"),
    [
        ("stocks <= 70%", ("stocks.us", "stocks.intl"), "0", "0.7"),
        ("bonds + cash>=20", ("bonds", "cash"), "0.2", "1"),
        ("cash = 5%", ("cash",), "0.05", "0.05"),
        ("bonds=10%..40.5%", ("bonds",), "0.1", "0.405"),
    ],
)
def test_a_limit_names_classes_or_what_stands_above_them(
    words: str, classes: tuple[str, ...], least: str, most: str
) -> None:
    found = limit(words, DESIGNED)
    assert (found.classes, found.least, found.most) == (classes, D(least), D(most))


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("gold <= 5%", '"gold" is none of stocks.us'),
        ("bonds < 5%", "stocks <= 70%"),
        ("bonds <= five", '"five" is no percent'),
        ("bonds = 40%..10%", "the lower one first"),
        ("bonds <= 140%", "between 0% and 100%"),
    ],
)
def test_a_limit_that_cannot_be_read_says_why(words: str, told: str) -> None:
    with pytest.raises(BadInputError) as fault:
        limit(words, DESIGNED)
    assert told in str(fault.value.problems[0])


def test_a_view_is_relative_or_absolute_with_its_confidence() -> None:
    assert view("stocks > bonds by 3%", DESIGNED) == View(
        ("stocks.us", "stocks.intl"), ("bonds",), D("0.03"), D("0.5"), "stocks > bonds by 3%"
    )
    below = view("stocks.us < bonds by 1.5%, confidence 80%", DESIGNED)
    assert (below.above, below.below, below.by, below.confidence) == (
        ("bonds",),
        ("stocks.us",),
        D("0.015"),
        D("0.8"),
    )
    assert view("bonds returns 4%", DESIGNED).below == ()


@pytest.mark.parametrize(
    "words", ["stocks beat bonds", "stocks > stocks.us by 2%", "bonds returns 4%, confidence 0%"]
)
def test_a_view_that_cannot_be_read_says_why(words: str) -> None:
    with pytest.raises(BadInputError):
        view(words, DESIGNED)


def test_shares_name_each_class_once() -> None:
    assert shares(["stocks.us=60%", "bonds = 40"], "prior") == {"stocks.us": D("0.6"), "bonds": D("0.4")}
    for wrong in (["bonds=40%", "bonds=1%"], ["bonds"], ["bonds=-3%"]):
        with pytest.raises(BadInputError):
            shares(wrong, "prior")


def test_a_side_of_a_view_is_held_by_prior_weights() -> None:
    """He & Litterman (1999): Germany against the rest of Europe is -29.5% France, -70.5% United Kingdom."""
    prior = {"fra": D("0.052"), "ukg": D("0.124"), "ger": D("0.055")}
    held = view_portfolio(View(("ger",), ("fra", "ukg"), D("0.05"), D("0.5"), ""), prior)
    assert {name: round(part, 3) for name, part in held.items()} == {
        "ger": 1,
        "fra": D("-0.295"),
        "ukg": D("-0.705"),
    }


def test_views_that_contradict_each_other_are_told_from_views_said_twice() -> None:
    prior = {name: D("0.25") for name in DESIGNED}
    told = ["stocks.us > bonds by 3%", "bonds > cash by 1%"]
    views = [view(words, DESIGNED) for words in told]
    assert not contradictions(views, prior)
    [problem] = contradictions([*views, view("stocks.us > cash by 2%", DESIGNED)], prior)
    assert "contradicts" in problem.message
    [problem] = contradictions([*views, view("stocks.us > cash by 4%", DESIGNED)], prior)
    assert "says once more" in problem.message
