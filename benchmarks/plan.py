"""How long planning the sample household takes, and which part of it takes how much.

    python benchmarks/plan.py [--runs 7] [--household examples/rivera/household.toml]

Each part counts only its own time: what it calls of another part is counted there. The run with the median total
is shown. Imports are made before, so that this is the time after start-up.
"""

from __future__ import annotations

import argparse
import io
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from rich.console import Console

from benchmarks.clock import Stopwatch, machine, milliseconds, table
from trimtab import bootstrap
from trimtab.adapters.catalogue import class_names, covariance
from trimtab.adapters.household import read as household_read
from trimtab.adapters.render.page import plan_page
from trimtab.adapters.render.plan_json import plan_json
from trimtab.adapters.render.terminal import print_plan
from trimtab.adapters.render.trades_csv import trades_csv
from trimtab.core.household import Household
from trimtab.core.plan import Plan
from trimtab.core.policy import Policy
from trimtab.rebalance import journey
from trimtab.rebalance.optimize import optimum
from trimtab.rebalance.propose import proposal, settling, situation, ways
from trimtab.reports.plan_report import plan_report
from trimtab.services import household as services_household
from trimtab.services import imports as services_imports
from trimtab.services.planning import Case, plan_for

SAMPLE = Path(__file__).resolve().parents[1] / "examples" / "rivera" / "household.toml"
READ, ASSEMBLE, MEASURE = "reading files", "assembling", "measuring, deciding, weighing"
ENCODE, SOLVE = "encoding", "solver"
RULES = "plain rules, to compare"
VERIFY, WORDS, HASH = "verifier", "reasons and deposits", "hashing the input"
TERMINAL, HTML, OTHERS = "rendering: terminal", "rendering: page", "rendering: JSON and CSV"
WATCHED = (
    (household_read, "read_household", READ),
    (services_imports, "read_folder", READ),
    (services_household, "join", ASSEMBLE),
    (journey, "look", MEASURE),
    (settling, "look", MEASURE),
    (proposal, "washed", MEASURE),
    (proposal, "measure", MEASURE),
    (proposal, "apply_fills", MEASURE),
    (situation, "weigh", MEASURE),
    (ways, "build_trades", MEASURE),
    (ways, "moves", RULES),
    (optimum, "best_of", SOLVE),
    (optimum, "encode", ENCODE),
    (journey, "verify", VERIFY),
    (journey, "with_reasons", WORDS),
    (journey, "explain_tickers", WORDS),
    (journey, "unmet", WORDS),
    (journey, "deposit_hints", WORDS),
    (journey, "_inputs_hash", HASH),
)


def watched(watch: Stopwatch) -> list[Callable[[], None]]:
    """Put the stopwatch on every part, in planning and in asking whether the next plan is empty alike."""
    return [watch.watch(module, name, part) for module, name, part in WATCHED]  # type: ignore[arg-type]


def one_run(path: Path) -> tuple[Stopwatch, float]:
    """Read, plan and render once."""
    watch = Stopwatch()
    put_back = watched(watch)
    start = time.perf_counter()
    try:
        with watch.part("the rest"):
            _everything(watch, path)
    finally:
        for undo in put_back:
            undo()
    return watch, time.perf_counter() - start


def _everything(watch: Stopwatch, path: Path) -> None:
    with watch.part(ASSEMBLE):
        loaded = bootstrap.load_household(path)
    household, policy = loaded.checked()
    plan = plan_for(Case(household, policy, covariance()), loaded.problems)
    _render(watch, household, policy, plan)


def _render(watch: Stopwatch, household: Household, policy: Policy, plan: Plan) -> None:
    with watch.part(TERMINAL):
        report = plan_report(household, policy, plan, class_names())
        print_plan(report, Console(file=io.StringIO(), width=120), full=True)
    with watch.part(HTML):
        plan_page(report)
    with watch.part(OTHERS):
        plan_json(household, policy, plan)
        trades_csv(household, plan)


def main(arguments: Sequence[str] | None = None) -> None:
    """Warm up once, run as often as asked, show the median run."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--household", type=Path, default=SAMPLE)
    options = parser.parse_args(arguments)
    one_run(options.household)
    results = sorted((one_run(options.household) for _ in range(options.runs)), key=lambda result: result[1])
    watch, total = results[len(results) // 2]
    rows = [
        (name, str(watch.calls[name]), milliseconds(seconds), f"{seconds / total:.1%}")
        for name, seconds in sorted(watch.seconds.items(), key=lambda item: -item[1])
    ]
    rows.append(("all", "", milliseconds(total), "100.0%"))
    best = milliseconds(results[0][1])
    title = (
        f"Planning {options.household.parent.name}, median of {options.runs} runs, best {best} ({machine()})"
    )
    print(table(title, ("part", "calls", "time", "share"), rows))


if __name__ == "__main__":
    main()
