"""A property of a frozen value that is worked out once and kept with it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    kept = cached_property
else:

    class kept:  # noqa: N801
        """As `functools.cached_property`, without the lock that Python 3.11 takes at each first answer: of thousands
        of positions each is asked once. Two threads at worst work the same answer out twice."""

        def __init__(self, answer: Callable[[Any], Any]) -> None:
            self.answer = answer
            self.__doc__ = answer.__doc__

        def __set_name__(self, owner: type, name: str) -> None:
            self.name = name

        def __get__(self, instance: Any, owner: type | None = None) -> Any:
            if instance is None:
                return self
            found = instance.__dict__[self.name] = self.answer(instance)
            return found
