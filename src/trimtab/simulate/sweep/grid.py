"""Every combination of looks, bands, how far, flows and costs, each policy once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from trimtab.simulate.sweep.policy import SweepPolicy
from trimtab.simulate.sweep.words import PolicyWordError, policy_of

MOST_POLICIES = 100_000


@dataclass(frozen=True, slots=True)
class Grid:
    """What is combined with what, in words (`words.py`)."""

    looks: tuple[str, ...]
    bands: tuple[str, ...] = ("none",)
    stops: tuple[str, ...] = ("target",)
    flows: tuple[str, ...] = ("none",)
    costs: tuple[str, ...] = ("0",)


def policies(grids: Sequence[Grid]) -> tuple[SweepPolicy, ...]:
    """The policies of all grids in order. Where nothing is ever traded, bands and how far make no second policy; where
    there is no band, how far makes none. Raises PolicyWordError for words that are none, and for too many."""
    found: dict[str, SweepPolicy] = {}
    for grid in grids:
        asked = len(grid.looks) * len(grid.bands) * len(grid.stops) * len(grid.flows) * len(grid.costs)
        if asked > MOST_POLICIES:
            raise PolicyWordError(f"{asked:,} policies are more than {MOST_POLICIES:,}: sweep fewer at once")
        for look, band, stop, flow, cost in product(
            grid.looks, grid.bands, grid.stops, grid.flows, grid.costs
        ):
            still = look == "never"
            policy = policy_of(
                look,
                "none" if still else band,
                "target" if still or band == "none" else stop,
                flow,
                cost,
            )
            found.setdefault(policy.name, policy)
    return tuple(found.values())
