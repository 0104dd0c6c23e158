"""Swaps in a household with many classes: the work is bounded, and the plan about as good as after all the work."""

from __future__ import annotations

from decimal import Decimal

import pytest
from benchmarks.households import direct_index

from tests.universe import COVARIANCE
from trimtab.rebalance.journey import look
from trimtab.rebalance.propose.proposal import Proposal, Weighed, weighed
from trimtab.rebalance.propose.ways import by_rules
from trimtab.rebalance.waterfall import moves, swaps
from trimtab.rebalance.waterfall.state import State

EVERY = 10**9


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The offers seen by each plan of the plain rules."""
    counts: list[int] = []

    def counted(state: State) -> None:
        swaps.swap(state)
        counts.append(state.offers_seen)

    monkeypatch.setattr(moves, "swap", counted)
    return counts


def planned(seed: int) -> Weighed:
    found = by_rules(look(*direct_index(seed, positions=250, lots_each=4), COVARIANCE))
    assert isinstance(found, Proposal)
    return weighed(found)


@pytest.mark.parametrize("seed", [1, 2])
def test_hundreds_of_classes_take_a_part_of_the_work_and_gain_as_much(
    seed: int, seen: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    short = planned(seed)
    monkeypatch.setattr(swaps, "MOST_RETRIED", EVERY)
    thorough = planned(seed)
    assert seen[0] * 3 < seen[1]
    assert short.benefit_usd > thorough.benefit_usd * Decimal("0.98")
