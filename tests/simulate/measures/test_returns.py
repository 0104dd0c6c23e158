"""Rates of return: worked examples with a known answer, and random flows against a second root finder."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from pyxirr import xirr

from tests.simulate.measures.tracks import track
from trimtab.simulate.measures.returns import money_weighted, time_weighted, yearly
from trimtab.simulate.measures.track import Basis, Floats, Track

BEFORE, AFTER, LIQUIDATED = Basis.BEFORE_TAX, Basis.AFTER_TAX, Basis.LIQUIDATED


def test_a_share_bought_twice_has_two_rates() -> None:
    """CFA Institute, Level I: a share at 200, another at 225 after a dividend of 5, both sold at 235 with 10 each."""
    record = track(["2021-01-01", "2022-01-01", "2023-01-01"], [200, 450, 480], [0, 220, 0])
    assert money_weighted(record, BEFORE) == pytest.approx(0.0939, abs=5e-5)
    total = time_weighted(record, BEFORE)
    assert total == pytest.approx((230 / 200) * (480 / 450) - 1, abs=1e-15)
    assert yearly(total, record.years) == pytest.approx(0.10755, abs=5e-6)


def test_the_example_of_excel_s_xirr() -> None:
    days = ["2008-01-01", "2008-03-01", "2008-10-30", "2009-02-15", "2009-04-01"]
    record = track(days, [10_000, 9_000, 6_000, 3_000, 0], [0, -2750, -4250, -3250, -2750])
    assert money_weighted(record, BEFORE) == pytest.approx(0.373362535, abs=5e-9)


def test_without_flows_both_rates_are_one() -> None:
    record = track(["2020-01-31", "2021-07-15", "2023-03-31"], [100, 90, 140])
    total = time_weighted(record, BEFORE)
    assert total == pytest.approx(0.4, abs=1e-12)
    assert money_weighted(record, BEFORE) == pytest.approx(yearly(total, record.years), abs=1e-9)


def test_tax_is_a_flow_before_tax_and_a_loss_after_it() -> None:
    record = track(
        ["2020-12-31", "2021-04-15", "2021-12-31"], [1000, 1040, 1144], [0, -60, 0], [0, 60, 0], 1100
    )
    assert time_weighted(record, BEFORE) == pytest.approx(1.1 * 1.1 - 1, abs=1e-12)
    assert time_weighted(record, AFTER) == pytest.approx(1.04 * 1.1 - 1, abs=1e-12)
    assert time_weighted(record, LIQUIDATED) == pytest.approx(0.1, abs=1e-12)
    assert money_weighted(record, LIQUIDATED) == pytest.approx(0.1, abs=1e-9)
    rates = [money_weighted(record, basis) for basis in (BEFORE, AFTER, LIQUIDATED)]
    assert rates == sorted(rates, reverse=True)  # type: ignore[type-var]


def test_below_a_year_nothing_is_told_a_year() -> None:
    record = track(["2021-01-01", "2021-07-01"], [100, 110])
    assert yearly(time_weighted(record, BEFORE), record.years) is None
    assert money_weighted(record, BEFORE) == pytest.approx(0.1, abs=1e-9)


def test_where_there_is_no_rate_none_is_told() -> None:
    assert money_weighted(track(["2021-01-01", "2023-01-01"], [100, 0]), BEFORE) is None
    assert money_weighted(track(["2021-01-01", "2023-01-01"], [0, 0]), BEFORE) is None
    with pytest.raises(ValueError, match="not known"):
        time_weighted(track(["2021-01-01", "2023-01-01"], [100, 110]), LIQUIDATED)


def test_money_that_waits_for_its_first_deposit_earns_nothing() -> None:
    record = track(["2021-01-01", "2021-06-01", "2023-01-01"], [0, 100, 121], [0, 100, 0])
    assert time_weighted(record, BEFORE) == pytest.approx(0.21, abs=1e-12)


@pytest.mark.parametrize(
    ("days", "wealth"),
    [(["2021-01-01"], [1]), (["2021-01-02", "2021-01-01"], [1, 1]), (["2021-01-01", "2021-01-02"], [1, -1])],
)
def test_what_is_no_track_record_is_refused(days: list[str], wealth: list[float]) -> None:
    with pytest.raises(ValueError, match=r"at least two days|never below"):
        track(days, wealth)


def random_track(chance: np.random.Generator) -> Track:
    """Up to forty days over up to thirty years; flows in and out that never empty it; tax in between."""
    count = int(chance.integers(2, 40))
    offsets = np.sort(chance.choice(np.arange(1, 11_000), count - 1, replace=False))
    days = (date(1990, 1, 1), *(date(1990, 1, 1) + timedelta(days=int(offset)) for offset in offsets))
    wealth, flows, tax = np.zeros(count), np.zeros(count), np.zeros(count)
    wealth[0] = 10 ** chance.uniform(2, 7)
    for number in range(1, count):
        grown = wealth[number - 1] * np.exp(chance.normal(0.02, 0.15))
        tax[number] = grown * 0.02 if chance.random() < 0.2 else 0.0
        flows[number] = grown * chance.uniform(-0.3, 0.5) * (chance.random() < 0.5) - tax[number]
        wealth[number] = grown + flows[number]
    return Track(days, wealth, flows, tax, wealth[-1] * 0.95)


def root(record: Track, basis: Basis, near: float) -> float:
    """The rate by bisection on the logarithm of its growth, in a bracket around `near` found by widening."""
    years = np.array([(day - record.days[0]).days / 365 for day in record.days])
    paid = -record.outside_flows(basis)
    paid[0] = -record.wealth[0]
    paid[-1] += record.end_usd(basis)

    def worth(force: float) -> float:
        return float(np.sum(paid * np.exp(-force * years)))

    low = high = np.log1p(near)
    width = 1e-6
    while worth(low) * worth(high) > 0 or low == high:
        low, high, width = low - width, high + width, width * 2
    sign = np.sign(worth(low))
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if np.sign(worth(middle)) == sign else (low, middle)
    return float(np.expm1(low))


def against_a_second_root_finder(count: int) -> float:
    chance = np.random.Generator(np.random.PCG64(7))
    farthest = 0.0
    for number in range(count):
        record = random_track(chance)
        basis = (BEFORE, AFTER, LIQUIDATED)[number % 3]
        found = money_weighted(record, basis)
        assert found is not None
        a_year = found if record.years >= 1 else (1 + found) ** (1 / record.years) - 1
        scale = max(1.0, abs(1 + a_year))
        farthest = max(farthest, abs(peer(record, basis, a_year) - a_year) / scale)
        if number % 4 == 0:
            farthest = max(farthest, abs(root(record, basis, a_year) - a_year) / scale)
    return farthest


def peer(record: Track, basis: Basis, near: float) -> float:
    """pyxirr asked about every day and amount in dollars; without a guess it may stop two billionths away."""
    amounts: Floats = -record.outside_flows(basis)
    amounts[0] = -record.wealth[0]
    amounts[-1] += record.end_usd(basis)
    found = xirr(list(record.days), amounts.tolist(), guess=near)
    assert found is not None
    return found


def test_random_flows_have_the_rate_of_pyxirr_and_of_a_bisection() -> None:
    assert against_a_second_root_finder(2_000) < 1e-9


@pytest.mark.slow
def test_a_hundred_thousand_random_flows() -> None:
    assert against_a_second_root_finder(100_000) < 1e-9
