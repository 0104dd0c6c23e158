"""Runs the tests once to learn which of them pass over which lines; then, for each mutant, those that pass over it.

A pytest plugin: everything is imported once, and each mutant lives in a fork of this process, which ends at the first
test that notices it. A mutant that makes the tests run far too long, or takes far too much memory, is noticed too.
"""

from __future__ import annotations

import gc
import os
import resource
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import coverage
import pytest
from tools.mutation.mutants import Mutant
from tools.mutation.swap import Loaded

MEMORY_BYTES = 6 * 1024**3
SLOWEST_TIMES = 4
SPARE_SECONDS = 5
ENOUGH_SECONDS = 1800
CHOSEN = "not slow and not households"


@dataclass
class Runner:
    """The plugin. After the run `alive` holds the mutants that no test noticed, `untested` those no test reaches."""

    mutants: Sequence[Mutant]
    workers: int = 1
    alive: list[Mutant] = field(default_factory=list)
    untested: list[Mutant] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    failed: bool = False

    def __post_init__(self) -> None:
        files = sorted({str(mutant.path.resolve()) for mutant in self.mutants})
        self.coverage = coverage.Coverage(data_file=None, include=files, config_file=False)

    def pytest_configure(self) -> None:
        """Property tests draw the same examples every time, and do not look for the smallest one that fails."""
        from hypothesis import HealthCheck, Phase, settings

        phases = (Phase.explicit, Phase.generate)
        settings.register_profile(
            "mutation",
            phases=phases,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        settings.load_profile("mutation")

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Instead of the usual run: once with coverage, then once per mutant."""
        reached = self._reached(session.items)
        if self.failed:
            return True
        items = {item.nodeid: item for item in session.items}
        inside = [mutant for mutant in self.mutants if mutant.scope]
        covering = {mutant: self._quickest(_of_line(reached, mutant)) for mutant in inside}
        self.untested = [mutant for mutant in inside if not covering[mutant]]
        jobs = [(mutant, [items[test] for test in tests]) for mutant, tests in covering.items() if tests]
        self.alive += self.untested + self._survivors(jobs)
        self.alive += [m for m in self.mutants if not m.scope and _lives_apart(m, session.config.args)]
        return True

    def _reached(self, items: Iterable[pytest.Item]) -> dict[tuple[str, int], set[str]]:
        """The tests that pass over each line of the files."""
        self.coverage.start()
        for item in items:
            self.coverage.switch_context(item.nodeid)
            began = time.perf_counter()
            if not _passes(item, told=True):
                self.failed = True
            self.seconds[item.nodeid] = time.perf_counter() - began
        self.coverage.stop()
        data = self.coverage.get_data()
        reached: dict[tuple[str, int], set[str]] = defaultdict(set)
        for file in data.measured_files():
            for line, tests in data.contexts_by_lineno(file).items():
                reached[file, line] |= {test for test in tests if test}
        return reached

    def _quickest(self, tests: Iterable[str]) -> list[str]:
        return sorted(tests, key=lambda test: (self.seconds[test], test))

    def _survivors(self, jobs: Sequence[tuple[Mutant, list[pytest.Item]]]) -> list[Mutant]:
        """Some at a time, in the order in which they end."""
        alive: list[Mutant] = []
        running: dict[int, Mutant] = {}
        loaded = Loaded()
        gc.freeze()
        done = 0
        for mutant, tests in jobs:
            if len(running) == self.workers:
                done += self._gather(running, alive)
            limit = SPARE_SECONDS + SLOWEST_TIMES * sum(self.seconds[test.nodeid] for test in tests)
            running[_forked(loaded, mutant, tests, min(int(limit), ENOUGH_SECONDS))] = mutant
            if done % 100 == 99:
                print(
                    f"\r{done + 1} of {len(jobs)}, {len(alive)} alive ", end="", file=sys.stderr, flush=True
                )
        while running:
            self._gather(running, alive)
        return sorted(alive, key=lambda mutant: (mutant.path, mutant.number))

    def _gather(self, running: dict[int, Mutant], alive: list[Mutant]) -> int:
        child, status = os.wait()
        mutant = running.pop(child)
        if os.waitstatus_to_exitcode(status) == 0:
            alive.append(mutant)
            print(f"\ralive: {mutant.words} (line {mutant.line})", file=sys.stderr, flush=True)
        return 1


def _of_line(reached: Mapping[tuple[str, int], set[str]], mutant: Mutant) -> set[str]:
    """The tests of its line; a line of constants within a longer statement has those of the lines before it."""
    file = str(mutant.path.resolve())
    lines = range(mutant.line, mutant.begins - 1, -1)
    return next((reached[file, line] for line in lines if reached.get((file, line))), set())


def _forked(loaded: Loaded, mutant: Mutant, tests: Sequence[pytest.Item], seconds: int) -> int:
    """A child of this process in which the mutant lives; it ends with 0 where every test passed."""
    child = os.fork()
    if child:
        return child
    signal.alarm(seconds)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    code = 1
    try:
        loaded.swap_in(mutant.path, mutant.number)
        code = 0 if all(_passes(test) for test in tests) else 1
    finally:
        os._exit(code)


def _passes(item: pytest.Item, *, told: bool = False) -> bool:
    from _pytest.runner import runtestprotocol

    reports = runtestprotocol(item, log=told, nextitem=None)
    return not any(report.failed for report in reports)


def _lives_apart(mutant: Mutant, tests: Sequence[str]) -> bool:
    """A change outside of functions is made before anything is imported: in a Python of its own, with all tests."""
    plugin = ["-p", "tools.mutation.importing", "-p", "no:cacheprovider", "-x", "-q", "-m", CHOSEN]
    named = {**os.environ, "TRIMTAB_MUTANT": f"{mutant.path}:{mutant.number}"}
    command = [sys.executable, "-m", "pytest", *plugin, *tests]
    return subprocess.run(command, env=named, capture_output=True, check=False).returncode == 0
