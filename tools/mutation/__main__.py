"""`python -m tools.mutation`: how many mutants of the law and the ledger stay alive, and which."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from tools.mutation.mutants import Mutant, mutants_of
from tools.mutation.runner import CHOSEN, Runner

ROOMS = ("src/trimtab/tax", "src/trimtab/ledger")
TESTS = ("tests/tax", "tests/ledger", "tests/truth")


def main() -> int:
    """Ends with 1 where more than the allowed share is alive, with 2 where the tests fail by themselves."""
    asked = _arguments()
    mutants = [mutant for path in _files(asked.paths) for mutant in mutants_of(path)]
    mutants = [m for m in mutants if asked.match in m.words and (m.scope or not asked.inside)][:: asked.every]
    began = time.perf_counter()
    runner = Runner(mutants, asked.workers)
    quiet = ["-q", "-p", "no:cacheprovider", "-m", CHOSEN, "--no-header", "-o", "addopts="]
    pytest.main([*asked.tests, *quiet], plugins=[runner])
    if runner.failed or not runner.seconds:
        print("the tests fail without any change", file=sys.stderr)
        return 2
    print(_table(mutants, runner.alive))
    for mutant in runner.alive:
        print(f"- {mutant.words}{_remark(mutant, runner.untested, asked.named)}")
    print(f"{len(runner.seconds)} tests, {time.perf_counter() - began:.0f} seconds")
    return int(len(runner.alive) * 100 > asked.allowed_pct * len(mutants))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.mutation", description=__doc__)
    parser.add_argument("paths", nargs="*", default=ROOMS, help="files or folders to change")
    parser.add_argument("--tests", nargs="*", default=TESTS, help="the tests that should notice")
    parser.add_argument("--match", default="", help="only mutants whose description has these words in it")
    parser.add_argument(
        "--inside", action="store_true", help="only what is inside of functions: much quicker"
    )
    parser.add_argument("--every", type=int, default=1, help="a sample: every so many of them")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--allowed-pct", type=int, default=10, help="how many of a hundred may stay alive")
    parser.add_argument(
        "--named",
        type=Path,
        default=Path("docs/mutation.md"),
        help="where survivors are named with the reason",
    )
    return parser.parse_args()


def _remark(mutant: Mutant, untested: Sequence[Mutant], named: Path) -> str:
    """The line, and whether anybody has looked at it."""
    known = named.exists() and mutant.words in named.read_text(encoding="utf-8")
    reached = ", no test reaches it" if mutant in untested else ""
    return f" (line {mutant.line}{reached}{'' if known else ', NOT NAMED in ' + named.name})"


def _files(paths: Sequence[str]) -> list[Path]:
    return sorted(
        file for path in map(Path, paths) for file in (path.rglob("*.py") if path.is_dir() else [path])
    )


def _table(mutants: Sequence[Mutant], alive: Sequence[Mutant]) -> str:
    made, left = Counter(m.path for m in mutants), Counter(m.path for m in alive)
    rows = [(str(path), made[path], left[path]) for path in sorted(made)]
    rows.append(("all", len(mutants), len(alive)))
    lines = ["| module | mutants | noticed | alive | alive % |", "| --- | ---: | ---: | ---: | ---: |"]
    lines += [
        f"| {name} | {all_} | {all_ - left_} | {left_} | {100 * left_ / all_:.1f} |"
        for name, all_, left_ in rows
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
