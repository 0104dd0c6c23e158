"""Which exceptions an account and an age leave open, and from which day there is no additional tax."""

from __future__ import annotations

from datetime import date

import pytest

from trimtab.adapters.retirement_law import retirement_law_for
from trimtab.core.accounts import AccountKind
from trimtab.tax.retirement.early import in_time_from, open_exceptions

LAW = retirement_law_for(2026).early
PAID = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("kind", "day"),
    [
        (AccountKind.TRADITIONAL_IRA, date(2039, 1, 2)),
        (AccountKind.K401, date(2039, 1, 2)),
        (AccountKind.HSA, date(2044, 7, 2)),
        (AccountKind.INHERITED_IRA, None),
        (AccountKind.INHERITED_ROTH_IRA, None),
        (AccountKind.TAXABLE, None),
        (AccountKind.TRUST, None),
        (AccountKind.E529, None),
    ],
)
def test_the_day_from_which_money_is_in_time(kind: AccountKind, day: date | None) -> None:
    assert in_time_from(kind, date(1979, 7, 2), LAW) == day


def names(kind: AccountKind, born: date) -> list[str]:
    return [one.name for one in open_exceptions(kind, born, PAID, LAW)]


def test_exceptions_are_those_of_the_kind_of_account() -> None:
    young = date(1990, 1, 1)
    assert names(AccountKind.HSA, young) == ["death", "disability"]
    ira, plan = names(AccountKind.SIMPLE_IRA, young), names(AccountKind.K403B, young)
    assert set(ira) - set(plan) == {"health_insurance", "education", "first_home"}
    assert set(plan) - set(ira) == {"public_safety_at_50", "esop_dividends", "divorce_order"}


def test_separation_needs_the_year_of_age_55() -> None:
    """26 USC 72(t)(2)(A)(v): separated in or after the year of the 55th birthday, not on or after that day."""
    assert "separation_at_55" in names(AccountKind.K401, date(1971, 12, 31))
    assert "separation_at_55" not in names(AccountKind.K401, date(1972, 1, 1))
    assert "separation_at_55" not in names(AccountKind.TRADITIONAL_IRA, date(1971, 12, 31))
