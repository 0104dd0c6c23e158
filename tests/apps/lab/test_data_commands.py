"""`trimtab data`: what is shown of prices, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from trimtab.apps.cli import app
from trimtab.apps.exit_codes import ExitCode

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"
INVENTED = EXAMPLES / "prices" / "invented.csv.gz"
GAPPY = "date,A,B,C\n2023-12-29,1,2,3\n2024-01-02,1,,3\n2024-01-03,1,2,3\n"


def run(*words: object) -> Result:
    return CliRunner().invoke(app, ["data", *map(str, words)])


def test_check_shows_each_series_and_ends_well() -> None:
    result = run("check", INVENTED, "--symbols", "INV-US,INV-EM", "--from", "2006-01-02", "--json")
    assert result.exit_code == ExitCode.DONE
    told = json.loads(result.stdout)
    rows = {row["symbol"]: row for row in told["sections"][0]["table"]["rows"]}
    assert set(rows) == {"INV-US", "INV-EM"}
    assert rows["INV-US"]["first"] == "2005-01-03"
    assert len(rows["INV-US"]["sha256"]) == 64
    assert [problem["code"] for problem in told["problems"]] == ["price-late"]


def test_check_refuses_a_gap_and_carries_it_where_asked(tmp_path: Path) -> None:
    path = tmp_path / "gappy.csv"
    path.write_text(GAPPY)
    refused = run("check", path)
    assert refused.exit_code == ExitCode.INPUT_REFUSED
    assert "--gaps carry" in refused.stdout
    page = tmp_path / "page.html"
    carried = run("check", path, "--gaps", "carry", "--html", page)
    assert carried.exit_code == ExitCode.DONE
    assert "carried over 1 missing day: 2024-01-02" in " ".join(carried.stdout.split())
    assert "2024-01-02" in page.read_text()


def test_check_never_writes_over_its_input(tmp_path: Path) -> None:
    path = tmp_path / "gappy.csv"
    path.write_text(GAPPY)
    assert run("check", path, "--html", path).exit_code == ExitCode.WRONG_USAGE
    assert path.read_text() == GAPPY


def test_show_tells_each_year_of_one_series(tmp_path: Path) -> None:
    path = tmp_path / "gappy.csv"
    path.write_text(GAPPY)
    told = json.loads(run("show", path, INVENTED, "--symbol", "INV-INTL", "--json").stdout)
    years = {row["year"]: row for row in told["sections"][1]["table"]["rows"]}
    assert years["2014"]["splits"] == "2 for 1"
    assert run("show", path, "--symbol", "A").exit_code == ExitCode.DONE
    assert run("show", path, "--symbol", "Z").exit_code == ExitCode.INPUT_REFUSED


def test_a_households_stand_ins_are_shown_and_what_lacks_is_refused(tmp_path: Path) -> None:
    result = run("household", EXAMPLES / "rivera" / "household.toml", "--json")
    assert result.exit_code == ExitCode.DONE
    told = json.loads(result.stdout)
    assert {row["symbol"]: row["series"] for row in told["sections"][0]["table"]["rows"]}[
        "BND"
    ] == "INV-BOND, by class"
    assert (
        "Cash earns what INV-BILL does from 2005-01-03; before that it earns nothing."
        in told["sections"][1]["words"]
    )
    other = tmp_path / "household.toml"
    text = (EXAMPLES / "harper" / "household.toml").read_text().partition("\n[history]")[0]
    other.write_text(text)
    lacking = run("household", other, INVENTED)
    assert lacking.exit_code == ExitCode.INPUT_REFUSED
    assert "write under [history.symbols]" in " ".join(lacking.stdout.split())


def test_list_and_fetch_use_the_cache_that_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Nothing was fetched yet" in run("list", "--cache", tmp_path).stdout
    failed = run("fetch", "nowhere:X", "--cache", tmp_path)
    assert failed.exit_code == ExitCode.INPUT_REFUSED
    assert "names no source" in failed.stderr
    sent = b"observation_date,DGS10\n2024-01-02,4.00\n2024-01-03,4.10\n"
    monkeypatch.setattr("trimtab.adapters.market.sources.web.get", lambda address: sent)
    monkeypatch.setattr("trimtab.adapters.market.sources.web.fetch_web.__defaults__", (lambda address: sent,))
    assert run("fetch", "fred:DGS10", "--cache", tmp_path).exit_code == ExitCode.DONE
    told = json.loads(run("list", "--cache", tmp_path, "--json").stdout)
    assert told["sections"][0]["table"]["rows"][0]["name"] == "fred:DGS10"


def test_the_sweep_refuses_a_gap_and_tells_what_it_carried(tmp_path: Path) -> None:
    path = tmp_path / "months.csv"
    path.write_text(
        "date,A,B,C\n2024-01-31,1,2,3\n2024-02-29,1.1,,3\n2024-03-29,1.2,2,3\n2024-04-30,1.2,2,3\n"
    )
    words = ["sweep", str(path), "--target", "A=60,B=40", "--look", "month", "--band", "none", "--json"]
    refused = CliRunner().invoke(app, words)
    assert refused.exit_code == ExitCode.INPUT_REFUSED
    carried = CliRunner().invoke(app, [*words, "--gaps", "carry"])
    assert carried.exit_code == ExitCode.DONE
    assert "price-gap-carried" in carried.stdout
