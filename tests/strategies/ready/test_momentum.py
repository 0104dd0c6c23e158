"""The momentum tilt: by rank of the return of twelve months less the last one, within limits."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.strategies.days import TODAY, answer
from trimtab.core.market import Distribution, Market, PriceSeries, Split
from trimtab.strategies import NoAnswerError, ready_strategy

D = Decimal
TARGET = {"bonds": D("0.30"), "cash": D(0), "stocks.intl": D("0.20"), "stocks.us": D("0.50")}
HELD = {"stocks.us": "0.5", "stocks.intl": "0.2", "bonds": "0.3"}
DAYS = tuple(TODAY - timedelta(days=n) for n in range(500, -1, -1))
FIRST, LAST = date(2023, 7, 1), date(2024, 6, 1)


def market(**steps: str) -> Market:
    """Series that are at 100 until a day in between and at another price after it; the last month is all wrong."""
    middle = date(2024, 1, 15)
    return Market(
        {
            symbol: PriceSeries(
                symbol, DAYS, tuple(D(100) if d < middle else D(step) if d <= LAST else D(1) for d in DAYS)
            )
            for symbol, step in steps.items()
        }
    )


def test_the_best_is_up_the_worst_is_down_by_so_many_points() -> None:
    found = answer(
        ready_strategy("momentum:points=5"), HELD, TARGET, market=market(VTI="90", VXUS="130", BND="100")
    )
    assert found.target == {
        "bonds": D("0.30"),
        "cash": D(0),
        "stocks.intl": D("0.25"),
        "stocks.us": D("0.45"),
    }
    assert found.reason == "momentum of 12 months less 1: stocks.intl best (30.0%), stocks.us worst (-10.0%)"


def test_no_class_goes_below_nought() -> None:
    target = {"bonds": D("0.37"), "cash": D(0), "stocks.intl": D("0.03"), "stocks.us": D("0.60")}
    found = answer(
        ready_strategy("momentum:points=5"), HELD, target, market=market(VTI="130", VXUS="90", BND="100")
    )
    assert found.target == {"bonds": D("0.37"), "cash": D(0), "stocks.intl": D(0), "stocks.us": D("0.63")}


def test_income_counts_and_a_split_is_no_loss() -> None:
    day = date(2024, 3, 1)
    paid = Distribution(day, D(50))
    flat = market(VTI="100", VXUS="100", BND="100").series
    halved = tuple(
        close / 2 if d >= day else close for d, close in zip(DAYS, flat["BND"].closes_usd, strict=True)
    )
    split = PriceSeries("BND", DAYS, halved, splits=(Split(day, D(2)),))
    income = PriceSeries("VXUS", DAYS, flat["VXUS"].closes_usd, (paid,))
    found = answer(
        ready_strategy("momentum"), HELD, TARGET, market=Market({**flat, "BND": split, "VXUS": income})
    )
    assert "stocks.intl best (50.0%)" in found.reason
    assert "worst (0.0%)" in found.reason


def test_a_class_whose_prices_begin_late_leaves_the_own_target() -> None:
    whole = market(VTI="90", VXUS="130", BND="100").series
    late = PriceSeries("VXUS", DAYS[-200:], whole["VXUS"].closes_usd[-200:])
    found = answer(ready_strategy("momentum"), HELD, TARGET, market=Market({**whole, "VXUS": late}))
    assert found.target == TARGET
    assert "do not reach back 12 months for every class" in found.reason


def test_without_prices_there_is_no_answer() -> None:
    with pytest.raises(NoAnswerError):
        answer(ready_strategy("momentum"), HELD, TARGET)
