"""The target mix and cash by month."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest

from tests.simulate.backtest.histories import market, policy
from trimtab.core.market import CASH_SERIES, Market
from trimtab.simulate.measures.benchmark import yardstick

D = Decimal


def test_the_mix_takes_the_first_fund_of_each_class_that_has_a_series() -> None:
    made = market()
    rules = policy(
        buys={"bonds": ("AGG", "BND"), "stocks.intl": ("VXUS",), "stocks.us": ("VTI",), "cash": ()}
    )
    assert yardstick(made, rules).mix == {"BND": D("0.28"), "VTI": D("0.5"), "VXUS": D("0.2")}


def test_months_are_the_shares_of_growth_with_income_put_back() -> None:
    made = market()
    ends = tuple(day for day in made.days if day.isoformat() in ("2020-05-29", "2020-06-30", "2020-07-31"))
    found = yardstick(made, policy()).target_months(ends)
    known = made.known_on(ends[-1])
    assert found is not None
    assert found.labels == ((2020, 6), (2020, 7))
    expected = [
        sum(
            share * known.growth(symbol, after, until)
            for symbol, share in yardstick(made, policy()).mix.items()
        )
        + D("0.02")
        - 1
        for after, until in pairwise(ends)
    ]
    assert found.values == pytest.approx([float(one) for one in expected], abs=1e-15)
    with_cash = Market({**made.series, CASH_SERIES: replace(made.series["BND"], symbol=CASH_SERIES)})
    cash = yardstick(with_cash, policy()).cash_months(ends)
    earning = yardstick(with_cash, policy()).target_months(ends)
    assert cash is not None
    assert earning is not None
    assert earning.values - found.values == pytest.approx(0.02 * cash.values, abs=1e-15)
    assert yardstick(made, policy()).cash_months(ends) is None


def test_a_class_without_a_series_leaves_no_target_to_be_held_against() -> None:
    made = market()
    rules = policy(buys={"bonds": ("AGG",), "stocks.intl": ("VXUS",), "stocks.us": ("VTI",), "cash": ()})
    assert yardstick(made, rules).target_months(made.days[:30]) is None
