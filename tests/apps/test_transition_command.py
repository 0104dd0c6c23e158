"""`trimtab transition`, on the sample household with hardly any basis: as text, JSON and page, and what is refused."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.apps.test_cli import EXAMPLES, run, validated
from tests.html_tree import Tree

LEGACY = EXAMPLES / "legacy" / "household.toml"


def test_the_schedule_is_told_year_by_year_beside_other_ways() -> None:
    result = run("transition", LEGACY, "--years", 2, "--gain-budget", "60,000", "--width", 110)
    assert result.exit_code == 0
    for words in (
        "Transition over 2 years",
        "No year realises more than $60,000.00 of net gain",
        "Prices stay as they are.",
        "2027-01-04",
        "This schedule",
        "Equal parts",
        "Never",
        "ask again each year",
    ):
        assert words in result.stdout


def test_json_adds_up_and_keeps_to_the_tax_budget() -> None:
    text = run("transition", LEGACY, "--years", 2, "--tax-budget", 9000, "--growth", "5%", "--json").stdout
    content = validated(text, "document")
    sections = {section["key"]: section for section in content["sections"]}
    first, second, total = sections["schedule"]["table"]["rows"]
    taxes = [Decimal(row["tax_usd"]) for row in (first, second)]
    assert all(0 < tax <= 9000 for tax in taxes)
    assert sum(taxes) == Decimal(total["tax_usd"])
    sold = [
        Decimal(row["gain_usd"])
        for row in sections["trades"]["table"]["rows"]
        if row["side"] == "sell" and "brokerage" in row["account"]
    ]
    assert sum(sold) == Decimal(total["gain_usd"])
    assert "grow by 5% a year" in sections["schedule"]["words"][0]


def test_the_page_draws_years_and_ways(tmp_path: Path) -> None:
    page = tmp_path / "transition.html"
    assert run("transition", LEGACY, "--years", 1, "--html", page).exit_code == 0
    tree = Tree(page.read_text(encoding="utf-8"))
    assert not tree.open
    assert [name for name, _ in tree.tags].count("svg") == 2


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--years", 0),
        ("--years", 2, "--gain-budget", "much"),
        ("--years", 2, "--tax-budget", "1e30"),
        ("--years", 2, "--tax-budget", "-1"),
        ("--years", 2, "--gain-budget", "-0.01"),
        ("--years", 2, "--growth", "-100"),
    ],
)
def test_wrong_usage_is_told(arguments: tuple[object, ...]) -> None:
    assert run("transition", LEGACY, *arguments).exit_code == 2
