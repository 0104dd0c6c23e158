"""Contributions by class sum to the return, day by day linked."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from math import log

import numpy as np
import pytest

from trimtab.simulate.backtest.result import DayValue
from trimtab.simulate.measures.contribution import carino, contributions
from trimtab.simulate.measures.returns import time_weighted
from trimtab.simulate.measures.track import Basis, track_of_values

FIRST = date(2021, 1, 4)


def test_two_days_by_hand() -> None:
    """100 earns 6 and 4, 110 earns 11 and 11: 32% in all, by Carino's factors ln(1 + r) / r."""
    values = [
        DayValue(FIRST, Decimal(100)),
        DayValue(
            FIRST + timedelta(days=1), Decimal(110), gains_usd={"bonds": Decimal(4), "stocks": Decimal(6)}
        ),
        DayValue(
            FIRST + timedelta(days=2), Decimal(132), gains_usd={"bonds": Decimal(11), "stocks": Decimal(11)}
        ),
    ]
    whole, first, second = log(1.32) / 0.32, log(1.1) / 0.1, log(1.2) / 0.2
    found = contributions(values)
    assert found["stocks"] == pytest.approx((0.06 * first + 0.1 * second) / whole, abs=1e-14)
    assert found["bonds"] == pytest.approx((0.04 * first + 0.1 * second) / whole, abs=1e-14)
    assert found[""] == pytest.approx(0, abs=1e-14)


def test_random_classes_with_flows_and_tax_sum_to_the_whole() -> None:
    chance = np.random.Generator(np.random.PCG64(3))
    wealth = Decimal(1000)
    values = [DayValue(FIRST, wealth)]
    for number in range(1, 400):
        gains = {name: Decimal(int(chance.normal(0, 1000))) / 100 for name in ("a", "b", "")}
        flow = Decimal(int(chance.normal(0, 2000))) / 100
        tax = Decimal(3) if number % 90 == 0 else Decimal(0)
        wealth += sum(gains.values(), flow - tax)
        values.append(
            DayValue(
                FIRST + timedelta(days=number), wealth, flow - tax, tax, {"a": gains["a"], "b": gains["b"]}
            )
        )
    found = contributions(values)
    total = time_weighted(track_of_values(values), Basis.BEFORE_TAX)
    assert list(found) == ["a", "b", ""]
    assert sum(found.values()) == pytest.approx(total, abs=1e-12)


def test_without_what_classes_earned_there_is_nothing_to_tell() -> None:
    assert contributions([DayValue(FIRST, Decimal(1)), DayValue(FIRST + timedelta(days=1), Decimal(2))]) == {}


def test_a_day_without_return_counts_whole_and_a_total_loss_is_refused() -> None:
    assert carino(np.array([0.0, 0.0])).tolist() == [1, 1]
    with pytest.raises(ValueError, match="everything is lost"):
        carino(np.array([0.1, -1.0]))
