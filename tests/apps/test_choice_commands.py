"""The commands that lay choices side by side, on the sample household."""

from __future__ import annotations

import re
from pathlib import Path

from tests.apps.test_cli import DONE, NO_PLAN, REFUSED, RIVERA, WRONG, run, validated

UNPAYABLE = """
format = 1
name = "A roof to pay"
as_of = 2026-11-20
[tax]
filing_status = "single"
year = 2026
rate_ordinary_pct = 24
rate_long_term_pct = 15
[target.weights]
"stocks.us" = 100
[policy]
tax_budget_usd = 0
[[accounts]]
id = "joint"
kind = "taxable"
cash_usd = 0
as_of = 2026-11-20
no_trades_since = 2026-01-02
[[accounts.holdings]]
symbol = "VTI"
quantity = 200
price_usd = 300
cost_usd = 40000
acquired = 2015-01-05
[[flows]]
account = "joint"
amount_usd = -5000
due = 2026-11-25
"""


def test_the_frontier_is_a_table_a_page_and_json(tmp_path: Path) -> None:
    page = tmp_path / "frontier.html"
    result = run("frontier", RIVERA, "--points", 3, "--html", page, "--json")
    assert result.exit_code == DONE
    document = validated(result.stdout, "document")
    assert document["kind"] == "frontier"
    rows = document["sections"][0]["table"]["rows"]
    assert [row["point"] for row in rows[-4:]] == [
        "Doing nothing",
        "Plain rules",
        "Today's plan",
        "Full rebalance",
    ]
    assert "<svg" in page.read_text()


def test_a_point_s_plan_comes_with_everything_a_plan_has(tmp_path: Path) -> None:
    trades, page = tmp_path / "trades.csv", tmp_path / "plan.html"
    result = run("frontier", RIVERA, "--points", 3, "--pick", 1, "--csv", trades, "--html", page, "--json")
    assert result.exit_code == DONE
    plan = validated(result.stdout, "plan")
    assert plan["trades"]
    assert plan["twins"]
    assert all(check["holds"] for check in plan["checks"])
    assert all(trade["symbol"] in trades.read_text() for trade in plan["trades"])
    assert "What to type in" in page.read_text()
    assert re.search(r"<h1[^>]*>Point 1 of [23]: sell", page.read_text())
    assert "frontier-point" in [problem["code"] for problem in plan["problems"]]


def test_a_point_that_is_not_there_is_named() -> None:
    result = run("frontier", RIVERA, "--points", 3, "--pick", 9)
    assert result.exit_code == WRONG
    assert re.search(r"there is no point 9: the frontier has points 1 to [23]\n", result.stderr)


def test_trades_of_all_points_are_no_table(tmp_path: Path) -> None:
    result = run("frontier", RIVERA, "--csv", tmp_path / "trades.csv")
    assert result.exit_code == WRONG
    assert "add --pick POINT" in result.stderr


def test_prices_of_rules_stand_on_terminal_page_and_json(tmp_path: Path) -> None:
    page = tmp_path / "plan.html"
    result = run("plan", RIVERA, "--prices", "--html", page, "--json")
    assert result.exit_code == DONE
    plan = validated(result.stdout, "plan")
    assert "menu" in [price["rule"] for price in plan["rule_prices"]]
    assert "What your rules cost" in page.read_text()
    assert "What your rules cost" in run("plan", RIVERA, "--prices").stdout
    assert validated(run("plan", RIVERA, "--json").stdout, "plan")["rule_prices"] is None


def test_why_not_answers_for_all_a_class_and_a_symbol() -> None:
    result = run("plan", RIVERA, "--why-not", "all", "--json")
    assert result.exit_code == DONE
    document = validated(result.stdout, "document")
    assert document["kind"] == "why_not"
    assert "over its goal" in run("plan", RIVERA, "--why-not", "real estate").stdout
    assert "VXUS, account by account" in run("plan", RIVERA, "--why-not", "vxus").stdout


def test_why_not_and_prices_asked_together_are_both_answered(tmp_path: Path) -> None:
    trades = tmp_path / "trades.csv"
    result = run("plan", RIVERA, "--why-not", "real estate", "--prices", "--csv", trades, "--json")
    parts = {part["key"]: part for part in validated(result.stdout, "document")["sections"]}
    assert {"target_1", "rule_prices"} <= set(parts)
    assert parts["rule_prices"]["table"]["rows"]
    assert "VXUS" in trades.read_text()
    assert "rule_prices" not in run("plan", RIVERA, "--why-not", "real estate", "--json").stdout


def test_explain_and_prices_asked_together_are_both_answered() -> None:
    text = run("plan", RIVERA, "--explain", "vxus", "--prices").stdout
    assert "Why VXUS" in text
    assert "What your rules cost" in text
    assert "What your rules cost" not in run("plan", RIVERA, "--explain", "vxus").stdout


def test_two_questions_at_once_are_refused() -> None:
    result = run("plan", RIVERA, "--why-not", "bonds", "--explain", "vxus")
    assert result.exit_code == WRONG
    assert "are two questions" in result.stderr


def test_why_not_of_something_nobody_knows() -> None:
    result = run("plan", RIVERA, "--why-not", "NOSUCH")
    assert result.exit_code == WRONG
    assert "(bonds, cash, real_estate, stocks.intl, stocks.us)" in result.stderr
    assert "NOSUCH: no class of the target" in result.stderr


def test_where_no_plan_passes_the_page_names_the_rule_that_stands_in_its_way(tmp_path: Path) -> None:
    household, page = tmp_path / "household.toml", tmp_path / "plan.html"
    household.write_text(UNPAYABLE)
    result = run("plan", household, "--prices", "--html", page)
    assert result.exit_code == NO_PLAN
    told = "The tax budget of $0.00 leaves no plan: without it there is one."
    assert told in result.stdout
    assert told in page.read_text()
    assert told in run("plan", household, "--why-not", "all").stdout
    frontier = run("frontier", household)
    assert "There is nothing to choose: no plan raises the cash that must be paid." in frontier.stdout


def test_policies_side_by_side_in_words_and_from_a_file(tmp_path: Path) -> None:
    calmer = tmp_path / "calmer.toml"
    calmer.write_text('[policy]\nhow_far = "band_edge"\n')
    result = run(
        "compare", RIVERA, "--policy", "how_far=band_edge", "--policy", calmer,
        "--policy", "min_trade_usd=5000,prices.per_trade_usd=200", "--json",
    )  # fmt: skip
    assert result.exit_code == DONE
    rows = validated(result.stdout, "document")["sections"][0]["table"]["rows"]
    assert [row["policy"] for row in rows] == [
        "Doing nothing",
        "Your policy",
        "how_far=band_edge",
        "calmer",
        "min_trade_usd=5000, prices.per_trade_usd=200",
    ]
    assert rows[2]["off_target"] == rows[3]["off_target"] > rows[1]["off_target"]
    assert int(rows[4]["orders"]) < int(rows[1]["orders"])


def test_a_policy_that_is_none_is_refused_with_its_remedy(tmp_path: Path) -> None:
    for words, said in (
        ("how_far", '"how_far" is no setting of a policy'),
        ("how_far=nowhere", "how_far"),
        ("no_such_key=1", "no_such_key"),
    ):
        result = run("compare", RIVERA, "--policy", words)
        assert result.exit_code == REFUSED
        assert said in " ".join(result.stderr.split())
    odd = tmp_path / "odd.toml"
    odd.write_text("[tax]\nyear = 2020\n")
    result = run("compare", RIVERA, "--policy", odd)
    assert result.exit_code == REFUSED
    assert "holds [policy] and [target], not tax" in " ".join(result.stderr.split())
    odd.write_text("[policy\n")
    assert "not valid TOML" in run("compare", RIVERA, "--policy", odd).stderr
