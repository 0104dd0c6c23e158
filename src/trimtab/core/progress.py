"""How long work says how far it is: a plain callback, so that no room below knows of a screen."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[int, int], None]
"""Called with how much is done and of how much, in units of the work (looks, policies, resamples); `done` never falls.

Nothing depends on it: the same work gives the same answer whatever is told.
"""


def silent(done: int, of: int) -> None:
    """Tells nobody."""
