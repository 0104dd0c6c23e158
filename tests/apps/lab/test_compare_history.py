"""`trimtab compare` over history: from files to an answer, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from trimtab.apps.cli import app
from trimtab.apps.exit_codes import ExitCode

EXAMPLES = Path(__file__).parents[3] / "examples"
RIVERA = EXAMPLES / "rivera" / "household.toml"
YEAR = ("--from", "2007-01-03", "--to", "2007-12-31")
RAISES = """
from trimtab.strategies import Hold

class Raises:
    name = "raises"
    looks = "quarterly"

    def decide(self, seen):
        if seen.today.month > 6:
            raise KeyError("a stale key")
        return Hold("later")
"""


def _run(*words: str) -> Result:
    return CliRunner().invoke(app, ["compare", str(RIVERA), *words])


def test_words_and_code_go_through_the_same_past(tmp_path: Path) -> None:
    figures, page = tmp_path / "figures.csv", tmp_path / "page.html"
    calm = EXAMPLES / "strategies" / "calm.py"
    rivals = ("--policy", "how_far=band_edge", "--strategy", f"{calm}:Calm")
    done = _run(
        *YEAR,
        *rivals,
        "--starts",
        "1",
        "--window",
        "0.5",
        "--csv",
        str(figures),
        "--html",
        str(page),
        "--json",
    )
    assert done.exit_code == ExitCode.DONE, done.output
    told = json.loads(done.stdout)
    sections = {section["key"]: section for section in told["sections"]}
    rows = sections["policies"]["table"]["rows"]
    assert [row["policy"] for row in rows] == [
        "your policy",
        "how_far=band_edge",
        "calm",
        "buy and hold",
        "naive pro rata",
    ]
    assert all(float(row["end_after_tax"]) > 500_000 for row in rows)
    assert [row["verdict"] for row in sections["instead"]["table"]["rows"]] == ["too short to say"] * 2
    assert [row["from"] for row in sections["starts"]["table"]["rows"]] == ["2007-01-03"]
    assert sections["contributions"]["table"]["rows"][0]["whole"] is not None
    assert any("hypothetical" in line for line in sections["assumptions"]["words"])
    assert any(problem["code"] == "strategy-code" for problem in told["problems"])
    lines = figures.read_text().splitlines()
    assert lines[0] == "section,row,name,column,value"
    assert any(line.startswith("policies,4,buy and hold,trades,0") for line in lines)
    assert "Wealth" in page.read_text()


def test_a_strategy_that_fails_on_the_way_leaves_nothing_to_compare(tmp_path: Path) -> None:
    code = tmp_path / "mine.py"
    code.write_text(RAISES)
    done = _run(*YEAR, "--strategy", f"{code}:Raises", "--starts", "0", "--json")
    assert done.exit_code == ExitCode.STOPPED, done.output
    problems = json.loads(done.stdout)["problems"]
    assert "KeyError" in str(problems)
    assert any("nothing is compared" in problem["message"] for problem in problems)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((*YEAR, "--strategy", "5/25", "--strategy", "5/25"), "policy-twice"),
        ((*YEAR, "--strategy", "opportunist", "--policy", "bands"), "strategy-unknown policy-words"),
        (("--from", "2007-12-31", "--to", "2007-01-03"), "history-days"),
        (("--history", "nowhere.csv"), "file-unreadable"),
    ],
)
def test_what_cannot_be_compared_is_refused_with_its_reason(words: tuple[str, ...], code: str) -> None:
    done = _run(*words, "--json")
    assert done.exit_code == ExitCode.INPUT_REFUSED, done.output
    assert all(one in done.output for one in code.split())


def test_figures_need_a_history() -> None:
    done = _run("--policy", "how_far=band_edge", "--csv", "figures.csv")
    assert done.exit_code == ExitCode.WRONG_USAGE
    assert "--history or --from" in done.output
