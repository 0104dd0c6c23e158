"""Concentration caps: one company, all its shares, directly and through funds, in planner and verifier."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from tests.rebalance import example
from tests.rebalance.test_limits import limited, of_account, of_household, usd
from tests.rebalance.test_verify import failing
from tests.universe import COVARIANCE
from trimtab.core.household import Household
from trimtab.core.limits import HoldingLimit
from trimtab.core.policy import Policy
from trimtab.rebalance.journey import make_plan
from trimtab.rebalance.limits import companies, dollar_limits, every_limit
from trimtab.rebalance.verify import holding
from trimtab.rebalance.verify.book import Book

D = Decimal
STOCKS = ("GOOG", "GOOGL", "ORCL")


def household() -> Household:
    """The example with GOOG, GOOGL and ORCL; VXUS holds some of them, VTIAX is all VXUS."""
    base = example.household()
    stock = base.instruments["AAPL"]
    made = {name: replace(stock, symbol=name, issuer="" if name == "ORCL" else "Alphabet") for name in STOCKS}
    vxus = replace(base.instruments["VXUS"], contains=(("GOOGL", D("0.05")), ("ORCL", D("0.01"))))
    vtiax = replace(base.instruments["VTIAX"], contains=(("VXUS", D(1)),))
    prices = {name: replace(base.prices["VTI"], symbol=name, usd=D(100)) for name in (*STOCKS, "VTIAX")}
    base = replace(
        base,
        instruments={**base.instruments, **made, "VXUS": vxus, "VTIAX": vtiax},
        prices={**base.prices, **prices},
    )
    base = example.with_lot(base, "b-ira", "GOOG", example.lot("2020-02-03", "30", "1000"))
    return example.with_lot(base, "c-401k", "VTIAX", example.lot("2020-02-03", "10", None))


def capped(cap: str | None = "2", account: str | None = None, *limits: HoldingLimit) -> Policy:
    pct = None if cap is None else D(cap)
    here = None if account is None else D(account)
    return replace(limited(*limits), concentration_cap_pct=pct, account_concentration_cap_pct=here)


def test_shares_of_one_issuer_count_together_and_through_two_layers_of_funds() -> None:
    [limit] = dollar_limits(household(), capped())
    assert limit.limit.limit_id == "GOOG+funds"
    assert limit.parts == {"GOOG": D(1), "GOOGL": D(1), "VXUS": D("0.05"), "VTIAX": D("0.05")}
    assert limit.held_usd == D(3000) + (D(6000) + D(6000) + D(1000)) * D("0.05")
    assert limit.limit.words == "GOOG, also through funds: at most 2% of the household"


def test_only_companies_held_or_on_a_list_are_capped() -> None:
    listed = replace(capped(), buys={**example.policy().buys, "stocks.us": ("VTI", "ORCL")})
    assert companies(household(), capped()) == [["GOOG"]]
    assert companies(household(), listed) == [["GOOG"], ["ORCL"]]
    assert [limit.limit_id for limit in every_limit(household(), listed)] == ["GOOG+funds", "ORCL+funds"]


def test_a_cap_in_each_account() -> None:
    limits = every_limit(household(), capped(None, "5"))
    assert [limit.limit_id for limit in limits] == [
        f"GOOG+funds@{a.account_id}" for a in household().accounts
    ]
    assert {limit.most for limit in limits} == {of_account("5")}


def test_a_limit_of_its_own_takes_the_place_of_the_cap() -> None:
    own = HoldingLimit("GOOG", most=of_household("50"), through_funds=True)
    assert every_limit(household(), capped("2", None, own)) == (own,)
    plain = HoldingLimit("GOOG", most=of_household("50"))
    assert len(every_limit(household(), capped("2", None, plain))) == 2


def test_the_verifier_looks_through_by_itself() -> None:
    for policy in (
        capped(),
        capped(None, "3"),
        capped("2", "3", HoldingLimit("ORCL", most=usd("50"), through_funds=True)),
    ):
        plan = example.planned(household(), policy)
        own = {limit.limit.limit_id: limit for limit in dollar_limits(household(), policy)}
        kept = {one.limit.limit_id: one for one in holding.limits(Book(household(), policy, plan))}
        assert own.keys() == kept.keys()
        for name, limit in own.items():
            assert (kept[name].limit, kept[name].before, kept[name].high) == (
                limit.limit,
                limit.held_usd,
                limit.high_usd,
            )


def test_buying_more_through_a_fund_is_seen() -> None:
    policy = capped("2.7")
    assert failing((household(), policy, example.planned(household(), policy))) == {"I6"}
    free = capped("4")
    assert failing((household(), free, example.planned(household(), free))) == set()


def test_the_plan_comes_back_to_the_cap() -> None:
    plan = make_plan(household(), capped("1"), COVARIANCE)
    assert all(check.holds for check in plan.checks), plan.checks
    [sold] = [trade for trade in plan.trades if trade.symbol == "GOOG"]
    assert "back to its limit (GOOG, also through funds: at most 1% of the household" in sold.reason


def test_a_company_over_its_cap_that_cannot_be_sold_is_named() -> None:
    stuck = replace(capped("1"), do_not_sell=frozenset({"GOOG", "VXUS", "VTIAX"}))
    plan = make_plan(household(), stuck, COVARIANCE)
    [unmet] = [one for one in plan.unmet if one.class_id.startswith("limit ")]
    assert unmet.rule == "do-not-sell"
    assert "GOOG is on the do-not-sell list" in unmet.words
