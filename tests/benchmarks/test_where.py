"""The stopwatch on a plan's parts finds them, measures all of them, and leaves the planner as it was."""

from __future__ import annotations

import pytest

from benchmarks import where
from tests.households import random_household
from tests.years import random_given
from trimtab.rebalance import journey


@pytest.mark.parametrize("name", [name for names in where.PARTS.values() for name in names])
def test_every_part_is_there_under_its_name(name: str) -> None:
    assert callable(where.definition(name)[1])


def test_a_name_nobody_has_is_refused() -> None:
    with pytest.raises(LookupError, match="0 functions of the planner are called look_away"):
        where.definition("look_away")


def test_the_parts_of_a_plan_are_measured_and_put_back() -> None:
    look = journey.look
    spent = where.parts_of(*random_household(5), random_given(5))
    assert set(spent) == {*where.PARTS, where.REST}
    assert spent["looking at the household"] > 0
    assert spent["verifying"] > 0
    assert journey.look is look


def test_rows_have_the_median_and_the_share_of_each_size() -> None:
    runs = [
        dict.fromkeys((*where.PARTS, where.REST), 0.0) | {"verifying": second} for second in (0.1, 0.2, 0.6)
    ]
    rows = {row[0]: row[1:] for row in where.where_rows([runs, runs])}
    assert rows["verifying"] == ("200.0 ms", "100%", "200.0 ms", "100%")
    assert rows["the whole plan"] == rows["verifying"]
