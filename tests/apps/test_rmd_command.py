"""`trimtab rmd`, on the sample households: as text, JSON and page, and what is refused."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from tests.apps.test_cli import EXAMPLES, REFUSED, RIVERA, WRONG, changed, run, validated
from tests.html_tree import Tree

HARPER = EXAMPLES / "harper" / "household.toml"


@pytest.fixture
def harper(tmp_path: Path) -> Path:
    """A copy of the sample that a test may change."""
    shutil.copytree(HARPER.parent, tmp_path / "harper")
    return tmp_path / "harper" / "household.toml"


def test_what_must_come_out_is_said_first() -> None:
    result = run("rmd", HARPER, "--width", 110)
    assert result.exit_code == 0
    for words in (
        "$18,984.40 must still come out for 2026, by Dec 31, 2026.",
        "26.1 (Joint, 75 and 63)",
        "24.6 (Uniform, 75)",
        "14.4 (Single)",
        "only $13,084.00 can be paid in cash",
        "begins for 2038, the year of age 75",
    ):
        assert words in result.stdout


def test_nothing_for_the_young() -> None:
    result = run("rmd", RIVERA, "--width", 110)
    assert result.exit_code == 0
    assert "Nothing has to come out of a retirement account in 2026." in result.stdout


def test_json_keeps_the_schema_and_adds_up() -> None:
    content = validated(run("rmd", HARPER, "--json").stdout, "document")
    required = next(section for section in content["sections"] if section["key"] == "required")
    first, second, total, _ = required["table"]["rows"]
    assert Decimal(first["required_usd"]) + Decimal(second["required_usd"]) == Decimal(total["required_usd"])
    assert [law["place"] for law in content["laws"]] == ["us retirement accounts", "us life tables"]
    assert run("rmd", HARPER, "--json").stdout == run("rmd", HARPER, "--json").stdout


def test_a_self_directed_ira_brings_the_law_around_it_in_every_output(tmp_path: Path) -> None:
    shown = " ".join(run("rmd", RIVERA, "--width", 200).stdout.split())
    content = validated(run("rmd", HARPER, "--json").stdout, "document")
    sections = {section["key"]: section for section in content["sections"]}
    assert sections["unlisted"]["table"]["rows"] == [
        {
            "account": "Ruth's self-directed IRA",
            "holds": "RENTAL-MILL-RD",
            "value_usd": "335000",
            "if_ended_usd": "341000",
            "early_tax_usd": "0",
            "tone": "plain",
        }
    ]
    assert sections["disqualified"]["table"]["rows"][2]["known"] == "Walter, of Ruth"
    run("rmd", HARPER, "--html", tmp_path / "rmd.html")
    page = (tmp_path / "rmd.html").read_text(encoding="utf-8")
    for words in ("Who may not deal with them", "What is forbidden", "Income taxed inside the account"):
        assert words in shown
        assert words in page
    assert "Ana, of Ben" in shown


def test_the_page_is_written_and_named(tmp_path: Path) -> None:
    page = tmp_path / "rmd.html"
    assert f"Page: {page}" in run("rmd", HARPER, "--html", page).stdout
    assert Tree(page.read_text(encoding="utf-8")).open == []


def test_a_page_over_what_is_read_is_refused(harper: Path) -> None:
    assert run("rmd", harper, "--html", harper).exit_code == WRONG


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('owner = "Walter"\ncustodian = "TIAA"', 'custodian = "TIAA"', "has one owner among the people"),
        ('heir = "other"', 'heir = "nephew"', "heir"),
        ("born = 1947-10-11", "born = 2047-10-11", "died on 2023-05-30, before the birth on 2047-10-11"),
    ],
)
def test_what_is_wrong_is_named(harper: Path, old: str, new: str, words: str) -> None:
    result = run("rmd", changed(harper, old, new))
    assert result.exit_code == REFUSED
    assert words in " ".join(result.stderr.split())


def test_another_year_is_refused_with_its_line() -> None:
    result = run("rmd", HARPER, "--year", 2025)
    assert result.exit_code == REFUSED
    words = " ".join(result.stderr.split())
    assert "describes 2026, not 2025: balances and payments of 2025 are not known (year-not-told)" in words
    refused = validated(run("rmd", HARPER, "--year", 2025, "--json").stdout, "import")
    assert [problem["code"] for problem in refused["problems"]] == ["year-not-told"]


def test_a_year_without_a_law_is_refused(harper: Path) -> None:
    text = harper.read_text(encoding="utf-8").replace("2026", "2019").replace("2023-05-30", "2018-05-30")
    harper.write_text(text, encoding="utf-8")
    result = run("rmd", harper)
    assert result.exit_code == REFUSED
    assert "no law of retirement accounts for the year 2019" in " ".join(result.stderr.split())


def test_a_missing_balance_is_named_and_the_rest_shown(harper: Path) -> None:
    result = run("rmd", changed(harper, "value_last_year_end_usd = 60000\n", ""), "--width", 200)
    assert result.exit_code == 0
    assert "how much is not known for want of a balance" in result.stdout
    assert "write value_last_year_end_usd" in result.stdout


def test_without_income_limits_are_shown_before_they_fall(harper: Path) -> None:
    text = harper.read_text(encoding="utf-8")
    start, end = text.index("[tax.income]"), text.index("[[people]]")
    harper.write_text(text[:start] + text[end:], encoding="utf-8")
    assert "does not tell enough" in run("rmd", harper, "--width", 200).stdout
