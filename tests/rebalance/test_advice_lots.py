"""Advice on lots: parts of lots as a custodian can take them, and losses ahead of gains."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.households import random_household
from tests.scenarios.reader import example
from tests.universe import COVARIANCE
from trimtab.core.instruments import InstrumentKind
from trimtab.core.plan import LotSale, Trade
from trimtab.rebalance.journey import make_plan

D = Decimal

TEXT = """
title One lot at a loss, one at a gain, and more is sold than either holds
BEFORE 2026-11-20
tax married_joint: ordinary 24%, long 15%
target stocks.us 50, stocks.intl 50
buy stocks.us: VTI
buy stocks.intl: VXUS
price VTI 300
price VXUS 60
account joint: taxable of Ann, cash 0
lot VTI 60 bought 2024-01-02 for {first}
lot VTI 60 bought 2019-01-02 for {second}
lot VTI 40 bought 2018-01-02 for 4000
"""


def broken(trade: Trade) -> list[LotSale]:
    """Sales of a part of a lot that is not in whole shares."""
    return [s for s in trade.lots if s.quantity % 1 and not s.words.startswith("all ")]


@pytest.mark.parametrize(("first", "second"), [(24000, 16800), (21000, 17000), (18900, 16111)])
def test_parts_of_lots_are_whole_shares(first: int, second: int) -> None:
    household, policy = example(TEXT.format(first=first, second=second))
    plan = make_plan(household, policy, COVARIANCE)
    assert [trade.symbol for trade in plan.trades if trade.lots] == ["VTI"]
    assert not any(broken(trade) for trade in plan.trades)


def test_a_loss_that_can_only_be_carried_is_still_taken_before_a_gain() -> None:
    household, policy = example(TEXT.format(first=24000, second=16800))
    plan = make_plan(household, policy, COVARIANCE)
    sold = {str(sale.acquired): sale.quantity for trade in plan.trades for sale in trade.lots}
    assert sold["2024-01-02"] == 60


@pytest.mark.parametrize("seed", range(300, 340))
def test_random_households_sell_at_most_one_broken_part(seed: int) -> None:
    """One lot may be broken to a fraction where another, sold whole, holds the rest of a share."""
    household, policy = random_household(seed)
    for trade in make_plan(household, policy, COVARIANCE).trades:
        is_fund = household.instruments[trade.symbol].kind is InstrumentKind.MUTUAL_FUND
        if household.account(trade.account_id).quantity_step == 1 and not is_fund:
            assert len(broken(trade)) <= 1
