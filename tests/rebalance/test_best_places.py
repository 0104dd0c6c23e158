"""Location is no reason to leave the target: what a class costs in tax where it stands best is taken as chosen."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.scenarios.reader import example
from tests.universe import COVARIANCE
from trimtab.core.accounts import Role
from trimtab.core.plan import Plan
from trimtab.rebalance.journey import make_plan
from trimtab.rebalance.location import best_places
from trimtab.tax.flat_year import FlatYear

TEXT = """
title Bonds under target, bonds taxed, new money
BEFORE 2026-11-20
tax married_joint: ordinary 37%, long 20%, state 9%
target stocks.us 60, bonds 40
buy stocks.us: VTSAX
buy bonds: VBTLX
price VTSAX 100
price VBTLX 10
account joint: taxable of Ann, cash 5000
lot VTSAX 610 bought 2020-01-02 for 40000
lot VBTLX 3900 bought 2020-01-02 for 41000
"""
IRA = """
account ira: roth_ira of Ann, cash {cash}
lot VTSAX {stocks} bought unknown for unknown
"""


def planned(text: str) -> Plan:
    household, policy = example(text)
    return make_plan(household, policy, COVARIANCE)


@pytest.mark.parametrize("kind", ["taxable", "roth_ira"])
def test_new_money_goes_to_target_in_any_one_account(kind: str) -> None:
    plan = planned(TEXT.replace("taxable", kind))
    bonds = next(row for row in plan.after.classes if row.class_id == "bonds")
    assert abs(bonds.gap) < Decimal("0.0001")
    assert all(trade.side.value == "buy" for trade in plan.trades)


@pytest.mark.parametrize(
    ("stocks", "room"),
    [
        (1, "bonds"),  # little room: one more dollar of it would shelter bonds
        (3000, "stocks.us"),  # room for all bonds: one more would shelter stocks
    ],
)
def test_room_is_worth_what_its_last_dollar_shelters(stocks: int, room: str) -> None:
    household, policy = example(TEXT + IRA.format(cash=0, stocks=stocks))
    joint, ira = household.account("joint"), household.account("ira")
    best = best_places(household, policy, FlatYear(household.tax).rates)
    symbols = {"stocks.us": "VTSAX", "bonds": "VBTLX"}
    excess = {
        (account.kind.value, class_id): best.excess(household, policy, account, symbol)
        for account in (joint, ira)
        for class_id, symbol in symbols.items()
    }
    assert all(cost >= 0 for cost in excess.values())
    assert excess["taxable", room] == excess["roth_ira", room] == 0
    assert (excess["taxable", "bonds"] > 0) is (room == "stocks.us")
    assert (excess["roth_ira", "stocks.us"] > 0) is (room == "bonds")


def test_bonds_still_go_where_they_are_not_taxed() -> None:
    plan = planned(TEXT.replace("cash 5000", "cash 30000") + IRA.format(cash=30000, stocks=1))
    assert ("ira", "VBTLX") in {(trade.account_id, trade.symbol) for trade in plan.trades}


def test_a_household_of_locked_accounts_has_no_room() -> None:
    household, policy = example(TEXT.replace("cash 5000", "cash 5000, locked"))
    assert set(best_places(household, policy, FlatYear(household.tax).rates).room.values()) == {0}


def test_cash_in_one_place_goes_to_target_whatever_the_place_would_suit() -> None:
    """The Roth account alone has cash: its room is no reason to buy bonds beyond their target."""
    text = """
title Cash in the Roth account, stocks under target, bonds also in the taxable account
BEFORE 2026-11-20
tax married_joint: ordinary 37%, long 20%, state 9%
target stocks.us 60, bonds 40
buy stocks.us: VTSAX
buy bonds: VBTLX
price VTSAX 100
price VBTLX 10
account joint: taxable of Ann, cash 0
lot VTSAX 570 bought 2020-01-02 for 20000
lot VBTLX 1960 bought 2020-01-02 for 19000
account ira: roth_ira of Ann, cash 5000
lot VTSAX 1 bought unknown for unknown
lot VBTLX 1990 bought unknown for unknown
"""
    plan = planned(text)
    assert {trade.account_id for trade in plan.trades} == {"ira"}
    assert all(abs(row.gap) < Decimal("0.001") for row in plan.after.classes)


def test_accounts_that_cannot_move_have_no_location_cost() -> None:
    household, policy = example(TEXT + IRA.format(cash=0, stocks=1))
    best = best_places(household, policy, FlatYear(household.tax).rates, frozenset({"joint"}))
    assert best.excess(household, policy, household.account("ira"), "VTSAX") == 0
    assert set(best.room.values()) == {0}


def test_a_home_that_does_not_count_needs_no_class() -> None:
    text = TEXT.replace("buy bonds: VBTLX\n", "").replace(
        "price VBTLX 10", "price VBTLX 10\nprice HOUSE 500000"
    )
    household, policy = example(text + "lot HOUSE 1 bought 2015-01-02 for 300000\n")
    joint = household.account("joint")
    positions = tuple(replace(p, role=Role.EXCLUDED) if p.symbol == "HOUSE" else p for p in joint.positions)
    home = replace(household, accounts=(replace(joint, positions=positions),))
    plan = make_plan(home, policy, COVARIANCE)
    assert {trade.symbol for trade in plan.trades} == {"VTSAX"}
