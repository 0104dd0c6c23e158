"""Track records and backtests made by hand for the tests of measures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from trimtab.core.money import ZERO
from trimtab.simulate.backtest.result import Backtest, DayValue, Look, TaxYear
from trimtab.simulate.measures.track import Floats, Months, Track


def track(
    days: Sequence[str],
    wealth: Sequence[float],
    flows: Sequence[float] = (),
    tax: Sequence[float] = (),
    end: float | None = None,
) -> Track:
    nothing = [0.0] * len(days)
    return Track(
        tuple(date.fromisoformat(day) for day in days),
        np.array(wealth, dtype=float),
        np.array(flows or nothing, dtype=float),
        np.array(tax or nothing, dtype=float),
        end,
    )


def month_ends(count: int, first_year: int = 2020) -> tuple[date, ...]:
    """The last days of `count` months from January of a year on."""
    firsts = [date(first_year + number // 12, number % 12 + 1, 1) for number in range(count + 1)]
    return tuple(day - timedelta(days=1) for day in firsts[1:])


def months_of(returns: Sequence[float] | Floats, first_year: int = 2020) -> Months:
    labels = tuple((day.year, day.month) for day in month_ends(len(returns), first_year))
    return Months(labels, np.asarray(returns, dtype=float))


def backtest(
    values: Sequence[DayValue],
    *,
    strategy: str = "own",
    looks: Sequence[Look] = (),
    tax_years: Sequence[TaxYear] = (),
    end: Decimal | None = None,
    turnover: Decimal = ZERO,
    is_whole: bool = True,
) -> Backtest:
    return Backtest(
        strategy=strategy,
        household="Test",
        values=tuple(values),
        looks=tuple(looks),
        tax_years=tuple(tax_years),
        costs_usd=Decimal(12),
        turnover_usd=turnover,
        trade_count=3,
        end_after_tax_usd=values[-1].wealth_usd if end is None else end,
        assumptions=("By hand.",),
        is_whole=is_whole,
    )


def look(day: date, weights: Mapping[str, str], *, drift: str = "0") -> Look:
    """A look at a 60/40 target with bands of five points."""
    targets = {"bonds": Decimal("0.4"), "stocks": Decimal("0.6")}
    bands = {name: (share - Decimal("0.05"), share + Decimal("0.05")) for name, share in targets.items()}
    return Look(
        day, {name: Decimal(share) for name, share in weights.items()}, targets, bands, Decimal(drift), ""
    )


def tax_year(year: int, caused: str) -> TaxYear:
    return TaxYear(
        year, Decimal(1000) + Decimal(caused), Decimal(1000), *(ZERO for _ in range(8)), None, "", "frozen"
    )


def grown(
    returns: Sequence[float] | Floats,
    *,
    name: str = "own",
    tax: float = 0.0,
    end: float = 1.0,
    days: Sequence[date] | None = None,
) -> Backtest:
    """A journey by month from 100,000: this share of wealth in tax each April, that share kept at the end."""
    ends = (date(2019, 12, 31), *month_ends(len(returns))) if days is None else tuple(days)
    wealth = Decimal(100_000)
    values = [DayValue(ends[0], wealth)]
    for day, value in zip(ends[1:], returns, strict=True):
        before = wealth * (1 + Decimal(str(round(float(value), 10))))
        paid = before * Decimal(str(tax)) if day.month == 4 else ZERO
        wealth = before - paid
        values.append(DayValue(day, wealth, -paid, paid))
    years = sorted({day.year for day in ends[1:]})
    return backtest(
        values,
        strategy=name,
        end=wealth * Decimal(str(end)),
        looks=[look(ends[0], {"stocks": "0.6", "bonds": "0.4"})],
        tax_years=[tax_year(year, "7") for year in years],
        turnover=Decimal(1000),
    )
