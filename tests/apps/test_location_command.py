"""`trimtab location`, on the sample household: as text, JSON and page."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from tests.apps.test_cli import RIVERA, changed, run, validated
from tests.apps.test_rmd_command import HARPER
from tests.html_tree import Tree


def test_the_score_is_said_first_and_the_moves_are_priced() -> None:
    result = run("location", RIVERA, "--width", 120)
    assert result.exit_code == 0
    for words in (
        "Location scores 73 of 100: the best arrangement of the same holdings would save $565 a year.",
        "worth it",
        "not worth it",
        "lost for good.",
        "With --full also line by line: Where everything stands, and would stand best.",
    ):
        assert words in result.stdout


def test_json_keeps_the_schema_and_the_dollars_add_up() -> None:
    text = run("location", RIVERA, "--json").stdout
    content = validated(text, "document")
    sections = {section["key"]: section for section in content["sections"]}
    worst, today, _, best = sections["score"]["table"]["rows"]
    *moves, total = sections["moves"]["table"]["rows"]
    saved = sum(Decimal(row["yearly_usd"]) for row in moves if row["yearly_usd"])
    assert saved == Decimal(total["yearly_usd"]) == Decimal(today["yearly_usd"]) - Decimal(best["yearly_usd"])
    assert (worst["score"], today["score"], best["score"]) == ("0", "73", "100")
    assert text == run("location", RIVERA, "--json").stdout


def test_the_page_draws_the_scale_and_masks_numbers(tmp_path: Path) -> None:
    page = tmp_path / "location.html"
    assert run("location", RIVERA, "--html", page).exit_code == 0
    text = page.read_text(encoding="utf-8")
    tree = Tree(text)
    assert not tree.open
    assert [name for name, _ in tree.tags].count("svg") == 1
    assert "Worst: $4,544 a year. Today: $2,997 a year." in text


@pytest.fixture
def rivera(tmp_path: Path) -> Path:
    """A copy of the sample that a test may change."""
    shutil.copytree(RIVERA.parent, tmp_path / "rivera")
    return tmp_path / "rivera" / "household.toml"


def test_growth_is_counted_where_it_is_told(rivera: Path) -> None:
    told = changed(rivera, "[policy]\n", "[policy]\ngrowth_pct = { stocks = 5, real_estate = 2 }\n")
    text = " ".join(run("location", told, "--width", 200).stdout.split())
    assert "tax on its income and growth" in text
    assert "Location scores" in text
    assert "Today $2,997 a year" not in text
    assert "Today $" in text


def test_growth_of_a_class_that_is_not_there_is_refused(rivera: Path) -> None:
    result = run("location", changed(rivera, "[policy]\n", "[policy]\ngrowth_pct = { stoks = 5 }\n"))
    assert result.exit_code == 3
    assert 'there is no class "stoks"' in result.stderr


def test_a_household_without_a_score_says_why(tmp_path: Path) -> None:
    result = run("location", HARPER, "--width", 120)
    assert result.exit_code == 0
    assert "There is no location score: every arrangement of these holdings costs the same." in result.stdout
    assert "From worst to best" not in result.stdout
