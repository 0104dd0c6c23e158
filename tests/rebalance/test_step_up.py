"""Gains taken to the top of the 0% bracket: to the dollar by the year's bill, and not where they do not pay."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.households import random_household
from tests.scenarios.reader import example
from tests.soak import asked
from tests.tax.returns import unit_of
from tests.universe import COVARIANCE
from tests.years import random_given
from trimtab.adapters.law import law_for
from trimtab.core.household import FilingStatus, Household
from trimtab.core.plan import Plan, Side, Trade
from trimtab.core.policy import Policy
from trimtab.core.year_tax import YearTax
from trimtab.rebalance.fills import apply_fills
from trimtab.rebalance.given import Given
from trimtab.rebalance.journey import look, make_plan
from trimtab.rebalance.optimize.optimum import Optimum
from trimtab.rebalance.orders import build_trades
from trimtab.rebalance.propose import ways
from trimtab.rebalance.rules import Rules
from trimtab.rebalance.step_up import StepUps, step_ups
from trimtab.rebalance.verify.book import Book
from trimtab.rebalance.verify.limits import restrictions
from trimtab.tax.flat_year import FlatYear
from trimtab.tax.return_year import KnownReturn, ReturnYear

D = Decimal
EDGE_2026 = D(98_900)  # Rev. Proc. 2025-32, section 4.03: married filing jointly, the end of the 0% rate
STANDARD_2026 = D(32_200)  # the same, section 4.14, as amended for 2026
HELD = """
title A couple with little income this year and old gains
BEFORE 2026-11-20
tax married_joint: ordinary 12%, long 15%
target stocks.us 100
buy stocks.us: VTI
price VTI 300
price VTSAX 150
account joint: taxable of Ann, cash 100, fractions
lot VTI 500 bought 2015-01-02 for 50000
lot VTI 100 bought 2026-03-02 for 20000
account ira: traditional_ira of Ann
lot VTI 100 bought 2015-01-02 for 10000
"""


def bill(wages: int, state_pct: Decimal = Decimal(0)) -> ReturnYear:
    """The federal bill of a couple with these wages in 2026, and a flat state rate on gains."""
    unit = unit_of(FilingStatus.MARRIED_JOINT, wages=wages)
    return ReturnYear(KnownReturn(unit, law_for(2026), state_rate_pct=state_pct))


def found(year: YearTax, text: str = HELD, **policy: object) -> tuple[Household, Policy, StepUps]:
    household, made = example(text)
    made = replace(made, **policy)
    return household, made, step_ups(Rules(household, made), year, ())


@pytest.mark.parametrize("wages", [60_000, 80_000, 120_000])
def test_gains_fill_the_zero_bracket_to_the_dollar(wages: int) -> None:
    _, _, taken = found(bill(wages))
    room = EDGE_2026 - (D(wages) - STANDARD_2026)
    assert room - D("1") < taken.gain_usd <= room
    assert set(taken.quantities.sells) == {("joint", "VTI", "2015-01-02-0")}
    before, after = bill(wages).outcome(D(0), D(0)), bill(wages).outcome(D(0), taken.gain_usd)
    assert after.tax_usd == before.tax_usd


@pytest.mark.parametrize(
    ("year", "why"),
    [
        (bill(131_100), "no room is left"),
        (bill(300_000), "15% and the 3.8% on net investment income"),
        (bill(60_000, D(9)), "the state takes more now than all will later"),
        (FlatYear(example(HELD)[0].tax), "flat rates are the same in every year"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_gains_are_left_alone_where_they_do_not_pay(year: YearTax, why: str) -> None:
    _, _, taken = found(year)
    assert taken.quantities.is_empty, why
    assert (taken.gain_usd, taken.worth_usd) == (0, 0)


def test_a_state_that_takes_a_little_does_not_stop_it() -> None:
    assert found(bill(80_000, D(3)))[2].gain_usd > 51_000


@pytest.mark.parametrize(
    ("text", "policy"),
    [
        (
            HELD.replace("joint: taxable", "joint: taxable").replace(
                "2015-01-02 for 50000", "2026-02-02 for 50000"
            ),
            {},
        ),
        (HELD, {"do_not_sell": frozenset({"VTI"})}),
        (HELD, {"do_not_buy": frozenset({"VTI"})}),
        (HELD, {"gain_budget_usd": D(0)}),
        (HELD.replace("cash 100, fractions", "cash 100, locked"), {}),
    ],
    ids=["short-term", "not sold", "not bought back", "no budget", "locked"],
)
def test_gains_that_may_not_be_taken_are_not(text: str, policy: dict[str, object]) -> None:
    assert found(bill(60_000), text, **policy)[2].quantities.is_empty


def test_a_budget_is_kept() -> None:
    assert D(9_998) < found(bill(60_000), gain_budget_usd=D(10_000))[2].gain_usd <= D(10_000)


@pytest.mark.parametrize(("symbol", "back"), [("VTSAX", D(400)), ("VTI", D("399.920"))])
def test_all_is_bought_back_that_the_proceeds_pay_for(symbol: str, back: Decimal) -> None:
    """A fund costs nothing to trade: all of it, where the account has no other cash. A basis point twice: less."""
    text = f"""
title No cash but the proceeds
BEFORE 2026-11-20
tax married_joint: ordinary 12%, long 15%
target stocks.us 100
buy stocks.us: {symbol}
price {symbol} 300.37
account joint: taxable of Ann, cash 0, fractions
lot {symbol} 400 bought 2015-01-02 for 50000
"""
    _, _, taken = found(bill(0), text)
    assert sum(taken.quantities.sells.values()) == 400
    assert taken.quantities.buys["joint", symbol] == back


def test_the_cash_of_an_account_pays_for_one_of_two_such_gains_only() -> None:
    text = """
title Two old gains and thirty dollars
BEFORE 2026-11-20
tax married_joint: ordinary 12%, long 15%
target stocks.us 50, stocks.intl 50
buy stocks.us: VTI
buy stocks.intl: VXUS
price VTI 300
price VXUS 300
account joint: taxable of Ann, cash 30, fractions
lot VTI 400 bought 2015-01-02 for 100000
lot VXUS 400 bought 2015-01-02 for 100000
"""
    household, policy, taken = found(bill(0), text)
    trades = build_trades(household, taken.quantities, policy.min_trade_usd)
    assert {t.symbol for t in trades} == {"VTI", "VXUS"}
    left = 30 + sum((t.amount_usd if t.side is Side.SELL else -t.amount_usd) - t.cost_usd for t in trades)
    assert 0 <= left < D("0.6")


def test_cents_of_the_bill_do_not_end_the_search() -> None:
    """A thousandth of a share is four cents of gain, and what it costs now is lost in the rounding of the bill: once 11
    shares of 470 were taken, worth 31 dollars of 1,510."""
    household, policy = random_household(106)
    plan = make_plan(household, policy, COVARIANCE, random_given(106, household))
    [sold] = [
        t for t in plan.trades if t.side is Side.SELL and household.account(t.account_id).kind.is_taxable
    ]
    assert (sold.symbol, sold.quantity) == ("VTTHX", D("470.030"))


def traded() -> tuple[Household, Policy, tuple[Trade, ...]]:
    household, policy, taken = found(bill(80_000))
    return household, policy, build_trades(household, taken.quantities, policy.min_trade_usd)


def test_what_is_sold_is_bought_back_in_a_later_step() -> None:
    _, _, (sell, buy) = traded()
    assert (sell.side, buy.side, sell.symbol, buy.symbol) == (Side.SELL, Side.BUY, "VTI", "VTI")
    assert (sell.step, buy.step, buy.depends_on) == (1, 2, (sell.trade_id,))
    assert sell.quantity - buy.quantity < D("0.1"), "all but what the spread takes"


class Planned:
    """As much of a plan as the restrictions look at."""

    def __init__(self, trades: tuple[Trade, ...]) -> None:
        self.trades = trades
        self.problems = ()
        self.ask = None
        self.withdrawal = None
        self.wash_sales = ()


def test_the_verifier_allows_both_sides_for_such_gains_alone() -> None:
    household, policy, (sell, buy) = traded()

    def told(*trades: Trade, **changes: object) -> list[str]:
        book = Book(household, replace(policy, **changes), Planned(trades))  # type: ignore[arg-type]
        return [words for words in restrictions(book) if "both bought and sold" in words]

    assert told(sell, buy) == []
    assert told(sell, replace(buy, step=1)), "at the same time"
    assert told(sell, replace(buy, quantity=sell.quantity + 1)), "more than was sold"
    loss = replace(sell, lots=tuple(replace(lot, gain_usd=D(-1)) for lot in sell.lots))
    assert told(loss, buy), "a loss"
    assert told(sell, buy, harvest=False), "switched off"


def test_the_zero_bracket_alone_asks_for_a_plan_that_passes_every_check() -> None:
    household, policy = example(HELD)
    given = Given(year_tax=bill(80_000))
    plan = make_plan(household, policy, COVARIANCE, given)
    assert [trigger.rule for trigger in plan.before.triggers] == ["step_up"]
    assert [(t.side, t.symbol, t.step) for t in plan.trades] == [(Side.SELL, "VTI", 1), (Side.BUY, "VTI", 2)]
    assert not [check.words for check in plan.checks if not check.holds]
    assert plan.tax_now_usd == 0
    assert D(51_099) < plan.trades[0].gain_long_usd <= D(51_100)
    assert "bought back at once" in plan.trades[0].reason
    filled = apply_fills(household, plan.trades)
    assert not make_plan(filled, policy, COVARIANCE, given.after(household, filled)).trades


def test_the_gap_of_a_plan_that_takes_gains_is_that_of_its_other_trades(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    household, policy = example(HELD)
    given, real = Given(year_tax=bill(80_000)), ways.optimum
    bound_usd = look(household, policy, COVARIANCE, given).cost_of_nothing.total_usd - 9

    def nine_below(*asked: Any) -> Optimum | None:
        found = real(*asked)
        return found and replace(found, bound_usd=bound_usd, has_gains=False)

    monkeypatch.setattr(ways, "optimum", nine_below)
    plan = make_plan(household, policy, COVARIANCE, given)
    assert plan.cost_before.total_usd - plan.cost_after.total_usd > 100, (
        "what the gains are worth hides no gap"
    )
    assert (len(plan.trades), plan.gap_usd) == (2, 9)


def test_nothing_is_taken_where_harvests_are_switched_off() -> None:
    household, policy = example(HELD)
    given = Given(year_tax=bill(80_000))
    assert not make_plan(household, replace(policy, harvest=False), COVARIANCE, given).trades


RETIRED = """
title A retired woman with room in the 0% bracket, old gains, and a loss
BEFORE 2026-11-20
tax single: ordinary 22%, long 15%{year}
target stocks.us 100
buy stocks.us: VTI ITOT
price VTI 300
price ITOT 130
account joint: taxable of Ann, cash 0
lot VTI 400 bought 2010-01-05 for 40000
"""
LOSS = "lot VTI 100 bought 2022-01-05 for {basis}\n"
ROOM_2026 = D(49_450) - (
    40_000 - 16_100
)  # Rev. Proc. 2025-32: the end of the 0% rate less her taxable income


def retired(text: str, **policy: object) -> Plan:
    household, made = example(text)
    tax = household.tax
    unit = replace(
        unit_of(FilingStatus.SINGLE, wages=40_000),
        gain_long_usd=tax.realized_long_usd,
        carryforward_long_usd=tax.carryforward_long_usd,
    )
    year = ReturnYear(KnownReturn(unit, law_for(2026)))
    return make_plan(household, replace(made, **policy), COVARIANCE, Given(year_tax=year))  # type: ignore[arg-type]


def taken_usd(plan: Plan) -> Decimal:
    return sum((trade.gain_long_usd for trade in plan.trades), D(0))


@pytest.mark.parametrize("basis", [32_000, 40_000])
def test_a_loss_at_hand_does_not_use_up_the_room_for_gains(basis: int) -> None:
    """The loss is worth 29 to 197 dollars, the gains that it would use up the room for two thousand."""
    plan = retired(RETIRED.format(year="") + LOSS.format(basis=basis))
    assert all(check.holds for check in plan.checks)
    assert ROOM_2026 - 200 < taken_usd(plan) < ROOM_2026 + 200
    assert plan.cost_before.total_usd - plan.cost_after.total_usd > 2_000


@pytest.mark.parametrize("loss", ["year long -10000", "year long 0, carried long 10000"])
def test_gains_use_up_a_loss_of_the_year_where_those_beyond_it_pay_for_that(loss: str) -> None:
    plan = retired(RETIRED.format(year="\n" + loss))
    assert all(check.holds for check in plan.checks)
    assert ROOM_2026 + 10_000 - 200 < taken_usd(plan) < ROOM_2026 + 10_000 + 200
    assert plan.cost_before.total_usd - plan.cost_after.total_usd > 1_700


@pytest.mark.parametrize(
    ("budgets", "gain"),
    [
        ({"gain_budget_usd": D(10_000)}, 10_000),
        ({"gain_budget_long_usd": D(10_000)}, 10_000),
        ({"gain_budget_short_usd": D(0)}, 25_600),
        ({"tax_budget_usd": D(0)}, 25_400),
        ({"tax_budget_usd": D("7.50")}, 25_600),
        ({"gain_budget_usd": D(3_650), "budget_prorated": True}, 3_200),
    ],
)
def test_gains_are_taken_as_far_as_each_budget_goes(budgets: dict[str, Any], gain: int) -> None:
    """A share is 200 of gain, the room 25,550; 324 of 365 days are over."""
    plan = retired(RETIRED.format(year=""), **budgets)
    assert all(check.holds for check in plan.checks)
    assert taken_usd(plan) == gain


REBALANCED = """
title A retired woman who sells a part of an old fund for bonds, with room in the 0% bracket for more
BEFORE 2026-11-20
tax single: ordinary 22%, long 15%
target stocks.us 80, bonds 20
buy stocks.us: VTI
buy bonds: BND
price VTI 300
price BND 70
account joint: taxable of Ann, cash 0
lot VTI 400 bought 2010-01-05 for 40000
lot BND 100 bought 2020-01-05 for 7000
"""


def test_more_gains_of_a_fund_that_is_sold_anyway_are_taken_and_bought_back() -> None:
    plan = retired(REBALANCED)
    assert all(check.holds for check in plan.checks)
    [sale] = [trade for trade in plan.trades if trade.side is Side.SELL]
    [back] = [trade for trade in plan.trades if trade.symbol == "VTI" and trade.side is Side.BUY]
    assert ROOM_2026 - 200 < sale.gain_long_usd < ROOM_2026 + 200
    assert 0 < back.quantity < sale.quantity - 30
    assert f"{back.quantity} of {sale.quantity} are bought back at once" in sale.reason
    assert plan.after.classes[0].actual == pytest.approx(D("0.2"), abs=D("0.05"))


def test_a_fund_of_which_a_loss_is_sold_is_not_bought_back() -> None:
    plan = retired(REBALANCED + "lot VTI 5 bought 2024-01-05 for 4500\n")
    sold = {(trade.side, trade.symbol) for trade in plan.trades if trade.symbol == "VTI"}
    is_loss_sold = any(sale.gain_usd and sale.gain_usd < 0 for trade in plan.trades for sale in trade.lots)
    assert len(sold) == 1 or not is_loss_sold


def test_the_bound_is_one_for_plans_that_take_gains() -> None:
    """A loss would use up the room for gains at nought: the program weighs both, and next to no gap is left."""
    text = HELD.replace("lot VTI 100 bought 2026-03-02 for 20000", "lot VXUS 100 bought 2022-01-03 for 40000")
    text = text.replace("target stocks.us 100", "target stocks.us 84, stocks.intl 16").replace(
        "buy stocks.us: VTI", "buy stocks.us: VTI\nbuy stocks.intl: VXUS\nprice VXUS 300"
    )
    household, policy = example(text)
    plan = make_plan(household, policy, COVARIANCE, Given(year_tax=bill(60_000), is_exact=True))
    assert not [check.words for check in plan.checks if not check.holds]
    assert sum(t.gain_long_usd for t in plan.trades) > 60_000
    assert (plan.gap_usd or 99) < 22  # what spreads take of the cash, which counts as drift


def test_gains_are_taken_through_where_the_first_cost_more_now() -> None:
    """The first 3,000 dollars take a loss that would be deducted from wages: 77 dollars; all 16,453 save 812."""
    household, policy, given = asked(3004776)
    taken = step_ups(Rules(household, policy), given.tax_of(household), ())
    assert taken.gain_usd == D("16452.58")
    assert D(800) < taken.worth_usd < D(820)
