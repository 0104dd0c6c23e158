"""Backtests made by hand: small, with everything in them that a picture shows."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal as D
from types import SimpleNamespace
from typing import Any

from trimtab.core.plan import Side
from trimtab.simulate.backtest.result import Backtest, DayValue, Look, TaxYear

START = date(2015, 1, 1)


def _wealth(number: int, lift: D) -> D:
    """Rises, falls by half in one day at 500, and recovers."""
    fall = D("0.5") if 500 <= number < 520 else D(1)
    return (D(1_000_000) + D(number) * lift) * fall


def made_run(name: str = "own", days: int = 2000, lift: int = 400) -> Backtest:
    """A run of so many days with two classes, two looks that acted, some that held, a year in which tax was saved."""
    values = []
    before = _wealth(0, D(lift))
    for number in range(days):
        wealth = _wealth(number, D(lift))
        stocks = D("0.6") + D("0.0001") * (number % 500) if number % 500 else D("0.6")
        gain = wealth - before
        values.append(
            DayValue(
                START + timedelta(days=number),
                wealth,
                gains_usd={"stocks.us": gain * 2 / 3, "bonds": gain - gain * 2 / 3} if number else {},
                weights={"stocks.us": stocks, "bonds": 1 - stocks},
            )
        )
        before = wealth
    looks = tuple(_look(number, acts=number % 1000 == 0) for number in range(0, days, 500))
    taxes = tuple(_tax_year(year, caused) for year, caused in ((2015, 1200), (2016, -300), (2017, 2500)))
    return Backtest(
        name, "Made household", tuple(values), looks, taxes, D(100), D(5000), 2, before, ("Made by hand.",)
    )


def _look(number: int, *, acts: bool) -> Look:
    bands = {"stocks.us": (D("0.55"), D("0.65")), "bonds": (D("0.35"), D("0.45"))}
    seen = {"stocks.us": D("0.65"), "bonds": D("0.35")}
    targets = {"stocks.us": D("0.6"), "bonds": D("0.4")}
    trades = [SimpleNamespace(side=side, amount_usd=D(1000), cost_usd=D(1)) for side in (Side.SELL, Side.BUY)]
    plan: Any = SimpleNamespace(trades=trades) if acts else None
    return Look(START + timedelta(days=number), seen, targets, bands, D("0.05"), "stocks are over", plan)


def _tax_year(year: int, caused: int) -> TaxYear:
    none = D(0)
    paid = date(year + 1, 4, 15)
    return TaxYear(
        year,
        D(9000 + caused),
        D(9000),
        none,
        D(caused),
        D(10),
        D(20),
        none,
        none,
        none,
        none,
        paid,
        "joint",
        "law",
    )
