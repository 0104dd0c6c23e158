"""[[replacements]]: read exactly, refused with line and remedy."""

from __future__ import annotations

from tests.adapters.household.test_read import GOOD, only, read
from trimtab.core.policy import Replacement
from trimtab.core.problems import Source

LINE = GOOD.count("\n") + 1


def test_pairs_are_taken_over_with_their_lines() -> None:
    made = read(f'{GOOD}[[replacements]]\nsell = "VTI"\nbuy = "SCHX"\naccount = "joint"\n')
    assert made.problems == ()
    assert made.spec is not None
    (entry,) = made.spec.replacements
    assert entry.replacement == Replacement("VTI", "SCHX", "joint")
    assert entry.source == Source("household.toml", LINE, "replacements[1]")


def test_half_a_pair_is_refused() -> None:
    told = only(f'{GOOD}[[replacements]]\nsell = "VTI"\n')
    assert told.source is not None
    assert told.source.line == LINE
    assert "buy" in told.message
