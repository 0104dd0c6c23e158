"""`trimtab backtest` from files to an answer: forms, exit codes, what is never shown."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from trimtab.apps.cli import app
from trimtab.apps.exit_codes import ExitCode

RIVERA = Path(__file__).parents[3] / "examples" / "rivera" / "household.toml"
YEAR = ("--from", "2007-01-03", "--to", "2007-06-29")


def _run(*words: str, household: Path = RIVERA) -> Result:
    return CliRunner().invoke(app, ["backtest", str(household), *YEAR, *words])


def test_it_tells_every_form_of_the_same_answer(tmp_path: Path) -> None:
    values, page = tmp_path / "values.csv", tmp_path / "page.html"
    done = _run("--no-twins", "--json", "--csv", str(values), "--html", str(page))
    assert done.exit_code == ExitCode.DONE, done.output
    told = json.loads(done.stdout)
    assert told["kind"] == "backtest"
    sections = {section["key"]: section for section in told["sections"]}
    assert [row["year"] for row in sections["years"]["table"]["rows"]] == ["2007"]
    assert sections["trades"]["table"]["rows"]
    assert any("hypothetical" in line for line in sections["assumptions"]["words"])
    assert any(line.startswith("For VFORX: ") for line in sections["assumptions"]["words"])
    assert "history-stand-in" not in {problem["code"] for problem in told["problems"]}  # told once
    lines = values.read_text().splitlines()
    assert lines[0] == "day,strategy,wealth_usd,flow_usd,tax_usd"
    assert lines[1].startswith("2007-01-03,own,1571")
    assert "Hypothetical" in page.read_text()


def test_a_plan_on_the_way_is_explained_as_one_of_today() -> None:
    done = _run("--explain", "2007-01-03", "--json")
    assert done.exit_code == ExitCode.DONE, done.output
    plan = json.loads(done.stdout)
    assert plan["as_of"] == "2007-01-03"
    assert all(trade["reason"] for trade in plan["trades"])
    assert all(check["holds"] for check in plan["checks"])


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--explain", "2007-01-04"), "backtest-day"),
        (("--flow", "joint=lots/month"), "backtest-flow"),
        (("--from", "1950-01-03", "--pay-tax-from", "ana-ira"), "history-days"),
    ],
)
def test_what_cannot_be_run_is_refused_with_its_reason(words: tuple[str, ...], code: str) -> None:
    done = _run(*words, "--no-twins")
    assert done.exit_code == ExitCode.INPUT_REFUSED, done.output
    assert code in done.output.replace("\n", "")


def test_one_that_stops_on_the_way_shows_no_figure(tmp_path: Path) -> None:
    values = tmp_path / "values.csv"
    done = _run("--no-twins", "--flow", "joint=-400000/month", "--json", "--csv", str(values))
    assert done.exit_code == ExitCode.STOPPED, done.output
    told = json.loads(done.stdout)
    assert "It stopped on" in told["headline"]
    assert told["sections"] == []
    assert "backtest-short" in done.stdout
    assert not values.exists()
