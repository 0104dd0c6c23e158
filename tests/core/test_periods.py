"""Days from one to another: when a door opens."""

from __future__ import annotations

from datetime import date

import pytest

from trimtab.core.periods import Period, opens_on

TODAY = date(2026, 11, 20)


def days(first: str, last: str) -> Period:
    return Period(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("windows", "blackouts", "opens"),
    [
        ([], [], "2026-11-20"),
        ([days("2026-11-20", "2026-11-20")], [], "2026-11-20"),
        ([days("2026-11-01", "2026-11-19")], [], None),
        ([days("2027-02-01", "2027-02-10"), days("2026-12-01", "2026-12-10")], [], "2026-12-01"),
        ([], [days("2026-11-20", "2026-11-30")], "2026-12-01"),
        ([], [days("2026-11-20", "2026-11-30"), days("2026-12-01", "2026-12-05")], "2026-12-06"),
        ([days("2026-12-01", "2026-12-10")], [days("2026-12-01", "2026-12-03")], "2026-12-04"),
        ([days("2026-11-20", "2026-11-30")], [days("2026-11-10", "2026-12-05")], None),
    ],
)
def test_the_first_open_day(windows: list[Period], blackouts: list[Period], opens: str | None) -> None:
    found = opens_on(TODAY, windows, blackouts)
    assert found == (None if opens is None else date.fromisoformat(opens))


def test_both_ends_are_in_it() -> None:
    one = days("2026-11-19", "2026-11-21")
    assert [one.holds(date(2026, 11, day)) for day in (18, 19, 21, 22)] == [False, True, True, False]
    assert str(one) == "2026-11-19 to 2026-11-21"
