"""Percent elections for new money: whole, summing to 100, nearest the target, no wash sale."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest

from tests.scenarios.reader import example
from tests.universe import COVARIANCE
from trimtab.core.elections import Contribution, Election, Every
from trimtab.core.household import Household
from trimtab.core.plan import Plan
from trimtab.core.policy import Policy
from trimtab.rebalance.elections import elections
from trimtab.rebalance.journey import make_plan
from trimtab.rebalance.location import holding_cost_rate
from trimtab.rebalance.rules import Rules
from trimtab.rebalance.weigh import along, drift_pieces
from trimtab.tax.flat_year import FlatYear

D = Decimal
TEXT = """
title Payroll
BEFORE 2026-11-20
tax married_joint: ordinary 24%, long 15%
target stocks.us 50, bonds 30, stocks.intl 20
buy stocks.us: VTI
buy bonds: BND
buy stocks.intl: VXUS
price VTI 300
price BND 70
price VXUS 60
price FXAIX 200
price VBTLX 10
price VTTHX 25
account joint: taxable of Ann
lot VTI 200 bought 2020-01-02 for 30000
account plan: 401k of Ben, menu FXAIX VBTLX VXUS
lot FXAIX 200 bought 2020-01-02 for 20000
lot VBTLX 5000 bought 2020-01-02 for 50000
"""


def paying(amount: str, text: str = TEXT, every: Every = Every.TWO_WEEKS) -> tuple[Household, Policy]:
    household, policy = example(text)
    money = Contribution(D(amount), every)
    accounts = tuple(
        replace(a, contribution=money) if a.account_id == "plan" else a for a in household.accounts
    )
    return replace(household, accounts=accounts), policy


def still(household: Household, policy: Policy) -> Plan:
    """No trade: elections alone."""
    plan = make_plan(household, policy, COVARIANCE)
    return replace(plan, trades=(), after=plan.before)


def elected(household: Household, policy: Policy, plan: Plan | None = None) -> Election:
    plan = plan or still(household, policy)
    (found,) = elections(Rules(household, policy), plan, COVARIANCE)
    return found


def test_percents_are_whole_and_sum_to_a_hundred() -> None:
    found = elected(*paying("1000"))
    assert sum(percent for _, percent in found.percents) == 100
    assert all(percent > 0 for _, percent in found.percents)
    assert found.yearly_usd == 26_000


def test_new_money_goes_to_what_is_lacking_most() -> None:
    found = elected(*paying("500"))
    assert found.words == "100% VXUS"


def test_much_money_is_split_as_the_target_asks() -> None:
    found = elected(*paying("1000000", every=Every.YEAR))
    # 150,000 there, 1,000,000 to come: 575,000, 345,000 and 230,000 are wanted
    assert dict(found.percents) == pytest.approx({"FXAIX": 48, "VBTLX": 30, "VXUS": 23}, abs=1.01)


def cost(household: Household, policy: Policy, plan: Plan, split: dict[str, int]) -> Decimal:
    """What a split leads to, worked out anew."""
    rules = Rules(household, policy)
    account = household.account("plan")
    assert account.contribution is not None
    part = account.contribution.yearly_usd / 100
    total = plan.after.total_usd + part * 100
    value = D(0)
    for row in plan.after.classes:
        held = row.actual_usd + sum(
            (part * n * rules.class_shares(s).get(row.class_id, D(0)) for s, n in split.items()), D(0)
        )
        gap = held - row.target * total
        edge = max(row.band_high, row.target) if gap > 0 else min(row.band_low, row.target)
        value += along(drift_pieces(policy, row.class_id, row.target, edge, total, COVARIANCE), abs(gap))
    for symbol, n in split.items():
        rate = holding_cost_rate(
            household, policy, account, household.instruments[symbol], FlatYear(household.tax).rates
        )
        value += part * n * rate * policy.prices.horizon_years
    return value


def every_split(symbols: list[str], left: int = 100) -> Iterator[dict[str, int]]:
    if len(symbols) == 1:
        yield {symbols[0]: left}
        return
    for n in range(0, left + 1, 4):
        for rest in every_split(symbols[1:], left - n):
            yield {symbols[0]: n, **rest}


@pytest.mark.parametrize("amount", ["800", "3000", "12000"])
@pytest.mark.parametrize("menu", ["FXAIX VBTLX VXUS", "FXAIX VBTLX VTTHX"])
def test_no_other_split_is_better(amount: str, menu: str) -> None:
    household, policy = paying(amount, TEXT.replace("FXAIX VBTLX VXUS", menu))
    plan = still(household, policy)
    ours = cost(household, policy, plan, dict(elected(household, policy, plan).percents))
    best = min(cost(household, policy, plan, split) for split in every_split(menu.split()))
    assert ours <= best + D("0.01")


def test_what_was_sold_at_a_loss_lately_is_not_elected_and_named() -> None:
    household, policy = paying("500", TEXT + "history joint sold VXUS 10 on 2026-11-10 at a loss of 50\n")
    found = elected(household, policy)
    assert "VXUS" not in dict(found.percents)
    assert found.left_out[0][0] == "VXUS"
    assert "wash sale" in found.left_out[0][1]


def test_what_the_plan_sells_at_a_loss_is_not_elected() -> None:
    text = TEXT.replace("menu FXAIX VBTLX VXUS", "menu FXAIX VBTLX VXUS VTI").replace(
        "lot VTI 200 bought 2020-01-02 for 30000", "lot VTI 500 bought 2025-01-02 for 190000"
    )
    household, policy = paying("500", text)
    plan = make_plan(household, policy, COVARIANCE)
    assert Rules(household, policy).sold_at_loss(plan.trades)
    assert "VTI" in dict(elected(household, policy, plan).left_out)


def test_no_money_no_election() -> None:
    household, policy = example(TEXT)
    assert elections(Rules(household, policy), still(household, policy), COVARIANCE) == ()


def test_a_closed_account_takes_new_money_all_the_same() -> None:
    household, policy = paying("500")
    accounts = tuple(replace(a, locked=a.account_id == "plan") for a in household.accounts)
    assert elected(replace(household, accounts=accounts), policy).words == "100% VXUS"


@pytest.mark.parametrize(("every", "times"), list(zip(Every, (52, 26, 24, 12, 4, 1), strict=True)))
def test_payments_in_a_year(every: Every, times: int) -> None:
    assert Contribution(D(10), every).yearly_usd == 10 * times
