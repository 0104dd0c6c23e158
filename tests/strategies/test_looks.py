"""When a strategy looks: schedules of market days, by words."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from trimtab.core.problems import BadInputError
from trimtab.strategies import Looks, looks, looks_of

FIRST = date(2024, 1, 2)
DAYS = tuple(
    day
    for day in (FIRST + timedelta(days=n) for n in range(800))
    if day.weekday() < 5 and day not in {date(2025, 1, 1), date(2024, 7, 4)}
)


def test_the_first_market_day_of_each_period_is_one_and_the_very_first_day() -> None:
    found = looks("monthly").days(DAYS)
    assert found[:3] == (FIRST, date(2024, 2, 1), date(2024, 3, 1))
    assert looks("annual").days(DAYS) == (FIRST, date(2025, 1, 2), date(2026, 1, 1))
    assert looks("quarterly").days(DAYS)[1] == date(2024, 4, 1)
    assert looks("semiannual").days(DAYS)[1] == date(2024, 7, 1)
    assert looks("weekly").days(DAYS)[1] == date(2024, 1, 8)


def test_the_last_market_day_of_a_period_is_one_where_it_has_ended() -> None:
    found = looks("month_end").days(DAYS)
    assert found[:3] == (FIRST, date(2024, 1, 31), date(2024, 2, 29))
    assert DAYS[-1] not in found
    assert looks("year_end").days(DAYS) == (FIRST, date(2024, 12, 31), date(2025, 12, 31))


def test_every_so_many_market_days() -> None:
    assert looks("10d").days(DAYS) == DAYS[::10]
    assert looks("daily").days(DAYS) == DAYS


def test_a_rule_of_recurrence_falls_on_the_market_day_that_follows() -> None:
    found = looks("FREQ=MONTHLY;BYMONTHDAY=15").days(DAYS)
    assert found[:4] == (FIRST, date(2024, 1, 15), date(2024, 2, 15), date(2024, 3, 15))
    assert date(2024, 6, 17) in found
    assert looks("FREQ=YEARLY;BYMONTH=7;BYMONTHDAY=4").days(DAYS)[1] == date(2024, 7, 5)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "often",
        "0d",
        "-3d",
        "FREQ=SOMETIMES",
        "FREQ=MONTHLY;BYMONTHDAY=x",
        "FREQ=SECONDLY",
        "FREQ=YEARLY;BYMONTH=13",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;COUNT=3",
        "FREQ=DAILY;UNTIL=20200101",
        "FREQ=",
    ],
)
def test_words_that_mean_no_schedule_are_refused(words: str) -> None:
    with pytest.raises(BadInputError, match="is no schedule to look by"):
        looks(words)


def test_a_strategy_without_a_schedule_looks_monthly() -> None:
    class Plain:
        pass

    class Weekly:
        looks = "weekly"

    assert looks_of(Plain()) == Looks("monthly")
    assert looks_of(Weekly()) == Looks("weekly")


def test_no_days_no_looks() -> None:
    assert looks("monthly").days(()) == ()
