"""Wash sales that cannot be avoided: matched as the books match them, priced, named, only where cash must be raised."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal

import pytest

from tests.scenarios.reader import example
from tests.universe import COVARIANCE
from trimtab.core.household import Household
from trimtab.core.plan import Plan, Side
from trimtab.core.policy import Policy
from trimtab.ledger.wash_sales.engine import wash_sales
from trimtab.ledger.wash_sales.history import Acquired, AcquiredLot, LotSale, WashAccount, WashHistory
from trimtab.ledger.wash_sales.result import WashResult, in_cents
from trimtab.rebalance.journey import make_plan
from trimtab.rebalance.verify import verify

D = Decimal
HEAD = """
title Cash that only losses can raise
BEFORE 2026-11-20
tax married_joint: ordinary 24%, long 15%
target stocks.us 100
buy stocks.us: VTI
price VTI 300
price VTSAX 150
"""
JOINT = HEAD + "account joint: taxable of Ann, cash 0\nlot VTI 100 bought 2024-01-02 for 40000\n"
FLOW = "flow joint -9000 on 2026-11-25\n"


def planned(text: str, **changes: object) -> tuple[Household, Policy, Plan]:
    household, policy = example(text)
    policy = replace(policy, **changes)
    return household, policy, make_plan(household, policy, COVARIANCE)


def failing(household: Household, policy: Policy, plan: Plan) -> dict[str, str]:
    return {check.invariant: check.words for check in verify(household, policy, plan) if not check.holds}


def test_what_an_ira_took_over_is_lost_for_good() -> None:
    household, policy, plan = planned(
        JOINT + "account z: roth_ira of Ben, cash 0\nlot VTI 10 bought 2026-11-10 for 2900\n" + FLOW
    )
    (wash,) = plan.wash_sales
    assert (wash.quantity, wash.disallowed_usd, wash.lost_usd, wash.deferred_usd) == (10, 1000, 1000, 0)
    assert "z bought 10 VTI on 2026-11-10" in wash.words
    assert "lost for good" in wash.words
    assert not failing(household, policy, plan)
    assert [p.code for p in plan.problems if p.code == "wash-sale"] == ["wash-sale"]


def test_what_another_taxable_account_took_over_moves_into_its_basis() -> None:
    text = JOINT + "account other: taxable of Ben, cash 0\nlot VTI 10 bought 2026-11-10 for 2900\n" + FLOW
    _, _, plan = planned(text, do_not_sell=frozenset())
    assert not plan.wash_sales, "the lot bought lately can go with it: no wash sale is needed"
    held = text.replace("lot VTI 10 bought", "lot VTSAX 10 bought")
    household, policy, plan = planned(held, do_not_sell=frozenset({"VTSAX"}))
    (wash,) = plan.wash_sales
    assert (wash.disallowed_usd, wash.lost_usd, wash.replaced_in) == (1000, 0, "other")
    assert (wash.replaced_symbol, wash.replaced_lot_id) == ("VTSAX", "2026-11-10-0")
    assert not failing(household, policy, plan)


def test_a_standing_order_takes_over_all() -> None:
    household, policy, plan = planned(
        JOINT + "account k: 401k of Ben, cash 0, menu VTSAX, buys VTSAX by itself\n" + FLOW
    )
    (wash,) = plan.wash_sales
    assert wash.quantity == 31
    assert wash.lost_usd == wash.disallowed_usd == 3100
    assert "buys it or its like by itself" in wash.words
    assert plan.tax_now_usd == 0
    assert not failing(household, policy, plan)


def test_what_an_ira_bought_takes_over_a_loss_though_it_is_sold_with_it() -> None:
    """The loss on VTI would pay for the gain on VXUS if the IRA's sale undid its purchase; it does not, and no tax may
    be added: bonds go, and shares whose loss is lost."""
    head = JOINT.replace("stocks.us 100", "bonds 100\nbuy bonds: BND\nprice BND 75\nprice VXUS 60")
    text = (
        head.replace("target bonds", "target stocks.us 0, stocks.intl 0, bonds")
        + "lot VXUS 500 bought 2018-01-02 for 20000\nlot BND 400 bought 2020-01-02 for 30000\n"
        + "account z: roth_ira of Ben, cash 0\nlot VTI 100 bought 2026-11-10 for 29000\n"
        + "flow joint -33000 on 2026-11-25\n"
    )
    household, policy, plan = planned(text, tax_budget_usd=D(0))
    assert not plan.is_refused
    assert any(trade.account_id == "z" and trade.side is Side.SELL for trade in plan.trades)
    assert plan.tax_now_usd <= 0
    assert not failing(household, policy, plan)


def test_no_wash_sale_where_anything_else_raises_the_cash() -> None:
    gain = JOINT + "lot VTI 100 bought 2019-01-02 for 5000\n"
    _, _, plan = planned(
        gain + "account z: roth_ira of Ben, cash 0\nlot VTI 10 bought 2026-11-10 for 2900\n" + FLOW
    )
    assert not plan.wash_sales
    assert plan.trades[0].lots[0].lot_id == "2019-01-02-1"


def test_a_standing_order_that_bars_a_loss_is_told_with_what_stopping_it_is_worth() -> None:
    text = (
        JOINT.replace("stocks.us 100", "stocks.us 50, bonds 50")
        + "price BND 75\nlot BND 400 bought 2020-01-02 for 30000\n"
    )
    text += "account k: 401k of Ben, cash 0, menu VTSAX, buys VTSAX by itself\n"
    _, _, plan = planned(text)
    (told,) = [p for p in plan.problems if p.code == "standing-order"]
    assert "k buys VTI or its like by itself within 30 days" in told.message
    assert "a loss of $10,000.00" in told.message
    assert "worth about $" in told.message
    assert "2026-12-21" in told.remedy


def test_a_dividend_that_would_buy_it_back_is_told_in_dollars() -> None:
    text = JOINT.replace(
        "target stocks.us 100", "target stocks.us 50, stocks.intl 50\nbuy stocks.intl: VXUS\nprice VXUS 60"
    )
    for account, end in (("joint", "moves into what it buys"), ("z", "is lost for good")):
        held = text + "account z: roth_ira of Ben, cash 0\nlot VTI 50 bought 2020-01-02 for 5000\n"
        if account == "z":
            held += "reinvests VTI\n"
        else:
            held = held.replace("for 40000\n", "for 40000\nreinvests VTI\n")
        _, _, plan = planned(held)
        notes = " ".join(trade.wash_note for trade in plan.trades)
        assert f"switch off dividend reinvestment of VTI in {account} until then, or about $" in notes
        assert end in notes


def test_losses_beyond_what_was_bought_count_and_are_not_named() -> None:
    """Ten shares bought: the older lot's loss takes them all, the younger lot's loss stands in full."""
    text = HEAD + "account joint: taxable of Ann, cash 0\nlot VTI 20 bought 2023-01-03 for 8000\n"
    text += "lot VTI 20 bought 2024-01-02 for 8000\n"
    text += "account z: roth_ira of Ben, cash 0\nlot VTI 10 bought 2026-11-10 for 2900\n" + FLOW
    household, policy, plan = planned(text.replace("-9000", "-11900"))
    assert [(wash.lot_id, wash.quantity) for wash in plan.wash_sales] == [("2023-01-03-0", 10)]
    assert len(plan.trades[0].lots) == 2
    assert not failing(household, policy, plan)


def test_only_the_account_that_must_raise_cash_makes_one() -> None:
    """The other account's loss of the same fund is left alone, though it would be worth taking by itself."""
    text = JOINT + "account other: taxable of Ben, cash 0\nlot VTI 100 bought 2023-01-03 for 45000\n"
    text = text.replace("stocks.us 100", "stocks.us 50, bonds 50") + "price BND 75\nbuy bonds: BND\n"
    text += "account z: roth_ira of Ben, cash 0\nlot VTI 10 bought 2026-11-10 for 2900\n" + FLOW
    household, policy, plan = planned(text)
    assert {wash.account_id for wash in plan.wash_sales} == {"joint"}
    assert not failing(household, policy, plan)
    assert not any(t.account_id == "other" for t in plan.trades)


def test_the_verifier_takes_no_wash_sale_on_trust() -> None:
    household, policy, plan = planned(
        JOINT + "account z: roth_ira of Ben, cash 0\nlot VTI 10 bought 2026-11-10 for 2900\n" + FLOW
    )
    (wash,) = plan.wash_sales
    assert "I5" in failing(household, policy, replace(plan, wash_sales=())), "not named"
    for wrong in (
        replace(wash, quantity=D(9)),
        replace(wash, disallowed_usd=D(900)),
        replace(wash, lost_usd=D(0)),
    ):
        assert "I5" in failing(household, policy, replace(plan, wash_sales=(wrong,)))
    rich = replace(household, flows=())
    assert "no cash must be raised" in failing(rich, policy, plan)["I5"]


def test_losses_put_off_do_not_count_against_a_gain_budget() -> None:
    household, policy, plan = planned(
        JOINT + "account z: roth_ira of Ben, cash 0\nlot VTI 10 bought 2026-11-10 for 2900\n" + FLOW
    )
    (wash,) = plan.wash_sales
    capped = replace(policy, gain_budget_usd=D(0))
    lost = -sum((trade.gain_short_usd + trade.gain_long_usd for trade in plan.trades), D(0))
    all_put_off, more = replace(wash, disallowed_usd=lost), replace(wash, disallowed_usd=lost + D("0.01"))
    assert "I6" not in failing(household, capped, replace(plan, wash_sales=(all_put_off,)))
    assert "gains of the year" in failing(household, capped, replace(plan, wash_sales=(more,)))["I6"]


def books(household: Household, plan: Plan) -> WashResult:
    """What the wash-sale engine of the books says once the plan's orders are filled."""
    accounts = tuple(WashAccount(a.account_id, a.owner, a.kind) for a in household.accounts)
    lots, sales = [], []
    for account in household.accounts:
        for position in account.positions:
            for lot in position.lots:
                assert lot.acquired is not None
                assert lot.basis_usd is not None
                lots.append(
                    AcquiredLot(
                        f"{account.account_id} {position.symbol} {lot.lot_id}", account.account_id, position.symbol,
                        household.instruments[position.symbol].wash_group, lot.acquired, 0, lot.quantity,
                        lot.basis_usd, Acquired.PURCHASE,
                    )
                )  # fmt: skip
    for trade in plan.trades:
        assert trade.side is Side.SELL
        for sale in trade.lots:
            name = f"{trade.account_id} {trade.symbol} {sale.lot_id}"
            sales.append(
                LotSale(trade.trade_id, trade.account_id, name, household.as_of, 1, sale.quantity, sale.proceeds_usd)
            )  # fmt: skip
    return wash_sales(WashHistory(accounts, tuple(lots), tuple(sales)))


def in_need(seed: int) -> str:
    """A household of old losses and new purchases of the same fund that must raise most of what it holds."""
    rng = random.Random(seed)
    text = HEAD + "account a: taxable of Ann, cash 0, fractions\n"
    for year in range(2018, 2018 + rng.randint(1, 4)):
        quantity = rng.randint(5, 60)
        text += f"lot VTI {quantity} bought {year}-03-0{rng.randint(1, 9)} for {quantity * rng.randint(301, 480)}\n"
    if rng.random() < 0.5:
        text += f"lot VTI {rng.randint(1, 20)} bought 2026-11-{rng.randint(10, 19)} for 9000\n"
    for name, kind in (("b", "taxable"), ("c", "roth_ira"), ("d", "traditional_ira")):
        if rng.random() < 0.6:
            text += f"account {name}: {kind} of Ben, cash 0\n"
            for _ in range(rng.randint(1, 2)):
                symbol, day = rng.choice(["VTI", "VTSAX"]), rng.choice(["10-30", "11-05", "11-18", "09-01"])
                text += f"lot {symbol} {rng.randint(1, 25)} bought 2026-{day} for 5000\n"
    return text + f"flow a -{rng.randint(5, 60) * 100} on 2026-11-25\n"


@pytest.mark.parametrize("first", range(0, 60, 15))
def test_the_books_agree_with_what_the_plan_names(first: int) -> None:
    named = 0
    for seed in range(first, first + 15):
        household, policy, plan = planned(in_need(seed), do_not_sell=frozenset({"VTSAX"}))
        if not plan.trades or any(trade.side is Side.BUY for trade in plan.trades):
            continue
        assert not failing(household, policy, plan), seed
        result = books(household, plan)
        disallowed = sum((wash.disallowed_usd for wash in plan.wash_sales), D(0))
        lost = sum((wash.lost_usd for wash in plan.wash_sales), D(0))
        assert abs(disallowed - in_cents(result.disallowed_usd)) <= D("0.05"), (seed, plan.wash_sales)
        assert abs(lost - in_cents(result.lost_for_good_usd)) <= D("0.05"), (seed, plan.wash_sales)
        named += bool(plan.wash_sales)
    assert named > 0, "some of these households cannot avoid a wash sale"
