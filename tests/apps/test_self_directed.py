"""The self-directed IRA of docs/policy.md, from file to plan: what is never sold, sold in part, and must be paid."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from trimtab.apps.cli import app

ROOT = Path(__file__).resolve().parents[2]
HEAD = """
format = 1
name = "Self-directed"
as_of = 2026-11-20
[tax]
filing_status = "single"
year = 2026
rate_ordinary_pct = 24
rate_long_term_pct = 15
[target.weights]
"stocks.us" = 50
bonds = 30
real_estate = 10
"real_estate.direct" = 0
commodities = 0
cash = 10
[buys]
"stocks.us" = ["VTI"]
bonds = ["BND"]
[[prices]]
symbol = "VTI"
usd = 300
as_of = 2026-11-20
[[prices]]
symbol = "BND"
usd = 75
as_of = 2026-11-20
"""


def recipe() -> str:
    text = (ROOT / "docs" / "policy.md").read_text(encoding="utf-8")
    section = text[text.index("## Self-directed IRAs") :]
    found = re.search(r"```toml\n(.*?)```", section, re.S)
    assert found
    return found[1]


def planned(tmp_path: Path, text: str) -> tuple[dict[str, Any], str]:
    path = tmp_path / "household.toml"
    path.write_text(HEAD + text, encoding="utf-8")
    told = CliRunner().invoke(app, ["plan", str(path), "--json"])
    assert told.exit_code == 0, told.stdout + told.stderr
    return json.loads(told.stdout), CliRunner().invoke(app, ["plan", str(path), "--width", "200"]).stdout


def sold(plan: dict[str, Any]) -> dict[str, Decimal]:
    return {t["symbol"]: Decimal(t["quantity"]) for t in plan["trades"] if t["side"] == "sell"}


def test_a_capital_call_is_raised_from_what_can_be_sold_and_the_fund_only_so_far(tmp_path: Path) -> None:
    plan, page = planned(tmp_path, recipe())
    assert all(check["holds"] for check in plan["checks"])
    assert sold(plan) == {"INTERVAL-FUND": 25}
    assert any("INTERVAL-FUND: at least 475 shares" in row["words"] for row in plan["after"]["limits"])
    [account] = plan["after"]["accounts"]
    assert Decimal(account["by_class_usd"].get("cash", "0")) >= 0
    assert "ELM-ST" in page
    assert "prohibited transactions" in page


def test_once_the_call_is_paid_the_cash_is_free_again(tmp_path: Path) -> None:
    plan, _ = planned(tmp_path, recipe().replace("to = 2026-12-15", "to = 2026-11-19"))
    bought = sum(Decimal(t["amount_usd"]) for t in plan["trades"] if t["side"] == "buy")
    assert bought > 6_000  # the cash over the standing reserve, and what is sold of the fund
    assert plan["after"]["reserve_usd"] == "3000"


def test_what_is_told_of_a_reserve_and_a_limit_stands_in_drift(tmp_path: Path) -> None:
    path = tmp_path / "household.toml"
    path.write_text(HEAD + recipe(), encoding="utf-8")
    page = CliRunner().invoke(app, ["drift", str(path), "--width", "200"]).stdout
    assert "$11,000 of cash reserves" in page
    assert "INTERVAL-FUND. At least 475 shares; it stands at $50,000, inside it." in page
