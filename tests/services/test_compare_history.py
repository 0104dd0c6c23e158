"""Which journeys are run for a comparison over history, and what stops it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from tests.simulate.measures.tracks import backtest
from trimtab.core.problems import error
from trimtab.core.progress import Progress
from trimtab.services.compare_history import Entry, Span, StoppedError, compare_over_history, start_spans
from trimtab.simulate.backtest.result import Backtest, DayValue
from trimtab.simulate.measures.side_by_side import Chance, Role

FIRST = date(2010, 1, 4)
DAYS = tuple(day for number in range(8 * 365) if (day := FIRST + timedelta(days=number)).weekday() < 5)


def steady(yearly: str, asked: list[Span] | None = None, *, is_whole: bool = True) -> object:
    """A journey that grows evenly, and notes which days it was asked for."""

    def run(first: date, last: date, tell: Progress) -> Backtest:
        if asked is not None:
            asked.append(Span(first, last))
        tell(1, 2)
        days = [day for day in DAYS if first <= day <= last]
        values = [
            DayValue(day, 1000 * (1 + Decimal(yearly)) ** ((day - first).days / Decimal(365))) for day in days
        ]
        made = backtest(values, is_whole=is_whole)
        return made if is_whole else replace(made, problems=(error("gap", "a gap", "fill it"),))

    return run


def test_starts_are_evenly_apart_and_end_with_the_history() -> None:
    spans = start_spans(DAYS, 3, Decimal(4))
    assert spans[0].first == DAYS[0]
    assert spans[-1].last == DAYS[-1]
    assert [span.days for span in spans] == pytest.approx([1461] * 3, abs=4)
    gaps = [(later.first - span.first).days for span, later in pairwise(spans)]
    assert gaps[0] == pytest.approx(gaps[1], abs=4)


def test_half_of_the_history_is_the_default_and_nothing_too_short() -> None:
    assert start_spans(DAYS, 2)[0].days == pytest.approx(4 * 365, abs=5)
    assert start_spans(DAYS, 1) == (start_spans(DAYS, 4)[0],)
    assert start_spans(DAYS, 0) == ()
    assert start_spans(DAYS, 3, Decimal(20)) == ()
    assert start_spans(DAYS[:300], 3) == ()


def test_every_entry_goes_through_the_whole_and_each_start() -> None:
    asked: list[Span] = []
    told: list[tuple[int, int]] = []
    entries = [
        Entry("own", Role.OWN, steady("0.05", asked)),  # type: ignore[arg-type]
        Entry("other", Role.OTHER, steady("0.06", asked)),  # type: ignore[arg-type]
    ]
    spans = start_spans(DAYS, 2, Decimal(4))
    found, assumptions = compare_over_history(
        entries, DAYS, spans, Chance(199, 1), tell=lambda done, of: told.append((done, of))
    )
    whole = Span(DAYS[0], DAYS[-1])
    assert asked == [whole, *spans] * 2
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1][0] == told[-1][1]
    assert assumptions == ("By hand.",)
    pair = found.pairs[0]
    assert pair.interval is not None
    assert not pair.interval.is_noise
    assert pair.starts is not None
    assert pair.starts.ahead == 2
    assert found.windows == tuple((span.first, span.last) for span in spans)


def test_a_journey_that_stopped_stops_the_comparison_with_its_problems() -> None:
    entries = [
        Entry("own", Role.OWN, steady("0.05")),  # type: ignore[arg-type]
        Entry("other", Role.OTHER, steady("0.06", is_whole=False)),  # type: ignore[arg-type]
    ]
    with pytest.raises(StoppedError) as fault:
        compare_over_history(entries, DAYS, start_spans(DAYS, 2))
    assert [problem.code for problem in fault.value.problems] == ["gap", "history-stopped", "history-stopped"]
    assert "other" in str([problem.message for problem in fault.value.problems])
