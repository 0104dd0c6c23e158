"""What was worked out once and is kept for the next who asks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

Key = TypeVar("Key")
Found = TypeVar("Found")


class Bounded(Generic[Key, Found]):
    """What was worked out, for the next who asks: at most so many, the oldest given up first."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.found: dict[Key, Found] = {}

    def get(self, key: Key, work: Callable[[], Found]) -> Found:
        """What is kept under a key, else what the work comes to."""
        if key not in self.found:
            if len(self.found) >= self.most:
                del self.found[next(iter(self.found))]
            self.found[key] = work()
        return self.found[key]
