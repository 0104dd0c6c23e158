"""A strategy from a person's own file: what is in it is run, checked, and its faults are told with their lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.strategies.days import answer, asked
from trimtab.adapters.strategies.code import is_file, strategy_from
from trimtab.core.problems import BadInputError, Problem
from trimtab.strategies import Hold, Looks

HELD = {"stocks.us": "0.7", "bonds": "0.3"}
GOOD = """
from dataclasses import dataclass
from trimtab.strategies import Hold

print("loading")

@dataclass(frozen=True)
class Mine:
    name: str = "mine"
    looks: str = "weekly"

    def decide(self, seen):
        print("deciding")
        return Hold(f"seen on {seen.today}")

other = Mine("other")

class Needs:
    name = "needs"

    def __init__(self, points):
        self.points = points

    def decide(self, seen):
        return None
"""


def written(folder: Path, text: str) -> str:
    (folder / "mine.py").write_text(text)
    return str(folder / "mine.py")


def refused(words: str) -> Problem:
    with pytest.raises(BadInputError) as fault:
        strategy_from(words)
    (problem,) = fault.value.problems
    return problem


def test_a_class_is_made_and_an_object_is_taken(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path, GOOD)
    mine = strategy_from(f"{path}:Mine")
    assert (mine.name, mine.looks) == ("mine", Looks("weekly"))
    assert answer(mine, HELD) == Hold("seen on 2024-07-01")
    assert strategy_from(f"{path}:other").name == "other"
    shown = capsys.readouterr()
    assert not shown.out
    assert shown.err == "loading\ndeciding\nloading\n"


def test_what_names_a_file() -> None:
    assert is_file("mine.py:Mine")
    assert is_file("folder/mine.py")
    assert not is_file("absolute:points=5")


@pytest.mark.parametrize(
    ("name", "words", "remedy"),
    [
        (
            "",
            "mine.py is named, and no strategy in it",
            "name one: mine.py:Mine, mine.py:Needs, mine.py:other",
        ),
        (
            ":",
            "mine.py is named, and no strategy in it",
            "name one: mine.py:Mine, mine.py:Needs, mine.py:other",
        ),
        (":Yours", "mine.py has nothing called 'Yours'", "it has Mine, Needs, other"),
        (":Needs", "Needs() raised TypeError", "write `mine = Needs(...)` there and ask for mine.py:mine"),
        (
            ":dataclass",
            "dataclass of mine.py has no method decide",
            "docs/strategies.md has one in ten lines",
        ),
    ],
)
def test_what_is_named_must_be_a_strategy(tmp_path: Path, name: str, words: str, remedy: str) -> None:
    path = written(tmp_path, GOOD)
    with pytest.raises(BadInputError) as fault:
        strategy_from(f"{path}{name}")
    assert words in fault.value.problems[0].message
    assert remedy in str(fault.value)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("x = 1\ndef decide(:\n", 2, "mine.py is no Python"),
        ("x = 1\n\ny = 1 / 0\n", 3, "raised ZeroDivisionError: division by zero"),
        ("import nowhere_at_all\n", 1, "raised ModuleNotFoundError"),
        ("import sys\nsys.exit(0)\n", 2, "raised SystemExit"),
        (
            "class Mine:\n    @property\n    def name(self):\n        return 1 / 0\n",
            4,
            "name, looks and decide raised Zero",
        ),
    ],
)
def test_code_that_fails_is_told_with_its_line(tmp_path: Path, text: str, line: int, words: str) -> None:
    problem = refused(f"{written(tmp_path, text)}:Mine")
    assert words in problem.message
    assert problem.source is not None
    assert (problem.source.file, problem.source.line) == ("mine.py", line)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("class M:\n    def decide(self, seen): return None\n", "no name that can be shown"),
        ("class M:\n    name = 5\n    def decide(self, seen): return None\n", "no name that can be shown"),
        (
            "class M:\n    name = 'a\\nb'\n    def decide(self, seen): return None\n",
            "no name that can be shown",
        ),
        ("class M:\n    name = 'm'\n    def decide(self): return None\n", "does not take one thing"),
        (
            "class M:\n    name = 'm'\n    looks = 'seldom'\n    def decide(self, seen): return None\n",
            "no schedule",
        ),
    ],
)
def test_what_a_strategy_lacks_is_named(tmp_path: Path, text: str, words: str) -> None:
    assert words in refused(f"{written(tmp_path, text)}:M").message


def test_what_its_decide_raises_is_told_with_its_own_innermost_line(tmp_path: Path) -> None:
    text = (
        "class M:\n    name = 'm'\n    def decide(self, seen):\n        return self.far(seen)\n"
        "    def far(self, seen):\n        return seen.nothing\n"
    )
    strategy = strategy_from(f"{written(tmp_path, text)}:M")
    with pytest.raises(BadInputError) as fault:
        asked(strategy, HELD)
    (problem,) = fault.value.problems
    assert problem.code == "strategy-raised"
    assert problem.source is not None
    assert (problem.source.file, problem.source.line) == ("mine.py", 6)


def test_it_may_use_other_files_beside_it(tmp_path: Path) -> None:
    (tmp_path / "beside_it_for_test.py").write_text("WORDS = 'from beside'\n")
    text = "import beside_it_for_test\nclass M:\n    name = beside_it_for_test.WORDS\n"
    text += "    def decide(self, seen): return None\n"
    assert strategy_from(f"{written(tmp_path, text)}:M").name == "from beside"
