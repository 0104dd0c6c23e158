"""The household's own policy, as a strategy like any other."""

from __future__ import annotations

from dataclasses import dataclass

from trimtab.core.ask import Moves
from trimtab.strategies.looks import MONTHLY, Looks
from trimtab.strategies.strategy import Act, Answer, Snapshot


@dataclass(frozen=True, slots=True)
class Own:
    """What the household file says, nothing else: its bands, calendar, cash rules and harvesting ask for plans."""

    looks: Looks = MONTHLY

    @property
    def name(self) -> str:
        """`own`."""
        return "own"

    def decide(self, seen: Snapshot) -> Answer:  # noqa: ARG002
        """Whatever the household's own triggers ask for."""
        return Act("", moves=Moves.AS_POLICY)
