"""How many random households a second one process plans, and whether its memory stays flat.

    python -m benchmarks.throughput [--households 1000] [--steps 5] [--first-seed 0]

Each household goes the whole journey, from what is held to a verified and explained plan. Two in three have a true
return for the year, the others flat rates. Making the household is not counted. Memory is what the process holds after
each of the steps.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tests.households import random_household
from tests.universe import COVARIANCE
from tests.years import random_given

from benchmarks.clock import machine, milliseconds, table
from trimtab.rebalance.journey import make_plan

PAGE = resource.getpagesize()


def resident_mib() -> float:
    """Memory that the process holds now, in MiB; the most it ever held where the system does not tell."""
    status = Path("/proc/self/statm")
    if status.exists():
        return int(status.read_text(encoding="ascii").split()[1]) * PAGE / 2**20
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def planned(seeds: range) -> list[float]:
    """Seconds of planning each household, wall clock."""
    spent = []
    for seed in seeds:
        household, policy = random_household(seed)
        given = random_given(seed, household)
        start = time.perf_counter()
        make_plan(household, policy, COVARIANCE, given)
        spent.append(time.perf_counter() - start)
    return spent


def row(done: int, spent: Sequence[float]) -> tuple[str, ...]:
    """Figures of one step."""
    ordered = sorted(spent)
    return (
        f"{done:,}",
        f"{len(spent) / sum(spent):.0f}",
        milliseconds(ordered[len(ordered) // 2]),
        milliseconds(ordered[int(len(ordered) * 0.99)]),
        f"{resident_mib():.0f} MiB",
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Warm up, then step by step."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--households", type=int, default=1000)
    parser.add_argument("--steps", type=int, default=5)
    parser.add_argument("--first-seed", type=int, default=0)
    options = parser.parse_args(arguments)
    planned(range(options.first_seed, options.first_seed + 20))
    size = max(1, options.households // options.steps)
    rows = []
    for step in range(options.steps):
        first = options.first_seed + step * size
        rows.append(row((step + 1) * size, planned(range(first, first + size))))
        print(", ".join(rows[-1]), file=sys.stderr, flush=True)
    head = ("households so far", "a second", "median", "p99", "memory")
    print(table(f"Random households in one process ({machine()})", head, rows))


if __name__ == "__main__":
    main()
