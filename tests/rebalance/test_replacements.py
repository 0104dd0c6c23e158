"""Replacement pairs: each names what exists, and is a replacement at all."""

from __future__ import annotations

import pytest

from tests.scenarios.reader import example
from tests.universe import COVARIANCE
from trimtab.core.policy import Replacement
from trimtab.rebalance.journey import look, make_plan
from trimtab.rebalance.propose.ways import by_rules
from trimtab.rebalance.rules import Rules

TEXT = """
title Pairs
BEFORE 2026-11-20
tax married_joint: ordinary 35%, long 15%, state 5%
target stocks.us 60, bonds 40
buy stocks.us: VTI ITOT
buy bonds: BND
{pair}
price VTI 100
price ITOT 50
price VOO 100
price BND 50
account joint: taxable of Ann, cash 5000
lot VTI 600 bought 2021-01-04 for {basis}
account ira: traditional_ira of Ann
lot BND 900 bought 2020-01-02 for 40000
"""


def candidates(pair: str, basis: int = 78000, account: str = "joint") -> tuple[str, ...]:
    household, policy = example(TEXT.format(pair=pair, basis=basis))
    return Rules(household, policy).candidates(household.account(account))


@pytest.mark.parametrize(
    ("pair", "basis", "account", "offered"),
    [
        ("replace VTI with VOO", 78000, "joint", True),
        ("replace VTI with VOO in joint", 78000, "joint", True),
        ("replace VTI with VOO in ira", 78000, "joint", False),
        ("replace VTI with VOO", 40000, "joint", False),
        ("replace VTI with VOO", 78000, "ira", False),
        ("replace BND with VOO", 78000, "joint", False),
    ],
    ids=["anywhere", "here", "elsewhere", "no loss", "sheltered", "another symbol"],
)
def test_a_pair_is_offered_where_its_loss_lies(pair: str, basis: int, account: str, offered: bool) -> None:
    assert ("VOO" in candidates(pair, basis, account)) is offered


def test_what_replaces_goes_with_the_loss_and_costs_nothing_extra() -> None:
    household, policy = example(TEXT.format(pair="replace VTI with VOO", basis=78000))
    assert policy.replacements == (Replacement("VTI", "VOO"),)
    rules, joint = Rules(household, policy), household.account("joint")
    assert rules.replaced_by(joint, "VOO") == ("VTI",), "only where VTI goes at a loss"
    assert (rules.rank(joint, "VOO"), rules.rank(joint, "ITOT")) == (0, 1)


def test_what_replaces_is_not_bought_without_the_loss() -> None:
    """A loss that is not worth taking yet once opened it: the program bought, and the verifier refused."""
    text = TEXT.replace("buy bonds: BND", "buy bonds:").replace("cash 5000", "cash 60000")
    text = text.replace("lot BND 900 bought 2020-01-02 for 40000", "")
    household, policy = example(text.format(pair="replace VTI with BND", basis=60001))
    plan = make_plan(household, policy, COVARIANCE)
    assert {f"{t.side.name} {t.symbol}" for t in plan.trades} == {"SELL VTI", "BUY BND", "BUY ITOT"}
    plain = by_rules(look(household, policy, COVARIANCE))
    assert plain is not None
    assert {f"{t.side.name} {t.symbol}" for t in plain.trades} == {"BUY VTI"}
