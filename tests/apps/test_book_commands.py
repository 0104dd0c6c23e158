"""Gains, lots, wash sales and Form 8949, on the sample household."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.apps.test_cli import DONE, REFUSED, RIVERA, WRONG, changed, rivera, run, validated

__all__ = ["rivera"]
COMMANDS = ("gains", "lots", "wash", "8949")
YEARLY = ("gains", "8949")


def table(document: dict[str, Any], key: str) -> list[dict[str, Any]]:
    (section,) = [one for one in document["sections"] if one["key"] == key]
    rows: list[dict[str, Any]] = section["table"]["rows"]
    return rows


def answer(*arguments: object) -> dict[str, Any]:
    return validated(run(*arguments, "--json").stdout, "document")


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("width", [40, 80, 120])
def test_every_line_fits_the_terminal(command: str, width: int) -> None:
    result = run(command, RIVERA, "--width", width)
    assert result.exit_code == DONE
    assert max(len(line) for line in result.stdout.splitlines()) <= width


@pytest.mark.parametrize("command", COMMANDS)
def test_json_keeps_its_schema_and_its_bytes(command: str) -> None:
    document = answer(command, RIVERA)
    assert document["kind"] == command
    assert run(command, RIVERA, "--json").stdout == run(command, RIVERA, "--json").stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_a_page_beside_the_answer_never_replaces_an_input(command: str, rivera: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    result = run(command, rivera, "--html", page)
    assert f"Page: {page}" in result.stdout
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    before = rivera.read_bytes()
    assert run(command, rivera, "--html", rivera).exit_code == WRONG
    assert rivera.read_bytes() == before


@pytest.mark.parametrize("command", COMMANDS)
def test_no_account_number_is_shown_beyond_its_last_four(command: str) -> None:
    for number in ("248116602", "251903377", "244570915"):
        assert number not in run(command, RIVERA, "--json").stdout


def test_gains_of_the_year_are_those_the_custodian_states() -> None:
    realised = table(answer("gains", RIVERA), "realized")
    total = realised[-1]
    assert (total["tone"], total["counted_usd"]) == ("total", "9640.28")
    rows = [row for row in realised if row["tone"] in {"plain", "care"}]
    assert sum(Decimal(row["counted_usd"]) for row in rows) == Decimal("9640.28")
    assert {row["account"] for row in rows} == {"joint"}


def test_another_year_can_be_asked_for_and_a_wash_sale_is_told() -> None:
    document = answer("gains", RIVERA, "--year", 2025)
    assert document["headline"] == (
        "2025: a net loss of $715.00. Sales in 1 account are not known for every day."
    )
    (untold,) = table(document, "untold")
    assert (untold["first"], untold["last"]) == ("2025-01-01", "2025-12-31")
    total = table(document, "realized")[-1]
    assert (total["gain_usd"], total["disallowed_usd"]) == ("-910", "195")
    assert [law["year"] for law in document["laws"]] == [2025]
    assert answer("gains", RIVERA, "--year", 2019)["laws"] == []


@pytest.mark.parametrize("command", [*YEARLY, "report"])
def test_a_year_that_has_not_begun_is_refused(command: str, tmp_path: Path) -> None:
    result = run(command, RIVERA, "--year", 2027, "--html", tmp_path / "page.html")
    assert result.exit_code == REFUSED
    assert "2027 has not begun on 2026-11-20, the day of the household's files" in " ".join(
        result.stderr.split()
    )
    assert "ask for 2026 or an earlier year" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_replacement_lot_carries_the_deferred_loss() -> None:
    rows = {row["lot"]: row for row in table(answer("lots", RIVERA), "lots") if row["lot"]}
    (lot,) = [row for row in rows.values() if row["deferred_usd"] not in {"0", None}]
    assert (lot["symbol"], lot["bought"], lot["basis_usd"]) == ("VTEB", "2025-04-08", "14880")
    assert lot["deferred_usd"] == "195"
    assert lot["held_from"] < lot["bought"]


def test_wash_names_sale_replacement_and_open_windows() -> None:
    document = answer("wash", RIVERA)
    sale = table(document, "sales")[0]
    assert (sale["sold"], sale["symbol"], sale["quantity"], sale["loss_usd"]) == (
        "2025-03-25",
        "VTEAX",
        "300",
        "195",
    )
    assert sale["replaced_by"] == "VTEB of Apr 8, 2025 in Ana & Ben joint …821"
    (roth,) = [row for row in table(document, "windows") if row["account"] == "ben-roth"]
    assert (roth["until"], roth["quantity"], roth["loss_usd"]) == ("2026-12-04", "40", "247.6")
    assert "not seen in full" in document["headline"]


def test_form_8949_writes_the_form_and_schedule_d(tmp_path: Path) -> None:
    form, schedule = tmp_path / "8949.csv", tmp_path / "d.csv"
    result = run("8949", RIVERA, "--year", 2025, "--csv", form, "--schedule-d", schedule)
    assert f"Form 8949: {form}" in result.stdout
    assert f"Schedule D: {schedule}" in result.stdout
    (row,) = csv.DictReader(io.StringIO(form.read_text(encoding="utf-8"), newline=""))
    assert (row["Description of property"], row["Date acquired"]) == ("1,400 sh. VTEAX", "06/03/2021")
    assert (row["Adjustment code"], row["Adjustment amount"], row["Gain or loss"]) == (
        "W",
        "195.00",
        "-715.00",
    )
    lines = {line["Line"]: line for line in csv.DictReader(io.StringIO(schedule.read_text(encoding="utf-8")))}
    assert lines["16"]["Gain or loss"] == "-715.00"


def test_form_8949_alone_on_standard_output() -> None:
    result = run("8949", RIVERA, "--csv", "-")
    rows = list(csv.DictReader(io.StringIO(result.stdout, newline="")))
    assert [row["Reporting category"] for row in rows] == ["A", "D", "D", "D"]
    assert sum(Decimal(row["Gain or loss"]) for row in rows) == Decimal("9640.28")
    assert run("8949", RIVERA, "--csv", "-", "--json").exit_code == WRONG


def test_two_outputs_into_one_file_and_a_year_without_law_are_refused(tmp_path: Path) -> None:
    same = tmp_path / "same.csv"
    assert run("8949", RIVERA, "--csv", same, "--schedule-d", same).exit_code == WRONG
    refused = run("8949", RIVERA, "--year", 2019, "--schedule-d", same)
    assert (refused.exit_code, same.exists()) == (REFUSED, False)
    assert "there is no law file for 2019" in refused.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_books_that_are_not_whole_show_no_figures(command: str, rivera: Path) -> None:
    broken = changed(rivera, "proceeds_usd = 15176.00", 'proceeds_usd = 15176.00\nlot = "nowhere"')
    result = run(command, broken)
    assert result.exit_code == REFUSED
    assert result.stdout == ""
    assert "household.toml:" in result.stderr
    assert "VTEAX" in result.stderr
    in_json = run(command, broken, "--json")
    assert in_json.exit_code == REFUSED
    assert validated(in_json.stdout, "import")["problems"][0]["severity"] == "error"


@pytest.mark.parametrize("command", COMMANDS)
def test_a_household_that_is_not_there_is_refused(command: str, tmp_path: Path) -> None:
    result = run(command, tmp_path / "none.toml")
    assert result.exit_code == REFUSED
    assert "cannot be opened" in result.stderr


@pytest.mark.parametrize("command", YEARLY)
def test_a_year_that_cannot_be_is_wrong_usage(command: str) -> None:
    assert run(command, RIVERA, "--year", 12).exit_code == WRONG


def test_what_is_doubtful_stands_under_the_answer() -> None:
    text = run("gains", RIVERA, "--width", 120).stdout
    assert text.index("Total") < text.index("Good to know") < text.index("notes on the files and lots")
