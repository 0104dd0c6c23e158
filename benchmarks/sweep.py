"""Policies over 20 years of daily prices, beside vectorbt and bt on the same prices, in one run.

    python -m benchmarks.sweep [--policies 1000] [--years 20] [--classes 3 20] [--install] [--golden FILE]

Prices are drawn from a seed. A policy looks every day and trades when a class leaves its relative band; the bands are
spread from 2% to 60% of target. trimtab gives all its statistics in the one pass; the peers are measured without any,
and vectorbt also with the four that both have. Measured is processor time of one process on one thread, after
compilation, the best of three (peers: once). All must end with the same money to 1e-9. The peers live in environments
of their own, `build/peers/bt` and `build/peers/vectorbt`, which `--install` makes with pip; one that is missing is
skipped, loudly. `--golden` also asks the small questions that the tests repeat without the peers, and writes the
answers.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.clock import machine, table
from benchmarks.peers.environment import ONE_THREAD
from trimtab.simulate.sweep.engine import sweep
from trimtab.simulate.sweep.looks import looks
from trimtab.simulate.sweep.policy import Band, SweepPolicy
from trimtab.simulate.sweep.prices import Levels
from trimtab.simulate.sweep.result import Figures

PEERS = {"bt": "bt==1.4.1", "vectorbt": "vectorbt==1.2.0"}
FOLDER = Path(__file__).resolve().parents[1] / "build" / "peers"
ADAPTERS = Path(__file__).parent / "peers" / "adapters"
FIRST_DAY, DAYS_A_YEAR = date(2000, 1, 3), 252
START_USD = 1_000_000.0
SAME = 1e-9
GOLDEN_BANDS = (0.05, 0.1, 0.25, 0.5)
GOLDEN_YEARS = 6


def prices(classes: int, years: int) -> Levels:
    """Weekdays and levels from a seed, rounded to the cent as closes are."""
    days, day = [], FIRST_DAY
    while len(days) <= years * DAYS_A_YEAR:
        if day.weekday() < 5:
            days.append(day)
        day += timedelta(days=1)
    chance = np.random.Generator(np.random.PCG64(classes))
    steps = chance.normal(0.0003, 0.004 + 0.01 * chance.random(classes), (len(days), classes))
    steps[0] = 0
    values = np.round(100 * np.exp(np.cumsum(steps, axis=0)), 2)
    return Levels(tuple(days), tuple(f"S{number}" for number in range(classes)), values)


def target_of(levels: Levels) -> dict[str, float]:
    """Unequal weights that sum to one."""
    whole = sum(range(1, len(levels.names) + 1))
    return {name: (place + 1) / whole for place, name in enumerate(levels.names)}


def ours(levels: Levels, bands: Sequence[float | None], look: str) -> tuple[Figures, float]:
    """All figures, and processor seconds."""
    policies = [SweepPolicy(look, Band(relative_pct=None if band is None else band * 100)) for band in bands]
    start = time.process_time()
    figures, _ = sweep([levels], 1, target_of(levels), policies, START_USD)
    return figures, time.process_time() - start


def theirs(
    peer: str, levels: Levels, bands: Sequence[float | None], look: str, orders: int, *, statistics: bool
) -> dict[str, Any] | None:
    """A peer's answer to the same question; None, with a word on why, where it gives none."""
    python = FOLDER / peer / "bin" / "python"
    if not python.exists():
        print(f"SKIPPED: no {python}; --install makes it", file=sys.stderr)
        return None
    job = {
        "days": [day.isoformat() for day in levels.days],
        "names": levels.names,
        "prices": levels.values.tolist(),
        "target": list(target_of(levels).values()),
        "bands": list(bands),
        "looks": looks(levels.days, look).tolist(),
        "start": START_USD,
        "orders": orders,
        "statistics": statistics,
    }
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(job, file)
        file.flush()
        command = [str(python), str(ADAPTERS / f"sweep_with_{peer}.py"), file.name]
        done = subprocess.run(command, capture_output=True, text=True, env=os.environ | ONE_THREAD)
    if done.returncode:
        print(f"SKIPPED: {peer}: {done.stderr.strip().splitlines()[-1]}", file=sys.stderr)
        return None
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def apart(finals: Sequence[float], figures: Figures) -> float:
    """The largest relative difference of final values."""
    return float(np.max(np.abs(np.array(finals) / figures.final_usd[0] - 1)))


def side_by_side(classes: int, years: int, policies: int) -> list[tuple[str, ...]]:
    """Rows of the table for one number of classes."""
    levels = prices(classes, years)
    bands = [float(band) for band in np.linspace(0.02, 0.6, policies)]
    ours(levels, bands[:2], "day")
    figures, seconds = min((ours(levels, bands, "day") for _ in range(3)), key=lambda one: one[1])
    single, one_second = min((ours(levels, bands[:1], "day") for _ in range(3)), key=lambda one: one[1])
    rows = [
        (
            f"{classes} classes, {policies:,} policies",
            "trimtab, all statistics",
            f"{seconds:.3f} s",
            "1",
            "0",
        ),
        (f"{classes} classes, 1 policy", "trimtab, all statistics", f"{one_second:.4f} s", "1", "0"),
    ]
    orders = int(figures.events.max()) + 2
    if answer := theirs("vectorbt", levels, bands, "day", orders, statistics=True):
        gap = apart(answer["finals"], figures)
        for words, spent in (("no statistics", answer["alone"]), ("four statistics", answer["both"])):
            name = f"vectorbt {answer['version']}, {words}"
            rows.append((rows[0][0], name, f"{spent:.2f} s", f"{spent / seconds:.0f}", f"{gap:.0e}"))
    if answer := theirs("bt", levels, bands[:1], "day", 0, statistics=False):
        gap, spent = apart(answer["finals"], single), answer["seconds"][0]
        name = f"bt {answer['version']}, no statistics"
        rows.append((rows[1][0], name, f"{spent:.2f} s", f"{spent / one_second:.0f}", f"{gap:.0e}"))
    return rows


def golden() -> dict[str, Any]:
    """What the peers answer to small questions, by peer, classes and look."""
    told: dict[str, Any] = {"command": "python -m benchmarks.sweep --golden", "finals": {}}
    for peer in PEERS:
        for classes in (3, 20):
            for look, bands in (("month", (None,)), ("day", GOLDEN_BANDS)):
                levels = prices(classes, GOLDEN_YEARS)
                answer = theirs(peer, levels, bands, look, len(levels.days), statistics=False)
                if answer is None:
                    raise SystemExit(1)
                told["finals"][f"{peer} {classes} {look}"] = answer["finals"]
                told[peer] = answer["version"]
    return told


def install() -> None:
    """Make the peers' environments."""
    for peer, requirement in PEERS.items():
        subprocess.run([sys.executable, "-m", "venv", str(FOLDER / peer)], check=True)
        subprocess.run([str(FOLDER / peer / "bin" / "pip"), "install", "-q", requirement], check=True)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table; leave with 1 where a peer's money differs."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--policies", type=int, default=1000)
    parser.add_argument("--years", type=int, default=20)
    parser.add_argument("--classes", type=int, nargs="*", default=[3, 20])
    parser.add_argument("--install", action="store_true")
    parser.add_argument("--golden", type=Path)
    asked = parser.parse_args(arguments)
    if asked.install:
        install()
    if asked.golden:
        asked.golden.write_text(json.dumps(golden(), indent=1, sort_keys=True) + "\n")
        return
    rows = [row for classes in asked.classes for row in side_by_side(classes, asked.years, asked.policies)]
    title = f"{asked.years} years of daily prices; {machine()}"
    print(table(title, ("work", "by", "processor time", "times trimtab's", "final values apart"), rows))
    if any(float(row[-1]) > SAME for row in rows):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
