"""How far a plan is from the best that is known of its program: its search, and then HiGHS' mixed-integer search on
from there for so many seconds.

    python -m benchmarks.best_known --kind index [--households 3] [--first 1] [--seconds 60]

By how much the plan's point costs more than the best point found, and than the better of both bounds, in basis points
of the household's value. Limited by the clock, so that figures differ between machines; for large programs, which
`--exact` does not end.
"""

from __future__ import annotations

import argparse
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass

import highspy

import trimtab.rebalance.optimize.optimum as optimum
from benchmarks.clock import machine, table
from benchmarks.proof import KINDS, RANDOM
from benchmarks.written_out import point_of, written_out
from trimtab.adapters.catalogue import covariance
from trimtab.rebalance.journey import make_plan
from trimtab.rebalance.optimize.model import Arrays
from trimtab.rebalance.optimize.optimum import Best, best_of
from trimtab.rebalance.optimize.solver import SEARCH, fresh, load

BPS = 1e4


@dataclass(frozen=True, slots=True)
class Asked:
    """A plan's first program, the household's value (thousands of USD), what the search found and its seconds."""

    arrays: Arrays
    value: float
    best: Best
    seconds: float


def asked(kind: str, seed: int) -> Asked | None:
    """What the planner asks of the search for one household; None where it asks nothing, or nothing is found."""
    make, year = KINDS[kind]
    household, policy = make(seed)
    found: list[tuple[Arrays, float]] = []

    def listening(arrays: Arrays, value: float, *how: bool) -> Best | None:
        found.append((arrays, value))
        return best_of(arrays, value, *how)

    optimum.best_of = listening  # type: ignore[assignment]
    try:
        make_plan(household, policy, covariance(), year(seed, household))
    finally:
        optimum.best_of = best_of
    if not found:
        return None
    start = time.process_time()
    best = best_of(*found[0])
    return None if best is None else Asked(*found[0], best, time.process_time() - start)


def searched(one: Asked, seconds: float) -> tuple[float, float]:
    """The best point's cost and the better bound, after so long a search from the plan's point (thousands of USD)."""
    arrays = written_out(one.arrays)
    highs = fresh(SEARCH | {"time_limit": seconds, "mip_abs_gap": optimum.LEAST_GAP, "presolve": "on"})
    load(highs, arrays, arrays.integral)
    point = highspy.HighsSolution()
    point.col_value = point_of(one.arrays, one.best.values).tolist()
    highs.setSolution(point)
    highs.run()
    info = highs.getInfo()
    bound = float(info.mip_dual_bound)
    least = min(one.best.objective, float(info.objective_function_value))
    return least, max(one.best.bound, bound) if math.isfinite(bound) else one.best.bound


def main(arguments: Sequence[str] | None = None) -> None:
    """A row for each household."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kind", choices=[kind for kind in KINDS if kind != RANDOM], default="index")
    parser.add_argument("--households", type=int, default=3)
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    parser.add_argument("--seconds", type=float, default=60.0)
    options = parser.parse_args(arguments)
    rows = []
    for seed in range(options.first, options.first + options.households):
        if (one := asked(options.kind, seed)) is None:
            continue
        least, bound = searched(one, options.seconds)
        over = [one.best.objective - to for to in (one.best.bound, least, bound)]
        rows.append(
            (str(seed), f"{one.seconds:.2f} s", *(f"{usd / max(one.value, 1e-9) * BPS:.3f}" for usd in over))
        )
    head = ("seed", "search", "over its own bound", "over the best known", "over the best bound")
    title = f"{options.kind}: basis points, against {options.seconds:.0f} s of HiGHS ({machine()})"
    print(table(title, head, rows))


if __name__ == "__main__":
    main()
