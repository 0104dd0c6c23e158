from __future__ import annotations

import csv
import json
import re
import sys
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.shared import SHARED, needs_shared
from tests.simulate.sweep.made_up import random_levels, weekdays
from trimtab.apps.cli import app
from trimtab.apps.exit_codes import ExitCode

runner = CliRunner()


@pytest.fixture
def prices(tmp_path: Path) -> Path:

    levels = random_levels(weekdays(date(2015, 1, 1), 300), 3, 11)
    lines = [",".join(("date", *levels.names))]
    for day, row in zip(levels.days, levels.values, strict=True):
        lines.append(",".join((day.isoformat(), *(f"{value:.4f}" for value in row))))
    path = tmp_path / "prices.csv"
    path.write_text("\n".join(lines) + "\n")
    return path


def run(*arguments: object) -> tuple[int, str]:
    done = runner.invoke(app, ["sweep", *(str(one) for one in arguments)])
    return done.exit_code, done.output


def table(*arguments: object) -> dict[str, list[dict[str, str]]]:
    code, text = run(*arguments, "--json")
    assert code == ExitCode.DONE, text
    told = json.loads(text)
    return {one["key"]: one["table"] and one["table"]["rows"] for one in told["sections"]} | {"whole": told}


MIX = ("--target", "S0=50,S1=30,S2=20")


def test_policies_come_best_first_with_what_was_assumed(prices: Path) -> None:
    found = table(
        prices, *MIX, "--look", "month,never", "--band", "none,1", "--to", "target,half", "--cost", "0,20"
    )
    rows = found["policies"]
    assert len(rows) == 8
    finals = [float(row["final_usd"]) for row in rows]
    assert finals == sorted(finals, reverse=True)
    assert found["whole"]["not_modelled"]
    code, text = run(prices, *MIX, "--look", "month", "--width", "180")
    assert code == ExitCode.DONE
    assert "Hypothetical" in text
    assert "What was assumed" in text


def test_sorted_by_another_figure_and_only_the_first(prices: Path) -> None:
    rows = table(prices, *MIX, "--sort", "drift", "--top", "3")["policies"]
    assert len(rows) == 3
    drifts = [float(row["drift"]) for row in rows]
    assert drifts == sorted(drifts)


def test_every_policy_as_csv(prices: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    code, _ = run(prices, *MIX, "--band", "1,2,3,4,5,6,7,8", "--look", "month,quarter,week", "--csv", out)
    assert code == ExitCode.DONE
    rows = list(csv.DictReader(out.read_text().splitlines()))
    assert len(rows) == 24
    assert sum(float(rows[0][f"weight_S{number}"]) for number in range(3)) == pytest.approx(1, abs=2e-4)


def test_paths_from_a_seed_with_their_spread(prices: Path) -> None:
    asked = (
        prices,
        *MIX,
        "--look",
        "month,never",
        "--band",
        "2",
        "--paths",
        "20",
        "--kind",
        "block",
        "--block",
        "10",
    )
    first, again, other = (table(*asked, "--seed", seed) for seed in (3, 3, 4))
    assert first == again
    assert first["spread"] != other["spread"]
    assert {row["policy"]: row["beats"] for row in first["spread"]}["never"] == "0.5"
    assert any("seed 3" in words for words in first["whole"]["sections"][-1]["words"])


def test_what_is_wrong_with_the_input_is_told(prices: Path) -> None:
    text = prices.read_text().splitlines()
    text[100] = text[100].rsplit(",", 1)[0] + ","
    prices.write_text("\n".join(text) + "\n")
    code, told = run(prices, *MIX)
    assert code == ExitCode.INPUT_REFUSED
    assert "S2" in told
    assert run(prices, "--target", "S0=50,S1=30")[0] == ExitCode.INPUT_REFUSED
    assert run(prices, "--target", "S0=50,S7=50")[0] == ExitCode.INPUT_REFUSED
    assert run(prices, "--target", "S0=50,S1=50", "--look", "often")[0] == ExitCode.INPUT_REFUSED
    assert run(prices, "--target", "S0=50,S1=50", "--band", "S9:5")[0] == ExitCode.INPUT_REFUSED
    assert (
        run(prices, "--target", "S0=50,S1=50", "--paths", "2", "--beside", "gold")[0]
        == ExitCode.INPUT_REFUSED
    )


@pytest.mark.parametrize(
    "words",
    [(), ("p.csv",), ("p.csv", "--study", "x"), ("p.csv", "--target", "A"), ("p.csv", *MIX, "--sort", "luck"),
     ("p.csv", *MIX, "--kind", "dice"), ("p.csv", *MIX, "--from", "May"), ("p.csv", *MIX, "--measured", "often")],
)  # fmt: skip
def test_wrong_usage(words: tuple[str, ...]) -> None:
    assert run(*words)[0] == ExitCode.WRONG_USAGE


@pytest.mark.parametrize(
    ("words", "told"),
    [(("p.csv", *MIX, "--block", "3"), "--block: of no use without --paths"),
     (("p.csv", *MIX, "--seed", "3", "--kind", "block"), "--seed, --kind: of no use without --paths"),
     (("p.csv", *MIX, "--paths", "9", "--kind", "normal", "--block", "3"), "--block: of no use with --kind normal"),
     (("p.csv", *MIX, "--data", "x"), "--data: of no use without --study"),
     (("--study", "x", "--band", "5", "--target", "A=100"), "--target, --band: of no use with --study")],
)  # fmt: skip
def test_an_option_of_no_use_is_refused(words: tuple[str, ...], told: str) -> None:
    code, text = run(*words)
    assert code == ExitCode.WRONG_USAGE
    assert told in text


def test_without_numba_the_extra_is_named(prices: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "numba", None)
    for name in ("kernel", "engine"):
        monkeypatch.delitem(sys.modules, f"trimtab.simulate.sweep.{name}", raising=False)
    code, told = run(prices, *MIX)
    assert code == ExitCode.INPUT_REFUSED
    assert "trimtab[lab]" in told


def test_a_sweep_file_may_name_price_files(prices: Path, tmp_path: Path) -> None:
    path = tmp_path / "grid.toml"
    path.write_text(
        'title = "Mine"\nprices = ["prices.csv"]\nmeasured = "month"\ntarget = { S0 = 50, S1 = 50 }\n'
        '[[grid]]\nlook = ["month", "quarter"]\nband = ["1", "5/25"]\n'
    )
    assert len(table("--study", path)["policies"]) == 4
    assert run("--study", tmp_path / "none.toml")[0] == ExitCode.INPUT_REFUSED


@needs_shared
def test_vanguards_grid_is_at_least_as_near_as_the_short_script() -> None:
    found = table("--study", "vanguard-2010", "--data", SHARED / "data")
    rows = found["published"]
    assert [row["whose"] for row in rows] == ["published", "beside", "here"] * 11
    for lines in (rows[first : first + 3] for first in range(0, len(rows), 3)):
        for key in ("average_weight_pct", "events", "return_pct", "volatility_pct"):
            published, beside, here = (float(line[key]) for line in lines)
            assert abs(here - published) <= abs(beside - published) + 1e-9, (lines[0]["policy"], key)


@needs_shared
def test_a_study_is_read_in_80_columns() -> None:
    code, told = run("--study", "vanguard-2010", "--data", SHARED / "data", "--width", "80")
    assert code == ExitCode.DONE
    assert "Vanguard Research, July 2010" in told
    assert re.search(r"^quarter, band 10 +\$11,700,758 +8.77%", told, re.MULTILINE)
    assert re.search(r"^quarter, band 10 here +62.6 +18 +2.4 +8.77 +12.38 *$", told, re.MULTILINE)


def test_the_figure_sorted_by_is_shown_in_any_width(prices: Path) -> None:
    asked = (prices, *MIX, "--look", "month,never", "--band", "2", "--width", "70")
    assert "Turnover" not in run(*asked)[1].partition("Not shown")[0]
    assert "Turnover" in run(*asked, "--sort", "turnover_year")[1].partition("Not shown")[0]


def test_a_page_with_the_heat_map(prices: Path, tmp_path: Path) -> None:
    page = tmp_path / "sweep.html"
    code, _ = run(
        prices, *MIX, "--look", "month,quarter,never", "--band", "1,2", "--sort", "sharpe", "--html", page
    )
    assert code == ExitCode.DONE
    text = page.read_text()
    assert "<svg" in text
    assert "Sharpe by look and band" in text
    assert "What was assumed" in text
    heat = table(prices, *MIX, "--look", "month,quarter,never", "--band", "1,2")["heat-final-usd"]
    assert [row["band"] for row in heat] == ["1 point", "2 points"]
    assert {"look_0", "look_1"} < set(heat[0])
    assert "look_2" not in heat[0], "what never looks has no place in it"
    assert table(prices, *MIX, "--look", "month", "--band", "1,2").get("heat-final-usd") is None


@needs_shared
def test_daryananis_band_earns_what_he_says_over_never_and_over_a_yearly_look() -> None:
    rows = table("--study", "daryanani-2008", "--data", SHARED / "data")["policies"]
    returns = {row["policy"]: float(row["return_year"]) * 10_000 for row in rows}
    assert len(returns) == 44
    opportunistic = returns["10d, band 20%, to half-outside"]
    assert 45 <= opportunistic - returns["never"] <= 55
    assert 25 <= opportunistic - returns["250d, band 5%, to half-outside"] <= 30


def test_what_ran_out_of_money_is_told_first_and_left_out_of_the_returns(prices: Path) -> None:
    whole = table(prices, *MIX, "--flow", "none,-100000/month", "--band", "5", "--look", "month")["whole"]
    assert str(whole["headline"]).startswith("1 of 2 policies ran out of money. Returns from ")  # type: ignore[call-overload]
    assert ", 0% apart, " in str(whole["headline"])  # type: ignore[call-overload]
    narrow = run(prices, *MIX, "--flow", "-100000/month", "--band", "5", "--look", "month", "--width", "80")[
        1
    ]
    left_out = narrow.partition("Not shown for lack of room")[2].partition("\n\n")[0]
    assert "Trades" in left_out
    assert "Ran out" not in left_out
    alone = table(prices, *MIX, "--flow", "-100000/month", "--band", "5", "--look", "month")["whole"]
    assert alone["headline"] == "1 of 1 policy ran out of money. No policy lasted long enough to be measured."  # type: ignore[call-overload]
