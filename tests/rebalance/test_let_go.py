"""A plan leaves nothing behind: all that was made for it goes with it, and nothing waits for the collector."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from tests.households import random_household
from tests.universe import COVARIANCE
from tests.years import random_given
from trimtab.rebalance.journey import look, make_plan
from trimtab.rebalance.propose.ways import by_rules


@pytest.fixture
def collected() -> Iterator[None]:
    """What the collector finds is kept for the test to look at."""
    gc.collect()
    gc.disable()
    gc.set_debug(gc.DEBUG_SAVEALL)
    yield
    gc.set_debug(0)
    gc.garbage.clear()
    gc.enable()


@pytest.mark.usefixtures("collected")
def test_nothing_that_a_plan_is_made_of_knows_itself() -> None:
    planned = 0
    for seed in range(12):
        household, policy = random_household(seed)
        given = random_given(seed)
        planned += bool(make_plan(household, policy, COVARIANCE, given).trades)
        planned += bool(by_rules(look(household, policy, COVARIANCE, given)))
    gc.collect()
    ours = {type(left).__qualname__ for left in gc.garbage if type(left).__module__.startswith("trimtab")}
    assert planned > 10
    assert not ours
