"""The holding period to the day, and the shortcuts that give wrong answers; published cases are in tests/truth."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from trimtab.tax.holding import first_long_day, is_long_term, last_long_purchase


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("bought", "first"),
    [
        ("2025-03-15", "2026-03-16"),  # two consumer tax pages say 17 March; the count starts on the 16th
        ("2024-02-27", "2025-02-28"),
        ("2024-02-28", "2025-03-01"),  # starts on 29 February
        ("2024-02-29", "2025-03-01"),
        ("2023-02-28", "2024-03-01"),  # "sold after 28 February" would be a day early
        ("2023-03-01", "2024-03-02"),  # more than 365 days, a leap day between
        ("2024-12-31", "2026-01-01"),
        ("2025-12-31", "2027-01-01"),
        ("1999-02-28", "2000-03-01"),  # 2000 is a leap year
        ("2099-02-28", "2100-03-01"),  # 2100 is not
        ("1972-11-30", "1973-12-01"),  # Caspe v. United States: months end to end
    ],
)
def test_first_long_term_day(bought: str, first: str) -> None:
    assert first_long_day(day(bought)) == day(first)
    assert is_long_term(day(bought), day(first))
    assert not is_long_term(day(bought), day(first) - timedelta(days=1))


def test_four_years_day_by_day() -> None:
    """No later purchase is long-term earlier, and the wait is always 366 or 367 days."""
    days = [date(2023, 1, 1) + timedelta(days=n) for n in range(4 * 366)]
    firsts = [first_long_day(bought) for bought in days]
    assert firsts == sorted(firsts)
    assert {(first - bought).days for bought, first in zip(days, firsts, strict=True)} == {366, 367}


def test_a_sale_before_the_purchase_is_not_long_term() -> None:
    assert not is_long_term(date(2026, 1, 2), date(2025, 1, 2))


@pytest.mark.parametrize("first", ["2023-02-20", "2024-02-20", "2024-12-20", "2026-11-21"])
def test_the_last_purchase_that_is_long_term_parts_long_from_short(first: str) -> None:
    for later in range(20):
        sold = day(first) + timedelta(days=later)
        last = last_long_purchase(sold)
        assert is_long_term(last, sold)
        assert not is_long_term(last + timedelta(days=1), sold)
