"""How long a plan takes, by size of household, and how that grows.

    python -m benchmarks.speed [--reference 50] [--random 200] [--large 3] [--index 1] [--exact 9]
                               [--where] [--scaling 3] [--what-if 200]

The journey is from household to verified, explained plan, in one process; files and pages are in benchmarks/plan.py.
Each household has a true return for the year (benchmarks/years.py), random ones two in three; one row is at flat rates.
For each size: processor time at the median and at worst in a hundred, the gap that the plans print (basis points of
value), and the effort in linear programs, which is the same on any machine. The times are also given
as on the machine on which the goals were set, by the yardstick (benchmarks/yardstick.py) solved before and after each
row. `--where` adds where the
time goes, part by part, of the same households; `--scaling` how it grows with accounts, securities and lots;
`--what-if` what so many nudges of the policy take on open reference households.
"""

from __future__ import annotations

import argparse
import math
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from tests.households import random_household

from benchmarks.clock import machine, milliseconds, table
from benchmarks.households import direct_index, household, large, reference
from benchmarks.what_ifs import what_if_seconds
from benchmarks.where import parts_of, where_rows
from benchmarks.yardstick import times_slower
from benchmarks.years import YearMaker, flat_year, random_year, true_year
from trimtab.adapters.catalogue import covariance
from trimtab.core.household import Household
from trimtab.core.plan import Plan
from trimtab.core.policy import Policy
from trimtab.rebalance.journey import make_plan

Maker = Callable[[int], tuple[Household, Policy]]
BASE = {"accounts": 5, "securities": 12, "lots": 60}
FACTORS = (1, 4, 16)
DEAREST = 3  # parts shown beside the whole


@dataclass(frozen=True, slots=True)
class Run:
    """One plan: processor seconds it took, the gap it prints in basis points of value, and its effort."""

    seconds: float
    gap_bps: float
    relaxations: int


def timed(make: Maker, seed: int, year: YearMaker, is_exact: bool = False) -> Run:
    """Plan one household."""
    owned, policy = make(seed)
    given = replace(year(seed, owned), is_exact=is_exact)
    start = time.process_time()
    plan = make_plan(owned, policy, covariance(), given)
    seconds = time.process_time() - start
    effort = plan.effort
    return Run(seconds, _gap_bps(plan), 0 if effort is None else effort.relaxations)


def _gap_bps(plan: Plan) -> float:
    value = plan.before.total_usd
    is_planned = value > 0 and plan.effort is not None and not plan.is_refused
    return float(plan.gap_usd / value * 10_000) if is_planned else 0.0


def journeys(
    name: str, make: Maker, seeds: Iterable[int], year: YearMaker, is_exact: bool
) -> tuple[str, ...]:
    """A row: one kind of household."""
    slower = [times_slower()]
    runs = [timed(make, seed, year, is_exact) for seed in seeds]
    slower.append(times_slower())
    seconds = sorted(run.seconds for run in runs)
    gaps = sorted(run.gap_bps for run in runs)
    return (
        name,
        f"{len(runs):,}",
        *_here_and_there(seconds, statistics.mean(slower)),
        f"{len(runs) / sum(seconds):.1f}",
        f"{statistics.median(gaps):.2f}",
        f"{_at(gaps, 0.99):.2f}",
        f"{statistics.median(run.relaxations for run in runs):.0f}",
    )


def what_ifs(count: int) -> tuple[str, ...]:
    """A row: so many nudges of the policy on open reference households."""
    slower = [times_slower()]
    seconds = what_if_seconds(count)
    slower.append(times_slower())
    return ("what-if", f"{len(seconds):,}", *_here_and_there(seconds, statistics.mean(slower)))


def _here_and_there(seconds: Sequence[float], slower: float) -> tuple[str, ...]:
    """The median and the 99th of a hundred, as measured, and on a machine so many times quicker."""
    median, most = statistics.median(seconds), _at(seconds, 0.99)
    here, there = (milliseconds(median), milliseconds(most)), (median / slower, most / slower)
    return (*here, f"{slower:.2f}", *(milliseconds(one) for one in there))


def _at(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, math.ceil(share * len(ordered)) - 1)]


TIMES = ("median", "99 in 100", "times slower", "median there", "99 in 100 there")
WHAT_IF_HEAD = ("", "asked", *TIMES)
HEAD = (
    "household",
    "plans",
    *TIMES,
    "a second, one core",
    "gap bp",
    "99 in 100",
    "linear programs",
)


def where(sizes: Sequence[tuple[str, Maker, int, YearMaker]]) -> str:
    """The median milliseconds of each part of a plan, and its share of all the time, by size of household."""
    runs = [
        [parts_of(*made, year(seed, made[0])) for seed in range(1, count + 1) for made in (make(seed),)]
        for _, make, count, year in sizes
    ]
    head = ("part", *(cell for name, *_ in sizes for cell in (name, "of all")))
    return table("Where the time goes, medians", head, where_rows(runs))


def scaling(seeds: int) -> list[tuple[str, ...]]:
    """The whole plan and its dearest parts as accounts, securities and lots grow by 1, 4 and 16, and the exponent from
    the first to the last: medians of so many households each."""
    rows = []
    for grown in BASE:
        sizes = [BASE | {grown: BASE[grown] * factor} for factor in FACTORS]
        runs = [[_parts(seed, size) for seed in range(1, seeds + 1)] for size in sizes]
        parts = runs[0][0]
        for part in ("the whole plan", *sorted(parts, key=lambda name: -parts[name])[:DEAREST]):
            seconds = [
                statistics.median(run.get(part, sum(run.values())) for run in at_size) for at_size in runs
            ]
            rows.append((f"{grown}: {part}", *(milliseconds(s) for s in seconds), _exponent(seconds)))
    return rows


def _exponent(seconds: Sequence[float]) -> str:
    if not seconds[0] or not seconds[-1]:
        return "–"
    return f"{math.log(seconds[-1] / seconds[0]) / math.log(FACTORS[-1]):.2f}"


def _parts(seed: int, size: dict[str, int]) -> dict[str, float]:
    owned, policy = household(seed, **size)
    return parts_of(owned, policy, true_year(seed, owned))


def main(arguments: Sequence[str] | None = None) -> None:
    """Warm up once, then each size as often as asked."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name, times in (("reference", 10), ("random", 50), ("large", 0), ("index", 0)):
        parser.add_argument(f"--{name}", type=int, default=times)
    parser.add_argument("--exact", type=int, default=0, help="reference households proven to a dollar")
    parser.add_argument("--where", action="store_true", help="also where the time of each size goes")
    parser.add_argument("--scaling", type=int, default=0, metavar="N", help="grow N households in every way")
    parser.add_argument("--what-if", type=int, default=0, metavar="N", help="nudge open households N times")
    options = parser.parse_args(arguments)
    timed(reference, 0, true_year)
    rows = [
        journeys(name, make, range(1, count + 1), year, is_exact)
        for name, make, count, year, is_exact in (
            ("reference", reference, options.reference, true_year, False),
            ("reference, flat rates", reference, options.reference, flat_year, False),
            ("reference, --exact", reference, options.exact, true_year, True),
            ("random", random_household, options.random, random_year, False),
            ("large", large, options.large, true_year, False),
            ("direct index", direct_index, options.index, true_year, False),
        )
        if count
    ]
    print(table(f"Planning, one process ({machine()})", HEAD, rows))
    if options.what_if:
        print(table("On open reference households", WHAT_IF_HEAD, [what_ifs(options.what_if)]))
    if options.where:
        kinds = (
            ("reference", reference, options.reference, true_year),
            ("random", random_household, options.random, random_year),
            ("large", large, options.large, true_year),
            ("direct index", direct_index, options.index, true_year),
        )
        print(where([kind for kind in kinds if kind[2]]))
    if options.scaling:
        head = ("grown", *(f"x{factor}" for factor in FACTORS), "exponent")
        print(table("The plan as the household grows", head, scaling(options.scaling)))


if __name__ == "__main__":
    main()
