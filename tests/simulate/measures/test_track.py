"""Which months are whole."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from tests.simulate.measures.tracks import backtest, track
from trimtab.simulate.backtest.result import DayValue
from trimtab.simulate.measures.track import Basis, Track, track_of


def daily(first: date, last: date) -> Track:
    """A year's growth of a tenth of a percent a weekday."""
    span = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    days = tuple(day for day in span if day.weekday() < 5)
    nothing = np.zeros(len(days))
    return Track(days, 100 * 1.001 ** np.arange(len(days)), nothing, nothing)


def test_a_month_begun_or_not_ended_is_left_out() -> None:
    record = daily(date(2021, 1, 11), date(2021, 5, 14))
    months = record.months(Basis.BEFORE_TAX)
    assert months.labels == ((2021, 2), (2021, 3), (2021, 4))
    assert months.values[0] == pytest.approx(1.001**20 - 1)


def test_a_month_may_end_before_a_week_end_and_begin_at_the_end_of_another() -> None:
    record = daily(date(2020, 12, 31), date(2021, 5, 28))  # the 31st of May 2021 is Memorial Day
    assert record.months(Basis.BEFORE_TAX).labels == tuple((2021, month) for month in range(1, 6))


def test_days_that_are_months_are_whole() -> None:
    record = track(["2021-01-01", "2021-02-01", "2021-03-01"], [100, 110, 121])
    months = record.months(Basis.BEFORE_TAX)
    assert months.labels == ((2021, 2), (2021, 3))
    assert months.values == pytest.approx([0.1, 0.1])
    assert months.within([(2021, 3)]).values == pytest.approx([0.1])


def test_a_backtest_that_stopped_early_has_no_track_record() -> None:
    from decimal import Decimal

    values = [DayValue(date(2021, 1, 4), Decimal(1)), DayValue(date(2021, 1, 5), Decimal(1))]
    assert track_of(backtest(values)).days == (date(2021, 1, 4), date(2021, 1, 5))
    with pytest.raises(ValueError, match="stopped early"):
        track_of(backtest(values, is_whole=False))
