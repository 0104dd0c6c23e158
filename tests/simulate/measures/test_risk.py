"""Risk measures against empyrical 0.7.1, quantstats 0.0.86, ffn 1.4.1, and the worked example of Bacon's book.

The peers' figures are what crosscheck/performance_measures.py prints.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from tests.simulate.measures.tracks import month_ends, months_of, track
from trimtab.simulate.measures.drawdown import drawdowns, underwater
from trimtab.simulate.measures.returns import linked, yearly
from trimtab.simulate.measures.risk import (
    downside,
    information_ratio,
    sharpe,
    sortino,
    tracking_error,
    volatility,
    worst_run,
)
from trimtab.simulate.measures.track import Basis

# Bacon, Practical Portfolio Performance Measurement and Attribution (Wiley, 2nd ed. 2008): 24 months
BACON = np.array(
    [
        *(0.3, 2.6, 1.1, -1.0, 1.5, 2.5, 1.6, 6.7, -1.4, 4.0, -0.5, 8.1),
        *(4.0, -3.7, -6.1, 1.7, -4.9, -2.2, 7.0, 5.8, -6.5, 2.4, -0.5, -0.9),
    ]
)
BACON /= 100
CASH = 0.002


def series(a: int, b: int, level: float) -> np.ndarray:
    """The series of crosscheck/performance_measures.py."""
    return np.array([((a * i * i + b * i) % 101 - 50) / 1000 + level for i in range(60)])


MINE, OTHER = series(7, 13, 0.008), series(5, 29, 0.006)


def test_the_figures_of_empyrical() -> None:
    assert linked(MINE) == pytest.approx(0.3109205692749395, abs=1e-13)
    assert yearly(linked(MINE), 5) == pytest.approx(0.055638632884346784, abs=1e-13)
    assert volatility(MINE) == pytest.approx(0.09609677325752658, abs=1e-14)
    assert sharpe(MINE, CASH) == pytest.approx(0.36213494813962804, abs=1e-13)
    assert sortino(MINE, CASH) == pytest.approx(0.5475327009591894, abs=1e-13)
    assert downside(MINE, CASH) == pytest.approx(0.06355784766651558, abs=1e-14)
    # empyrical's excess_sharpe is by month
    assert information_ratio(MINE, OTHER) == pytest.approx(-0.11764201726846099 * 12**0.5, abs=1e-13)


def test_the_figures_of_quantstats_and_ffn() -> None:
    assert sharpe(MINE) == pytest.approx(0.6118831882359236, abs=1e-13)
    assert sortino(MINE) == pytest.approx(0.9852135325198814, abs=1e-13)
    days = (date(2019, 12, 31), *month_ends(60))
    index = np.concatenate(([1.0], np.cumprod(1 + MINE)))
    falls = drawdowns(days, index)
    assert [fall.depth for fall in falls[:3]] == pytest.approx([-0.120639, -0.100126, -0.059426], abs=5e-7)
    assert falls[0].depth == pytest.approx(-0.12063923761186146, abs=1e-14)
    # ffn's start is the first day below the best, its end the day of recovery
    assert falls[0].recovered == date(2023, 7, 31)
    assert falls[1].recovered == date(2021, 5, 31)
    assert falls[0].peak < date(2021, 9, 30) <= falls[0].trough


def test_the_figures_of_bacon() -> None:
    assert downside(BACON, 0.005, a_year=1) == pytest.approx(0.0255, abs=5e-5)
    assert sortino(BACON, 0.005, a_year=1) == pytest.approx(0.157, abs=5e-4)


def test_what_does_not_vary_has_no_ratio() -> None:
    steady = np.full(12, 0.01)
    assert volatility(steady[:1]) is None
    assert sharpe(steady) is None
    assert sortino(steady) is None
    assert sortino(np.array([])) is None
    assert information_ratio(MINE, MINE) is None
    assert tracking_error(MINE, MINE) == 0


def test_a_drawdown_tells_its_days_and_whether_it_is_over() -> None:
    days = month_ends(6)
    falls = drawdowns(days, np.array([100, 80, 90, 100, 120, 60]))
    assert [(fall.depth, fall.peak, fall.trough, fall.recovered) for fall in falls] == [
        (-0.5, days[4], days[5], None),
        (pytest.approx(-0.2), days[0], days[1], days[3]),
    ]
    assert underwater(np.array([1.0, 2.0, 1.0])).tolist() == [0, 0, -0.5]
    assert drawdowns(days, np.arange(1.0, 7.0)) == ()


def test_flows_make_no_drawdown() -> None:
    record = track(["2021-01-29", "2021-02-26", "2021-03-31"], [100, 55, 60], [0, -50, 0])
    assert drawdowns(record.days, record.index(Basis.BEFORE_TAX)) == ()


def test_the_worst_times() -> None:
    months = months_of([0.0, -0.1, 0.0, 0.0, -0.05, 0.0] + [0.01] * 6 + [-0.2] + [0.0] * 11)
    month = worst_run(months, 1)
    assert month is not None
    assert (month.value, month.last) == (pytest.approx(-0.2), (2021, 1))
    quarter, year, twelve = worst_run(months, 3, 3), worst_run(months, 12, 12), worst_run(months, 12)
    assert quarter is not None
    assert year is not None
    assert twelve is not None
    assert (quarter.value, quarter.last) == (pytest.approx(-0.2), (2021, 3))
    assert (year.value, year.last) == (pytest.approx(-0.2), (2021, 12))
    first_to_first = 0.9 * 0.95 * 1.01**6 * 0.8 - 1
    assert (twelve.value, twelve.last) == (pytest.approx(first_to_first), (2021, 1))
    assert worst_run(months, 36) is None
