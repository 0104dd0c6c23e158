"""A question that cannot be answered is refused with what would be right."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.rebalance.example import household, policy
from trimtab.core.ask import AS_POLICY_SAYS, Ask, Mode
from trimtab.rebalance.modes.checks import ask_problems


@pytest.mark.parametrize(
    ("ask", "code", "message", "remedy"),
    [
        (Ask(Mode.CLASS), "ask-class", "needs a class", "bonds, real_estate, stocks.intl, stocks.us"),
        (Ask(Mode.CLASS, class_id="gold"), "ask-class", "gold has no target", "one of: bonds"),
        (Ask(Mode.CLASS, class_id="cash"), "ask-class", "no class to trade", "invest-cash"),
        (Ask(Mode.CLASS, class_id="stocks.us.value"), "ask-class", "no target of its own", "--class stocks.us"),
        (Ask(class_id="bonds"), "ask-class", "says nothing here", "--mode class"),
        (Ask(Mode.LIQUIDATE), "ask-account", "needs an account", "a-tax, b-ira, c-401k, d-old"),
        (Ask(Mode.LIQUIDATE, account_id="x"), "ask-account", "no account x", "a-tax, b-ira"),
        (Ask(Mode.FULL, account_id="b-ira"), "ask-account", "says nothing here", "--mode"),
        (Ask(Mode.FULL, amount_usd=Decimal(5)), "ask-amount", "says nothing here", "--mode"),
        (Ask(Mode.HARVEST, amount_usd=Decimal(-5)), "ask-amount", "-5 is no amount", "more than 0"),
        (Ask(Mode.WITHDRAW, amount_usd=Decimal("1e30")), "ask-amount", "more than any household has", "correct"),
        (Ask(Mode.HARVEST, amount_usd=Decimal("NaN")), "ask-amount", "NaN is no amount", "more than 0"),
    ],
)  # fmt: skip
def test_each_fault_is_named(ask: Ask, code: str, message: str, remedy: str) -> None:
    (problem,) = ask_problems(household(), policy(), ask)
    assert problem.code == code
    assert message in problem.message
    assert remedy in problem.remedy


@pytest.mark.parametrize(
    "ask", [AS_POLICY_SAYS, Ask(Mode.CLASS, class_id="bonds"), Ask(Mode.LIQUIDATE, account_id="b-ira")]
)
def test_a_good_question_has_none(ask: Ask) -> None:
    assert not ask_problems(household(), policy(), ask)


def test_all_faults_come_in_one_run() -> None:
    ask = Ask(Mode.FULL, class_id="bonds", account_id="b-ira", amount_usd=Decimal(1))
    assert len(ask_problems(household(), policy(), ask)) == 3
