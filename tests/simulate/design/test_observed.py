"""Returns by period from series as the market file has them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal as D

from trimtab.core.design import Every
from trimtab.core.market import Distribution, Market, PriceSeries, Split
from trimtab.simulate.design.observed import observed


def _month_ends(first: int, count: int) -> tuple[date, ...]:
    return tuple(date(first + n // 12, n % 12 + 1, 28) for n in range(count))


def _market(*series: PriceSeries) -> Market:
    return Market({one.symbol: one for one in series})


def _steady(symbol: str, first: int, count: int, **more: object) -> PriceSeries:
    return PriceSeries(symbol, _month_ends(first, count), tuple(D(100) for _ in range(count)), **more)  # type: ignore[arg-type]


def test_income_is_reinvested_and_splits_are_no_loss() -> None:
    days = _month_ends(2000, 40)
    closes = tuple(D(100) if day < date(2000, 6, 1) else D(50) for day in days)
    paid = (Distribution(days[2], D(2)),)
    one = PriceSeries("A", days, closes, paid, (Split(date(2000, 6, 10), D(2)),))
    found, problems = observed(
        _market(one, _steady("B", 2000, 40)), {"a": "A", "b": "B"}, Every.MONTH, None, None
    )
    assert not problems
    assert found is not None
    assert [row[0] for row in found.rows[:5]] == [0, D("0.02"), 0, 0, 0]
    assert (found.start, found.days[-1]) == (days[0], days[-2]), "the last month is not over"


def test_a_last_month_that_is_over_counts() -> None:
    days = (*_month_ends(2000, 39), date(2003, 4, 30))
    one = PriceSeries("A", days, tuple(D(100) for _ in days))
    found, _ = observed(_market(one, _steady("B", 2000, 41)), {"a": "A", "b": "B"}, Every.MONTH, None, None)
    assert found is not None
    assert found.days[-1] == date(2003, 4, 30)


def test_weeks_are_told_apart_by_the_calendar() -> None:
    days = tuple(date(2000, 1, 3) + timedelta(days=n) for n in range(400))
    one = PriceSeries("A", days, tuple(D(100) for _ in days))
    found, _ = observed(_market(one), {"a": "A"}, Every.WEEK, None, None)
    assert found is not None
    assert {day.weekday() for day in found.days} == {6}


def test_too_few_observations_name_the_series_that_begins_late() -> None:
    market = _market(_steady("A", 2000, 60), _steady("LATE", 2004, 12))
    found, [problem] = observed(market, {"a": "A", "b": "LATE"}, Every.MONTH, None, None)
    assert found is None
    assert "LATE (b) begins on 2004-01-28" in problem.message
    assert "36" in problem.message


def test_a_late_series_is_told_although_enough_is_left() -> None:
    market = _market(_steady("A", 2000, 120), _steady("LATE", 2004, 72))
    found, [problem] = observed(market, {"a": "A", "b": "LATE"}, Every.MONTH, None, None)
    assert found is not None
    assert problem.code == "design-late"
    _, silent = observed(market, {"a": "A", "b": "LATE"}, Every.MONTH, date(2005, 1, 1), None)
    assert not silent


def test_a_gap_is_an_error_and_so_is_an_unknown_series() -> None:
    days = _month_ends(2000, 60)
    holed = PriceSeries("A", days[:20] + days[23:], tuple(D(100) for _ in range(57)))
    found, [problem] = observed(
        _market(holed, _steady("B", 2000, 60)), {"a": "A", "b": "B"}, Every.MONTH, None, None
    )
    assert (found, problem.code) == (None, "design-gap")
    assert "2001-09-28" in problem.message
    found, [problem] = observed(_market(holed), {"a": "Z"}, Every.MONTH, None, None)
    assert (found, problem.code) == (None, "design-series")
