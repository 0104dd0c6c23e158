"""The plain rules: their order, and that its plans pass the verifier on random households."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.households import random_household
from tests.rebalance import example
from tests.rebalance.example import AS_OF, lot, planned_by_rules, with_account, with_lot, with_position
from trimtab.core.accounts import Account, AccountKind, Lot, Position
from trimtab.core.household import Flow, Household
from trimtab.core.policy import Policy
from trimtab.rebalance.verify import verify
from trimtab.rebalance.waterfall.moves import waterfall

D = Decimal
WIDE = replace(example.policy().bands, own_points=dict.fromkeys(example.policy().target, D(90)))


def test_nothing_to_do_gives_nothing() -> None:
    assert waterfall(example.household(), replace(example.policy(), bands=WIDE)) == ({}, {})


def test_deposit_is_placed_where_it_came_without_a_sale() -> None:
    household = replace(example.household(), flows=(Flow("b-ira", D(7000), AS_OF, "contribution"),))
    sells, buys = waterfall(household, replace(example.policy(), bands=WIDE))
    assert sells == {}
    assert ("b-ira", "BND") in buys
    assert sum(buys[key] * household.price_usd(key[1]) for key in buys if key[0] == "b-ira") > 7000


def test_withdrawal_sells_only_in_its_own_account_and_enough() -> None:
    household = replace(example.household(), flows=(Flow("b-ira", D(-6000), AS_OF, "rmd"),))
    sells, buys = waterfall(household, replace(example.policy(), bands=WIDE))
    assert sells == {("b-ira", "VTI", "2019-01-02-0"): D(20)}  # US stocks are over target; 200 is there
    assert not [key for key in buys if key[0] == "b-ira"]


def test_withdrawal_that_cannot_be_funded_gives_nothing() -> None:
    household = replace(example.household(), flows=(Flow("c-401k", D(-90000), AS_OF, "loan"),))
    assert waterfall(household, example.policy()) == ({}, {})


def test_sheltered_accounts_are_used_before_taxable_ones() -> None:
    policy = replace(example.policy(), bands=replace(WIDE, own_points={"stocks.us": D(13)} | {
        class_id: D(90) for class_id in example.policy().target if class_id != "stocks.us"
    }))  # fmt: skip
    roomy = with_position(example.household(), "b-ira", "VTI", lots=(lot("2019-01-02", "200", "12000"),))
    sells, _ = waterfall(roomy, policy)
    assert sells[("b-ira", "VTI", "2019-01-02-0")] > 0
    assert not [key for key in sells if key[0] == "a-tax"]


def only_taxable(*lots: Lot) -> tuple[Household, Policy]:
    """One taxable account, all in VTI, that needs bonds."""
    known = {"history_from": date(2026, 1, 1), "history_to": AS_OF}
    account = Account(
        "a-tax",
        "Joint",
        AccountKind.TAXABLE,
        "Ann",
        "Schwab",
        "1111",
        D(0),
        (Position("VTI", lots),),
        **known,
    )
    household = replace(example.household(), accounts=(account,))
    policy = replace(
        example.policy(),
        target={"stocks.us": D("0.9"), "bonds": D("0.1"), "cash": D(0)},
        buys={"bonds": ("BND",), "stocks.us": ("VTI",)},
    )
    return household, policy


LOSS = lot("2024-05-01", "10", "4000")
HIGH_BASIS = lot("2020-05-01", "10", "2900")
LOW_BASIS = lot("2018-05-01", "100", "9000")
SHORT_TERM = lot("2026-06-01", "10", "2950")


def sold(*lots: Lot) -> dict[str, Decimal]:
    sells, _ = waterfall(*only_taxable(*sorted(lots, key=lambda item: item.lot_id)))
    return {key[2]: quantity for key, quantity in sells.items()}


def test_losses_first() -> None:
    assert sold(LOSS, LOW_BASIS) == {LOSS.lot_id: D(10), LOW_BASIS.lot_id: D(1)}


def test_long_term_before_short_term() -> None:
    assert sold(SHORT_TERM, LOW_BASIS).keys() == {LOW_BASIS.lot_id}


def test_highest_basis_first_among_gains() -> None:
    assert sold(HIGH_BASIS, LOW_BASIS) == {HIGH_BASIS.lot_id: D(10), LOW_BASIS.lot_id: D(1)}


def test_loss_stays_where_it_would_be_a_wash_sale() -> None:
    recent = lot("2026-11-01", "10", "2000")
    assert LOSS.lot_id not in sold(LOSS, LOW_BASIS, recent)


def test_gain_budget_holds() -> None:
    household, policy = only_taxable(LOW_BASIS)
    free, _ = waterfall(household, policy)
    capped, _ = waterfall(household, replace(policy, gain_budget_usd=D(1051)))
    assert sum(free.values()) == D(10)
    assert capped == {("a-tax", "VTI", LOW_BASIS.lot_id): D(5)}  # 210 gain a share, a dollar kept back


def test_same_whatever_the_order_of_mappings() -> None:
    household, policy = example.household(), example.policy()
    turned = replace(
        policy, target=dict(reversed(policy.target.items())), buys=dict(reversed(policy.buys.items()))
    )
    assert waterfall(household, turned) == waterfall(household, policy)


def test_locked_and_full_accounts_are_left_alone() -> None:
    household = with_account(example.household(), "b-ira", locked=True)
    household = with_lot(household, "d-old", "VTI", lot("2012-01-03", "500", "40000"))
    sells, buys = waterfall(household, example.policy())
    assert {key[0] for key in (*sells, *buys)} <= {"a-tax", "c-401k"}


@pytest.mark.parametrize("first", range(0, 500, 100))
def test_plans_by_rules_pass_the_verifier(first: int) -> None:
    traded = 0
    for seed in range(first, first + 100):
        household, policy = random_household(seed)
        plan = planned_by_rules(household, policy)
        traded += bool(plan.trades)
        failed = [check for check in verify(household, policy, plan) if not check.holds]
        assert not failed, f"seed {seed}: {failed}"
    assert traded > 60
