"""Losses and what replaces them: a substitute is bought only beside a loss that is really taken."""

from __future__ import annotations

import pytest

from tests.households import random_household
from tests.universe import COVARIANCE
from tests.years import random_given
from trimtab.core.plan import Side
from trimtab.rebalance.journey import look
from trimtab.rebalance.propose.ways import as_rules_stand


@pytest.mark.parametrize("seed", [414, 692, 936])
def test_no_substitute_is_bought_for_a_loss_that_is_not_taken(seed: int) -> None:
    """The program once paid the price of the window alone, and what no list names was bought without any loss."""
    household, policy = random_household(seed)
    now = look(household, policy, COVARIANCE, random_given(seed))
    best = as_rules_stand(now)
    assert best is not None
    lost = now.rules.sold_at_loss(best.trades)
    bought = [trade for trade in best.trades if trade.side is Side.BUY]
    assert bought
    for trade in bought:
        account = household.account(trade.account_id)
        better = now.rules.better(account, trade.symbol) or now.rules.replaced_by(account, trade.symbol)[:1]
        assert lost.issuperset({now.rules.group(symbol) for symbol in better})
