"""What remains of a lot replaces nothing of it; a lot that cannot be sold bars the losses of its twins."""

from __future__ import annotations

from decimal import Decimal

from tests.scenarios.reader import example
from tests.universe import COVARIANCE
from trimtab.core.plan import Plan
from trimtab.rebalance.journey import make_plan
from trimtab.rebalance.rules import Rules
from trimtab.rebalance.verify.book import Book
from trimtab.rebalance.verify.wash import no_wash_sale
from trimtab.rebalance.waterfall.moves import waterfall

NEW_LOT = """
title Half of a lot bought twelve days ago
BEFORE 2026-06-12
tax single: ordinary 0%, long 0%
target stocks.us 50, bonds 50
buy bonds: VBTLX
price VTI 40
price VTSAX 40
price VBTLX 10
account a: taxable of Ann, cash 0
lot VTSAX 200 bought 2026-06-01 for 10000
"""
OLD_LOT = "lot VTSAX 200 bought 2020-01-02 for 10000\n"


def planned(text: str) -> Plan:
    household, policy = example(text)
    return make_plan(household, policy, COVARIANCE)


def sold(plan: Plan) -> dict[str, Decimal]:
    return {str(sale.acquired): sale.quantity for trade in plan.trades for sale in trade.lots}


def test_part_of_a_new_lot_may_be_sold_at_a_loss() -> None:
    plan = planned(NEW_LOT)
    assert sold(plan) == {"2026-06-01": 100}
    assert all(check.holds for check in plan.checks)


def test_the_rules_sell_part_of_a_new_lot_too() -> None:
    sells, _ = waterfall(*example(NEW_LOT))
    assert sum(sells.values()) == 100


def test_an_old_lot_is_sold_at_a_loss_only_with_all_of_the_new_one() -> None:
    plan = planned(NEW_LOT + OLD_LOT)
    assert sold(plan)["2026-06-01"] == 200
    part = planned(NEW_LOT + OLD_LOT.replace("200 bought", "20 bought").replace("10000", "1000"))
    assert sold(part) == {"2026-06-01": 110}


def test_the_checker_sees_an_old_lot_beside_a_new_one_that_stays() -> None:
    household, policy = example(NEW_LOT.replace("lot VTSAX", OLD_LOT + "lot VTSAX"))
    alone, _ = example(NEW_LOT.replace("2026-06-01", "2020-01-02"))
    wrong = make_plan(alone, policy, COVARIANCE)
    found = list(no_wash_sale(Book(household, policy, wrong)))
    assert any("keeps 200 VTSAX bought on 2026-06-01" in words for words in found)


def test_a_twin_that_may_not_be_sold_bars_the_loss() -> None:
    text = NEW_LOT + "lot VTI 10 bought 2020-01-02 for 900\npolicy do_not_sell = VTSAX\n"
    household, policy = example(text)
    block = Rules(household, policy).loss_block("VTI")
    assert block is not None
    assert block.code == "wash-recent"
    assert "bought 200 VTSAX on 2026-06-01" in block.words
