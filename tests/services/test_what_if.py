"""An open household answers line by line, whatever was wrong with the line before."""

from __future__ import annotations

from collections.abc import Iterator

from tests.households import random_household
from tests.universe import COVARIANCE
from trimtab.services.planning import Case
from trimtab.services.what_if import answers


def test_a_fault_in_one_line_leaves_the_others_answered() -> None:
    household, policy = random_household(0)
    lines = (
        "# to begin with",
        "policy",
        "",
        "target nothing=1",
        "policy how_far=band_edge # nearer",
        "policy\n",
    )
    first, wrong, nearer, again = answers(Case(household, policy, COVARIANCE), lines)
    assert [one.line for one in (first, wrong, nearer, again)] == [2, 4, 5, 6]
    assert wrong.found is None
    assert [problem.code for problem in wrong.problems] == ["what-if-unknown"]
    assert nearer.words == "policy how_far=band_edge"
    assert first.found == again.found
    assert first.found is not None


def test_an_answer_comes_before_the_next_line_is_asked() -> None:
    household, policy = random_household(0)
    told = []

    def lines() -> Iterator[str]:
        for _ in range(2):
            told.append("asked")
            yield "policy"

    for _ in answers(Case(household, policy, COVARIANCE), lines()):
        told.append("answered")
    assert told == ["asked", "answered", "asked", "answered"]
