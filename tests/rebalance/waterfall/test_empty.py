"""Emptying an account by the plain rules."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from tests.scenarios.reader import example
from trimtab.core.ask import Ask, Mode
from trimtab.core.limits import Bound, HoldingLimit, Unit
from trimtab.rebalance.waterfall.moves import waterfall

D = Decimal
TEXT = """
BEFORE 2026-11-20
tax single: ordinary 24%, long 15%
target stocks.us 50, bonds 50
price VTI 100
price BND 70
account ira: traditional_ira of Ann, cash 0, fractions
lot VTI 40 bought 2020-01-02 for 4000
lot BND 10 bought 2020-01-02 for 700
"""


def test_what_a_limit_leaves_too_little_of_is_left_alone() -> None:
    """10 dollars of BND are over its floor; the smallest trade is 50."""
    household, policy = example(TEXT)
    floor = HoldingLimit("BND", least=Bound(D(690), Unit.USD))
    policy = replace(policy, min_trade_usd=D(50), limits=(floor,))
    sells, _ = waterfall(household, policy, Ask(Mode.LIQUIDATE, account_id="ira"))
    assert {symbol for _, symbol, _ in sells} == {"VTI"}
    smaller = replace(policy, min_trade_usd=D(5))
    sells, _ = waterfall(household, smaller, Ask(Mode.LIQUIDATE, account_id="ira"))
    assert {symbol for _, symbol, _ in sells} == {"VTI", "BND"}
