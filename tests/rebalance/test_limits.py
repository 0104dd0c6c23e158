"""Limits on what is held: in dollars, in the plan, in the fallback, and in the verifier's own arithmetic."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

import pytest

from tests.random_limits import with_limits
from tests.rebalance import example, test_brute_force
from tests.rebalance.test_brute_force import MOST_PLANS, best_usd, is_allowed, told
from tests.rebalance.test_verify import failing
from tests.tiny import tiny_household
from tests.universe import COVARIANCE
from trimtab.core.drift import LimitState
from trimtab.core.household import Household
from trimtab.core.limits import Bound, HoldingLimit, Unit
from trimtab.core.plan import Plan, Side, Trade
from trimtab.core.policy import Policy
from trimtab.rebalance.fills import apply_fills
from trimtab.rebalance.journey import Situation, look, make_plan
from trimtab.rebalance.limits import dollar_limits
from trimtab.rebalance.verify import holding
from trimtab.rebalance.verify.book import Book

D = Decimal


def shares(amount: str) -> Bound:
    return Bound(D(amount), Unit.SHARES)


def usd(amount: str) -> Bound:
    return Bound(D(amount), Unit.USD)


def of_account(amount: str) -> Bound:
    return Bound(D(amount), Unit.PCT_OF_ACCOUNT)


def of_household(amount: str) -> Bound:
    return Bound(D(amount), Unit.PCT_OF_HOUSEHOLD)


def limited(*limits: HoldingLimit, policy: Policy | None = None) -> Policy:
    ordered = tuple(sorted(limits, key=lambda limit: limit.limit_id))
    return replace(policy or example.policy(), limits=ordered)


def test_every_unit_in_dollars_of_today() -> None:
    policy = limited(
        HoldingLimit("VTI", account_id="b-ira", least=shares("90"), most=of_account("99")),
        HoldingLimit(class_id="stocks", least=of_household("10"), most=usd("100000")),
        HoldingLimit(class_id="cash", account_id="a-tax", most=usd("200")),
    )
    stock, cash, class_ = dollar_limits(example.household(), policy)
    assert [limit.limit.limit_id for limit in (stock, cash, class_)] == ["VTI@b-ira", "cash@a-tax", "stocks"]
    assert (stock.held_usd, stock.low_usd, stock.high_usd) == (D(30000), D(27000), D("33363"))
    assert (cash.held_usd, cash.high_usd, cash.outside_usd(cash.held_usd)) == (D(500), D(200), D(300))
    assert (class_.low_usd, class_.high_usd) == (D("14620"), D(100000))
    assert class_.held_usd == D(48000 + 6000 + 30000 + 20000 + 6000)
    assert class_.is_broken
    assert cash.ceiling_usd == D(500)
    assert stock.ceiling_usd == D("33363") * D("0.9998")


LIMITS = {
    "shares of a symbol in an account": HoldingLimit("VTI", account_id="b-ira", least=shares("80.5")),
    "dollars of a symbol": HoldingLimit("VXUS", most=usd("23399")),
    "percent of an account": HoldingLimit("BND", account_id="b-ira", most=of_account("26")),
    "percent of the household": HoldingLimit("VTI", least=of_household("43")),
    "a class in an account": HoldingLimit(class_id="stocks", account_id="a-tax", least=usd("47500")),
    "cash in an account": HoldingLimit(class_id="cash", account_id="a-tax", most=usd("600")),
}
KEPT = {
    "shares of a symbol in an account": HoldingLimit("VTI", account_id="b-ira", least=shares("80")),
    "dollars of a symbol": HoldingLimit("VXUS", most=usd("23400")),
    "broken already, and mended in part": HoldingLimit("VTI", account_id="b-ira", most=shares("10")),
    "broken already, and left": HoldingLimit("HOUSE", most=usd("1")),
}


@pytest.mark.parametrize("name", LIMITS)
def test_the_verifier_sees_a_limit_that_is_left(name: str) -> None:
    household, policy = example.household(), limited(LIMITS[name])
    assert failing((household, policy, example.planned(household, policy))) == {"I6"}


@pytest.mark.parametrize("name", KEPT)
def test_the_verifier_lets_pass_what_keeps_the_limit(name: str) -> None:
    household, policy = example.household(), limited(KEPT[name])
    assert failing((household, policy, example.planned(household, policy))) == set()


def test_going_further_outside_is_seen() -> None:
    household, policy = example.household(), limited(HoldingLimit("VXUS", most=usd("5000")))
    plan = example.planned(household, policy)
    assert failing((household, policy, plan)) == {"I6"}


def test_the_verifier_agrees_with_the_planner_on_what_is_held() -> None:
    household = example.household()
    policy = limited(*LIMITS.values(), HoldingLimit(class_id="bonds", most=of_household("5")))
    plan = example.planned(household, policy)
    after = apply_fills(household, plan.trades)
    book = Book(household, policy, plan)
    for own, kept in zip(dollar_limits(household, policy), holding.limits(book), strict=True):
        assert (own.held_usd, own.held_in(after)) == (kept.before, kept.after)
        assert (own.low_usd, own.high_usd) == (kept.low, kept.high)
        assert own.is_broken == kept.is_broken


@pytest.mark.parametrize("name", LIMITS)
def test_the_optimum_and_the_fallback_keep_it(name: str) -> None:
    household, policy = example.household(), limited(LIMITS[name])
    plan = make_plan(household, policy, COVARIANCE)
    assert plan.trades
    assert all(check.holds for check in plan.checks), plan.checks
    by_rules = example.planned_by_rules(household, policy)
    assert by_rules.trades
    assert not list(holding.ranges_hold(Book(household, policy, by_rules)))


def test_the_fallback_without_the_limit_would_leave_it() -> None:
    household = example.household()
    free = example.planned_by_rules(household, example.policy())
    left = [name for name, limit in LIMITS.items() if breaks(household, limited(limit), free)]
    assert len(left) >= 3


def breaks(household: Household, policy: Policy, plan: Plan) -> list[str]:
    return list(holding.ranges_hold(Book(household, policy, plan)))


def test_a_reserve_that_a_limit_keeps_short_is_no_fault() -> None:
    household = example.with_account(example.household(), "b-ira", cash_reserve_usd=D(40_000))
    whole = limited(
        HoldingLimit("VTI", account_id="b-ira", least=shares("100")),
        HoldingLimit("BND", account_id="b-ira", least=shares("50")),
    )
    plan = make_plan(household, whole, COVARIANCE)
    assert plan.trades
    assert all(check.holds for check in plan.checks), plan.checks
    assert not [trade for trade in plan.trades if trade.account_id == "b-ira"]
    assert {problem.code for problem in plan.problems} == {"reserve-short"}


def test_a_reserve_that_a_limit_on_cash_keeps_short_is_no_fault() -> None:
    """A share of 300 more would leave cash beyond the 100 that may be there; a share of 70 would not."""
    cash = HoldingLimit(class_id="cash", account_id="b-ira", most=usd("100"))
    household = example.with_account(example.household(), "b-ira", cash_reserve_usd=D(150))
    account = household.account("b-ira")
    book = Book(
        household,
        limited(cash, policy=replace(example.policy(), min_trade_usd=D(1))),
        make_plan(household, limited(cash), COVARIANCE),
    )
    room = D(100) - (book.end_usd(account) - account.cash_reserve_usd)
    assert 70 < room < 300
    assert [holding.keeps(book, account, symbol) for symbol in ("BND", "VTI")] == [False, True]


def test_only_a_broken_limit_asks_for_a_trade() -> None:
    household = example.household()
    calm = replace(
        example.policy(),
        bands=replace(example.policy().bands, own_points=dict.fromkeys(example.policy().target, D(90))),
    )
    assert not make_plan(household, calm, COVARIANCE).trades
    kept = limited(HoldingLimit("VTI", least=shares("10")), policy=calm)
    assert not make_plan(household, kept, COVARIANCE).trades
    plan = make_plan(household, limited(HoldingLimit("VTI", most=shares("200")), policy=calm), COVARIANCE)
    assert [trigger.rule for trigger in plan.before.triggers] == ["limit"]
    sold = [trade for trade in plan.trades if trade.symbol == "VTI" and trade.side is Side.SELL]
    assert sum((trade.quantity for trade in sold), D(0)) >= 60
    assert "back to its limit (VTI: at most 200 shares; it stands at $78,000, $18,000 over)" in sold[0].reason
    assert all(check.holds for check in plan.checks), plan.checks


def keeps(now: Situation, trades: Iterable[Trade]) -> bool:
    after = apply_fills(now.rules.household, tuple(trades))
    return all(
        (limit.high_usd is None or limit.held_in(after) <= max(limit.high_usd, limit.held_usd))
        and (limit.low_usd is None or limit.held_in(after) >= min(limit.low_usd, limit.held_usd))
        for limit in now.rules.limits
    )


@pytest.mark.parametrize("seed", range(40))
def test_within_limits_the_plan_is_the_best_there_is(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in test_brute_force, with limits, but for what is kept back from a percent for costs."""
    household, policy = tiny_household(seed, MOST_PLANS // 2)
    policy = with_limits(seed, household, policy, chance=1)
    plan = make_plan(household, policy, COVARIANCE)
    now = look(household, policy, COVARIANCE)
    assert keeps(now, plan.trades)
    monkeypatch.setattr(test_brute_force, "is_allowed", lambda s, t: is_allowed(s, t) and keeps(s, t))
    best, trades = best_usd(household, policy)
    least = max(policy.prices.min_benefit_usd, plan.before.total_usd * policy.prices.min_benefit_bps / 10000)
    slack = plan.gap_usd if plan.trades else least
    assert plan.cost_after.total_usd <= best + slack + D("0.05"), told(plan, trades)


def test_where_each_limit_stands_is_part_of_drift_and_checked() -> None:
    household, policy = example.household(), limited(HoldingLimit("VXUS", most=usd("13000")))
    plan = make_plan(household, policy, COVARIANCE)
    [before], [after] = plan.before.limits, plan.after.limits
    assert (before.words, before.held_usd, before.outside_usd) == ("VXUS: at most $13,000", D(12000), D(0))
    assert (after.high_usd, after.outside_usd) == (D(13000), D(0))
    wrong = replace(plan.after, limits=(replace(after, held_usd=after.held_usd + 1),))
    assert failing((household, policy, replace(plan, after=wrong))) == {"I8"}
    assert failing((household, policy, replace(plan, before=replace(plan.before, limits=())))) == {"I8"}


@pytest.mark.parametrize(("held", "outside"), [("9", "-1"), ("10", "0"), ("20", "0"), ("21", "1")])
def test_outside_is_signed_and_the_ends_are_inside(held: str, outside: str) -> None:
    assert LimitState("x", "x", D(held), D(10), D(20)).outside_usd == D(outside)
