"""What an account is on its day: dated reserves with a tolerance, and trading windows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.ledger.builders import DAY, account, cash, export, loaded, position, spec
from trimtab.core.accounts import Account
from trimtab.core.periods import Period
from trimtab.core.problems import Problem, Source
from trimtab.ledger.spec import FlowSpec, ReserveSpec

D = Decimal
SOURCE = Source("household.toml", 40)


def joint(
    cash_usd: str, flows: tuple[FlowSpec, ...] = (), **changes: object
) -> tuple[Account, list[Problem]]:
    told = spec(accounts=(replace(account(), **changes),), flows=flows)  # type: ignore[arg-type]
    household, _, problems = loaded([export(position("VTI", "10"), cash(cash_usd))], told)
    return household.account("joint"), [
        p for p in problems if p.code in {"reserve-dated", "reserve-tolerated", "window-closed"}
    ]


@pytest.mark.parametrize(
    ("cash_usd", "reserve"),
    [
        ("25000", "35000"),  # below 35,000 less 8,750: filled up to the whole
        ("26249.99", "35000"),
        ("26250", "26250"),  # within the tolerance: left as it is, nothing of it spent
        ("30000", "30000"),
        ("35000", "35000"),
        ("50000", "35000"),
    ],
)
def test_a_reserve_with_a_tolerance(cash_usd: str, reserve: str) -> None:
    made, problems = joint(cash_usd, cash_reserve_usd=D(35_000), cash_reserve_tolerance_usd=D(8_750))
    assert made.cash_reserve_usd == D(reserve)
    assert [p.code for p in problems] == (["reserve-tolerated"] if D(reserve) < 35_000 else [])


def test_what_is_to_be_paid_out_counts_before_the_tolerance() -> None:
    out = FlowSpec("joint", D(-6_000), DAY, "", SOURCE)
    made, _ = joint("30000", (out,), cash_reserve_usd=D(35_000), cash_reserve_tolerance_usd=D(8_750))
    assert made.cash_reserve_usd == 35_000


def test_dated_reserves_add_up_on_their_days_alone() -> None:
    def need(amount: int, first: str, last: str) -> ReserveSpec:
        return ReserveSpec(D(amount), Period(date.fromisoformat(first), date.fromisoformat(last)))

    needs = (
        need(1_000, "2026-11-20", "2026-11-20"),
        need(200, "2026-10-01", "2026-12-31"),
        need(40, "2026-11-21", "2027-01-31"),
        need(8, "2026-01-01", "2026-11-19"),
    )
    made, problems = joint("9000", cash_reserve_usd=D(5), reserves=needs)
    assert made.cash_reserve_usd == 1_205
    assert [p.code for p in problems] == ["reserve-dated"] * 2


def test_a_dated_reserve_is_told_with_what_it_is_for() -> None:
    call = ReserveSpec(D(8_000), Period(DAY, date(2026, 12, 15)), "capital call of Fund IV")
    _, [told] = joint("9000", reserves=(call,))
    assert told.message.endswith("keeps $8,000.00 for capital call of Fund IV until 2026-12-15")


def test_a_blackout_is_not_told_as_a_window() -> None:
    made, _ = joint("100", blackouts=(Period(DAY, date(2026, 11, 30)),))
    assert made.locked_reason == "closed until 2026-12-01 (a blackout)"


def test_a_closed_account_is_counted_not_traded_and_says_when_it_opens() -> None:
    window = Period(date(2026, 12, 1), date(2026, 12, 15))
    made, problems = joint("100", trading_windows=(window,))
    assert made.locked
    assert made.locked_reason == "closed until 2026-12-01 (its trading windows)"
    assert [p.code for p in problems] == ["window-closed"]
    assert "closed until 2026-12-01" in problems[0].message


@pytest.mark.parametrize(
    ("changes", "locked"),
    [
        ({"trading_windows": (Period(DAY, DAY),)}, False),
        ({"blackouts": (Period(DAY, DAY),)}, True),
        ({"trading_windows": (Period(date(2020, 1, 1), date(2020, 1, 2)),)}, True),
        ({}, False),
    ],
)
def test_only_a_closed_day_locks(changes: dict[str, object], locked: bool) -> None:
    assert joint("100", **changes)[0].locked is locked


def test_a_locked_account_keeps_its_own_reason() -> None:
    made, problems = joint("100", locked=True, locked_reason="in probate", blackouts=(Period(DAY, DAY),))
    assert made.locked_reason == "in probate"
    assert problems == []
