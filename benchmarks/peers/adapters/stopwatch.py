"""Runs in the peer's environment: reads a household, has it planned, and prints what came out.

Only the standard library, and no part of trimtab. An adapter beside this file gives `prepare(household)`, which builds
the peer's own objects and returns the work to measure; the work returns the peer's orders.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Callable, Sequence

Order = tuple[str, float]
Work = Callable[[], Sequence[Order]]
SHORT_SECONDS = 1.0


def processor_seconds() -> float:
    """Used so far by this process and by the solvers it has started and waited for."""
    own, others = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime


def timed(work: Work) -> tuple[float, Sequence[Order]]:
    """Processor seconds, and the orders: (security, dollars bought; sold negative)."""
    start = processor_seconds()
    orders = work()
    return processor_seconds() - start, orders


def run(prepare: Callable[[dict], Work]) -> None:
    """Plan; where that took less than a second, once more, so that first-time costs of a library do not count."""
    with open(sys.argv[1], encoding="utf-8") as file:
        household = json.load(file)
    seconds, orders = timed(prepare(household))
    if seconds < SHORT_SECONDS:
        seconds, orders = timed(prepare(household))
    print(json.dumps({"seconds": seconds, "orders": [[symbol, usd] for symbol, usd in orders]}))
