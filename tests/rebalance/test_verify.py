"""The verifier is only worth something if it sees what is wrong: a good plan is broken in every way it guards."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest

import trimtab.rebalance.verify as verify_room
from tests.rebalance import example
from tests.rebalance.example import (
    AS_OF,
    BUYS,
    SELLS,
    SOURCE,
    lot,
    planned,
    with_account,
    with_lot,
    with_position,
)
from trimtab.core.accounts import Lot, Role
from trimtab.core.household import Activity, ActivityKind, Flow, Household
from trimtab.core.plan import LotSale, Method, Plan, Side, Term, Trade
from trimtab.core.policy import Calendar, Policy
from trimtab.core.problems import note, warning
from trimtab.rebalance.verify import verify
from trimtab.rebalance.verify.exact import in_window, long_from

D = Decimal
Case = tuple[Household, Policy, Plan]
LOSS_LOT = ("a-tax", "VTI", "2026-05-01-0")
ALL = tuple(f"I{number}" for number in range(1, 13))


def good() -> Case:
    household, policy = example.household(), example.policy()
    return household, policy, planned(household, policy)


def failing(case: Case, replan_is_empty: bool | None = None) -> set[str]:
    checks = verify(*case, replan_is_empty)
    assert tuple(check.invariant for check in checks) == ALL
    assert all(check.words for check in checks)
    return {check.invariant for check in checks if not check.holds}


def test_good_plan_passes_with_figures() -> None:
    case = good()
    assert len(case[2].trades) == 7
    assert failing(case) == set()
    words = {check.invariant: check.words for check in verify(*case, True)}
    assert "sold $25,100.00" in words["I1"]
    assert "-$1,000.00" in words["I5"]
    assert "planning again gives nothing" in words["I10"]


# ------------------------------------------------- figures of the plan that are wrong by themselves


def trade(index: int, **changes: object) -> Callable[[], Case]:
    """One trade of the good plan changed."""

    def case() -> Case:
        household, policy, plan = good()
        trades = [*plan.trades]
        trades[index] = replace(trades[index], **changes)
        return household, policy, replace(plan, trades=tuple(trades))

    return case


def sale(**changes: object) -> Callable[[], Case]:
    """The first lot sold of the good plan changed."""

    def case() -> Case:
        household, policy, plan = good()
        lots = (replace(plan.trades[0].lots[0], **changes), *plan.trades[0].lots[1:])
        return household, policy, replace(plan, trades=(replace(plan.trades[0], lots=lots), *plan.trades[1:]))

    return case


def stated(**changes: Callable[[Plan], object]) -> Callable[[], Case]:
    """Fields of the good plan changed."""

    def case() -> Case:
        household, policy, plan = good()
        return household, policy, replace(plan, **{name: make(plan) for name, make in changes.items()})

    return case


def _class_shifted(plan: Plan) -> object:
    row = plan.after.classes[0]
    return replace(
        plan.after, classes=(replace(row, actual=row.actual + D("1e-11")), *plan.after.classes[1:])
    )


def _account_shifted(plan: Plan) -> object:
    first, second, *rest = plan.after.accounts
    moved = D(100)
    return replace(
        plan.after,
        accounts=(
            replace(first, total_usd=first.total_usd + moved),
            replace(second, total_usd=second.total_usd - moved),
            *rest,
        ),
    )


def _without_row(plan: Plan) -> object:
    return replace(plan.before, classes=plan.before.classes[1:])


FIGURES: dict[str, tuple[str, Callable[[], Case]]] = {
    "amount off by a cent": ("I1", trade(0, amount_usd=D("18000.01"))),
    "price not the household's": ("I1", trade(0, price_usd=D("300.10"))),
    "cost forgotten": ("I1", trade(0, cost_usd=D(0))),
    "cost on the wrong side": ("I1", trade(1, cost_usd=D("-0.44"))),
    "value vanishes": ("I1", stated(after=lambda p: replace(p.after, total_usd=p.after.total_usd - 1))),
    "buy before its money": ("I2", trade(4, step=1)),
    "sell in step 2": ("I2", trade(0, step=2)),
    "step 3": ("I2", trade(4, step=3)),
    "waits for another account": ("I2", trade(4, depends_on=("a-tax-1",))),
    "does not say that it waits": ("I2", trade(1, depends_on=())),
    "more shares than the lot": ("I3", sale(quantity=D(101))),
    "unknown lot": ("I3", sale(lot_id="2018-03-01-9")),
    "negative lot": ("I3", sale(quantity=D(-10))),
    "negative quantity": ("I3", trade(1, quantity=D(-90))),
    "nothing traded": ("I3", trade(1, quantity=D(0))),
    "sells what is not held": ("I3", trade(0, symbol="FXAIX")),
    "unknown account": ("I4", trade(0, account_id="z-none")),
    "value moves between accounts": ("I4", stated(after=_account_shifted)),
    "lots do not sum to the trade": ("I8", sale(quantity=D(9))),
    "proceeds do not sum": ("I8", sale(proceeds_usd=D("3000.01"))),
    "half sum flattered": ("I8", stated(after=lambda p: replace(p.after, half_sum=p.after.half_sum / 2))),
    "class weight off": ("I8", stated(after=_class_shifted)),
    "class left out": ("I8", stated(before=_without_row)),
    "before is not the household's": ("I8", stated(before=lambda p: p.after)),
    "trading cost not summed": ("I8", stated(cost_after=lambda p: replace(p.cost_after, trading_usd=D(0)))),
    "tax not from the lots": ("I8", stated(cost_after=lambda p: replace(p.cost_after, tax_now_usd=D(-500)))),
    "lot's date changed": ("I9", sale(acquired=date(2018, 3, 2))),
    "basis changed": ("I9", sale(basis_usd=D(900))),
    "gain is not proceeds less basis": ("I9", sale(gain_usd=D(1999))),
    "long called short": ("I9", sale(term=Term.SHORT)),
    "taxable called sheltered": ("I9", sale(term=Term.SHELTERED)),
    "estimate not marked": ("I9", sale(is_estimate=True)),
    "sells_all untrue": ("I9", trade(0, sells_all=True)),
    "buy with lots": ("I9", trade(1, sells_all=True)),
    "method contradicts trades": ("I10", stated(method=lambda p: Method.NONE)),
    "trades shuffled": ("I11", stated(trades=lambda p: p.trades[::-1])),
    "trade id twice": ("I11", trade(0, trade_id="a-tax-2")),
    "lots shuffled": ("I11", trade(0, lots=tuple(reversed(good()[2].trades[0].lots)))),
    "no plan id": ("I11", stated(plan_id=lambda p: "")),
    "classes shuffled": ("I11", stated(after=lambda p: replace(p.after, classes=p.after.classes[::-1]))),
    "a float in a trade": ("I12", trade(0, quantity=60.0)),
    "a float deep inside": ("I12", stated(after=lambda p: replace(p.after, half_sum=0.1))),
    "not a number": ("I12", stated(gap_usd=lambda p: D("NaN"))),
    "infinite": ("I12", trade(0, amount_usd=D("Infinity"))),
    "a set has no order": ("I12", stated(problems=lambda p: {1, 2})),
}


@pytest.mark.parametrize("name", FIGURES)
def test_wrong_figure_is_seen(name: str) -> None:
    invariant, case = FIGURES[name]
    assert invariant in failing(case())


def damaged(value: Any, wrongs: Iterator[object]) -> Iterator[Any]:
    """Copies of a value, each with another figure, word or day in it put out for something wrong."""
    if is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            for part in damaged(getattr(value, field.name), wrongs):
                yield replace(value, **{field.name: part})
    elif isinstance(value, tuple):
        for place, old in enumerate(value):
            for part in damaged(old, wrongs):
                yield (*value[:place], part, *value[place + 1 :])
    elif isinstance(value, Mapping):
        for name, old in value.items():
            for part in damaged(old, wrongs):
                yield {**value, name: part}
    else:
        yield next(wrongs)


def test_nothing_inexact_hides_anywhere_in_a_plan() -> None:
    household, policy, plan = good()
    plan = replace(plan, checks=verify(household, policy, plan))
    wrongs: tuple[object, ...] = (0.5, D("NaN"), [D(1)], {"a", "b"}, D("-Infinity"), object())
    found = [failing((household, policy, other)) for other in damaged(plan, cycle(wrongs))]
    assert len(found) > 300
    assert all(broken == set(ALL) for broken in found)


# ------------------------------------- plans that add up in themselves but break exactly one rule


def free_riding(household: Household) -> Household:
    """A cash account that sold one thing and bought another today, and has a payment to make."""
    household = with_account(household, "c-401k", settles_next_day=True)
    household = replace(household, flows=(*household.flows, Flow("c-401k", D(-5), AS_OF, "payment")))
    for kind, symbol in ((ActivityKind.SELL, "VBTLX"), (ActivityKind.BUY, "FXAIX")):
        household = event(kind, "c-401k", symbol, 0, "5")(household)
    return household


def broken(
    change: Callable[[Household], Household] = lambda household: household,
    sells: dict[tuple[str, str, str], Decimal] | None = None,
    buys: dict[tuple[str, str], Decimal] | None = None,
    **policy_changes: object,
) -> Callable[[], Case]:
    """The good plan rebuilt for a changed household or policy, or with other quantities: all figures tie."""

    def case() -> Case:
        household, policy = change(example.household()), replace(example.policy(), **policy_changes)
        return household, policy, planned(household, policy, sells, buys)

    return case


def event(
    kind: ActivityKind,
    account_id: str,
    symbol: str,
    days_ago: int,
    gain_usd: str | None = None,
    after: str = "",
) -> Callable:
    """The household with one thing more that happened; `after` a gain in that account, where one is named."""
    happened = Activity(
        account_id,
        kind,
        AS_OF - timedelta(days=days_ago),
        symbol,
        D(1) if kind is not ActivityKind.SELL else D(-1),
        D(-300),
        SOURCE,
        None if gain_usd is None else D(gain_usd),
    )
    gain = replace(happened, account_id=after, gain_usd=D(1))
    more = (gain, happened) if after else (happened,)
    return lambda household: replace(household, activity=(*household.activity, *more))


def undated(household: Household) -> Household:
    return seen(None, 0)(household)


def seen(from_days_ago: int | None, to_days_ago: int) -> Callable[[Household], Household]:
    """The household with shares of unknown date in an account whose transactions are known for so long."""
    first = None if from_days_ago is None else AS_OF - timedelta(days=from_days_ago)
    known = {"history_from": first, "history_to": AS_OF - timedelta(days=to_days_ago)}
    unknown = Lot("unknown-0", D(5), D(1000), None, SOURCE)
    return lambda household: with_account(with_lot(household, "b-ira", "VTI", unknown), "b-ira", **known)


def bought_lately(account_id: str, symbol: str, days_ago: int = 30) -> Callable[[Household], Household]:
    new = lot((AS_OF - timedelta(days=days_ago)).isoformat(), "5", "1600")
    return lambda household: with_lot(household, account_id, symbol, new)


def short_of_cash(household: Household) -> Household:
    return replace(household, flows=(Flow("a-tax", D(-2000), AS_OF, "withdrawal"),))


def stale(household: Household) -> Household:
    old = replace(household.prices["VTI"], as_of=AS_OF - timedelta(days=6))
    return replace(household, prices={**household.prices, "VTI": old})


def without_notes(make: Callable[[], Case]) -> Callable[[], Case]:
    def case() -> Case:
        household, policy, plan = make()
        trades = tuple(replace(trade, wash_note="") for trade in plan.trades)
        return household, policy, replace(plan, trades=trades)

    return case


def option_on_vti(
    account_id: str, bought: str = "", coming: bool = False
) -> Callable[[Household], Household]:
    """One call on VTI, held since `bought` or bought by itself."""

    def change(household: Household) -> Household:
        call = replace(household.instruments["VTI"], symbol="CALL", identical_group="", option_on="VTI")
        price = replace(household.prices["VTI"], symbol="CALL")
        household = replace(
            household,
            instruments={**household.instruments, "CALL": call},
            prices={**household.prices, "CALL": price},
        )
        if coming:
            return with_account(household, account_id, purchases_coming=frozenset({"CALL"}))
        return with_lot(household, account_id, "CALL", lot(bought, "1", "300"))

    return change


def sold_again(account_id: str, days_ago: int, gain_usd: str = "1") -> Callable[[Household], Household]:
    """One share bought five days ago, and one sold so many days ago."""
    bought = event(ActivityKind.BUY, account_id, "VTI", 5)
    sold = event(ActivityKind.SELL, account_id, "VTI", days_ago, gain_usd)
    return lambda household: sold(bought(household))


def test_what_was_bought_lately_and_sold_since_replaces_nothing() -> None:
    for account_id, days_ago in (("a-tax", 1), ("a-tax", 0), ("b-ira", 1)):
        assert failing(broken(sold_again(account_id, days_ago))()) == set()
    assert failing(broken(sold_again("b-ira", 0))()) == {"I5"}, "lost for good if that does not undo it"
    assert failing(broken(sold_again("b-ira", 6))()) == {"I5"}, "sold before it was bought"


WAITING = ("a-tax", "VTI", "2025-12-01-0")

RULES: dict[str, tuple[str, Callable[[], Case]]] = {
    "reserve used up": ("I2", broken(lambda h: with_account(h, "a-tax", cash_reserve_usd=D(1400)))),
    "withdrawal not funded": ("I2", broken(short_of_cash)),
    "overdrawn by a share": ("I2", broken(buys={**BUYS, ("c-401k", "VBTLX"): D(111)})),
    "pending shares sold": ("I3", broken(lambda h: with_position(h, "b-ira", "VTI", pending_quantity=D(81)))),
    "pending shares sold, something new bought before": (
        "I3",
        broken(
            lambda h: with_position(h, "b-ira", "VTI", pending_quantity=D(81)),
            buys={**BUYS, ("a-tax", "BND"): D(80), ("a-tax", "FXAIX"): D(2)},
        ),
    ),
    "frozen holding sold": ("I3", broken(lambda h: with_position(h, "b-ira", "VTI", role=Role.FROZEN))),
    "frozen holding bought": ("I3", broken(lambda h: with_position(h, "b-ira", "BND", role=Role.FROZEN))),
    "locked account trades": ("I3", broken(lambda h: with_account(h, "b-ira", locked=True))),
    "bought in an IRA what is sold at a loss": ("I5", broken(buys={**BUYS, ("b-ira", "VTSAX"): D(2)})),
    "bought before, kept": ("I5", broken(bought_lately("a-tax", "VTI"))),
    "bought before in an IRA, kept": ("I5", broken(bought_lately("b-ira", "VTI"))),
    "identical fund bought before, kept": ("I5", broken(bought_lately("b-ira", "VTSAX"))),
    "an option on it bought before": ("I5", broken(option_on_vti("b-ira", "2026-11-10"))),
    "an option on it to be bought": ("I5", broken(option_on_vti("b-ira", coming=True))),
    "bought today": ("I5", broken(bought_lately("b-ira", "VTI", 0))),
    "reinvested lately in an IRA": ("I5", broken(event(ActivityKind.REINVEST, "b-ira", "VTI", 30))),
    "bought lately, lots do not tell": ("I5", broken(event(ActivityKind.BUY, "a-tax", "VTI", 1))),
    "loss sold lately, bought now": ("I5", broken(event(ActivityKind.SELL, "a-tax", "BND", 30, "-0.01"))),
    "unknown result lately, bought now": ("I5", broken(event(ActivityKind.SELL, "d-old", "VXUS", 0))),
    "identical fund's loss lately": ("I5", broken(event(ActivityKind.SELL, "d-old", "VTIAX", 12, "-80"))),
    "payroll will buy it": (
        "I5",
        broken(lambda h: with_account(h, "c-401k", purchases_coming=frozenset({"VTI"}))),
    ),
    "payroll will buy its twin": (
        "I5",
        broken(lambda h: with_account(h, "c-401k", purchases_coming=frozenset({"VTSAX"}))),
    ),
    "loss sold after a gain": (
        "I5",
        broken(event(ActivityKind.SELL, "a-tax", "BND", 3, "-50", after="a-tax")),
    ),
    "loss sold after a gain elsewhere": (
        "I5",
        broken(event(ActivityKind.SELL, "a-tax", "BND", 3, "-50", after="b-ira")),
    ),
    "reinvestment not named": ("I5", without_notes(broken())),
    "history not known": ("I5", broken(undated)),
    "history known for 29 days": ("I5", broken(seen(29, 0))),
    "history known to yesterday": ("I5", broken(seen(300, 1))),
    "history not known, allowed, not said": ("I5", without_notes(broken(undated, allow_unseen_history=True))),
    "unknown basis may be a loss": (
        "I5",
        broken(
            lambda h: bought_lately("b-ira", "VTI")(
                with_lot(h, "a-tax", "VTI", lot("2017-01-03", "50", None))
            ),
            sells={
                **{key: SELLS[key] for key in SELLS if key != LOSS_LOT},
                ("a-tax", "VTI", "2017-01-03-0"): D(50),
            },
        ),
    ),
    "not on the menu": ("I6", broken(lambda h: with_account(h, "c-401k", menu=frozenset({"FXAIX"})))),
    "do not buy, policy": ("I6", broken(do_not_buy=frozenset({"VXUS"}))),
    "do not buy, account": ("I6", broken(lambda h: with_account(h, "b-ira", do_not_buy=frozenset({"BND"})))),
    "do not sell, policy": ("I6", broken(do_not_sell=frozenset({"FXAIX"}))),
    "do not sell, account": (
        "I6",
        broken(lambda h: with_account(h, "b-ira", do_not_sell=frozenset({"VTI"}))),
    ),
    "trade too small": ("I6", broken(min_trade_usd=D("1100.01"))),
    "part of a share": ("I6", broken(sells={**SELLS, ("b-ira", "VTI", "2019-01-02-0"): D("20.5")})),
    "part of a fund share": ("I6", broken(lambda h: with_account(h, "c-401k", fund_quantity_step=D(1)))),
    "price too old": ("I6", broken(stale)),
    "bought today, sold today": ("I6", broken(event(ActivityKind.BUY, "c-401k", "FXAIX", 0))),
    "sold today, bought today": ("I6", broken(event(ActivityKind.SELL, "b-ira", "BND", 0, "50"))),
    "bought today, not paid for, sold for cash": (
        "I6",
        broken(free_riding, buys={**BUYS, ("c-401k", "VBTLX"): D(100)}),
    ),
    "gain budget": ("I6", broken(gain_budget_usd=D("999.99"))),
    "about to turn long-term": (
        "I6",
        broken(sells={**SELLS, WAITING: D(10)}, buys={**BUYS, ("a-tax", "BND"): D(130)}),
    ),
    "sold and bought": (
        "I6",
        broken(buys={**BUYS, ("b-ira", "BND"): D(79), ("b-ira", "VTI"): D(1)}, sells=SELLS),
    ),
    "farther out of the bands": (
        "I7",
        broken(sells={("b-ira", "BND", "2019-01-02-0"): D(50)}, buys={("b-ira", "VTI"): D(12)}),
    ),
    "nothing asks for it": (
        "I10",
        broken(
            bands=replace(example.policy().bands, own_points=dict.fromkeys(example.policy().target, D(90)))
        ),
    ),
}
ALSO = {
    "bought in an IRA what is sold at a loss": {"I6"},
    "sold and bought": {"I5"},
    "overdrawn by a share": set(),
}


@pytest.mark.parametrize("name", RULES)
def test_broken_rule_is_seen_and_nothing_else(name: str) -> None:
    invariant, case = RULES[name]
    seen = failing(case())
    assert invariant in seen
    assert seen - ALSO.get(name, set[str]()) == {invariant}


ALLOWED: dict[str, Callable[[], Case]] = {
    "bought 31 days ago": broken(bought_lately("b-ira", "VTI", 31)),
    "loss sold 31 days ago": broken(event(ActivityKind.SELL, "a-tax", "BND", 31, "-50")),
    "gain sold lately": broken(event(ActivityKind.SELL, "a-tax", "BND", 3, "50")),
    "loss in an IRA lately": broken(event(ActivityKind.SELL, "b-ira", "BND", 3, "-50")),
    "history unknown, every lot dated": broken(lambda h: with_account(h, "b-ira", history_from=None)),
    "history known for 30 days": broken(seen(30, 0)),
    "bought lately, as its lot says, and sold again": broken(
        lambda h: event(ActivityKind.BUY, "a-tax", "VTI", 5)(
            with_lot(h, "a-tax", "VTI", lot((AS_OF - timedelta(days=5)).isoformat(), "1", "320"))
        ),
        sells={**SELLS, ("a-tax", "VTI", f"{AS_OF - timedelta(days=5)}-0"): D(1)},
    ),
    "history unknown, allowed and said": broken(undated, allow_unseen_history=True),
    "index twin bought, not identical": broken(
        sells={**SELLS, ("b-ira", "VTI", "2019-01-02-0"): D(27)},
        buys={**BUYS, ("b-ira", "FXAIX"): D(10)},
    ),
    "bought yesterday": broken(event(ActivityKind.BUY, "c-401k", "FXAIX", 1)),
    "sold yesterday": broken(event(ActivityKind.SELL, "b-ira", "BND", 1, "50")),
    "bought and sold today in other accounts": broken(event(ActivityKind.BUY, "d-old", "FXAIX", 0)),
    "gain budget just kept": broken(gain_budget_usd=D(1000)),
    "whole position, part of a share": broken(
        lambda h: with_position(h, "b-ira", "VTI", lots=(lot("2019-01-02", "20.5", "3000"),)),
        sells={**SELLS, ("b-ira", "VTI", "2019-01-02-0"): D("20.5")},
    ),
    "wait lifted, and said": lambda: _wait_lifted(),
    "only the calendar": broken(
        calendar=Calendar.ANNUAL,
        last_rebalanced=date(2025, 11, 20),
        bands=replace(example.policy().bands, own_points=dict.fromkeys(example.policy().target, D(90))),
    ),
    "withdrawal funded": broken(
        lambda h: replace(h, flows=(Flow("b-ira", D(-5000), AS_OF, "rmd"),)),
        buys={**BUYS, ("b-ira", "BND"): D(17)},
    ),
}


def _wait_lifted() -> Case:
    household, policy, plan = RULES["about to turn long-term"][1]()
    return household, policy, replace(plan, problems=(note("wait-lifted", "sold anyway"),))


@pytest.mark.parametrize("name", ALLOWED)
def test_allowed_plan_passes(name: str) -> None:
    assert failing(ALLOWED[name]()) == set()


@pytest.mark.parametrize(("cents", "is_seen"), [(1, False), (2, False), (3, True)])
def test_proceeds_may_be_apart_by_a_cent_for_each_lot(cents: int, is_seen: bool) -> None:
    household, policy, plan = good()
    sold = next(trade for trade in plan.trades if len(trade.lots) == 2)
    moved = [
        replace(lot, proceeds_usd=lot.proceeds_usd + by, gain_usd=lot.gain_usd + by)
        for lot, by in zip(sold.lots, (D(cents) / 100, -D(cents) / 100), strict=True)
        if lot.gain_usd is not None
    ]
    trades = tuple(replace(t, lots=tuple(moved)) if t is sold else t for t in plan.trades)
    assert ("I9" in failing((household, policy, replace(plan, trades=trades)))) is is_seen


def test_what_reinvests_needs_no_word_once_all_of_it_is_sold() -> None:
    def one_lot(household: Household) -> Household:
        return with_position(household, "a-tax", "VTI", lots=(lot("2026-05-01", "50", "16000"),))

    sells = {key: quantity for key, quantity in SELLS.items() if "2018" not in key[2]}
    assert "I5" not in failing(without_notes(broken(one_lot, sells=sells))())


def short_reserve(account_id: str, reserve_usd: str, **changes: object) -> Case:
    """The plan of a household in which one account's reserve is larger than what it ends with, and says so."""
    household = with_account(example.household(), account_id, cash_reserve_usd=D(reserve_usd))
    sells = {**SELLS, ("b-ira", "VTI", "2019-01-02-0"): D(100), ("b-ira", "BND", "2019-01-02-0"): D(50)}
    buys = {key: quantity for key, quantity in BUYS.items() if key[0] != "b-ira"}
    plan = planned(
        household, example.policy(), sells | changes.get("sells", {}), buys | changes.get("buys", {})
    )
    words = f"{household.account(account_id).name} stays short"
    return household, example.policy(), replace(plan, problems=(warning("reserve-short", words),))


def test_reserve_may_stay_short_only_where_nothing_is_left_to_sell_and_the_plan_says_so() -> None:
    household, policy, plan = short_reserve("b-ira", "50000")
    assert failing((household, policy, plan)) == set()
    assert failing((household, policy, replace(plan, problems=()))) == {"I2"}
    assert failing(short_reserve("b-ira", "50000", sells={("b-ira", "BND", "2019-01-02-0"): D(49)})) == {"I2"}
    assert "I2" in failing(short_reserve("b-ira", "50000", buys={("b-ira", "VXUS"): D(10)}))


def test_withdrawal_comes_before_the_reserve() -> None:
    household, policy, plan = short_reserve("b-ira", "50000")
    household = replace(household, flows=(Flow("b-ira", D(-40000), AS_OF, "rmd"),))
    assert "I2" in failing((household, policy, plan))


def test_calendar_not_yet_due() -> None:
    household, policy, plan = ALLOWED["only the calendar"]()
    policy = replace(policy, last_rebalanced=date(2025, 11, 21))
    assert failing((household, policy, plan)) == {"I10"}


def test_only_cash_asks_then_other_accounts_do_not_sell() -> None:
    wide = replace(example.policy().bands, own_points=dict.fromkeys(example.policy().target, D(90)))
    with_deposit = lambda h: replace(h, flows=(Flow("b-ira", D(5000), AS_OF, "contribution"),))  # noqa: E731
    assert failing(broken(with_deposit, bands=wide)()) == {"I10"}
    assert failing(broken(with_deposit, sells={}, buys={("b-ira", "BND"): D(70)}, bands=wide)()) == set()


def test_planning_again_must_be_empty() -> None:
    assert failing(good(), replan_is_empty=False) == {"I10"}
    assert failing(good(), replan_is_empty=True) == set()


def test_no_trade_needs_a_reason() -> None:
    household, policy = example.household(), example.policy()
    plan = planned(household, policy, {}, {})
    assert failing((household, policy, plan)) == set()
    assert failing((household, policy, replace(plan, reason=""))) == {"I10"}


def test_drift_may_rise_where_cash_must_be_raised() -> None:
    household, policy = example.household(), example.policy()
    household = replace(household, flows=(Flow("b-ira", D(-3000), AS_OF, "rmd"),))
    plan = planned(household, policy, {("b-ira", "BND", "2019-01-02-0"): D(41)}, {})
    assert failing((household, policy, plan)) == set()


# --------------------------------------------------------------------------- its own arithmetic


@pytest.mark.parametrize(
    ("bought", "last_short", "first_long"),
    [
        ("2023-06-15", "2024-06-15", "2024-06-16"),  # IRS Publication 544 (2024), Holding Period
        ("2012-09-19", "2013-09-19", "2013-09-20"),  # J.K. Lasser's Your Income Tax 2013, 5.9
        ("2005-01-01", "2006-01-01", "2006-01-02"),
        ("2015-02-28", "2016-02-29", "2016-03-01"),  # bought on 28 February before a leap year
        ("2023-02-28", "2024-02-29", "2024-03-01"),
        ("2024-02-28", "2025-02-28", "2025-03-01"),
        ("2024-02-29", "2025-02-28", "2025-03-01"),
        ("2024-08-31", "2025-08-31", "2025-09-01"),  # Rev. Rul. 66-7: ends of months
        ("2024-12-31", "2025-12-31", "2026-01-01"),
    ],
)
def test_long_term_to_the_day(bought: str, last_short: str, first_long: str) -> None:
    day = long_from(date.fromisoformat(bought))
    assert day == date.fromisoformat(first_long)
    assert date.fromisoformat(last_short) < day


def test_window_is_thirty_days_back_with_both_ends() -> None:
    assert in_window(AS_OF, AS_OF)
    assert in_window(AS_OF - timedelta(days=30), AS_OF)
    assert not in_window(AS_OF - timedelta(days=31), AS_OF)
    assert not in_window(AS_OF + timedelta(days=1), AS_OF)


def test_shares_no_code_with_the_planner() -> None:
    room = Path(verify_room.__file__).parent
    allowed = ("trimtab.core", "trimtab.rebalance.verify")
    for file in sorted(room.glob("*.py")):
        for found in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [found.module or ""] if isinstance(found, ast.ImportFrom) else []
            names += [alias.name for alias in found.names] if isinstance(found, ast.Import) else []
            ours = [name for name in names if name.startswith("trimtab")]
            assert all(name.startswith(allowed) for name in ours), (file.name, ours)


def test_types_used_in_cases_are_the_plan_s_own() -> None:
    plan = good()[2]
    assert all(isinstance(trade, Trade) and trade.side in set(Side) for trade in plan.trades)
    assert all(isinstance(sold, LotSale) for trade in plan.trades for sold in trade.lots)
    assert LOSS_LOT in SELLS
