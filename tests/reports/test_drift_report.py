"""Drift as values."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from tests.plans import (
    CLASS_NAMES,
    FULL_NUMBER,
    drift_of,
    hostile_plan,
    sample_drift,
    sample_household,
    sample_plan,
    sample_policy,
)
from trimtab.core.drift import LimitState
from trimtab.core.money import ZERO
from trimtab.core.policy import BandRule, Bands
from trimtab.reports.drift_report import DriftReport, drift_report
from trimtab.reports.tables import Tone


def sample_drift_report() -> DriftReport:
    return drift_report(sample_household(), sample_policy(), sample_drift(), CLASS_NAMES)


def test_the_headline_names_what_is_over_and_under() -> None:
    report = sample_drift_report()
    assert report.headline == "Outside their bands: US stocks is over, International stocks is under."
    assert report.tone is Tone.CARE


def test_one_class_out_and_none_out() -> None:
    household, policy, plan = sample_plan()
    part = drift_of(household, policy, plan.trades[:2])
    assert drift_report(household, policy, part, CLASS_NAMES).headline.startswith("Outside their bands:")
    report = drift_report(household, policy, plan.after, CLASS_NAMES)
    assert report.headline == "Every class is inside its band."
    assert report.tone is Tone.GOOD


def test_the_table_has_target_band_actual_and_signed_gaps() -> None:
    report = sample_drift_report()
    name, target, band, actual, held, gap, gap_usd, status = report.mix.table.rows[0].cells
    assert (name, target, band, status) == ("US stocks", Decimal("0.45"), "40.0–50.0%", "over")
    assert gap == actual - target
    assert gap_usd == gap * sample_drift().total_usd
    assert held == sample_drift().classes[0].actual_usd


def test_the_summary_says_distance_tracking_error_and_reserves() -> None:
    summary = dict(sample_drift_report().summary)
    assert summary["Off target"].startswith("10.8% of it")
    assert summary["Tracking error"] == "1.6% a year against the target"
    assert summary["Set aside"].startswith("$7,000")
    assert summary["Bands"] == "the narrower of 5 points and 25% of target"


def test_what_is_not_known_is_not_in_the_summary() -> None:
    drift = replace(sample_drift(), tracking_error=None, reserve_usd=ZERO, excluded_usd=Decimal(500))
    policy = replace(sample_policy(), bands=Bands(BandRule.ABSOLUTE, own_points={"bonds": Decimal(3)}))
    summary = dict(drift_report(sample_household(), policy, drift, CLASS_NAMES).summary)
    assert "Tracking error" not in summary
    assert "Set aside" not in summary
    assert summary["Left out"].startswith("$500")
    assert summary["Bands"] == "5 points; some classes have their own"


def test_accounts_are_shares_of_themselves() -> None:
    for row in sample_drift_report().accounts.rows:
        shares = [cell for cell in row.cells[1:-1] if isinstance(cell, Decimal)]
        assert abs(sum(shares) - 1) < Decimal("1e-20")


def test_triggers_and_overlaps_carry_their_reasons() -> None:
    report = sample_drift_report()
    assert [trigger.rule for trigger in report.triggers] == ["Calendar", "Band", "Band", "Money coming in"]
    assert report.triggers[1].class_name == "US stocks"
    overlap = report.overlaps[0]
    assert overlap.kind == "funds that follow the same index"
    assert overlap.holders[0] == "VTI in Joint brokerage …4821, $150,696"


def test_no_value_holds_a_full_account_number() -> None:
    household, policy, plan = hostile_plan()
    report = drift_report(household, policy, plan.before, CLASS_NAMES)
    assert FULL_NUMBER[1:] not in repr(report)


def test_groups_of_funds_are_named_in_words_and_named_once() -> None:
    drift = sample_drift()
    one = drift.overlaps[0]
    overlaps = (
        replace(one, kind="identical", name="vanguard-total-bond"),
        replace(one, kind="index", name="us-total-bond"),
        replace(one, kind="index", name="sp500", holders=one.holders[:2]),
        replace(one, kind="security", name="BRK-B", holders=one.holders[1:]),
    )
    report = drift_report(sample_household(), sample_policy(), replace(drift, overlaps=overlaps), CLASS_NAMES)
    assert [line.name for line in report.overlaps] == ["Vanguard total bond", "S&P 500", "BRK-B"]


def test_limits_say_where_the_holding_stands() -> None:
    household, policy, plan = sample_plan()
    kept = LimitState("bonds@ira", "bonds in ira: at least $100", Decimal(150), Decimal(100), None)
    broken = LimitState("VTI", "VTI: at most $1,000", Decimal(3000), None, Decimal(1000))
    report = drift_report(household, policy, replace(plan.before, limits=(broken, kept)), CLASS_NAMES)
    assert [(limit.name, limit.words, limit.tone) for limit in report.limits] == [
        ("VTI", "At most $1,000; it stands at $3,000, $2,000 over it.", Tone.CARE),
        ("bonds in ira", "At least $100; it stands at $150, inside it.", Tone.GOOD),
    ]


def test_a_parent_with_a_band_stands_before_what_is_below_it() -> None:
    household, policy, plan = sample_plan()
    row = next(row for row in plan.before.classes if row.class_id == "stocks.us")
    parent = replace(
        row, class_id="stocks", target=Decimal("0.6"), band_low=Decimal("0.55"), band_high=Decimal("0.65")
    )
    report = drift_report(household, policy, replace(plan.before, parents=(parent,)), CLASS_NAMES)
    names = [cells.cells[0] for cells in report.mix.table.rows]
    assert "US stocks" in names
    assert len(names) == len(plan.before.classes) + 1
