"""Every worked example, worked."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

from tests.truth.reader import CASES, Case, cases_of, read, work

TOPICS = sorted(folder.name for folder in CASES.iterdir())


@pytest.mark.parametrize(
    ("topic", "case"),
    [pytest.param(topic, case, id=f"{topic}: {case.title}") for topic in TOPICS for case in cases_of(topic)],
)
def test_worked_example(topic: str, case: Case) -> None:
    desk = import_module(f"tests.truth.{topic}")
    work(case, desk.Desk(), desk.SENTENCES)


CASE = "title T\nsource S\n\nBEFORE\nshares bought on 2024-01-02\n\nACT\nsell them on {day}\n\nEXPECTED\n{word}\n"


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("BEFORE\n" + CASE, "wrong.txt: a case begins with its title"),
        (
            CASE.replace("ACT", "DO"),
            "wrong.txt: title, source, BEFORE, ACT and EXPECTED, in this order: title T",
        ),
        (
            CASE.format(day="some day", word="long-term"),
            "wrong.txt, T: not understood: sell them on some day",
        ),
    ],
)
def test_what_is_no_case_is_refused(text: str, wrong: str, tmp_path: Path) -> None:
    file = tmp_path / "wrong.txt"
    file.write_text(text)
    desk = import_module("tests.truth.holding")
    with pytest.raises(ValueError, match=wrong):
        work(read(file)[0], desk.Desk(), desk.SENTENCES)


def test_another_result_fails(tmp_path: Path) -> None:
    file = tmp_path / "other.txt"
    file.write_text("# for the reader\n" + CASE.format(day="2025-01-02", word="long-term"))
    desk = import_module("tests.truth.holding")
    with pytest.raises(AssertionError):
        work(read(file)[0], desk.Desk(), desk.SENTENCES)
