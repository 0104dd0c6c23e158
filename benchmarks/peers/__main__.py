"""The same households planned by trimtab and by its peers, in turn, in one run.

    python -m benchmarks.peers [--rounds 5] [--size reference large index] [--peer lakshmi ...] [--install]

Each round is a household of its own: trimtab plans it at flat rates and with a true return, then each peer in turn, in
a process and an environment of its own (`build/peers/<name>`, made with pip by `--install`). Measured is processor
time on one thread, from the program's own objects to its orders; trimtab's journey also weighs, explains and verifies.
The ratio is the median over rounds of the peer's time by trimtab's. A peer that gives no plan is told with its reason.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.clock import machine, milliseconds, table
from benchmarks.households import direct_index, large, reference
from benchmarks.peers.catalogue import HAS, PEERS, Peer, lacking
from benchmarks.peers.environment import Answer, NoPlanError, ask, python_of
from benchmarks.peers.household_file import as_numbers, off_target
from benchmarks.years import true_year
from trimtab.adapters.catalogue import covariance
from trimtab.core.household import Household
from trimtab.core.plan import Side
from trimtab.core.policy import Policy
from trimtab.rebalance.given import Given
from trimtab.rebalance.journey import make_plan

SIZES: dict[str, tuple[str, Callable[[int], tuple[Household, Policy]]]] = {
    "reference": ("5 accounts, 12 securities, 60 taxable lots", reference),
    "large": ("10 accounts, 200 securities, 2,000 lots", large),
    "index": ("one account, 500 positions of 4 lots, 500 targets", direct_index),
}
FOLDER = Path("build/peers")
OURS, OURS_TRUE = "trimtab", "trimtab, true return"
HEAD = ("program", "plans", "median", "times trimtab", "off target", "orders")


def planned(household: Household, policy: Policy, given: Given) -> Answer:
    """trimtab's whole journey, and its orders."""
    start = time.process_time()
    plan = make_plan(household, policy, covariance(), given)
    seconds = time.process_time() - start
    orders = [(t.symbol, float(t.amount_usd) * (1 if t.side is Side.BUY else -1)) for t in plan.trades]
    return Answer(seconds, tuple(orders))


class Race:
    """One size of household: what each program needed in each round, and why some gave nothing."""

    def __init__(self, size: str, peers: dict[Peer, Path], limit_seconds: float) -> None:
        self.make = SIZES[size][1]
        self.peers = peers
        self.limit_seconds = limit_seconds
        self.runs: dict[str, list[tuple[float, float, float, int]]] = {}
        self.silent: dict[str, str] = {}

    def round(self, seed: int) -> None:
        """One household, planned by each in turn. A peer that failed on it once is not asked again."""
        household, policy = self.make(seed)
        ours = planned(household, policy, Given())
        self._note(OURS, household, policy, ours, ours)
        self._note(OURS_TRUE, household, policy, planned(household, policy, true_year(seed, household)), ours)
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "household.json"
            file.write_text(json.dumps(as_numbers(household, policy)), encoding="utf-8")
            for peer, python in self.peers.items():
                if peer.name not in self.silent:
                    try:
                        answer = ask(peer, python, file, self.limit_seconds)
                        self._note(peer.name, household, policy, answer, ours)
                    except NoPlanError as why:
                        self.silent[peer.name] = str(why)

    def _note(self, name: str, household: Household, policy: Policy, answer: Answer, ours: Answer) -> None:
        bought: dict[str, float] = {}
        for symbol, usd in answer.orders:
            bought[symbol] = bought.get(symbol, 0.0) + usd
        off = off_target(household, policy, bought)
        found = (
            answer.seconds,
            answer.seconds / ours.seconds,
            off,
            sum(abs(usd) >= 1 for _, usd in answer.orders),
        )
        self.runs.setdefault(name, []).append(found)

    def rows(self) -> list[tuple[str, ...]]:
        """A row for each program, medians over its rounds."""
        made = []
        for name, runs in self.runs.items():
            seconds, ratio, off, orders = (statistics.median(column) for column in zip(*runs, strict=True))
            made.append(
                (name, f"{len(runs)}", milliseconds(seconds), f"{ratio:.3g}", f"{off:.2%}", f"{orders:.0f}")
            )
        return made


def installed(names: Sequence[str], folder: Path, *, install: bool) -> dict[Peer, Path]:
    """The peers that can run, and the Python of each; the others are told with their reason."""
    found = {}
    for peer in PEERS:
        if peer.name in names:
            try:
                found[peer] = python_of(peer, folder, install=install)
            except NoPlanError as why:
                print(f"SKIPPED: {peer.name}: {why}")
    return found


def main(arguments: Sequence[str] | None = None) -> None:
    """Print what each model lacks, then a table for each size."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--size", nargs="+", choices=SIZES, default=["reference"])
    parser.add_argument("--peer", nargs="+", choices=[p.name for p in PEERS], default=[p.name for p in PEERS])
    parser.add_argument("--peers", type=Path, default=FOLDER, help="the folder of the peers' environments")
    parser.add_argument("--install", action="store_true", help="make environments that are missing, with pip")
    parser.add_argument("--limit", type=float, default=120, help="seconds after which a peer has no plan")
    options = parser.parse_args(arguments)
    print(table("What a model does not have", ("peer", *HAS, "run as"), lacking()))
    peers = installed(options.peer, options.peers, install=options.install)
    planned(*reference(0), Given())
    for size in options.size:
        race = Race(size, peers, options.limit)
        for seed in range(1, options.rounds + 1):
            race.round(seed)
        title = f"{size}: {SIZES[size][0]}; medians of {options.rounds} rounds ({machine()})"
        print(table(title, HEAD, race.rows()))
        for name, why in race.silent.items():
            print(f"NO PLAN: {name}: {why}")


if __name__ == "__main__":
    main()
