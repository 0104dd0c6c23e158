"""Losses at hand: which lots may be sold at a loss today."""

from __future__ import annotations

from tests.scenarios.reader import example
from trimtab.rebalance.rules import Rules

TEXT = """
tax single: ordinary 35%, long 15%
target stocks.us 50, bonds 50
buy stocks.us: VTI ITOT
buy bonds: BND
price VTI 300
price ITOT 130
price BND 70
account ira: traditional_ira of Ann, cash 0
lot VTI 10 bought 2020-01-02 for 9000
account joint: taxable of Ann, cash 0
lot BND 10 bought 2020-01-02 for 700
lot VTI 10 bought 2020-01-02 for 1000
lot VTI 20 bought 2020-02-03 for 9000
"""


def losses(text: str) -> list[tuple[str, str, str]]:
    household, policy = example(text)
    return [(a.account_id, p.symbol, str(lot.acquired)) for a, p, lot in Rules(household, policy).losses]


def test_a_loss_is_a_lot_below_its_basis_in_a_taxable_account() -> None:
    assert losses(TEXT) == [("joint", "VTI", "2020-02-03")]


def test_what_may_not_be_sold_is_no_loss_at_hand() -> None:
    assert (
        losses(TEXT.replace("joint: taxable of Ann, cash 0", "joint: taxable of Ann, cash 0, locked")) == []
    )
    assert losses(TEXT.replace("ira of Ann, cash 0", "ira of Ann, cash 0, buys VTI by itself")) == []
