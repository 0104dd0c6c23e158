from __future__ import annotations

from pathlib import Path

import pytest

from trimtab.adapters.studies.read import ready_studies, ready_study, study_of
from trimtab.core.problems import BadInputError

SWEEP = """
title = "Two"
first = "2000-01"
last = "2000-03"
target = { stocks = 60, bonds = 40 }

[[series]]
name = "stocks"
pieces = [{ file = "a.csv", column = ["x", "y"], kind = "return-pct" }]

[[series]]
name = "bonds"
pieces = [{ file = "a.csv", column = "z", date = "month", kind = "growth" }]

[[grid]]
look = ["month"]

[[row]]
look = "year"
band = "5"
published = { return_pct = 1 }
"""
TABLE = "month,x,y,z\n2000-01,1,0.5,1.01\n200002,2,0,1.02\n2000-03,-1,0,0.99\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.csv").write_text(TABLE)
    return tmp_path


def test_a_sweep_file_with_its_tables(folder: Path) -> None:
    study = study_of("two.toml", SWEEP.encode(), folder)
    assert study.levels is not None
    assert study.levels.names == ("stocks", "bonds")
    assert study.levels.values[-1] == pytest.approx([1.015 * 1.02 * 0.99, 1.01 * 1.02 * 0.99])
    assert study.target == {"stocks": 0.6, "bonds": 0.4}
    assert [grid.looks for grid in study.all_grids] == [("year",), ("month",)]


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ('"a.csv"', '"b.csv"', "file-unreadable"),
        ('"z"', '"q"', "study-column"),
        ('"2000-03"', '"2000-04"', "splice-gap"),
        ('"growth"', '"grow"', "study-form"),
        ("title", "titel", "study-form"),
        ("= [", "= [[", "study-toml"),
        ("return_pct = 1", "returns = 1", "study-figure"),
        ('first = "2000-01"', "", "study-months"),
        ('title = "Two"', 'title = "Two"\nmeasured = "often"', "study-measured"),
        ('title = "Two"', 'title = "Two"\nprices = ["p.csv"]', "study-prices"),
    ],
)
def test_what_is_wrong_is_told(folder: Path, before: str, after: str, code: str) -> None:
    with pytest.raises(BadInputError) as fault:
        study_of("two.toml", SWEEP.replace(before, after, 1 if code != "splice-gap" else -1).encode(), folder)
    assert code in {problem.code for problem in fault.value.problems}


@pytest.mark.parametrize(
    ("table", "code"),
    [
        ("month,x,y,z\n2000-01,1,0.5,word\n", "study-cell"),
        ("month,x,y,z\nsome day,1,0.5,1\n", "study-cell"),
        ("", "study-empty"),
        ("month,x,y,z\n2000-01,1,,1.01\n", "splice-gap"),
    ],
)
def test_what_is_wrong_in_a_table_is_told(folder: Path, table: str, code: str) -> None:
    (folder / "a.csv").write_text(table)
    with pytest.raises(BadInputError) as fault:
        study_of("two.toml", SWEEP.encode(), folder)
    assert code in {problem.code for problem in fault.value.problems}


def test_a_study_that_is_not_there(tmp_path: Path) -> None:
    assert ready_studies() == ("daryanani-2008", "vanguard-2010")
    with pytest.raises(BadInputError, match="vanguard-2010"):
        ready_study("vanguard-1910", tmp_path)
    with pytest.raises(BadInputError, match="--data"):
        ready_study("vanguard-2010", tmp_path)


def test_one_symbol_of_a_table_with_many(folder: Path) -> None:
    many = "".join(
        f"2000-0{n},{name},{100 + n * step}\n" for n in range(1, 4) for name, step in (("A", 1), ("B", 2))
    )
    (folder / "many.csv").write_text("date,ticker,close\n1999-12-31,A,100\n1999-12-31,B,100\n" + many)
    asked = SWEEP.replace('"a.csv", column = "z", date = "month", kind = "growth"', "PIECE")
    piece = '"many.csv", column = "close", symbol = "B", kind = "level"'
    study = study_of("two.toml", asked.replace("PIECE", piece).encode(), folder)
    assert study.levels is not None
    assert study.levels.values[-1, 1] == pytest.approx(1.06)
    for wrong in (
        piece.replace('symbol = "B", ', ""),
        piece.replace("many.csv", "a.csv").replace("close", "z"),
    ):
        with pytest.raises(BadInputError) as fault:
            study_of("two.toml", asked.replace("PIECE", wrong).encode(), folder)
        assert {problem.code for problem in fault.value.problems} == {"study-symbol"}
