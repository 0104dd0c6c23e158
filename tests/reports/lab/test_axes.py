"""Axes, and long series made short without hiding what stood out."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal as D

from hypothesis import given, settings
from hypothesis import strategies as st

from trimtab.reports.lab.axes import day_ticks, money, money_ticks, month_ends, share_ticks, thinned


@settings(deadline=None)
@given(st.lists(st.integers(-1000, 1000), min_size=1, max_size=400), st.integers(1, 20))
def test_a_thinned_line_keeps_its_ends_and_every_extreme(values: list[int], stretches: int) -> None:
    points = [(date(2000, 1, 1) + timedelta(days=n), D(value)) for n, value in enumerate(values)]
    kept = thinned(points, stretches)
    assert len(kept) <= max(4 * stretches, 1)
    assert set(kept) <= set(points)
    assert list(kept) == sorted(kept)
    assert (kept[0], kept[-1]) == (points[0], points[-1])
    told = [value for _, value in kept]
    assert (min(told), max(told)) == (min(values), max(values))


def test_a_table_has_the_last_day_of_each_month() -> None:
    points = [(date(2020, 1, 30) + timedelta(days=n), D(n)) for n in range(40)]
    assert [day for day, _ in month_ends(points)] == [
        date(2020, 1, 30),
        date(2020, 1, 31),
        date(2020, 2, 29),
        date(2020, 3, 9),
    ]


def test_ticks_are_few_and_round() -> None:
    assert [tick.text for tick in day_ticks(date(2005, 1, 3), date(2024, 12, 31))] == ["2010", "2015", "2020"]
    assert [tick.text for tick in day_ticks(date(2019, 11, 5), date(2021, 3, 1))] == [
        "Jan 2020",
        "Apr",
        "Jul",
        "Oct",
        "Jan 2021",
    ]
    assert [tick.text for tick in money_ticks([D(1_600_000), D(3_400_000)])] == [
        "$0",
        "$1M",
        "$2M",
        "$3M",
        "$4M",
    ]
    assert [tick.text for tick in share_ticks(D("-0.22"), D(0), 4)] == ["−30%", "−20%", "−10%", "0%"]


def test_money_has_three_digits() -> None:
    assert [money(D(n)) for n in (3_456_789, 25_590, 714_500, 999, -40)] == [
        "$3.46M",
        "$25.6K",
        "$715K",
        "$999",
        "−$40",
    ]
