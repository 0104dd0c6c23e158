"""The books against the custodians, and everything on one page, on the sample household."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.apps.test_book_commands import table
from tests.apps.test_cli import DONE, EXAMPLES, REFUSED, RIVERA, WRONG, changed, rivera, run, validated
from tests.html_tree import Tree
from trimtab.apps.exit_codes import ExitCode

__all__ = ["rivera"]
HARPER = EXAMPLES / "harper" / "household.toml"


@pytest.mark.parametrize("width", [40, 80, 120])
def test_a_difference_ends_with_its_own_exit_code(width: int) -> None:
    result = run("reconcile", RIVERA, "--width", width)
    assert result.exit_code == ExitCode.DIFFERS
    assert "1 figure differs from the custodians'" in " ".join(result.stdout.split())
    assert max(len(line) for line in result.stdout.splitlines()) <= width


def test_books_and_custodians_that_agree_end_well() -> None:
    result = run("reconcile", HARPER)
    assert result.exit_code == DONE
    assert "The books agree with the custodians." in result.stdout


def test_the_difference_is_the_wash_sale_that_the_custodian_does_not_see() -> None:
    document = validated(run("reconcile", RIVERA, "--json").stdout, "document")
    (row,) = [one for one in table(document, "differences") if one["tone"] != "section"]
    assert (row["symbol"], row["matter"], row["day"]) == ("VTEB", "lot_basis", "2025-04-08")
    assert (row["ours"], row["theirs"], row["cause"]) == ("14880", "14685", "wash_sale")
    assert row["account"] == "joint"


def test_without_the_events_by_hand_nothing_differs(rivera: Path) -> None:
    text = rivera.read_text(encoding="utf-8")
    rivera.write_text(text[: text.index("[[events]]")], encoding="utf-8")
    assert run("reconcile", rivera).exit_code == DONE


def test_an_event_that_cannot_be_booked_is_told_beside_what_agrees(rivera: Path, tmp_path: Path) -> None:
    broken = changed(rivera, "proceeds_usd = 15176.00", 'proceeds_usd = 15176.00\nlot = "nowhere"')
    page = tmp_path / "page.html"
    result = run("reconcile", broken, "--width", 120, "--html", page)
    assert result.exit_code == ExitCode.DIFFERS
    assert "1 event could not be booked." in result.stdout
    assert "books-lot-unknown" in result.stdout
    assert page.exists()


def test_a_household_that_cannot_be_loaded_is_refused(tmp_path: Path) -> None:
    assert run("reconcile", tmp_path / "none.toml").exit_code == REFUSED
    assert run("report", tmp_path / "none.toml", "--html", tmp_path / "page.html").exit_code == REFUSED
    assert not (tmp_path / "page.html").exists()


def test_everything_stands_on_one_page_with_a_list_of_contents(tmp_path: Path) -> None:
    page = tmp_path / "taxes.html"
    result = run("report", RIVERA, "--html", page)
    assert result.exit_code == DONE
    titles = [line.partition(":")[0] for line in result.stdout.splitlines()]
    assert titles == [
        "Gains 2026", "Form 8949 2026", "Wash sales", "Lots", "Tax of 2026", "Retirement accounts in 2026",
        "Books and custodians", "Page",
    ]  # fmt: skip
    tree = Tree(page.read_text(encoding="utf-8"))
    assert tree.open == []
    links = [attributes["href"] for tag, attributes in tree.tags if tag == "a"]
    assert links == [f"#d{number}" for number in range(1, 8)]
    text = "".join(tree.text)
    for number in ("248116602", "251903377", "244570915"):
        assert number not in text
    assert text.count("lots-assumed") == 1  # what concerns the files is told once


def test_what_cannot_be_worked_out_is_said_on_the_page(tmp_path: Path) -> None:
    page = tmp_path / "taxes.html"
    result = run("report", RIVERA, "--year", 2025, "--html", page)
    assert result.exit_code == DONE
    assert "Tax of 2025: The tax bill could not be worked out." in result.stdout
    assert "Required distributions could not be worked out." in result.stdout
    text = page.read_text(encoding="utf-8")
    assert "Gains 2025" in text
    assert "What to do: " in text


def test_a_page_is_needed_and_never_replaces_an_input(rivera: Path) -> None:
    assert run("report", RIVERA).exit_code == WRONG
    assert run("report", rivera, "--html", rivera).exit_code == WRONG


def test_books_that_are_not_whole_make_no_page(rivera: Path, tmp_path: Path) -> None:
    broken = changed(rivera, "proceeds_usd = 15176.00", 'proceeds_usd = 15176.00\nlot = "nowhere"')
    page = tmp_path / "taxes.html"
    assert run("report", broken, "--html", page).exit_code == REFUSED
    assert not page.exists()
