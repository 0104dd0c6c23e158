"""The household's own policy, as a strategy like any other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from trimtab.core.ask import Moves
from trimtab.strategies.looks import Looks
from trimtab.strategies.ready.base import Ready, look
from trimtab.strategies.strategy import Act, Answer, Snapshot


@dataclass(frozen=True, slots=True)
class Own(Ready):
    """What the household file says, nothing else: its bands, calendar, cash rules and harvesting ask for plans."""

    word: ClassVar[str] = "own"
    does: ClassVar[str] = (
        "the household file's own bands, calendar, cash rules and harvesting: what trimtab plan does"
    )
    source: ClassVar[str] = "docs/policy.md"

    looks: Looks = look("monthly")

    def decide(self, seen: Snapshot) -> Answer:  # noqa: ARG002
        """Whatever the household's own triggers ask for."""
        return Act("", moves=Moves.AS_POLICY)
