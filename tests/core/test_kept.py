"""A property that is worked out once and kept with its value."""

from __future__ import annotations

from dataclasses import dataclass, replace

from trimtab.core.canonical import digest
from trimtab.core.kept import kept

ASKED: list[int] = []


@dataclass(frozen=True)
class Side:
    length: int

    @kept
    def area(self) -> int:
        """Of the square."""
        ASKED.append(self.length)
        return self.length**2


def test_the_answer_is_worked_out_once() -> None:
    ASKED.clear()
    side = Side(3)
    assert (side.area, side.area) == (9, 9)
    assert ASKED == [3]
    assert replace(side, length=4).area == 16


def test_what_is_kept_is_no_part_of_the_value() -> None:
    asked, fresh = Side(5), Side(5)
    assert asked.area == 25
    assert asked == fresh
    assert hash(asked) == hash(fresh)
    assert digest(asked) == digest(fresh)
