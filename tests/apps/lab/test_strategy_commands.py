"""`--strategy` in plan and compare, and `trimtab strategies`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from trimtab.apps.cli import app
from trimtab.apps.exit_codes import ExitCode

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"
RIVERA = str(EXAMPLES / "rivera" / "household.toml")
CALM = f"{EXAMPLES / 'strategies' / 'calm.py'}:Calm"
PRICES = str(EXAMPLES / "strategies" / "prices.csv")


def run(*words: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, list(words))
    return result.exit_code, result.stdout, result.stderr


def plan(*words: str) -> dict[str, object]:
    code, out, err = run("plan", RIVERA, "--json", *words)
    assert code == ExitCode.DONE, err
    found: dict[str, object] = json.loads(out)
    return found


def test_the_own_policy_makes_the_same_bytes() -> None:
    assert run("plan", RIVERA, "--json", "--strategy", "own") == run("plan", RIVERA, "--json")


def test_a_file_of_ones_own_is_run_and_said_to_be() -> None:
    shown = plan("--strategy", CALM)
    assert shown["ask"] == {
        "mode": "policy",
        "class": None,
        "account": None,
        "amount_usd": None,
        "strategy": {
            "name": "calm",
            "reason": "a fifth off target: cash, stocks.intl, stocks.us",
            "moves": "all",
            "goals": shown["ask"]["strategy"]["goals"],  # type: ignore[index]
        },
    }
    assert all(check["holds"] for check in shown["checks"])  # type: ignore[attr-defined]
    told = [p for p in shown["problems"] if p["code"] == "strategy-code"]  # type: ignore[attr-defined]
    assert told[0]["message"].startswith("the code of calm.py was run (sha256 ")


def test_a_strategy_that_holds_says_why_and_trades_nothing() -> None:
    code, out, _ = run("plan", RIVERA, "--strategy", "absolute:points=50,cash=wait")
    assert code == ExitCode.DONE
    assert "Strategy absolute:points=50,cash=wait: no trade today." in out
    assert "Every class is inside its band." in out


def test_history_is_seen() -> None:
    shown = plan("--strategy", "momentum:points=4", "--history", PRICES)
    assert str(shown["reason"]).startswith("momentum of 12 months less 1: stocks.intl best")


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("--history", PRICES), ExitCode.WRONG_USAGE, "--history is for a strategy: add --strategy WORDS"),
        (("--strategy", "5/25", "--mode", "full"), ExitCode.WRONG_USAGE, "decides that itself: leave out --mode"),
        (("--strategy", "5/25", "--class", "bonds"), ExitCode.WRONG_USAGE, "leave out --class"),
        (("--strategy", "absolut"), ExitCode.INPUT_REFUSED, "there is no strategy 'absolut'"),
        (("--strategy", "momentum"), ExitCode.INPUT_REFUSED, "past prices of BND end on 2024-12-31"),
        (("--strategy", "nowhere.py:Mine"), ExitCode.INPUT_REFUSED, "the strategy's file cannot be opened"),
        (("--strategy", "5/25", "--history", "nowhere.csv"), ExitCode.INPUT_REFUSED, "cannot be opened"),
        (("--strategy", "5/25", "--memory", RIVERA), ExitCode.WRONG_USAGE, "is read by this household, and is kept"),
        (("--strategy", "5/25", "--memory", PRICES), ExitCode.INPUT_REFUSED, "is no memory of a strategy"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused(words: tuple[str, ...], code: ExitCode, message: str) -> None:
    found, out, err = run("plan", RIVERA, *words)
    assert (found, out) == (code, "")
    assert message in " ".join(err.split())


def test_a_memory_is_written_and_the_same_day_gives_the_same_plan(tmp_path: Path) -> None:
    kept = tmp_path / "memory.json"
    words = ("--strategy", "calendar", "--memory", str(kept))
    first = plan(*words)
    told = kept.read_bytes()
    assert json.loads(told)["after"] == {"asked": {"date": "2026-11-20"}}
    assert plan(*words) == first
    assert kept.read_bytes() == told


def test_strategies_stand_beside_policies() -> None:
    code, out, _ = run(
        "compare",
        RIVERA,
        "--strategy",
        "cash-flow",
        "--strategy",
        CALM,
        "--policy",
        "how_far=band_edge",
        "--json",
    )
    assert code == ExitCode.DONE
    rows = json.loads(out)["sections"][0]["table"]["rows"]
    assert [row["policy"] for row in rows] == [
        "Doing nothing",
        "Your policy",
        "how_far=band_edge",
        "cash-flow",
        "calm",
    ]


def test_a_comparison_with_nothing_is_wrong_usage() -> None:
    code, _, err = run("compare", RIVERA)
    assert code == ExitCode.WRONG_USAGE
    assert "add --policy or --strategy" in err


def test_the_list_names_every_strategy_with_its_source() -> None:
    code, out, _ = run("strategies", "--json")
    found = json.loads(out)["strategies"]
    assert code == ExitCode.DONE
    assert len(found) == 13
    assert all(one["does"] and one["source"] for one in found)
    words = run("strategies", "--width", "200")[1]
    assert all(f"{one['strategy']}: {one['does']}" in words for one in found)
