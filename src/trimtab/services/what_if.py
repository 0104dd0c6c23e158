"""A household kept open: one answer for each line of words, whatever was wrong with the line before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from trimtab.core.problems import BadInputError, Problem
from trimtab.services.nudges import nudged
from trimtab.services.planning import Case
from trimtab.simulate.open_household import OpenHousehold, WhatIf

COMMENT = "#"


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer to one line: what the nudged policy would have traded, or every fault of the words."""

    line: int
    words: str
    found: WhatIf | None
    problems: tuple[Problem, ...] = ()


def answers(case: Case, lines: Iterable[str]) -> Iterator[Answered]:
    """An answer for each line that says something, as soon as it comes; empty ones and comments (#) are passed over."""
    opened = OpenHousehold(case.household, case.policy, case.covariance, case.given())
    for number, line in enumerate(lines, start=1):
        words = line.partition(COMMENT)[0].strip()
        if not words:
            continue
        try:
            yield Answered(number, words, opened.what_if(nudged(case.policy, words)))
        except BadInputError as fault:
            yield Answered(number, words, None, fault.problems)
