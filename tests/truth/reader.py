"""Reads worked examples (README.md has the format) and works them: each sentence is a step at the topic's desk."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

CASES = Path(__file__).parent / "cases"
Sentences = Sequence[tuple[str, Callable[..., None]]]


@dataclass(frozen=True, slots=True)
class Case:
    """One worked example as written. `example` says where in the shared truth it stands, empty if it is not there."""

    file: str
    title: str
    source: str
    example: str
    text: str
    before: tuple[str, ...]
    act: tuple[str, ...]
    expected: tuple[str, ...]


def cases_of(topic: str) -> list[Case]:
    """Every case of a topic, in the order of its files. Raises ValueError for what is no case."""
    return [case for path in sorted((CASES / topic).glob("*.txt")) for case in read(path)]


def all_cases() -> list[Case]:
    """Every case there is."""
    return [case for folder in sorted(CASES.iterdir()) for case in cases_of(folder.name)]


def read(path: Path) -> list[Case]:
    """The cases of a file: each begins with its title."""
    parts = re.split(r"^(?=title )", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    if not all(line.startswith("#") for line in parts[0].split("\n") if line):
        raise ValueError(f"{path.name}: a case begins with its title")
    return [_case(path.name, part) for part in parts[1:]]


def _case(file: str, text: str) -> Case:
    found = re.fullmatch(
        r"title ([^\n]+)\nsource ([^\n]+)\n(?:example ([^\n]+)\n)?\nBEFORE\n(.*?)\nACT\n(.*?)\nEXPECTED\n(.+)",
        text,
        re.DOTALL,
    )
    if found is None:
        raise ValueError(f"{file}: title, source, BEFORE, ACT and EXPECTED, in this order: {text[:60]}")
    title, source, example, *parts = found.groups()
    return Case(file, title, source, example or "", text, *map(_lines, parts))


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line for line in text.split("\n") if line and not line.startswith("#"))


def work(case: Case, desk: object, sentences: Sentences) -> None:
    """Do what each line says, in order; the lines after EXPECTED fail where something else came out."""
    for line in (*case.before, *case.act, *case.expected):
        found = [(match, step) for words, step in sentences if (match := re.fullmatch(words, line))]
        if len(found) != 1:
            raise ValueError(f"{case.file}, {case.title}: not understood: {line}")
        match, step = found[0]
        step(desk, *match.groups())
