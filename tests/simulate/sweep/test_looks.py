from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from tests.simulate.sweep.made_up import month_ends, weekdays
from trimtab.simulate.sweep.looks import is_look, looks, periods_a_year, years_between


def looked(days: tuple[date, ...], word: str) -> list[date]:
    return [days[row] for row in np.flatnonzero(looks(days, word))]


def test_months_end_on_their_last_row() -> None:
    days = weekdays(date(2020, 1, 1), 100)  # ends on 19 May
    ends = [date(2020, 1, 31), date(2020, 2, 28), date(2020, 3, 31), date(2020, 4, 30)]
    assert looked(days, "month") == ends
    assert looked(days, "quarter") == [ends[2]]
    assert looked(days, "year") == []


def test_the_last_row_ends_its_month_where_no_weekday_is_left() -> None:
    assert looked(weekdays(date(2020, 1, 1), 23), "month") == [date(2020, 1, 31)]
    assert looked(weekdays(date(2020, 1, 1), 22), "month") == []


def test_monthly_rows_are_looked_at_every_month_quarter_half_and_year() -> None:
    days = month_ends(1926, 1009)
    counts = {
        word: int(looks(days, word).sum()) for word in ("month", "quarter", "half", "year", "2y", "5m", "day")
    }
    assert counts == {
        "month": 1008,
        "quarter": 336,
        "half": 168,
        "year": 84,
        "2y": 42,
        "5m": 201,
        "day": 1008,
    }
    assert looked(days, "2y")[0] == date(1927, 12, 31)
    assert looked(days, "year@6")[:2] == [date(1926, 6, 30), date(1927, 6, 30)]
    assert [day.month for day in looked(days, "quarter@1")[:4]] == [1, 4, 7, 10]


def test_counted_days_and_weeks() -> None:
    days = weekdays(date(2020, 1, 1), 31)
    assert looked(days, "10d") == [days[10], days[20], days[30]]
    assert [day.weekday() for day in looked(days, "week")] == [4] * 6
    assert not looks(days, "never").any()


def test_words_that_are_no_calendar() -> None:
    assert not any(is_look(word) for word in ("often", "year@13", "month@1", "0d", "10", "10w", "-1m"))
    with pytest.raises(ValueError, match="often"):
        looks(weekdays(date(2020, 1, 1), 3), "often")


def test_how_long_and_how_often() -> None:
    monthly, daily = month_ends(1926, 1009), weekdays(date(2000, 1, 3), 522)
    assert periods_a_year(monthly) == 12
    assert years_between(monthly) == 84
    assert periods_a_year(daily) == 252
    assert years_between(daily) == pytest.approx(2, abs=0.01)
