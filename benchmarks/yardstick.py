"""How quick this machine is: a bare linear program in HiGHS, beside the machine on which the goals were set.

    python -m benchmarks.yardstick [--programs 200]

The goals in milliseconds rest on measurements in which HiGHS took 0.149 ms to solve a household's bare linear program
(5 accounts, 12 securities, 6 classes, 60 lots: 159 columns, 12 rows, 353 entries; cold, presolve off, one thread).
Programs of that shape are solved here in the same way. How many times longer it takes is by how much a time measured
here is to be divided before it is held against a goal; every table of speed prints it, from the same run.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Sequence

import highspy
import numpy as np

from benchmarks.clock import machine

GOALS_SECONDS = (
    0.000149  # a solve, at the median, where the goals were set (2 cores, Python 3.11, HiGHS 1.15.1)
)
PROGRAMS = 200
ACCOUNTS, CLASSES, SECURITIES, LOTS = 5, 6, 12, 60
SALES, BUYS = 39, 35  # columns in sheltered accounts, and of all purchases
INFINITY = highspy.kHighsInf
HOW: dict[str, bool | int | str] = {"output_flag": False, "threads": 1, "presolve": "off"}


def solve_seconds(programs: int) -> float:
    """Processor seconds of one solve, the median of so many programs."""
    seconds = []
    highs = highspy.Highs()
    for name, value in HOW.items():
        highs.setOptionValue(name, value)
    for seed in range(programs):
        _load(highs, np.random.default_rng(seed))
        start = time.process_time()
        highs.run()
        seconds.append(time.process_time() - start)
        if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise RuntimeError(f"HiGHS did not solve the bare program of seed {seed}")
    return statistics.median(seconds)


def _load(highs: highspy.Highs, rng: np.random.Generator) -> None:
    """Cash by account, classes to their goals in two prices a side, and gains over a budget: thousands of USD."""
    value = float(np.exp(rng.normal(6.6, 0.8)))
    lots = _places(rng, LOTS, range(1))
    sales, buys = _places(rng, SALES, range(1, ACCOUNTS)), _places(rng, BUYS, range(ACCOUNTS))
    gain = 1 - 1 / np.exp(rng.normal(0.25, 0.3, LOTS))
    goal = rng.dirichlet(np.full(CLASSES, 4.0)) * value * 0.985
    held = goal * np.exp(rng.normal(0, 0.25, CLASSES))
    share = held.sum() / (LOTS + SALES)
    cost = np.concatenate(
        (
            np.where(rng.random(LOTS) < 0.75, 0.188, 0.408) * np.where(gain < 0, gain / 2, gain) + 5e-4,
            rng.uniform(-0.005, 0.001, SALES),
            rng.uniform(0.001, 0.015, BUYS),
            np.repeat([0.002, 0.03, 0.002, 0.03], CLASSES),
            [0.1],
        )
    )
    upper = np.concatenate(
        (
            rng.uniform(0, 2 * share, LOTS + SALES),
            np.full(BUYS, value / 2),
            np.repeat([0.02 * value, INFINITY, 0.02 * value, INFINITY], CLASSES),
            [INFINITY],
        )
    )
    gains = ACCOUNTS + CLASSES
    entries = [
        ((account, -0.999), (ACCOUNTS + kind, -1.0), (gains, g))
        for (account, kind), g in zip(lots, gain, strict=True)
    ]
    entries += [((account, -0.999), (ACCOUNTS + kind, -1.0)) for account, kind in sales]
    entries += [((account, 1.001), (ACCOUNTS + kind, 1.0)) for account, kind in buys]
    entries += [
        ((ACCOUNTS + kind, sign),) for sign in (1.0, -1.0) for _ in range(2) for kind in range(CLASSES)
    ]
    entries.append(((gains, -1.0),))
    cash = rng.uniform(0.005, 0.05, ACCOUNTS) * value / ACCOUNTS
    highs.passModel(
        len(cost),
        gains + 1,
        sum(len(one) for one in entries),
        int(highspy.MatrixFormat.kColwise),
        int(highspy.ObjSense.kMinimize),
        0.0,
        cost,
        np.zeros(len(cost)),
        upper,
        np.concatenate((np.full(ACCOUNTS, -INFINITY), goal - held, [-INFINITY])),
        np.concatenate((cash, goal - held, [0.01 * value])),
        np.concatenate(([0], np.cumsum([len(one) for one in entries]))).astype(np.int32),
        np.array([row for one in entries for row, _ in one], dtype=np.int32),
        np.array([size for one in entries for _, size in one]),
        np.zeros(len(cost), dtype=np.int32),
    )


def _places(rng: np.random.Generator, count: int, accounts: range) -> list[tuple[int, int]]:
    """An account and a class for each of so many columns."""
    kinds = rng.integers(SECURITIES, size=count) % CLASSES
    return [(int(rng.choice(accounts)), int(kind)) for kind in kinds]


def times_slower(programs: int = PROGRAMS) -> float:
    """By how much a time measured on this machine now is to be divided before it is held against a goal."""
    return solve_seconds(programs) / GOALS_SECONDS


def words(slower: float) -> str:
    """The yardstick in a line."""
    return (
        f"Yardstick: HiGHS solves the bare linear program in {slower * GOALS_SECONDS * 1000:.3f} ms, "
        f"{slower:.2f} times the {GOALS_SECONDS * 1000:.3f} ms of the machine on which the goals were set."
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """The yardstick, once."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--programs", type=int, default=PROGRAMS)
    print(f"{words(times_slower(parser.parse_args(arguments).programs))} ({machine()})")


if __name__ == "__main__":
    main()
