"""`trimtab what-if`: lines in, lines of JSON out, faults answered like any other line."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from typer.testing import CliRunner

from tests.apps.test_cli import RIVERA, run, validated
from trimtab.apps import cli
from trimtab.apps.exit_codes import ExitCode


def test_each_line_is_answered_as_its_schema_says() -> None:
    lines = "policy\ntarget bonds=0.9\n\npolicy how_far=band_edge tax_budget_usd=100\n"
    result = CliRunner().invoke(cli.app, ["what-if", str(RIVERA)], input=lines)
    assert result.exit_code == ExitCode.DONE
    plain, wrong, nearer = (validated(text, "what-if") for text in result.stdout.splitlines())
    assert wrong["answer"] is None
    assert [problem["code"] for problem in wrong["problems"]] == ["target-sum"]
    assert (plain["line"], wrong["line"], nearer["line"]) == (1, 2, 4)
    assert plain["answer"]["trades"]
    assert Decimal(nearer["answer"]["half_sum"]) > Decimal(plain["answer"]["half_sum"])


def test_lines_come_from_a_file_too(tmp_path: Path) -> None:
    asked = tmp_path / "nudges.txt"
    asked.write_text("prices per_trade_usd=500", encoding="utf-8")
    result = run("what-if", RIVERA, asked)
    assert validated(result.stdout, "what-if")["words"] == "prices per_trade_usd=500"


def test_a_file_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    result = run("what-if", RIVERA, tmp_path / "none.txt")
    assert result.exit_code == ExitCode.WRONG_USAGE
    assert "cannot be read" in result.output


def test_a_household_that_cannot_be_loaded_is_refused(tmp_path: Path) -> None:
    assert run("what-if", tmp_path / "none.toml").exit_code == ExitCode.INPUT_REFUSED
