"""The interface of a policy written in Python: what it may see, and what it may answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Protocol, runtime_checkable

from trimtab.core.ask import Moves
from trimtab.core.drift import Drift
from trimtab.core.household import Household
from trimtab.core.market import KnownMarket
from trimtab.core.policy import Bands, Policy


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything a strategy may see on one day, at that day's close.

    `household` has its accounts, lots, prices and flows as they are; `policy` is the household's own, with its target
    and bands; `drift` is measured against it. `market` is what prices did up to today (None: no history was given), and
    asking it for a later day raises LookAheadError. `last_acted` is the day of the last plan that it asked for and that
    moved more than cash (None: none is on record). `memory` is what the strategy itself answered last time (empty at
    first): it keeps nothing anywhere else.
    """

    household: Household
    policy: Policy
    drift: Drift
    market: KnownMarket | None
    last_acted: date | None
    memory: Mapping[str, Any]

    @property
    def today(self) -> date:
        """The day that the strategy stands on."""
        return self.household.as_of


@dataclass(frozen=True, slots=True)
class Hold:
    """Trade nothing today, but for what accounts lack of the cash they must pay out.

    `target` and `bands` are what the strategy holds the household against, for the record (None: its own). `memory` is
    seen again next time; None keeps what there was.
    """

    reason: str = ""
    memory: Mapping[str, Any] | None = None
    target: Mapping[str, Decimal] | None = None
    bands: Bands | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """Trade today, for a reason that stands in the plan.

    `target` stands for the household's own (shares of one by class id of that target, summing to exactly 1; a class
    not named is to be empty; None: its own), `bands` for its bands. `goals` are the weights (least, most; shares of
    one) between which single classes should end; classes not named go to their target, or wherever the policy's
    `how_far` says. `moves` says how freely: everything, cash alone, or what the household's own triggers ask for
    against that target and those bands. `memory` as in `Hold`.
    """

    reason: str
    target: Mapping[str, Decimal] | None = None
    goals: Mapping[str, tuple[Decimal, Decimal]] | None = None
    memory: Mapping[str, Any] | None = None
    bands: Bands | None = None
    moves: Moves = Moves.ALL


Answer = Hold | Act


class NoAnswerError(LookupError):
    """A strategy cannot say what to do, through no mistake in its code: what is missing, and what to do about it."""

    def __init__(self, words: str, remedy: str = "") -> None:
        super().__init__(words)
        self.words = words
        self.remedy = remedy


@runtime_checkable
class Strategy(Protocol):
    """A policy in code: asked at each look, it answers from what it sees and from nothing else.

    It must be pure: the same snapshot, the same answer. What it raises, and an answer that is no answer, ends the plan
    or the backtest with an error that names it; nothing is traded.
    """

    @property
    def name(self) -> str:
        """How it is called in tables and pictures, with its settings."""
        ...

    def decide(self, seen: Snapshot) -> Answer:
        """Act, or hold."""
        ...
