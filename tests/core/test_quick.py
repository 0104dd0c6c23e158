"""Frozen dataclasses that are made quickly: the same in everything but the time."""

from __future__ import annotations

from copy import copy, deepcopy
from dataclasses import FrozenInstanceError, dataclass, field, replace
from inspect import signature
from pickle import dumps, loads
from typing import Any

import pytest

from trimtab.core.quick import quickly_made


@dataclass(frozen=True, slots=True)
class Slotted:
    one: int
    two: str = "two"
    three: dict[str, int] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Roomy:
    one: int
    two: str = "two"
    three: dict[str, int] = field(default_factory=dict, compare=False)


@quickly_made
@dataclass(frozen=True, slots=True)
class QuickSlotted:
    one: int
    two: str = "two"
    three: dict[str, int] = field(default_factory=dict, compare=False)


@quickly_made
@dataclass(frozen=True)
class QuickRoomy:
    one: int
    two: str = "two"
    three: dict[str, int] = field(default_factory=dict, compare=False)


PAIRS = [(Slotted, QuickSlotted), (Roomy, QuickRoomy)]


@pytest.mark.parametrize(("kind", "quick"), PAIRS)
def test_takes_the_same_and_tells_the_same(kind: type[Any], quick: type[Any]) -> None:
    for given in ((1,), (1, "b"), (1, "b", {"c": 3})):
        slow, fast = kind(*given), quick(*given)
        assert repr(fast) == repr(slow).replace(kind.__name__, quick.__name__)
        assert hash(fast) == hash(slow)
        assert fast == quick(**dict(zip(("one", "two", "three"), given, strict=False)))
    assert list(signature(quick).parameters) == list(signature(kind).parameters)
    with pytest.raises(TypeError):
        quick()


@pytest.mark.parametrize("quick", [QuickSlotted, QuickRoomy])
def test_is_as_frozen_and_is_copied_as_any(quick: type[Any]) -> None:
    made = quick(1, "b", {"c": 3})
    with pytest.raises(FrozenInstanceError):
        made.one = 2
    assert replace(made, one=2) == quick(2, "b")
    assert made == copy(made) == deepcopy(made) == loads(dumps(made))
    assert quick(1).three is not quick(1).three


def test_refuses_what_is_more_than_its_fields() -> None:
    @dataclass(frozen=True)
    class Checked:
        one: int

        def __post_init__(self) -> None:
            assert self.one

    @dataclass(frozen=True)
    class Derived:
        one: int = field(init=False, default=1)

    for kind in (Checked, Derived):
        with pytest.raises(TypeError):
            quickly_made(kind)
