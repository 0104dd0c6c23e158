"""How long a command takes to start: `trimtab --help` beside a Python that does nothing.

    python benchmarks/startup.py [--runs 15]

Prints the median and the best of all runs, on the clock and in processor time, and how often the bare start fits
into it. Processor time is the figure to compare: the clock also shows what else the machine is doing.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence

from benchmarks.clock import machine, milliseconds, table

BARE = "python -c pass"
COMMANDS = {
    BARE: (sys.executable, "-c", "pass"),
    "trimtab --help": (sys.executable, "-m", "trimtab", "--help"),
    "trimtab --version": (sys.executable, "-m", "trimtab", "--version"),
}


def timed(command: Sequence[str]) -> tuple[float, float]:
    """Seconds on the clock and of the processor that one run takes."""
    before, start = os.times(), time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    wall, after = time.perf_counter() - start, os.times()
    busy = after.children_user + after.children_system - before.children_user - before.children_system
    return wall, busy


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure in turns, so that what else the machine does falls on all commands alike."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=15)
    runs = parser.parse_args(arguments).runs
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in COMMANDS}
    for _ in range(runs):
        for name, command in COMMANDS.items():
            found[name].append(timed(command))
    bare = statistics.median(busy for _, busy in found[BARE])
    rows = []
    for name, times in found.items():
        walls, busy = [w for w, _ in times], statistics.median(b for _, b in times)
        rows.append(
            (
                name,
                milliseconds(statistics.median(walls)),
                milliseconds(min(walls)),
                milliseconds(busy),
                f"{busy / bare:.1f}",
            )
        )
    head = ("command", "median", "best", "processor", "times bare Python")
    print(table(f"Start-up, {runs} runs each ({machine()})", head, rows))


if __name__ == "__main__":
    main()
