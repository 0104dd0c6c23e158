"""By the calendar, by cash flows alone, or by tracking error."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from trimtab.core.ask import Moves
from trimtab.core.money import HUNDRED, plain
from trimtab.strategies.looks import PERIODS, Looks, is_new_period
from trimtab.strategies.ready.base import Ready, cash, look, rest, setting, to_target
from trimtab.strategies.strategy import Act, Answer, NoAnswerError, Snapshot

ASKED = "asked"


@dataclass(frozen=True, slots=True)
class ByCalendar(Ready):
    """To the target at the first look of each period, whatever the drift."""

    word: ClassVar[str] = "calendar"
    does: ClassVar[str] = "back to target once in each period, whatever the drift"
    source: ClassVar[str] = (
        "Jaconetti, Kinniry, Zilbering, Best practices for portfolio rebalancing, Vanguard 2010"
    )

    every: str = setting("annual", "the period", among=tuple(PERIODS))
    cash: str = cash()

    @property
    def looks(self) -> Looks:
        """The first market day of each period; of each month where cash is invested between."""
        return Looks(self.every if self.cash != "invest" or self.every == "weekly" else "monthly")

    def decide(self, seen: Snapshot) -> Answer:
        """Act where a period has begun since the last time."""
        last = seen.memory.get(ASKED) or seen.last_acted
        if last is not None and not is_new_period(self.every, last, seen.today):
            return rest(self.cash, f"{self.every}: the last was on {last}")
        words = "none is on record" if last is None else f"the last was on {last}"
        return Act(f"{self.every}: {words}", goals=to_target(seen.policy.target), memory={ASKED: seen.today})


@dataclass(frozen=True, slots=True)
class CashFlow(Ready):
    """Only money that comes and goes moves the mix: no sale but for cash, and losses where the household takes them."""

    word: ClassVar[str] = "cash-flow"
    does: ClassVar[str] = (
        "invest what comes in where it lacks, raise what goes out where there is too much; no other sale"
    )
    source: ClassVar[str] = (
        "Jaconetti, Kinniry, Zilbering, Best practices for portfolio rebalancing, Vanguard 2010"
    )

    looks: Looks = look("monthly")

    def decide(self, seen: Snapshot) -> Answer:  # noqa: ARG002
        """Cash alone."""
        return Act("only cash moves", moves=Moves.CASH)


@dataclass(frozen=True, slots=True)
class TrackingError(Ready):
    """To the target where the drift left is more risk against it than one wants."""

    word: ClassVar[str] = "tracking-error"
    does: ClassVar[str] = "back to target when the expected yearly deviation from its return is over a limit"
    source: ClassVar[str] = (
        "Masters, Rebalancing, Journal of Portfolio Management, Spring 2003; docs/policy.md for the covariance"
    )

    percent: Decimal = setting(Decimal(1), "the most tracking error, percent a year", least=0, most=100)
    looks: Looks = look("monthly")
    cash: str = cash()

    def decide(self, seen: Snapshot) -> Answer:
        """Act where the tracking error is over the limit. Raises NoAnswerError where it cannot be known."""
        found = seen.drift.tracking_error
        if found is None:
            raise NoAnswerError(
                "the risk of a class of the target is not known, so there is no tracking error",
                "use classes of the catalogue (trimtab targets shows some), or a band",
            )
        words = f"tracking error {found * HUNDRED:.2f}% a year"
        if found * HUNDRED <= self.percent:
            return rest(self.cash, f"{words}, not over {plain(self.percent)}%")
        return Act(f"{words}, over {plain(self.percent)}%", goals=to_target(seen.policy.target))
