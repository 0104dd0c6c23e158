"""A tilt towards what has done well, within limits."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from dateutil.relativedelta import relativedelta

from trimtab.core.money import HUNDRED, ONE
from trimtab.core.policy import CASH_CLASS
from trimtab.strategies.looks import Looks
from trimtab.strategies.ready.base import Ready, cash, look, percent, setting, towards
from trimtab.strategies.ready.history import growth, market_of
from trimtab.strategies.ready.mix import moved
from trimtab.strategies.strategy import Answer, Snapshot


@dataclass(frozen=True, slots=True)
class Momentum(Ready):
    """Classes by rank of their return over the last twelve months without the last one: the best so many points over
    the household's own target, the worst as many under it, those between in even steps. No class goes below nought.
    """

    word: ClassVar[str] = "momentum"
    does: ClassVar[str] = (
        "tilt the target by rank of the return of the last 12 months less the last, within limits"
    )
    source: ClassVar[str] = (
        "Jegadeesh, Titman, Journal of Finance, March 1993; Asness, Moskowitz, Pedersen, same, June 2013"
    )

    points: Decimal = setting(
        Decimal(5), "the most that a class is moved, points of the household", least=0, most=50
    )
    months: int = setting(12, "months back at which the return begins", least=2, most=60)
    skip: int = setting(1, "months back at which it ends", least=0, most=12)
    within: Decimal = setting(
        Decimal(2),
        "how far from that target a class may be before anything is traded, points",
        least=0,
        most=100,
    )
    looks: Looks = look("monthly")
    cash: str = cash()

    def decide(self, seen: Snapshot) -> Answer:
        """Act where a class is off the tilted target by more than `within`. Raises NoAnswerError without prices."""
        scores = self._scores(seen)
        if scores is None:
            words = f"prices do not reach back {self.months} months for every class yet: the household's own target"
            return towards(seen, seen.policy.target, self.within, self.cash, words)
        ranked = sorted(scores, key=lambda class_id: (-scores[class_id], class_id))
        tilts = self._tilts(seen, ranked)
        best, worst = ranked[0], ranked[-1]
        reason = (
            f"momentum of {self.months} months less {self.skip}: {best} best ({percent(scores[best] - 1)}), "
            f"{worst} worst ({percent(scores[worst] - 1)})"
        )
        return towards(seen, moved(seen, tilts), self.within, self.cash, reason)

    def _scores(self, seen: Snapshot) -> dict[str, Decimal] | None:
        """What a dollar in each class became; None where one is not known, or there are fewer than two."""
        market_of(seen)
        first = seen.today - relativedelta(months=self.months)
        last = seen.today - relativedelta(months=self.skip)
        classes = [c for c, share in sorted(seen.policy.target.items()) if share and c != CASH_CLASS]
        found = {class_id: growth(seen, class_id, first, last) for class_id in classes}
        known = {class_id: one for class_id, one in found.items() if one is not None}
        return known if len(known) == len(classes) > 1 else None

    def _tilts(self, seen: Snapshot, ranked: list[str]) -> dict[str, Decimal]:
        """By rank from +points to -points, all of them less where a class has not as much to give."""
        last = len(ranked) - 1
        full = {c: self.points / HUNDRED * (last - 2 * place) / last for place, c in enumerate(ranked)}
        part = min((seen.policy.target[c] / -tilt for c, tilt in full.items() if tilt < 0), default=ONE)
        return {class_id: tilt * min(ONE, part) for class_id, tilt in full.items()}

    def faults(self) -> tuple[str, ...]:
        """What is wrong between its settings."""
        return () if self.skip < self.months else (f"skip {self.skip} is not less than months {self.months}",)
