"""Where the time of a plan goes: the planner's own functions under a stopwatch, found by name wherever they stand.

A part's time is its own: what runs inside another part is that part's, so all parts add up to the whole.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import trimtab.rebalance.journey as journey
from benchmarks.clock import Stopwatch, milliseconds
from trimtab.adapters.catalogue import covariance
from trimtab.core.household import Household
from trimtab.core.policy import Policy
from trimtab.rebalance.given import Given

ROOMS = ("trimtab.core.", "trimtab.rebalance.", "trimtab.tax.")
REST = "the rest"
PARTS: dict[str, tuple[str, ...]] = {
    "looking at the household": ("look", "glance", "harvest_waiting"),
    "the true bill": ("ReturnYear.cells", "ReturnYear.outcome"),
    "encoding": ("encode", "Model.arrays"),
    "linear programs": ("Relaxation.__init__", "Relaxation.solve"),
    "the dive around them": ("best_of", "decode"),
    "plain rules": ("moves",),
    "gains taken now": ("step_ups",),
    "orders, fills and weighing": ("build_trades", "apply_fills", "washed", "weighed", "missed_usd"),
    "settling": ("settled",),
    "explaining": (
        "with_reasons",
        "unmet",
        "explain_tickers",
        "deposit_hints",
        "harvested",
        "standing_orders",
    ),
    "verifying": ("verify",),
    "hashing": ("digest",),
}


def definition(name: str) -> tuple[Any, Callable[..., Any]]:
    """The module or class that defines a function of this qualified name, and the function.

    Raises LookupError where the planner has none, or several: then it was renamed, and `PARTS` is to follow.
    """
    owner, _, last = name.rpartition(".")
    found = []
    for module in _modules():
        place = vars(module).get(owner) if owner else module
        function = vars(place).get(last) if place is not None else None
        if callable(function) and getattr(function, "__module__", "") == module.__name__:
            found.append((place, function))
    if len(found) != 1:
        raise LookupError(
            f"{len(found)} functions of the planner are called {name}: mend benchmarks/where.py"
        )
    return found[0]


def _modules() -> list[Any]:
    return [module for name, module in sorted(sys.modules.items()) if name.startswith(ROOMS) and module]


@contextmanager
def watching(watch: Stopwatch) -> Iterator[None]:
    """Every part under the stopwatch, in every module that has imported it."""
    put_back: list[tuple[Any, str, Any]] = []
    for part, names in PARTS.items():
        for name in names:
            place, real = definition(name)
            timed = _timed(watch, part, real)
            holders = [place] if isinstance(place, type) else _modules()
            for holder in holders:
                for key, value in list(vars(holder).items()):
                    if value is real:
                        put_back.append((holder, key, real))
                        setattr(holder, key, timed)
    try:
        yield
    finally:
        for holder, key, real in put_back:
            setattr(holder, key, real)


def _timed(watch: Stopwatch, part: str, real: Callable[..., Any]) -> Callable[..., Any]:
    def timed(*arguments: Any, **options: Any) -> Any:
        with watch.part(part):
            return real(*arguments, **options)

    return timed


def parts_of(household: Household, policy: Policy, given: Given) -> dict[str, float]:
    """Processor seconds of one plan by part; all of it is their sum."""
    watch = Stopwatch(time.process_time)
    with watching(watch), watch.part(REST):
        journey.make_plan(household, policy, covariance(), given)
    return {part: watch.seconds.get(part, 0.0) for part in (*PARTS, REST)}


def where_rows(sizes: Iterable[list[dict[str, float]]]) -> list[tuple[str, ...]]:
    """A row for each part, over the plans of each size: the median, and its share of all the time there."""
    sizes = list(sizes)
    rows = [_row(part, [([run[part] for run in runs], runs) for runs in sizes]) for part in (*PARTS, REST)]
    return [*rows, _row("the whole plan", [([sum(run.values()) for run in runs], runs) for runs in sizes])]


def _row(name: str, cells: Iterable[tuple[list[float], list[dict[str, float]]]]) -> tuple[str, ...]:
    told = [name]
    for seconds, runs in cells:
        whole = sum(sum(run.values()) for run in runs)
        told += [milliseconds(statistics.median(seconds)), f"{sum(seconds) / whole:.0%}"]
    return tuple(told)
