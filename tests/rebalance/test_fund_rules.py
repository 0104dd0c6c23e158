"""A fund's minimum purchases and redemption fees, in planner, trade list and verifier."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from tests.rebalance import example
from tests.rebalance.example import AS_OF, BUYS, SELLS
from tests.rebalance.test_verify import failing
from trimtab.core.accounts import Lot
from trimtab.core.household import Activity, ActivityKind, Flow, Household
from trimtab.rebalance.fees import fee_terms
from trimtab.rebalance.orders import Quantities, build_trades
from trimtab.rebalance.rules import Rules

D = Decimal


def with_fund(household: Household, symbol: str, **changes: object) -> Household:
    instruments = {**household.instruments, symbol: replace(household.instruments[symbol], **changes)}
    return replace(household, instruments=instruments)


@pytest.mark.parametrize(
    ("symbol", "changes", "seen"),
    [
        ("VBTLX", {"min_more_usd": D(1100)}, set()),
        ("VBTLX", {"min_more_usd": D("1100.01")}, {"I6"}),
        ("VBTLX", {"min_first_usd": D(9000)}, set()),  # the plan holds it already
        ("VTSAX", {"min_first_usd": D(300), "min_more_usd": D(9000)}, set()),
        ("VTSAX", {"min_first_usd": D("300.01")}, {"I6"}),
    ],
)
def test_the_verifier_knows_first_and_further_purchases(
    symbol: str, changes: dict[str, object], seen: set[str]
) -> None:
    household, policy = with_fund(example.household(), symbol, **changes), example.policy()
    sells = {key: quantity for key, quantity in SELLS.items() if key[0] != "a-tax"}
    buys = {key: quantity for key, quantity in BUYS.items() if key[0] != "a-tax"}
    buys |= {("b-ira", "VTSAX"): D(2), ("b-ira", "BND"): D(75)}
    plan = example.planned(household, policy, sells, buys)
    assert failing((household, policy, plan)) == seen


def test_the_next_choice_may_be_bought_where_the_first_has_a_minimum() -> None:
    household = with_fund(example.household(), "VTI", min_first_usd=D(3000), min_more_usd=D(100))
    policy = replace(example.policy(), buys={**example.policy().buys, "stocks.us": ("VTSAX", "VTI")})
    rules = Rules(with_fund(household, "VTSAX", min_first_usd=D(3000)), policy)
    ira, joint = rules.household.account("b-ira"), rules.household.account("a-tax")
    assert rules.least_buy_usd(ira, "VTSAX") == D(3000)
    assert rules.least_buy_usd(ira, "VTI") == D(100)
    assert {"VTSAX", "VTI"} <= set(rules.candidates(ira))
    assert rules.better(ira, "VTI") == ()
    assert rules.better(joint, "VTI") == ()
    plain = Rules(example.household(), policy)
    assert plain.better(joint, "VTI") == ("VTSAX",)


def test_a_buy_is_parted_only_into_what_the_fund_takes() -> None:
    """Half of the buy waits for a deposit; each part must be a purchase that the fund accepts."""
    later = Flow("c-401k", D(1000), AS_OF + timedelta(days=5), "payroll")
    base = replace(example.household(), flows=(later,))
    wanted = Quantities({("c-401k", "FXAIX", "2020-06-01-0"): D("0.5")}, {("c-401k", "VBTLX"): D(110)})

    def amounts(**changes: object) -> list[Decimal]:
        trades = build_trades(with_fund(base, "VBTLX", **changes), wanted, D(50))
        return [trade.amount_usd for trade in trades if trade.symbol == "VBTLX"]

    assert amounts() == [D(100), D(1000)]
    assert amounts(min_more_usd=D(100)) == [D(100), D(1000)]
    assert amounts(min_more_usd=D(101)) == [D(1100)]


def test_two_parts_of_a_buy_cost_no_more_than_the_whole() -> None:
    """12.8041 of cost round to 12.80, in two parts to 11.21 and 1.60: the second part gives way by a step."""
    later = Flow("c-401k", D("15973.88"), AS_OF + timedelta(days=5), "payroll")
    base = with_fund(replace(example.household(), flows=(later,)), "VBTLX", half_spread_bps=D(1))
    base = example.with_account(base, "c-401k", cash_usd=D("112079.54"))
    prices = {**base.prices, "VBTLX": replace(base.prices["VBTLX"], usd=D("17.9"))}
    trades = build_trades(
        replace(base, prices=prices), Quantities({}, {("c-401k", "VBTLX"): D("7153.107")}), D(50)
    )
    assert [trade.step for trade in trades] == [1, 3]
    spent = sum((trade.amount_usd + trade.cost_usd for trade in trades), D(0))
    assert spent <= D("112079.54") + D("15973.88")


def with_fee(household: Household, symbol: str = "FXAIX", days: int = 90) -> Household:
    return with_fund(household, symbol, redemption_fee_pct=D(2), redemption_fee_days=days)


def bought(
    household: Household, quantity: str, days_ago: int, kind: ActivityKind = ActivityKind.BUY
) -> Household:
    day = AS_OF - timedelta(days=days_ago)
    event = Activity("c-401k", kind, day, "FXAIX", D(quantity), D(0), example.SOURCE)
    return replace(household, activity=(*household.activity, event))


def sold_usd(household: Household) -> tuple[Decimal, Decimal]:
    """Fee and cost of selling 5.5 FXAIX at 200, as the trade list has it; the verifier must agree."""
    policy = example.policy()
    base = (
        household
        if household.account("c-401k").cash_usd
        else example.with_account(household, "c-401k", cash_usd=D(22))
    )
    plan = example.planned(base, policy)
    [trade] = [trade for trade in plan.trades if trade.symbol == "FXAIX"]
    assert failing((base, policy, plan)) == set()
    return sum((sale.fee_usd for sale in trade.lots), D(0)), trade.cost_usd


@pytest.mark.parametrize(("age", "fee"), [(89, "22.00"), (90, "0")])
def test_a_dated_lot_pays_until_its_day(age: int, fee: str) -> None:
    young = example.lot(str(AS_OF - timedelta(days=age)), "100", None)
    young = replace(young, lot_id="2020-06-01-0")
    household = example.with_position(with_fee(example.household()), "c-401k", "FXAIX", lots=(young,))
    assert sold_usd(household) == (D(fee), D(fee))


@pytest.mark.parametrize(
    ("bought_lately", "days_ago", "kind", "fee"),
    [
        ("94.5", 89, ActivityKind.BUY, "0"),
        ("95", 89, ActivityKind.BUY, "2.00"),
        ("200", 89, ActivityKind.BUY, "22.00"),
        ("200", 90, ActivityKind.BUY, "0"),
        ("200", 1, ActivityKind.REINVEST, "0"),
    ],
)
def test_without_dates_transactions_tell(
    bought_lately: str, days_ago: int, kind: ActivityKind, fee: str
) -> None:
    undated = Lot("2020-06-01-0", D(100), None, None, example.SOURCE)
    household = example.with_position(with_fee(example.household()), "c-401k", "FXAIX", lots=(undated,))
    assert sold_usd(bought(household, bought_lately, days_ago, kind))[0] == D(fee)


@pytest.mark.parametrize("changes", [{"history_from": AS_OF - timedelta(days=89)}, {"history_to": None},
                                     {"history_to": AS_OF - timedelta(days=1)}, {"history_from": None}])  # fmt: skip
def test_without_dates_and_transactions_the_fee_is_assumed(changes: dict[str, object]) -> None:
    undated = Lot("2020-06-01-0", D(100), None, None, example.SOURCE)
    household = example.with_position(with_fee(example.household()), "c-401k", "FXAIX", lots=(undated,))
    household = example.with_account(household, "c-401k", **changes)
    assert sold_usd(household)[0] == D("22.00")
    words = fee_terms(household, household.account("c-401k"), "FXAIX", undated)
    assert words.endswith("assumed, because its dates and transactions are not known that far back")


def test_a_fee_that_is_left_out_or_made_up_is_seen() -> None:
    policy = example.policy()
    young = replace(example.lot("2026-11-01", "100", None), lot_id="2020-06-01-0")
    household = example.with_position(example.household(), "c-401k", "FXAIX", lots=(young,))
    household = example.with_account(household, "c-401k", cash_usd=D(22))
    plain = example.planned(household, policy)
    assert failing((with_fee(household), policy, plain)) >= {"I1"}
    charged = example.planned(with_fee(household), policy)
    assert failing((household, policy, charged)) >= {"I1"}


def test_the_fallback_pays_fees_from_its_proceeds() -> None:
    young = replace(example.lot("2026-11-01", "100", "12000"), lot_id="2019-01-02-0")
    household = example.with_position(example.household(), "b-ira", "VTI", lots=(young,))
    household = with_fee(household, "VTI")
    plan = example.planned_by_rules(household, example.policy())
    assert any(sale.fee_usd for trade in plan.trades for sale in trade.lots)
    assert "I2" not in failing((household, example.policy(), plan))
