from __future__ import annotations

from datetime import date

import pytest

from tests.simulate.sweep.made_up import month_ends, weekdays
from trimtab.core.problems import BadInputError
from trimtab.simulate.sweep.splice import Piece, PieceKind, Spliced, splice

MONTHS = month_ends(2000, 7)  # the last day of 1999 to that of June 2000


def piece(kind: PieceKind, values: list[float], **others: object) -> Piece:
    return Piece("a.csv", "x", kind, dict(zip(MONTHS[1:], values, strict=False)), **others)  # type: ignore[arg-type]


def test_pieces_follow_each_other_by_month() -> None:
    early = piece(PieceKind.RETURN, [0.1, 0.2, 0.3], last=(2000, 2))
    late = piece(PieceKind.RETURN_PCT, [0, 0, -50, 100, 0, 0], first=(2000, 3))
    levels = splice([Spliced("s", (early, late))], None, (2000, 1), (2000, 4), by_day=False)
    assert levels.days == MONTHS[:5]
    assert levels.values[:, 0] == pytest.approx([1, 1.1, 1.32, 0.66, 1.32])


def test_levels_count_from_months_end_to_months_end_with_income_beside() -> None:
    days = weekdays(date(1999, 12, 1), 70)
    prices = {day: 100.0 + number for number, day in enumerate(days)}
    ends = [100 + days.index(day) for day in (date(1999, 12, 31), date(2000, 1, 31), date(2000, 2, 29))]
    bare = Piece("a.csv", "x", PieceKind.LEVEL, prices)
    paid = Piece("a.csv", "x", PieceKind.LEVEL, prices, dict.fromkeys(days, 12.0))
    levels = splice([Spliced("s", (bare,)), Spliced("t", (paid,))], None, (2000, 1), (2000, 2), by_day=False)
    assert levels.values[-1, 0] == pytest.approx(ends[2] / ends[0])
    assert levels.values[-1, 1] == pytest.approx((ends[1] + 1) / ends[0] * (ends[2] + 1) / ends[1])


def test_a_growth_written_in_the_month_before_is_shifted() -> None:
    late = piece(PieceKind.GROWTH, [1.1, 1.2, 1.3], shift=1)
    levels = splice([Spliced("s", (late,))], None, (2000, 2), (2000, 3), by_day=False)
    assert levels.values[:, 0] == pytest.approx([1, 1.1, 1.32])


def test_by_day_growth_on_days_that_another_lacks_is_not_lost() -> None:
    days = weekdays(date(2000, 1, 3), 21)
    whole = {day: 1.01**number for number, day in enumerate((date(1999, 12, 31), *days))}
    holes = {day: level for day, level in whole.items() if day.day % 5}
    both = [
        Spliced(name, (Piece("a.csv", name, PieceKind.LEVEL, column),))
        for name, column in (("a", whole), ("b", holes))
    ]
    levels = splice(both, both[0], (2000, 1), (2000, 1), by_day=True)
    assert all(day.day % 5 for day in levels.days[1:])
    assert levels.values[-1] == pytest.approx([1.01**21, 1.01**21])
    assert levels.cash == pytest.approx(levels.values[:, 0])


@pytest.mark.parametrize("by_day", [False, True])
def test_months_missing_and_months_given_twice(by_day: bool) -> None:
    short = piece(PieceKind.RETURN, [0.1, 0.2])
    twice = piece(PieceKind.RETURN, [0.1, 0.2, 0.1, 0.1])
    with pytest.raises(BadInputError) as fault:
        splice([Spliced("s", (short,)), Spliced("t", (twice, twice))], None, (2000, 1), (2000, 4), by_day)
    assert [problem.code for problem in fault.value.problems] == ["splice-gap", "splice-twice"]
    assert "s: no piece gives 2000-03, 2000-04" in str(fault.value)
