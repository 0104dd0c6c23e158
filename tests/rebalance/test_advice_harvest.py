"""Advice on losses: one that saves a few dollars is not worth thirty days without buying the same thing."""

from __future__ import annotations

import pytest

from tests.scenarios.reader import example
from tests.universe import COVARIANCE
from trimtab.rebalance.journey import make_plan

TEXT = """
title US stocks are over target; one lot of them stands at a small loss, most at their cost
BEFORE 2026-11-20
tax single: ordinary 24%, long 15%
target stocks.us 50, bonds 50
buy stocks.us: VTI
buy bonds: BND
price VTI 300
price BND 70
account joint: taxable of Ann, cash 0
lot VTI 200 bought 2024-02-01 for 60000
lot VTI 2 bought 2024-03-01 for {basis}
lot BND 500 bought 2024-02-01 for 35000
account ira: traditional_ira of Ann, cash 0
lot BND 10 bought 2024-02-01 for 700
"""


def sold_lots(basis: int) -> set[str]:
    household, policy = example(TEXT.format(basis=basis))
    plan = make_plan(household, policy, COVARIANCE)
    assert plan.trades
    return {str(sale.acquired) for trade in plan.trades for sale in trade.lots if trade.symbol == "VTI"}


@pytest.mark.parametrize(("basis", "is_sold"), [(606, False), (660, False), (900, True)])
def test_a_loss_is_taken_where_it_saves_more_than_the_price_of_its_window(basis: int, is_sold: bool) -> None:
    """A loss of 6 and one of 60 save 1 and 14 dollars of tax; one of 300 saves 72."""
    assert ("2024-03-01" in sold_lots(basis)) is is_sold
