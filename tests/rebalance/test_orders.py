"""From quantities to trades: cents, lots in words, steps; and what perfect fills leave behind."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.households import random_household
from tests.rebalance import example as by_hand
from tests.scenarios.reader import example
from tests.soak import soaked_plan
from tests.universe import COVARIANCE
from trimtab.core.accounts import AccountKind, Lot
from trimtab.core.household import ActivityKind, Flow, Household
from trimtab.core.plan import Method, Side, Term, Trade
from trimtab.core.problems import Source
from trimtab.rebalance.fills import apply_fills
from trimtab.rebalance.journey import make_plan
from trimtab.rebalance.orders import (
    Quantities,
    basis_of_part,
    build_trades,
    cash_now_usd,
    merged,
    planned_lot_id,
    quantities_of,
    trading_cost_usd,
)

D = Decimal
TEXT = """
target stocks.us 50, bonds 50
price VTI 300.33
price BND 70
account joint: taxable of Ann, {}
lot VTI 10.5 bought 2020-01-02 for 1000
lot VTI 3 bought 2026-05-01 for 1000
lot VTI 1 bought unknown for 100
"""


def household(options: str = "cash 1000", more: str = "") -> Household:
    return example(TEXT.format(options) + more)[0]


def lot_id(home: Household, day: str) -> tuple[str, str, str]:
    lots = home.account("joint").positions[0].lots
    return ("joint", "VTI", next(lot.lot_id for lot in lots if lot.lot_id.startswith(day)))


def trades(home: Household, sells: dict[str, str], buys: dict[str, str]) -> tuple[Trade, ...]:
    """Sales by the lot's day, buys by symbol, in the joint account."""
    sold = {lot_id(home, day): D(quantity) for day, quantity in sells.items()}
    return build_trades(home, Quantities(sold, {("joint", s): D(q) for s, q in buys.items()}))


def test_a_sale_over_lots_to_the_cent() -> None:
    [sale] = trades(household(), {"2020": "10.5", "2026": "1", "unknown": "1"}, {})
    assert (sale.side, sale.quantity, sale.amount_usd) == (Side.SELL, D("12.5"), D("3754.13"))
    assert sale.cost_usd == D("0.38")  # one basis point
    assert not sale.sells_all
    told = {str(s.acquired): (s.proceeds_usd, s.basis_usd, s.gain_usd, s.term) for s in sale.lots}
    assert told == {
        "2020-01-02": (D("3153.47"), D(1000), D("2153.47"), Term.LONG),
        "2026-05-01": (D("300.33"), D("333.33"), D("-33.00"), Term.SHORT),
        "None": (D("300.33"), D(100), D("200.33"), Term.UNKNOWN),
    }
    assert sum(s.proceeds_usd for s in sale.lots) == sale.amount_usd
    assert (sale.gain_long_usd, sale.gain_short_usd) == (D("2153.47"), D("167.33"))


def test_lots_in_the_custodians_words() -> None:
    [sale] = trades(household(), {"2020": "10.5", "2026": "1", "unknown": "1"}, {})
    assert [s.words for s in sale.lots] == [
        "all 10.5 of 2020-01-02 @ 95.24",
        "1 of 2026-05-01 @ 333.33",
        "all 1 @ 100.00, day not known",
    ]
    unknown = example(TEXT.format("cash 0").replace("for 100\n", "for unknown\n"))[0]
    [sale] = trades(unknown, {"unknown": "1"}, {})
    assert sale.lots[0].words == "all 1, day and cost not known"
    assert (sale.lots[0].gain_usd, sale.lots[0].is_estimate) == (None, True)


def test_selling_everything_is_said() -> None:
    [sale] = trades(household(), {"2020": "10.5", "2026": "3", "unknown": "1"}, {})
    assert sale.sells_all


def test_sheltered_sales_have_no_term() -> None:
    home = by_hand.with_account(household(), "joint", kind=AccountKind.ROTH_IRA)
    [sale] = trades(home, {"2020": "1"}, {})
    assert sale.lots[0].term is Term.SHELTERED
    assert (sale.gain_short_usd, sale.gain_long_usd) == (0, 0)


def test_sells_come_before_the_buys_they_fund() -> None:
    sale, buy = trades(household(), {"2020": "10"}, {"BND": "50"})
    assert (sale.trade_id, buy.trade_id) == ("joint-1", "joint-2")
    assert (sale.step, buy.step, buy.depends_on) == (1, 1, ("joint-1",))


def test_a_buy_that_cash_pays_waits_for_nothing() -> None:
    _, buy = trades(household(), {"2020": "1"}, {"BND": "14"})
    assert (buy.step, buy.depends_on) == (1, ())


def test_in_a_cash_account_proceeds_can_be_used_the_next_day() -> None:
    _, buy = trades(household("cash 1000, settles next day"), {"2020": "10"}, {"BND": "50"})
    assert (buy.step, buy.depends_on) == (2, ("joint-1",))
    _, buy = trades(household("cash 1000, settles next day"), {"2020": "10"}, {"BND": "14"})
    assert (buy.step, buy.depends_on) == (1, ())


def test_unsettled_cash_counts_where_the_account_allows_it() -> None:
    for options, step in (("cash 500, unsettled 500", 1), ("cash 500, unsettled 500, settles next day", 2)):
        [buy] = trades(household(options), {}, {"BND": "14"})
        assert buy.step == step


@pytest.mark.parametrize(("due", "step"), [("2026-11-20", 1), ("2026-11-19", 1), ("2026-11-21", 3)])
def test_money_to_come_pays_only_once_it_is_there(due: str, step: int) -> None:
    [buy] = trades(household("cash 0", f"flow joint 2000 on {due}"), {}, {"BND": "14"})
    assert buy.step == step


def test_what_is_to_be_paid_out_is_kept_back_at_once() -> None:
    home = household("cash 1000, reserve 100", "flow joint -300 on 2027-01-31")
    assert cash_now_usd(home, home.account("joint"), settled_only=False) == 600


def test_basis_of_parts_is_pro_rata_and_of_the_whole_exact() -> None:
    lot = Lot("x", D(3), D(100), date(2020, 1, 2), Source("x"))
    assert [basis_of_part(lot, D(n)) for n in (1, 2, 3)] == [D("33.33"), D("66.67"), D(100)]
    assert basis_of_part(replace(lot, basis_usd=None), D(1)) is None


def test_fills_book_every_share_and_every_cent() -> None:
    home = household("cash 1000", "flow joint -300 on 2027-01-31")
    made = trades(home, {"2020": "10", "2026": "3"}, {"BND": "50"})
    filled = apply_fills(home, made)
    account = filled.account("joint")
    sale, buy = made
    assert account.cash_usd == 1000 - 300 + sale.amount_usd - sale.cost_usd - buy.amount_usd - buy.cost_usd
    held = {position.symbol: position for position in account.positions}
    assert held["VTI"].quantity == D("1.5")
    assert [(lot.quantity, lot.basis_usd) for lot in held["VTI"].lots] == [
        (D("0.5"), D("47.62")),
        (D(1), D(100)),
    ]
    [bought] = held["BND"].lots
    assert (bought.lot_id, bought.basis_usd, bought.acquired) == (
        planned_lot_id("joint", "BND"),
        buy.amount_usd,
        home.as_of,
    )
    assert filled.flows == ()
    assert filled.tax.realized_long_usd == sale.gain_long_usd
    assert [event.kind for event in filled.activity] == [ActivityKind.SELL, ActivityKind.BUY]
    assert filled.activity[0].has_loss == any((s.gain_usd or 0) < 0 for s in sale.lots)


def test_a_recent_purchase_that_is_sold_stays_known() -> None:
    home = example(TEXT.format("cash 0").replace("2026-05-01", "2026-11-10"))[0]
    filled = apply_fills(home, trades(home, {"2026": "3"}, {}))
    assert [(e.kind, e.trade_date, e.quantity) for e in filled.activity] == [
        (ActivityKind.BUY, date(2026, 11, 10), D(3)),
        (ActivityKind.SELL, home.as_of, D(-3)),
    ]


@pytest.mark.parametrize("seed", range(40, 60))
def test_fills_conserve_cash_shares_and_basis(seed: int) -> None:
    before, policy = random_household(seed)
    plan = make_plan(before, policy, COVARIANCE)
    after = apply_fills(before, plan.trades)
    for was, now in zip(before.accounts, after.accounts, strict=True):
        mine = [trade for trade in plan.trades if trade.account_id == was.account_id]
        signed = [(1 if t.side is Side.SELL else -1, t) for t in mine]
        moved = sum((sign * t.amount_usd - t.cost_usd for sign, t in signed), D(0))
        assert now.cash_usd == was.cash_usd + before.flow_usd(was.account_id) + moved
        for symbol in {p.symbol for p in (*was.positions, *now.positions)}:
            held = [next((p.quantity for p in a.positions if p.symbol == symbol), D(0)) for a in (was, now)]
            assert held[0] - held[1] == sum((s * t.quantity for s, t in signed if t.symbol == symbol), D(0))
        assert all(lot.quantity > 0 for position in now.positions for lot in position.lots)


A, B = ("a", "VTI", "one"), ("a", "VTI", "two")
BOUGHT = ("a", "VTI", planned_lot_id("a", "VTI"))


def both(first: Quantities, second: Quantities) -> tuple[dict[object, Decimal], dict[object, Decimal]]:
    result = merged(first, second)
    return dict(result.sells), dict(result.buys)


def test_two_plans_as_one() -> None:
    one = Quantities({A: D(5)}, {("a", "BND"): D(3)})
    assert both(one, Quantities({}, {})) == ({A: 5}, {("a", "BND"): 3})
    assert both(one, Quantities({A: D(2), B: D(1)}, {("a", "BND"): D(4)})) == (
        {A: 7, B: 1},
        {("a", "BND"): 7},
    )


def test_what_the_second_sells_of_the_firsts_purchases_was_never_bought() -> None:
    one = Quantities({}, {("a", "VTI"): D(5)})
    assert both(one, Quantities({BOUGHT: D(2)}, {})) == ({}, {("a", "VTI"): 3})
    assert both(one, Quantities({BOUGHT: D(5)}, {})) == ({}, {})
    assert both(one, Quantities({A: D(2)}, {})) == ({}, {("a", "VTI"): 3}), (
        "an old lot sold while new ones come"
    )
    assert both(one, Quantities({A: D(7)}, {})) == ({A: 2}, {})


def test_what_the_second_buys_of_the_firsts_sales_was_never_sold() -> None:
    one = Quantities({A: D(5), B: D(5)}, {})
    assert both(one, Quantities({}, {("a", "VTI"): D(6)})) == ({B: 4}, {})
    assert both(one, Quantities({}, {("a", "VTI"): D(12)})) == ({}, {("a", "VTI"): 2})


def test_quantities_of_trades_are_those_they_were_made_of() -> None:
    quantities = Quantities(by_hand.SELLS, by_hand.BUYS)
    again = quantities_of(build_trades(by_hand.household(), quantities))
    assert (dict(again.sells), dict(again.buys)) == (by_hand.SELLS, by_hand.BUYS)
    assert Quantities({}, {}).is_empty
    assert not again.is_empty


def test_a_small_buy_takes_no_cash_that_a_larger_one_counts_on_tomorrow() -> None:
    home = household("cash 1000, settles next day")
    home = replace(home, flows=(Flow("joint", D(1000), home.as_of + timedelta(days=9), "bonus"),))
    _, large, small = trades(home, {"2020": "10"}, {"BND": "55", "VTI": "2"})
    assert [(large.symbol, large.step), (small.symbol, small.step)] == [("BND", 2), ("VTI", 3)]


def test_a_buy_is_parted_where_a_deposit_pays_for_its_end() -> None:
    home = household("cash 1000, settles next day")
    home = replace(home, flows=(Flow("joint", D(1000), home.as_of + timedelta(days=9), "bonus"),))
    lot_id = next(p for p in home.accounts[0].positions if p.symbol == "VTI").lots[0].lot_id
    quantities = Quantities({("joint", "VTI", lot_id): D(10)}, {("joint", "BND"): D(68)})
    _, now, then = build_trades(home, quantities, D(100))
    assert (now.step, then.step) == (2, 3)
    assert now.quantity + then.quantity == 68
    assert now.amount_usd + now.cost_usd <= D(1000) + D("3003.30") < now.amount_usd + now.cost_usd + 71
    assert quantities_of(build_trades(home, quantities, D(100))) == quantities
    filled = apply_fills(home, build_trades(home, quantities, D(100))).accounts[0]
    bought = [
        lot
        for p in filled.positions
        if p.symbol == "BND"
        for lot in p.lots
        if lot.lot_id.startswith("planned")
    ]
    assert [lot.quantity for lot in bought] == [68]
    [whole] = [t for t in build_trades(home, quantities, D(2000)) if t.side is Side.BUY]
    assert (whole.quantity, whole.step) == (68, 3)


@pytest.mark.parametrize(("spare_usd", "steps"), [(D("0.01"), [1, 3]), (D(0), [3])])
def test_a_buy_loses_no_share_by_being_parted(spare_usd: Decimal, steps: list[int]) -> None:
    """At 2.5 bps three shares cost 5 cents and two parts 6: where the account has no such cent, the buy stays whole."""
    home = household("cash 150")
    bond = replace(home.instruments["BND"], half_spread_bps=D("2.5"))
    home = replace(home, instruments=home.instruments | {"BND": bond})
    whole = D(210) + trading_cost_usd(home, "BND", D(210))
    deposit = Flow("joint", whole - D(150) + spare_usd, home.as_of + timedelta(days=9), "bonus")
    bought = build_trades(replace(home, flows=(deposit,)), Quantities({}, {("joint", "BND"): D(3)}), D(50))
    assert sum(trade.quantity for trade in bought) == 3
    assert [trade.step for trade in bought] == steps


def test_of_a_purchase_in_two_the_first_is_paid_for_today() -> None:
    """A thousandth of a share at 2.32 dollars is no cent: the first part, a cent dearer than all there was, waited for
    the deposit, and the second came before it."""
    plan = soaked_plan(4114638)
    assert plan.method is Method.OPTIMUM
    parts = [(t.trade_id, t.step) for t in plan.trades if (t.account_id, t.symbol) == ("a1", "VTI")]
    assert parts == [("a1-5", 1), ("a1-6", 3)]


def test_a_purchase_that_comes_to_no_cent_is_not_parted() -> None:
    """A thousandth of a share at 4.63 dollars where cash was lacking: it was to be parted, nought by nought."""
    plan = soaked_plan(6872565)
    assert plan.method is Method.OPTIMUM
    assert all(check.holds for check in plan.checks)
    home = household("cash -5")
    [trade] = build_trades(home, Quantities({}, {("joint", "BND"): D("0.00001")}), D(50))
    assert trade.amount_usd == 0
