from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal as D

import numpy as np
import pytest

from tests.simulate.sweep.made_up import random_levels, weekdays
from trimtab.core.market import Distribution, PriceSeries, Split
from trimtab.core.problems import BadInputError
from trimtab.simulate.sweep.prices import checked, total_return

DAYS = weekdays(date(2001, 1, 1), 20)
TARGET = {"S0": 0.6, "S1": 0.4}


def codes(fault: pytest.ExceptionInfo[BadInputError]) -> list[str]:
    return sorted(problem.code for problem in fault.value.problems)


def test_good_prices_are_put_in_the_targets_order() -> None:
    levels = random_levels(DAYS, 3, 1)
    held = checked(levels, {"S2": 0.5, "S0": 0.5})
    assert held.names == ("S2", "S0")
    assert (held.values[:, 0] == levels.values[:, 2]).all()


def test_everything_wrong_is_told_at_once() -> None:
    levels = random_levels(DAYS, 2, 1)
    levels.values[0, 0] = np.nan
    levels.values[5:7, 0] = np.nan
    levels.values[9, 1] = 0
    levels.values[19, 1] = np.nan
    with pytest.raises(BadInputError) as fault:
        checked(levels, {"S0": 0.6, "S1": 0.3, "S9": 0.2})
    assert codes(fault) == [
        "prices-early-end", "prices-gap", "prices-late", "prices-not-positive", "target-sum", "target-unknown",
    ]  # fmt: skip
    assert "S0 has no price on 2001-01-08, 2001-01-09" in str(fault.value)
    assert "S0 starts on 2001-01-02" in str(fault.value)


def test_days_must_rise_and_be_enough() -> None:
    levels = random_levels(DAYS, 2, 1)
    with pytest.raises(BadInputError) as fault:
        checked(replace(levels, days=(DAYS[1], *DAYS[1:])), TARGET)
    assert codes(fault) == ["prices-order"]
    with pytest.raises(BadInputError) as fault:
        checked(levels.between(DAYS[3], DAYS[4]), TARGET)
    assert codes(fault) == ["prices-few"]


def test_a_weight_below_nought_and_a_series_without_prices() -> None:
    levels = random_levels(DAYS, 2, 1)
    levels.values[:, 1] = np.nan
    with pytest.raises(BadInputError) as fault:
        checked(levels, {"S0": 1.5, "S1": -0.5})
    assert codes(fault) == ["prices-none", "target-weight", "target-weight"]


def test_total_return_reinvests_what_was_paid_and_knows_splits() -> None:
    days = DAYS[:4]
    closes = (D(100), D(98), D(50), D(55))
    paid = (Distribution(days[1], D(2)), Distribution(days[3], D("0.5")))
    series = PriceSeries("A", days, closes, paid, (Split(days[2], D(2)),))
    got_days, level = total_return(series)
    assert got_days == days
    assert level == pytest.approx([100, 100, 100 * 100 / 98, 100 * 100 / 98 * 1.11])
