"""All that is said of one run, and what its upkeep took."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest

from tests.simulate.measures.tracks import backtest, look, month_ends, months_of, tax_year
from trimtab.simulate.backtest.result import Backtest, DayValue
from trimtab.simulate.measures.performance import exact, performance
from trimtab.simulate.measures.risk import information_ratio, sharpe, sortino, tracking_error, volatility
from trimtab.simulate.measures.track import Basis
from trimtab.simulate.measures.upkeep import drift_kept, turnover_yearly

RETURNS = np.array([0.02, -0.03, 0.01, 0.04, -0.01, 0.0, 0.03, -0.02, 0.01, 0.02, 0.01, -0.01] * 2)


def run(*, tax: str = "5") -> Backtest:
    """Two years of months from the end of 2019 on; tax of so many dollars in April."""
    days = (date(2019, 12, 31), *month_ends(24))
    wealth = Decimal(1000)
    values = [DayValue(days[0], wealth)]
    for day, value in zip(days[1:], RETURNS, strict=True):
        paid = Decimal(tax) if day.month == 4 else Decimal(0)
        wealth = wealth * (1 + Decimal(str(value))) - paid
        values.append(DayValue(day, wealth, -paid, paid))
    return backtest(
        values,
        looks=[look(days[0], {"stocks": "0.6", "bonds": "0.4"})],
        tax_years=[tax_year(2021, "-2"), tax_year(2020, "5")],
        end=wealth - 20,
        turnover=Decimal(300),
    )


def test_everything_is_told_on_its_basis() -> None:
    record = run()
    found = performance(record, months_of(np.full(24, 0.001)))
    before, after, liquidated = (found.rates[basis] for basis in Basis)
    assert before.total == exact(float(np.prod(1 + RETURNS)) - 1)
    assert before.yearly is not None
    assert after.yearly is not None
    assert before.yearly > after.yearly
    assert after.total > liquidated.total
    assert found.end_after_tax_usd == found.end_usd - 20
    after_tax = RETURNS.copy()
    for month, value in ((3, record.values[4]), (15, record.values[16])):
        after_tax[month] = float(value.wealth_usd / record.values[month].wealth_usd) - 1
    cash = 0.001
    assert found.volatility == exact(volatility(after_tax))
    assert found.sharpe == exact(sharpe(after_tax, cash))
    assert found.sortino == exact(sortino(after_tax, cash))
    assert found.months == 24
    assert (found.tracking_error, found.information_ratio) == (None, None)
    assert found.fall is not None
    assert found.fall.depth == Decimal("-0.03")
    assert (found.fall.peak, found.fall.recovered) == (date(2020, 1, 31), date(2020, 4, 30))
    assert set(found.worst) == {"month", "quarter", "year", "12 months"}
    assert (found.worst["month"].value, found.worst["month"].month) == (Decimal("-0.03"), 2)
    assert found.tax_paid_usd == 10
    assert found.tax_by_year_usd == {2020: 5, 2021: -2}
    assert (found.costs_usd, found.costs_by_year_usd, found.trade_count) == (12, {}, 3)
    assert found.contributions == {}


def test_a_benchmark_gives_tracking_error_and_information_ratio() -> None:
    other = RETURNS[::-1]
    found = performance(run(tax="0"), benchmark=months_of(other))
    assert found.tracking_error == exact(tracking_error(RETURNS, other))
    assert found.information_ratio == exact(information_ratio(RETURNS, other))
    with pytest.raises(ValueError, match="same months"):
        performance(run(), benchmark=months_of(other, 2021))


def test_figures_have_twelve_places() -> None:
    assert exact(0.1 + 0.2) == Decimal("0.3")
    assert exact(-1e-13) == 0
    assert exact(None) is None


def test_drift_by_look_where_days_tell_no_weights() -> None:
    day = date(2021, 1, 4)
    looks = [
        look(day, {"stocks": "0.66", "bonds": "0.34"}, drift="0.06"),
        look(day + timedelta(days=30), {"stocks": "0.6", "bonds": "0.4"}),
    ]
    values = [DayValue(day, Decimal(100)), DayValue(day + timedelta(days=30), Decimal(100))]
    found = drift_kept(backtest(values, looks=looks))
    assert found is not None
    assert (found.mean, found.worst, found.outside, found.counted) == (Decimal("0.03"), Decimal("0.06"), 1, 2)
    assert not found.is_daily
    assert drift_kept(backtest(values)) is None


def test_drift_by_day_goes_by_the_look_before_it() -> None:
    first = date(2021, 1, 4)
    weights = ({}, {"stocks": "0.61", "bonds": "0.39"}, {"stocks": "0.7", "bonds": "0.3"})
    values = [
        DayValue(
            first + timedelta(days=number),
            Decimal(100),
            weights={name: Decimal(share) for name, share in held.items()},
        )
        for number, held in enumerate(weights)
    ]
    later = replace(
        look(first + timedelta(days=2), {"stocks": "0.7", "bonds": "0.3"}),
        targets={"stocks": Decimal("0.7"), "bonds": Decimal("0.3")},
        bands={"stocks": (Decimal("0.69"), Decimal("0.71"))},
    )
    opening = look(first, {"stocks": "0.6", "bonds": "0.4"})
    found = drift_kept(backtest(values, looks=[opening]))
    assert found is not None
    assert (found.mean, found.worst, found.outside, found.counted) == (
        Decimal("0.055"),
        Decimal("0.1"),
        1,
        2,
    )
    assert found.is_daily
    moved = drift_kept(backtest(values, looks=[opening, later]))
    assert moved is not None
    assert (moved.mean, moved.outside) == (Decimal("0.005"), 0)


def test_turnover_is_by_mean_wealth_and_year() -> None:
    values = [DayValue(date(2021, 1, 1), Decimal(900)), DayValue(date(2023, 1, 1), Decimal(1100))]
    assert turnover_yearly(backtest(values, turnover=Decimal(300))) == Decimal("0.15")
    nothing = [replace(value, wealth_usd=Decimal(0)) for value in values]
    assert turnover_yearly(backtest(nothing)) is None
