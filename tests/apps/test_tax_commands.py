"""The commands for tax time, on the sample household."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from tests.apps.test_cli import REFUSED, RIVERA, WRONG, changed, rivera, run, validated
from tests.html_tree import Tree

__all__ = ["rivera"]
PENNSYLVANIA = ('state = "CO"', 'state = "PA"')


def test_tax_shows_the_bill_and_names_its_forms() -> None:
    result = run("tax", RIVERA, "--width", 120)
    assert result.exit_code == 0
    for words in (
        "Tax of 2026",
        "Form 1040, line 16",
        "What the next dollar costs",
        "With --full also line by line",
    ):
        assert words in result.stdout
    assert "Line 4 less line 5" not in result.stdout


def test_full_shows_every_line() -> None:
    assert "Line 4 less line 5, not below zero" in run("tax", RIVERA, "--full", "--width", 120).stdout


def test_json_keeps_the_schema_and_its_bill_adds_up(rivera: Path) -> None:
    changed(rivera, *PENNSYLVANIA)
    content = validated(run("tax", rivera, "--json").stdout, "document")
    bill = next(section for section in content["sections"] if section["key"] == "bill")
    *taxes, total = [Decimal(row["usd"]) for row in bill["table"]["rows"]]
    assert sum(taxes) == total > 0
    assert [law["place"] for law in content["laws"]] == ["us", "us-pa"]
    assert run("tax", rivera, "--json").stdout == run("tax", rivera, "--json").stdout


def test_the_page_is_written_and_named(tmp_path: Path) -> None:
    page = tmp_path / "tax.html"
    result = run("tax", RIVERA, "--html", page)
    assert f"Page: {page}" in result.stdout
    assert Tree(page.read_text(encoding="utf-8")).open == []
    silent = run("tax", RIVERA, "--html", page, "--json")
    assert silent.stdout.startswith("{")
    assert f"Page: {page}" in silent.stderr


def test_a_page_over_what_is_read_is_refused(rivera: Path) -> None:
    assert run("tax", rivera, "--html", rivera).exit_code == WRONG


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("wages_usd = 226000", "wage_usd = 226000", 'did you mean "wages_usd"?'),
        ('filing_status = "married_joint"', 'filing_status = "maried_joint"', 'did you mean "married_joint"?'),
        ('filing_status = "married_joint"', 'filing_status = "single"', "one person signs a return"),
        ('name = "Ben"\nborn', 'name = "Ben"\non_return = false\nborn', "two people sign a return"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_line_and_remedy(
    rivera: Path, old: str, new: str, words: str
) -> None:
    result = run("tax", changed(rivera, old, new))
    assert result.exit_code == REFUSED
    assert words in " ".join(result.stderr.split())
    assert "household.toml:" in result.stderr


def test_another_year_is_refused_with_what_to_do() -> None:
    for year, words in (
        ("2025", "the household file describes 2026, not 2025"),
        ("2031", "use one of 2024, 2025, 2026"),
    ):
        result = run("tax", RIVERA, "--year", year)
        assert result.exit_code == REFUSED
        assert words in " ".join(result.stderr.split())


def test_refusals_come_as_json_too() -> None:
    result = run("tax", RIVERA, "--year", 2025, "--json")
    assert result.exit_code == REFUSED
    assert validated(result.stdout, "import")["problems"][0]["code"] == "year-not-told"


def test_what_if_shows_before_and_after_and_takes_several() -> None:
    result = run("tax", RIVERA, "--what-if", "sell joint VTI 20", "--what-if", "harvest VNQ", "--width", 120)
    assert result.exit_code == 0
    text = " ".join(result.stdout.split())
    assert "Tried: sell joint VTI 20; harvest VNQ." in text
    assert "the loss in VNQ counts only if nobody of the household buys it" in text
    content = validated(run("tax", RIVERA, "--what-if", "harvest all", "--json").stdout, "document")
    assert content["kind"] == "what_if"


def test_every_lot_of_a_plan_is_known_to_lots_and_to_what_if_by_the_plans_name() -> None:
    """Some lots here are what several of the books are; one has a wash sale's loss in its basis."""
    trades = json.loads(run("plan", RIVERA, "--json").stdout)["trades"]
    sales = [(trade["account"], trade["symbol"], lot) for trade in trades for lot in trade["lots"]]
    assert {"joint", "ana-ira", "ben-401k"} <= {account for account, _, _ in sales}
    lots = json.loads(run("lots", RIVERA, "--json").stdout)["sections"][0]["table"]["rows"]
    listed = {(row["account"], row["symbol"], row["plan_lot"]) for row in lots}
    for account, symbol, lot in sales:
        assert (account, symbol, lot["lot_id"]) in listed
    wishes = [
        f"sell {account} {symbol} lot {lot['lot_id']} {lot['quantity']}" for account, symbol, lot in sales
    ]
    result = run("tax", RIVERA, *(word for wish in wishes for word in ("--what-if", wish)), "--json")
    assert result.exit_code == 0
    parts = {part["key"]: part for part in json.loads(result.stdout)["sections"]}
    rows = parts["sold"]["table"]["rows"]
    sold = {(row["symbol"], row["quantity"], row["lot"].rpartition("/")[2][:10]) for row in rows}
    taxed = {
        (symbol, lot["quantity"], lot["acquired"]) for account, symbol, lot in sales if account == "joint"
    }
    assert taxed <= sold


def test_what_if_names_every_line_it_cannot_do() -> None:
    result = run("tax", RIVERA, "--what-if", "sell joint VTX 1", "--what-if", "convert ben-roth 1")
    assert result.exit_code == REFUSED
    text = " ".join(result.stderr.split())
    assert 'what-if "sell joint VTX 1": VTX is not held in joint' in text
    assert "which does not convert to Roth" in text


def test_what_if_takes_money_out_early() -> None:
    text = " ".join(run("tax", RIVERA, "--what-if", "withdraw ana-ira 20000", "--width", 120).stdout.split())
    assert "Additional tax on early money $0.00 $2,000.00 +$2,000.00" in text
    assert "no additional tax from Oct 12, 2038 on" in text
    free = run("tax", RIVERA, "--what-if", "withdraw ana-ira 20000 for education", "--json").stdout
    assert "early-exception" in [problem["code"] for problem in validated(free, "document")["problems"]]
    refused = run("tax", RIVERA, "--what-if", "withdraw ben-roth 1")
    assert refused.exit_code == REFUSED
    assert "contributions come out first" in " ".join(refused.stderr.split())


def test_last_years_bill_is_worked_out_at_tax_time(rivera: Path) -> None:
    last = "[tax.last_year]\nwages_usd = 200000\ninterest_usd = 0\ndividends_ordinary_usd = 0\n"
    changed(rivera, "[target.weights]", f"{last}dividends_qualified_usd = 0\n\n[target.weights]")
    content = validated(run("tax", rivera, "--year", 2025, "--json").stdout, "document")
    assert content["title"] == "Tax of 2025"
    assert [(law["place"], law["year"]) for law in content["laws"]] == [("us", 2025), ("us-co", 2025)]
    assert "rates-differ" not in [problem["code"] for problem in content["problems"]]
