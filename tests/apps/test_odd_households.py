"""Households that are odd and true: something worthless, something tiny, something huge."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.apps.test_outputs import HOUSEHOLD
from trimtab.apps import cli
from trimtab.apps.exit_codes import ExitCode

WORTHLESS = """
[[accounts.holdings]]
symbol = "SHELL-CO"
quantity = 1000
value_usd = 0
as_of = 2026-11-20
class = "stocks.us"
role = "frozen"
reason = "bankrupt"
"""


def trades(path: Path) -> list[tuple[str, str]]:
    result = CliRunner().invoke(cli.app, ["plan", str(path), "--json"])
    assert result.exit_code == ExitCode.DONE, result.stderr or result.exception
    return [(trade["side"], trade["quantity"]) for trade in json.loads(result.stdout)["trades"]]


def test_a_worthless_holding_hinders_nothing(tmp_path: Path) -> None:
    path = tmp_path / "household.toml"
    path.write_text(HOUSEHOLD)
    without = trades(path)
    path.write_text(HOUSEHOLD + WORTHLESS)
    assert trades(path) == without != []


@pytest.mark.parametrize("cash", ["10", "10000000000"])
def test_ten_dollars_and_ten_billion(tmp_path: Path, cash: str) -> None:
    path = tmp_path / "household.toml"
    path.write_text(HOUSEHOLD.replace("cash_usd = 5000", f"cash_usd = {cash}"))
    bought = trades(path)
    assert bought == [] if cash == "10" else int(bought[0][1]) * 300 <= int(cash)
