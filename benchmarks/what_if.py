"""How long a what-if takes on a household that is open: a moved target, another band, budget, distance or price.

    python -m benchmarks.what_if [--households 20] [--size reference]

Each household is opened once, with a true return for the year, and asked the same nudges one after the other, as a
slider would: processor time of opening, of each answer by what was nudged, and of all answers.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from benchmarks.clock import machine, milliseconds, table
from benchmarks.households import large, reference
from benchmarks.years import true_year
from trimtab.adapters.catalogue import covariance
from trimtab.core.household import Household
from trimtab.core.policy import HowFar, Policy
from trimtab.simulate.open_household import OpenHousehold

SIZES: dict[str, Callable[[int], tuple[Household, Policy]]] = {"reference": reference, "large": large}
STEPS = 10
POINT = Decimal("0.01")
HEAD = ("nudged", "answers", "median", "99 in 100")


def nudges(policy: Policy) -> Iterator[tuple[str, Policy]]:
    """A slider drawn over ten steps, for each thing that may be nudged; the policy is that of the household."""
    first, second = sorted(name for name in policy.target if name != "cash")[:2]
    for step in range(1, STEPS + 1):
        moved = policy.target | {
            first: policy.target[first] + POINT * step / STEPS,
            second: policy.target[second] - POINT * step / STEPS,
        }
        yield "the target", replace(policy, target=moved)
        yield "the tax budget", replace(policy, tax_budget_usd=Decimal(500 * step))
        yield "the smallest trade", replace(policy, min_trade_usd=Decimal(200 * step))
        points = Decimal(step) / 2
        yield "the bands", replace(policy, bands=replace(policy.bands, absolute_points=points))
        price = replace(policy.prices, per_trade_usd=Decimal(3 * step))
        yield "the price of an order", replace(policy, prices=price)
    for how_far in HowFar:
        yield "how far to go", replace(policy, how_far=how_far)


def asked(seed: int, make: Callable[[int], tuple[Household, Policy]]) -> Iterator[tuple[str, float]]:
    """Processor seconds of opening one household, and of each answer."""
    household, policy = make(seed)
    given = true_year(seed, household)
    start = time.process_time()
    opened = OpenHousehold(household, policy, covariance(), given)
    yield "opening it", time.process_time() - start
    for name, nudged in nudges(policy):
        start = time.process_time()
        opened.what_if(nudged)
        yield name, time.process_time() - start


def rows(found: dict[str, list[float]]) -> list[tuple[str, ...]]:
    """A row for each thing that was nudged, and one for all answers."""
    answers = [second for name, seconds in found.items() if name != "opening it" for second in seconds]
    return [
        (name, str(len(seconds)), milliseconds(statistics.median(seconds)), milliseconds(_late(seconds)))
        for name, seconds in (*found.items(), ("all answers", answers))
    ]


def _late(seconds: Sequence[float]) -> float:
    return sorted(seconds)[int(len(seconds) * 0.99)]


def main(arguments: Sequence[str] | None = None) -> None:
    """Open, nudge, tell."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--households", type=int, default=20)
    parser.add_argument("--size", choices=SIZES, default="reference")
    options = parser.parse_args(arguments)
    list(asked(0, SIZES[options.size]))
    found: dict[str, list[float]] = {}
    for seed in range(1, options.households + 1):
        for name, seconds in asked(seed, SIZES[options.size]):
            found.setdefault(name, []).append(seconds)
    title = f"What-ifs on an open household, {options.size} ({machine()})"
    print(table(title, HEAD, rows(found)))


if __name__ == "__main__":
    main()
