"""Where the household stands: mixed funds, ancestors, flows, reserves, frozen and excluded holdings."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.scenarios.reader import example
from trimtab.core.accounts import Role
from trimtab.core.drift import Drift
from trimtab.core.household import Household
from trimtab.rebalance.measure import class_shares, free_cash_usd, measure, tracking_error

D = Decimal
PRICES = """
price VTI 100
price VWO 50
price BND 70
price VTTHX 20
price SCHP 50
price HOUSE 100000
"""


def drift_of(text: str) -> Drift:
    return measure(*example(PRICES + text))


def usd(drift: Drift) -> dict[str, Decimal]:
    return {row.class_id: row.actual_usd for row in drift.classes}


def test_a_fund_of_many_classes_counts_by_its_parts() -> None:
    """VTTHX: 45 US stocks, 30 abroad, 24.5 bonds, 0.5 cash."""
    drift = drift_of(
        """
        target stocks.us 45, stocks.intl 30, bonds 25
        account k: 401k of Ann, cash 0
        lot VTTHX 1000 bought unknown for unknown
        """
    )
    assert usd(drift) == {"bonds": D(4900), "cash": D(100), "stocks.intl": D(6000), "stocks.us": D(9000)}
    assert drift.total_usd == 20000
    assert drift.half_sum == D("0.005")


def test_a_class_counts_under_its_nearest_ancestor_in_the_target() -> None:
    text = """
        target {}
        account k: 401k of Ann, cash 0
        lot VWO 100 bought unknown for unknown
        lot SCHP 100 bought unknown for unknown
        """
    assert usd(drift_of(text.format("stocks 50, bonds 50"))) == {
        "stocks": D(5000),
        "bonds": D(5000),
        "cash": D(0),
    }
    narrower = usd(drift_of(text.format("stocks 40, stocks.intl 10, bonds 30, bonds.tips 20")))
    assert narrower == {
        "stocks": D(0),
        "stocks.intl": D(5000),
        "bonds": D(0),
        "bonds.tips": D(5000),
        "cash": D(0),
    }


def test_parts_under_one_ancestor_are_added() -> None:
    household, policy = example(PRICES + "target stocks 60, bonds 40\naccount k: 401k of Ann, cash 0\n")
    assert class_shares(household, policy, "VTTHX") == {
        "stocks": D("0.75"),
        "bonds": D("0.245"),
        "cash": D("0.005"),
    }


def test_a_class_without_a_place_is_a_programmers_mistake() -> None:
    household, policy = example(PRICES + "target stocks 100\naccount k: 401k of Ann, cash 0\n")
    with pytest.raises(AssertionError, match="SCHP"):
        class_shares(household, policy, "SCHP")


def test_cash_counts_with_what_comes_and_goes_and_less_the_reserve() -> None:
    household, policy = example(
        PRICES
        + """
        target stocks.us 100
        account joint: taxable of Ann, cash 1000, unsettled 200, reserve 700
        flow joint 50 on 2026-12-01
        flow joint -10 on 2026-12-20
        """
    )
    assert free_cash_usd(household, household.accounts[0]) == 540
    drift = measure(household, policy)
    assert (drift.total_usd, drift.reserve_usd) == (540, 700)
    assert usd(drift)["cash"] == 540


def test_locked_and_frozen_holdings_count() -> None:
    drift = drift_of(
        """
        target stocks.us 50, real_estate 50
        account joint: taxable of Ann, cash 0, locked
        lot VTI 100 bought 2020-01-02 for 1
        lot HOUSE 1 bought 2010-01-04 for unknown
        frozen HOUSE because let
        """
    )
    assert usd(drift) == {"cash": D(0), "real_estate": D(100000), "stocks.us": D(10000)}


def excluded(household: Household, symbol: str) -> Household:
    accounts = tuple(
        replace(
            account,
            positions=tuple(
                replace(p, role=Role.EXCLUDED) if p.symbol == symbol else p for p in account.positions
            ),
        )
        for account in household.accounts
    )
    return replace(household, accounts=accounts)


def test_excluded_holdings_do_not_count_and_are_told() -> None:
    household, policy = example(
        PRICES
        + """
        target stocks.us 100
        account joint: taxable of Ann, cash 0
        lot VTI 100 bought 2020-01-02 for 1
        lot HOUSE 1 bought 2010-01-04 for unknown
        """
    )
    drift = measure(excluded(household, "HOUSE"), policy)
    assert (drift.total_usd, drift.excluded_usd, drift.half_sum) == (10000, 100000, 0)
    assert [mix.total_usd for mix in drift.accounts] == [10000]


def test_accounts_sum_to_the_household() -> None:
    drift = drift_of(
        """
        target stocks 60, bonds 40
        account b: roth_ira of Ann, cash 1.01
        lot VTTHX 33.333 bought unknown for unknown
        account a: taxable of Ann, cash -3
        lot BND 7 bought 2020-01-02 for 400
        """
    )
    assert [mix.account_id for mix in drift.accounts] == ["a", "b"]
    assert sum(mix.total_usd for mix in drift.accounts) == drift.total_usd == sum(usd(drift).values())
    assert sum(row.gap for row in drift.classes) == pytest.approx(0, abs=1e-25)


def test_positions_are_worth_whole_cents() -> None:
    drift = drift_of(
        """
        target stocks.us 100
        account a: taxable of Ann, cash 0
        lot VTI 0.00005 bought 2020-01-02 for 1
        """
    )
    assert drift.total_usd == D("0.01")


def test_an_empty_household_has_no_weights() -> None:
    drift = drift_of("target stocks.us 100\naccount a: taxable of Ann, cash 0\n")
    assert (drift.total_usd, drift.half_sum) == (0, D("0.5"))
    assert {row.actual for row in drift.classes} == {D(0)}


def test_tracking_error_by_hand() -> None:
    """Ten points from bonds to stocks, volatilities 16% and 6%, correlation 0.2."""
    covariance = {
        ("stocks", "stocks"): D("0.0256"),
        ("bonds", "bonds"): D("0.0036"),
        ("stocks", "bonds"): D("0.00192"),
        ("bonds", "stocks"): D("0.00192"),
    }
    gaps = {"stocks": D("0.1"), "bonds": D("-0.1"), "cash": D(0)}
    variance = D("0.01") * (D("0.0256") + D("0.0036") - 2 * D("0.00192"))
    assert tracking_error(gaps, covariance) == variance.sqrt()
    assert tracking_error({"stocks": D(0), "bonds": D(0)}, covariance) == 0


def test_tracking_error_without_a_covariance_is_not_known_but_cash_is_riskless() -> None:
    covariance = {("stocks", "stocks"): D("0.0256")}
    assert tracking_error({"stocks": D("0.5"), "gold": D("-0.5")}, covariance) is None
    assert tracking_error({"stocks": D("0.5"), "cash": D("-0.5")}, covariance) == D("0.08")
    assert drift_of("target stocks.us 100\naccount a: taxable of Ann, cash 5\n").tracking_error is None
