"""Each trigger fires when it should and not a cent or a day earlier; and where a rebalance should stop."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.scenarios.reader import example
from tests.universe import COVARIANCE
from trimtab.core.drift import ClassDrift
from trimtab.core.household import Household
from trimtab.core.policy import BandRule, Bands, Calendar, HowFar, Policy
from trimtab.rebalance.decide import Decision, decide, goal
from trimtab.rebalance.measure import measure

D = Decimal


def two_funds(us_shares: int, intl_shares: int, more: str = "", target: str = "") -> tuple[Household, Policy]:
    """Every share costs 100, so that a share of 100 is a point; half and half unless told otherwise."""
    return example(
        f"""
        target {target or "stocks.us 50, stocks.intl 50"}
        buy stocks.us: VTI
        buy stocks.intl: VXUS
        price VTI 100
        price VXUS 100
        account ira: traditional_ira of Ann, cash 0
        lot VTI {us_shares} bought 2015-01-02 for 1000
        lot VXUS {intl_shares} bought 2015-01-02 for 1000
        {more}
        """
    )


def asked(household: Household, policy: Policy) -> Decision:
    return decide(household, policy, measure(household, policy, COVARIANCE))


def rules_of(household: Household, policy: Policy) -> list[tuple[str, str]]:
    return [(trigger.rule, trigger.class_id) for trigger in asked(household, policy).triggers]


BOTH = [("band", "stocks.intl"), ("band", "stocks.us")]


@pytest.mark.parametrize(
    ("bands", "shares", "fires"),
    [
        (Bands(BandRule.ABSOLUTE, D(5)), 5500, False),  # on the edge is inside
        (Bands(BandRule.ABSOLUTE, D(5)), 5501, True),
        (Bands(BandRule.ABSOLUTE, D(5)), 4500, False),
        (Bands(BandRule.ABSOLUTE, D(5)), 4499, True),
        (Bands(BandRule.RELATIVE, relative_pct=D(20)), 6000, False),
        (Bands(BandRule.RELATIVE, relative_pct=D(20)), 6001, True),
        (Bands(BandRule.FIVE_25), 5500, False),  # the narrower: 5 points, not 12.5
        (Bands(BandRule.FIVE_25), 5501, True),
    ],
)
def test_band_rules_to_the_hundredth_of_a_percent(bands: Bands, shares: int, fires: bool) -> None:
    household, policy = two_funds(shares, 10000 - shares)
    assert rules_of(household, replace(policy, bands=bands)) == (BOTH if fires else [])


@pytest.mark.parametrize(("shares", "fires"), [(1250, False), (1251, True), (750, False), (749, True)])
def test_five_twenty_five_of_a_small_class_is_a_quarter_of_it(shares: int, fires: bool) -> None:
    household, policy = two_funds(shares, 10000 - shares, target="stocks.us 10, stocks.intl 90")
    assert (("band", "stocks.us") in rules_of(household, policy)) is fires


def test_a_class_may_have_its_own_points() -> None:
    household, policy = two_funds(5150, 4850)
    assert rules_of(household, policy) == []
    own = replace(policy, bands=Bands(own_points={"stocks.us": D(1)}))
    assert rules_of(household, own) == [("band", "stocks.us")]


@pytest.mark.parametrize(
    ("calendar", "last", "due"),
    [
        (Calendar.MONTHLY, "2026-01-31", "2026-02-28"),  # a month that is shorter ends it
        (Calendar.MONTHLY, "2024-01-31", "2024-02-29"),
        (Calendar.MONTHLY, "2026-10-31", "2026-11-30"),
        (Calendar.QUARTERLY, "2026-11-30", "2027-02-28"),
        (Calendar.SEMIANNUAL, "2026-08-31", "2027-02-28"),
        (Calendar.ANNUAL, "2024-02-29", "2025-02-28"),
        (Calendar.ANNUAL, "2025-11-20", "2026-11-20"),
    ],
)
def test_calendar_fires_on_the_day_and_not_the_day_before(calendar: Calendar, last: str, due: str) -> None:
    household, policy = two_funds(5000, 5000)
    day = date.fromisoformat(due)
    policy = replace(policy, calendar=calendar, last_rebalanced=date.fromisoformat(last))
    assert rules_of(replace(household, as_of=day), policy) == [("calendar", "")]
    assert rules_of(replace(household, as_of=date.fromordinal(day.toordinal() - 1)), policy) == []


def test_calendar_without_a_record_fires_and_never_never_does() -> None:
    household, policy = two_funds(5000, 5000)
    assert rules_of(household, replace(policy, calendar=Calendar.ANNUAL)) == [("calendar", "")]
    assert rules_of(household, replace(policy, last_rebalanced=date(1999, 1, 1))) == []


@pytest.mark.parametrize(("cash", "fires"), [("9999.99", False), ("10000", False), ("10100", True)])
def test_cash_too_high(cash: str, fires: bool) -> None:
    """The band of cash without a target is one point wide: 1% of a million and its own."""
    household, policy = two_funds(4950, 4950, f"account b: roth_ira of Ann, cash {cash}")
    assert rules_of(household, policy) == ([("cash_high", "cash")] if fires else [])


def test_cash_too_low_for_its_target_is_a_class_outside_its_band() -> None:
    household, policy = two_funds(5000, 5000, target="stocks.us 45, stocks.intl 45, cash 10")
    assert ("band", "cash") in rules_of(household, policy)
    assert asked(household, policy).sells_in == {"ira"}


@pytest.mark.parametrize(
    ("options", "fires"),
    [
        ("cash 500, reserve 500", False),
        ("cash 499.99, reserve 500", True),
        ("cash -0.01", True),
        ("cash 400, unsettled 100, reserve 500", False),
    ],
)
def test_an_account_short_of_its_reserve(options: str, fires: bool) -> None:
    household, policy = two_funds(5000, 5000, f"account b: roth_ira of Ann, {options}")
    assert rules_of(household, policy) == ([("cash_low", "cash")] if fires else [])


def test_a_locked_account_short_of_cash_asks_for_nothing() -> None:
    household, policy = two_funds(5000, 5000, "account b: roth_ira of Ann, cash -1, locked")
    assert rules_of(household, policy) == []


def test_flows_fire_whatever_the_drift() -> None:
    household, policy = two_funds(5000, 5000, "flow ira 100 on 2026-12-01")
    assert rules_of(household, policy) == [("contribution", "cash")]
    household, policy = two_funds(5000, 5000, "flow ira -100 on 2026-12-01")
    assert rules_of(household, policy) == [("cash_low", "cash"), ("withdrawal", "cash")]


def test_with_cash_alone_only_short_accounts_sell_and_only_the_others_buy() -> None:
    short = "account b: roth_ira of Ann, cash 0, reserve 50\nlot VTI 10 bought 2015-01-02 for 500"
    decision = asked(*two_funds(5000, 5000, short))
    assert (decision.sells_in, decision.buys_in) == ({"b"}, {"ira"})


def test_with_a_band_or_the_calendar_everything_may_trade() -> None:
    for household, policy in (two_funds(6000, 4000), two_funds(5000, 5000)):
        decision = asked(household, replace(policy, calendar=Calendar.MONTHLY))
        assert decision.sells_in == decision.buys_in == {"ira"}


def row(actual: str, target: str = "0.5", low: str = "0.4", high: str = "0.6") -> ClassDrift:
    return ClassDrift("stocks.us", D(target), D(low), D(high), D(actual), D(0))


@pytest.mark.parametrize(
    ("how_far", "actual", "low", "high"),
    [
        (HowFar.TARGET, "0.7", "0.5", "0.5"),
        (HowFar.TARGET, "0.5", "0.5", "0.5"),
        (HowFar.BAND_EDGE, "0.7", "0.4005", "0.5995"),  # short of the edge, for whole shares
        (HowFar.INNER_BAND, "0.7", "0.45", "0.55"),
        (HowFar.HALFWAY, "0.64", "0.5", "0.57"),
        (HowFar.HALFWAY, "0.9", "0.5", "0.5995"),  # halfway is still outside: the edge
        (HowFar.HALFWAY, "0.1", "0.4005", "0.5"),
        (HowFar.HALFWAY, "0.55", "0.5", "0.55"),  # inside: may move towards the target, not away
        (HowFar.HALFWAY, "0.45", "0.45", "0.5"),
    ],
)
def test_where_a_rebalance_stops(how_far: HowFar, actual: str, low: str, high: str) -> None:
    _, policy = two_funds(5000, 5000)
    assert goal(replace(policy, how_far=how_far), row(actual)) == (D(low), D(high))


@pytest.mark.parametrize("how_far", [HowFar.TARGET, HowFar.INNER_BAND, HowFar.HALFWAY])
def test_only_out_of_band_leaves_the_others_where_they_are_or_nearer(how_far: HowFar) -> None:
    _, policy = two_funds(5000, 5000)
    policy = replace(policy, how_far=how_far, only_out_of_band=True)
    assert goal(policy, row("0.57")) == (D("0.5"), D("0.57"))
    assert goal(policy, row("0.44")) == (D("0.44"), D("0.5"))
    assert goal(policy, row("0.7")) == goal(replace(policy, only_out_of_band=False), row("0.7"))


def test_reasons_name_figures() -> None:
    [first, *_] = asked(*two_funds(6000, 4000)).triggers
    assert first.reason == (
        "stocks.intl at 40.0%, under the edge of its band at 45.0% (target 50.0%, rule 5/25)"
    )
