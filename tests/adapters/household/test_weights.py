"""Weights after tax and growth of prices: read exactly, refused with line and remedy."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.adapters.household.test_read import GOOD, only, read
from trimtab.core.policy import Weights

D = Decimal


def policy(lines: str) -> str:
    assert "[policy]\n" in GOOD
    return GOOD.replace("[policy]\n", f"[policy]\n{lines}\n")


def test_the_keys_are_taken_over_exactly() -> None:
    made = read(
        policy(
            'weights = "after_tax"\nwithdrawal_rate_pct = 22.5\nembedded_rate_pct = 9\n'
            "growth_pct = { stocks = 4.5, bonds = -1 }"
        )
    )
    assert made.problems == ()
    assert made.spec is not None
    told = made.spec.policy
    assert (told.weights, told.withdrawal_rate_pct, told.embedded_rate_pct) == (
        Weights.AFTER_TAX,
        D("22.5"),
        D(9),
    )
    assert told.growth_pct == (("bonds", D(-1)), ("stocks", D("4.5")))


def test_nothing_told_is_before_tax_and_no_growth() -> None:
    made = read(GOOD)
    assert made.spec is not None
    told = made.spec.policy
    assert (told.weights, told.withdrawal_rate_pct, told.growth_pct) == (Weights.BEFORE_TAX, None, ())


@pytest.mark.parametrize(
    "line",
    [
        'weights = "net"',
        "withdrawal_rate_pct = 100",
        "embedded_rate_pct = -1",
        "growth_pct = { stocks = 80 }",
    ],
)
def test_what_cannot_be_is_refused_with_its_line(line: str) -> None:
    text = policy(line)
    problem = only(text)
    assert problem.source is not None
    assert problem.source.line == text[: text.index(line)].count("\n") + 1
