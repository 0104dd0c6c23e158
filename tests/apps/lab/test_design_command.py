"""`trimtab design`, from a file of prices to a target in a household file."""

from __future__ import annotations

import json
import shutil
from calendar import monthrange
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("skfolio")

from typer.testing import CliRunner

from trimtab.apps.cli import app
from trimtab.bootstrap import classes_of, history_of_classes, load_household

ROOT = Path(__file__).resolve().parents[3]
RIVERA = ROOT / "examples" / "rivera"
CLASSES = ["stocks.us=US", "stocks.intl=INTL", "bonds=BONDS", "real_estate=REIT"]


@pytest.fixture(scope="module", autouse=True)
def prices(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twenty years of months, made by arithmetic."""
    chance = np.random.Generator(np.random.PCG64(5))
    steps = chance.normal(size=(240, 4)) @ np.array(
        [[0.04, 0.03, 0, 0.03], [0, 0.02, 0, 0], [0, 0, 0.012, 0], [0, 0, 0, 0.03]]
    )
    closes = 100 * np.cumprod(1 + steps + np.array([0.007, 0.006, 0.003, 0.006]), axis=0)
    lines = ["date,US,INTL,BONDS,REIT"]
    for number, row in enumerate(closes):
        year, month = 2005 + number // 12, number % 12 + 1
        lines.append(
            f"{year}-{month:02}-{monthrange(year, month)[1]}," + ",".join(f"{close:.2f}" for close in row)
        )
    _FILE[:] = [tmp_path_factory.mktemp("prices") / "prices.csv"]
    _FILE[0].write_text("\n".join(lines) + "\n")
    return _FILE[0]


_FILE: list[Path] = []


def _design(*words: str) -> tuple[int, str, str]:
    pairs = [part for one in CLASSES for part in ("--class", one)]
    done = CliRunner().invoke(app, ["design", str(_FILE[0]), *pairs, "--resamples", "20", *words])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.stdout, done.stderr


def test_a_target_goes_into_the_household_file_and_loads(tmp_path: Path) -> None:
    shutil.copytree(RIVERA, tmp_path / "rivera")
    household = tmp_path / "rivera" / "household.toml"
    words = (
        "--method",
        "black-litterman",
        "--prior",
        "target",
        "--view",
        "stocks.us > bonds by 3%",
        "--keep",
        "cash=2%",
    )
    code, printed, _ = _design(*words, "--write", str(household), "--html", str(tmp_path / "page.html"))
    assert code == 0, printed
    policy = load_household(household).checked()[1]
    assert sum(policy.target.values()) == 1
    assert policy.target["cash"] == Decimal("0.02")
    assert "Your target now" in printed
    assert "only the risk is measured without hindsight" in " ".join(printed.split())
    page = (tmp_path / "page.html").read_text()
    assert "hypothetical" in page
    assert "<svg" in page
    assert "<script" not in page


def test_the_same_question_has_the_same_answer_as_json() -> None:
    asked = ("--method", "equal-risk", "--from", "2019-01-01", "--json")
    code, first, _ = _design(*asked)
    assert code == 0
    assert _design(*asked)[1] == first
    told = json.loads(first)
    assert told["kind"] == "design"
    rows = next(section for section in told["sections"] if section["key"] == "weights")["table"]["rows"]
    assert [row["class_id"] for row in rows[:-1]] == ["stocks.us", "stocks.intl", "bonds", "real_estate"]
    assert rows[-1]["target"] == "1"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--method", "min-variance", "--max-volatility", "x"], '"x" is no percent'),
        (["--method", "mean-variance", "--max-volatility", "1%"], "the calmest has a volatility of"),
        (["--method", "min-variance", "--limit", "gold <= 5%"], '"gold" is none of'),
        (["--method", "black-litterman", "--prior", "target"], "--household household.toml"),
        (["--method", "equal-risk", "--from", "2024-01-01"], "a design needs 36"),
        (["--method", "equal-risk", "--class", "cash=NONE"], "no file has prices of NONE"),
        (["--method", "equal-risk", "--risk-aversion", "-1"], "no number above 0"),
    ],
)
def test_bad_input_is_refused_with_what_to_do(words: list[str], told: str) -> None:
    code, printed, complained = _design(*words)
    assert (code, printed) == (3, "")
    assert told in " ".join(complained.split())


def test_symbols_of_one_class_need_no_telling() -> None:
    assert classes_of(["VTI", "BND", "AGG", "VT", "ZZZ"]) == {"stocks.us": "VTI", "bonds.us": "AGG"}


def test_without_the_extra_it_says_which_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    code, _, complained = _design("--method", "equal-risk")
    assert code == 3
    assert "pip install 'trimtab[design]'" in " ".join(complained.split())


def test_the_households_history_is_taken_where_no_prices_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    household = RIVERA / "household.toml"
    files, series = history_of_classes(household, load_household(household))
    assert [Path(file).name for file in files] == ["invented.csv.gz"]
    assert series["bonds"] == "INV-BOND"
    assert series["cash"] == "INV-BILL"
    done = CliRunner().invoke(app, ["design", "--method", "equal-risk"])
    assert done.exit_code == 3
    assert "no file of prices is named" in done.stderr
