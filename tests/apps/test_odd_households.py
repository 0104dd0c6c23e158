"""Households that are odd and true: something worthless, something tiny, something huge."""

from __future__ import annotations

import json
from decimal import Decimal
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


NIIT = (
    """
format = 1
name = "A gain, a loss, and more choices than a dive can follow"
as_of = 2026-11-20
exports = "exports"
[tax]
filing_status = "single"
year = 2026
rate_ordinary_pct = 24
rate_long_term_pct = 15
rate_state_pct = 4.4
state = "CO"
[tax.income]
wages_usd = 400000
interest_usd = 500
dividends_ordinary_usd = 3000
dividends_qualified_usd = 2500
[[people]]
name = "A"
born = 1970-01-01
covered_by_workplace_plan = false
[target.weights]
"stocks.us" = 45
"stocks.intl" = 20
"bonds" = 35
[buys]
"stocks.us" = ["VTI", "ITOT"]
"stocks.intl" = ["VXUS", "IXUS"]
"bonds" = ["BND", "AGG"]
"""
    + "".join(
        f"""
[[accounts]]
id = "{account}"
kind = "{kind}"
owner = "A"
cash_usd = {cash}
as_of = 2026-11-20
no_trades_since = 2020-01-02
holdings = [{", ".join(holdings)}]
"""
        for account, kind, cash, holdings in (
            (
                "tx",
                "taxable",
                1000,
                (
                    '{symbol = "VTI", quantity = 900, price_usd = 300, cost_usd = 100000, acquired = 2012-05-01}',
                    '{symbol = "AAPL", quantity = 200, price_usd = 250, cost_usd = 48000, acquired = 2026-03-01}',
                    '{symbol = "BND", quantity = 100, price_usd = 74, cost_usd = 8200, acquired = 2024-01-05}',
                ),
            ),
            (
                "ira",
                "traditional_ira",
                500,
                (
                    '{symbol = "VTI", quantity = 300, price_usd = 300}',
                    '{symbol = "BND", quantity = 200, price_usd = 74}',
                ),
            ),
            ("roth", "roth_ira", 0, ('{symbol = "VTI", quantity = 100, price_usd = 300}',)),
        )
    )
    + "".join(
        f"""
[[prices]]
symbol = "{symbol}"
usd = {price}
as_of = 2026-11-20
"""
        for symbol, price in (("ITOT", 150), ("VXUS", 80), ("IXUS", 95), ("AGG", 99))
    )
)


def test_where_the_dive_ends_far_off_the_search_goes_on_to_a_basis_point(tmp_path: Path) -> None:
    path = tmp_path / "household.toml"
    path.write_text(NIIT)
    result = CliRunner().invoke(cli.app, ["plan", str(path), "--json"])
    assert result.exit_code == ExitCode.DONE, result.stderr or result.exception
    plan = json.loads(result.stdout)
    assert Decimal(plan["gap_usd"]) <= Decimal(plan["before"]["total_usd"]) / 10_000
