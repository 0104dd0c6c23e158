"""Everything that is said about one run: returns, risk, worst times, upkeep; exact numbers for tables and pictures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import overload

from trimtab.core.money import ZERO
from trimtab.simulate.backtest.result import Backtest
from trimtab.simulate.measures.contribution import contributions
from trimtab.simulate.measures.drawdown import Drawdown, drawdowns
from trimtab.simulate.measures.returns import money_weighted, time_weighted, yearly
from trimtab.simulate.measures.risk import (
    Worst,
    information_ratio,
    sharpe,
    sortino,
    tracking_error,
    volatility,
    worst_run,
)
from trimtab.simulate.measures.track import Basis, Floats, Months, Track, track_of
from trimtab.simulate.measures.upkeep import (
    DriftKept,
    costs_by_year,
    drift_kept,
    tax_by_year,
    turnover_yearly,
)

_PLACES = Decimal("1e-12")


@overload
def exact(value: float) -> Decimal: ...
@overload
def exact(value: float | None) -> Decimal | None: ...
def exact(value: float | None) -> Decimal | None:
    """A statistic to twelve places: what is beyond is rounding, and may differ from machine to machine."""
    return None if value is None else Decimal(repr(value)).quantize(_PLACES).normalize() + ZERO


@dataclass(frozen=True, slots=True)
class Rates:
    """Returns on one basis, shares of one: over the whole time, a year (None below one), and money-weighted."""

    total: Decimal
    yearly: Decimal | None
    money_weighted: Decimal | None


@dataclass(frozen=True, slots=True)
class WorstTime:
    """The least return over a stretch of months (a share of one), and its last month."""

    value: Decimal
    year: int
    month: int


@dataclass(frozen=True, slots=True)
class Fall:
    """A drawdown: depth (a share of one, negative), peak, trough and recovery (None: not yet)."""

    depth: Decimal
    peak: date
    trough: date
    recovered: date | None


@dataclass(frozen=True, slots=True)
class Performance:
    """The measures of one run; docs/performance.md defines each. Shares of one and USD.

    Risk is of whole months after tax, annualised; None where there are too few or nothing varies. `worst` is by
    "month", "quarter", "year" and "12 months". `tracking_error` and `information_ratio` are against the benchmark
    asked with, None without one.
    """

    strategy: str
    start: date
    end: date
    months: int
    end_usd: Decimal
    end_after_tax_usd: Decimal
    rates: Mapping[Basis, Rates]
    volatility: Decimal | None
    sharpe: Decimal | None
    sortino: Decimal | None
    tracking_error: Decimal | None
    information_ratio: Decimal | None
    fall: Fall | None
    worst: Mapping[str, WorstTime]
    drift: DriftKept | None
    turnover_yearly: Decimal | None
    trade_count: int
    costs_usd: Decimal
    costs_by_year_usd: Mapping[int, Decimal]
    tax_paid_usd: Decimal
    tax_by_year_usd: Mapping[int, Decimal]
    contributions: Mapping[str, Decimal]


STRETCHES = {"month": (1, 1), "quarter": (3, 3), "year": (12, 12), "12 months": (12, 1)}


def performance(run: Backtest, cash: Months | None = None, benchmark: Months | None = None) -> Performance:
    """The measures of a whole backtest. `cash` is what cash earned, for Sharpe and Sortino (None: nothing).

    Raises ValueError for one that stopped early, and for cash or a benchmark of other months.
    """
    track = track_of(run)
    months = track.months(Basis.AFTER_TAX)
    free = 0.0 if cash is None else _same_months(months, cash)
    against = None if benchmark is None else _same_months(months, benchmark)
    return Performance(
        strategy=run.strategy,
        start=track.days[0],
        end=track.days[-1],
        months=len(months.labels),
        end_usd=run.values[-1].wealth_usd,
        end_after_tax_usd=run.end_after_tax_usd,
        rates={basis: rates(track, basis) for basis in Basis},
        volatility=exact(volatility(months.values)),
        sharpe=exact(sharpe(months.values, free)),
        sortino=exact(sortino(months.values, free)),
        tracking_error=None if against is None else exact(tracking_error(months.values, against)),
        information_ratio=None if against is None else exact(information_ratio(months.values, against)),
        fall=deepest(track),
        worst=worst_times(months),
        drift=drift_kept(run),
        turnover_yearly=turnover_yearly(run),
        trade_count=run.trade_count,
        costs_usd=run.costs_usd,
        costs_by_year_usd=costs_by_year(run),
        tax_paid_usd=run.tax_paid_usd,
        tax_by_year_usd=tax_by_year(run),
        contributions={name: exact(brought) for name, brought in contributions(run.values).items()},
    )


def rates(track: Track, basis: Basis) -> Rates:
    """Returns of a track on one basis."""
    total = time_weighted(track, basis)
    return Rates(exact(total), exact(yearly(total, track.years)), exact(money_weighted(track, basis)))


def deepest(track: Track, basis: Basis = Basis.AFTER_TAX) -> Fall | None:
    """The deepest drawdown, flows left out; None where it never fell."""
    falls = drawdowns(track.days, track.index(basis))
    return _fall(falls[0]) if falls else None


def worst_times(months: Months) -> Mapping[str, WorstTime]:
    """The worst month, calendar quarter, calendar year and twelve months, as far as there are whole ones."""
    found = {name: worst_run(months, *stretch) for name, stretch in STRETCHES.items()}
    return {name: _worst(one) for name, one in found.items() if one is not None}


def _same_months(months: Months, other: Months) -> Floats:
    if months.labels != other.labels:
        raise ValueError("cash and a benchmark need the same months")
    return other.values


def _worst(one: Worst) -> WorstTime:
    return WorstTime(exact(one.value), *one.last)


def _fall(one: Drawdown) -> Fall:
    return Fall(exact(one.depth), one.peak, one.trough, one.recovered)
