"""How much is risky by a rule: a floor to be kept, a way over the years, or a volatility to be held."""

from __future__ import annotations

from dataclasses import MISSING, dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import ClassVar

from trimtab.core.household import Person
from trimtab.core.money import HUNDRED, ONE, ZERO, plain, usd_whole
from trimtab.strategies.looks import Looks
from trimtab.strategies.ready.base import Ready, cash, look, percent, setting, towards, years_between
from trimtab.strategies.ready.history import common_days, market_of, symbol_of, volatility
from trimtab.strategies.ready.mix import risky, risky_classes, scaled
from trimtab.strategies.strategy import Answer, NoAnswerError, Snapshot

WITHIN = "how far from that target a class may be before anything is traded, points"
MOST_APART = 3  # calendar days for each daily close, holidays and weekends in it
FLOOR, SINCE, PEAK = "floor_usd", "since", "peak_usd"


@dataclass(frozen=True, slots=True)
class Cppi(Ready):
    """Constant proportion portfolio insurance: so many times the cushion over a floor is risky, the rest safe.

    The floor is a share of the wealth at the first look, which the strategy remembers, or dollars; it grows by `growth`
    percent a year, and with `ratchet` it is that share of the highest wealth seen. Money that comes in or goes out
    changes the cushion, not the floor.
    """

    word: ClassVar[str] = "cppi"
    does: ClassVar[str] = (
        "a multiple of the cushion over a floor is risky, the rest safe; recomputed at every look"
    )
    source: ClassVar[str] = (
        "Black, Jones, Simplifying portfolio insurance, Journal of Portfolio Management, Fall 1987"
    )

    floor: Decimal = setting(
        Decimal("0.8"), "the floor, a share of the wealth at the first look", least=0, most=1
    )
    multiplier: Decimal = setting(Decimal(3), "how many times the cushion is risky", least=0, most=20)
    floor_usd: Decimal | None = setting(None, "the floor in dollars, in place of a share", least=0)
    growth: Decimal = setting(ZERO, "by how much the floor grows, percent a year", least=0, most=50)
    ratchet: str = setting("no", "whether the floor follows the highest wealth", among=("no", "yes"))
    most: Decimal = setting(
        Decimal(100), "the most that is risky, percent of the household", least=0, most=100
    )
    risky: tuple[str, ...] = risky()
    within: Decimal = setting(Decimal(2), WITHIN, least=0, most=100)
    looks: Looks = look("monthly")
    cash: str = cash()

    def decide(self, seen: Snapshot) -> Answer:
        """Act where the exposure is off by more than `within`. Raises NoAnswerError where nothing is risky."""
        wealth = seen.drift.total_usd
        if wealth <= 0:
            raise NoAnswerError("there is no wealth to insure", "look once there is money in the accounts")
        chosen = risky_classes(seen, self.risky)
        since, peak = seen.memory.get(SINCE, seen.today), max(wealth, seen.memory.get(PEAK, wealth))
        first = self.floor_usd if self.floor_usd is not None else self.floor * wealth
        start = seen.memory.get(FLOOR, first)
        floor = start * (ONE + self.growth / HUNDRED) ** years_between(since, seen.today)
        if self.ratchet == "yes":
            floor = max(floor, self.floor * peak)
        cushion = max(ZERO, wealth - floor)
        exposure = min(self.most / HUNDRED, self.multiplier * cushion / wealth)
        reason = (
            f"{usd_whole(wealth)} is {usd_whole(cushion)} over the floor of {usd_whole(floor)}: "
            f"{percent(exposure)} risky"
        )
        memory = {FLOOR: start, SINCE: since, PEAK: peak}
        return towards(seen, scaled(seen, chosen, exposure), self.within, self.cash, reason, memory)


@dataclass(frozen=True, slots=True)
class GlidePath(Ready):
    """From one share of risky classes to another, in a straight line between two dates or two ages."""

    word: ClassVar[str] = "glide"
    does: ClassVar[str] = "what is risky goes in a straight line from one share to another, by date or by age"
    source: ClassVar[str] = (
        "Donaldson et al., Vanguard's approach to target-date funds, 2013; Pfau, Kitces 2014 for rising ones"
    )

    start: str = setting(MISSING, "where the way begins: a date, or an age")
    end: str = setting(MISSING, "where it ends: a later date, or age")
    of: Decimal = setting(Decimal(90), "what is risky until then, percent", word="from", least=0, most=100)
    to: Decimal = setting(Decimal(50), "what is risky from then on, percent", least=0, most=100)
    person: str = setting("", "whose age; nothing: the first of the household's people")
    risky: tuple[str, ...] = risky()
    within: Decimal = setting(Decimal(2), WITHIN, least=0, most=100)
    looks: Looks = look("monthly")
    cash: str = cash()

    def decide(self, seen: Snapshot) -> Answer:
        """Act where the mix is off the way by more than `within`. Raises NoAnswerError for an age nobody has."""
        part = self._part(seen)
        exposure = (self.of + (self.to - self.of) * part) / HUNDRED
        reason = f"{percent(exposure)} risky, {percent(part)} of the way from {plain(self.of)}% to {plain(self.to)}%"
        chosen = risky_classes(seen, self.risky)
        return towards(seen, scaled(seen, chosen, exposure), self.within, self.cash, reason)

    def _part(self, seen: Snapshot) -> Decimal:
        """How much of the way is behind, a share of one."""
        if self.start.isdigit():
            born = self._person(seen).born
            first, last, now = Decimal(self.start), Decimal(self.end), years_between(born, seen.today)
        else:
            first, last, now = (
                Decimal(day.toordinal())
                for day in (date.fromisoformat(self.start), date.fromisoformat(self.end), seen.today)
            )
        return min(ONE, max(ZERO, (now - first) / (last - first)))

    def _person(self, seen: Snapshot) -> Person:
        for person in seen.household.people:
            if self.person in ("", person.name):
                return person
        whose = self.person or "anyone"
        raise NoAnswerError(
            f"the household file does not say when {whose} was born", "add [[people]] with born = ..."
        )

    def faults(self) -> tuple[str, ...]:
        """What is wrong between its settings."""
        is_age = self.start.isdigit(), self.end.isdigit()
        if is_age == (True, True):
            first, last = int(self.start), int(self.end)
            return () if first < last else (f"the way ends at {last}, not after {first}",)
        if any(is_age):
            return (f"start={self.start} and end={self.end} are not both dates, or both ages",)
        try:
            begins, ends = date.fromisoformat(self.start), date.fromisoformat(self.end)
        except ValueError:
            return (f"start={self.start} and end={self.end} are neither dates such as 2030-01-31 nor ages",)
        return () if begins < ends else (f"the way ends on {ends}, not after {begins}",)


@dataclass(frozen=True, slots=True)
class VolatilityTarget(Ready):
    """So much risky that its realised volatility comes to a level: less where markets shake, within limits."""

    word: ClassVar[str] = "volatility"
    does: ClassVar[str] = "scale what is risky so that its volatility of late comes to a level, within limits"
    source: ClassVar[str] = "Moreira, Muir, Volatility-Managed Portfolios, Journal of Finance, August 2017"

    target: Decimal = setting(Decimal(10), "the volatility aimed at, percent a year", least=0, most=100)
    days: int = setting(60, "market days by which it is measured", least=5, most=2520)
    least: Decimal = setting(
        Decimal(20), "the least that is risky, percent of the household", least=0, most=100
    )
    most: Decimal = setting(
        Decimal(100), "the most that is risky, percent of the household", least=0, most=100
    )
    risky: tuple[str, ...] = risky()
    within: Decimal = setting(Decimal(2), WITHIN, least=0, most=100)
    looks: Looks = look("monthly")
    cash: str = cash()

    def decide(self, seen: Snapshot) -> Answer:
        """Act where the exposure is off by more than `within`. Raises NoAnswerError without new daily prices."""
        chosen = risky_classes(seen, self.risky)
        realised = self._realised(seen, chosen)
        if realised is None:
            words = (
                f"prices of what is risky do not reach back {self.days} days yet: the household's own target"
            )
            return towards(seen, seen.policy.target, self.within, self.cash, words)
        wanted = self.target / HUNDRED / realised if realised else ONE
        exposure = min(self.most / HUNDRED, max(self.least / HUNDRED, wanted))
        reason = f"volatility over {self.days} days {percent(realised)} a year: {percent(exposure)} risky"
        return towards(seen, scaled(seen, chosen, exposure), self.within, self.cash, reason)

    def _realised(self, seen: Snapshot, chosen: tuple[str, ...]) -> Decimal | None:
        """The yearly volatility of what is risky, in the target's proportions; None where prices are too few."""
        market, target = market_of(seen), seen.policy.target
        weights = {class_id: target[class_id] for class_id in chosen if target[class_id]}
        symbols = {class_id: symbol_of(seen, class_id) for class_id in weights}
        series = [symbol for symbol in symbols.values() if symbol is not None]
        days = common_days(seen, series, self.days + 1) if len(series) == len(weights) else ()
        if len(days) <= self.days:
            return None
        if (days[-1] - days[0]).days > MOST_APART * len(days):
            words = f"{len(days)} closes of {', '.join(series)} lie from {days[0]} to {days[-1]}: they are not daily"
            raise NoAnswerError(words, "a volatility over days needs daily prices")
        total = sum(weights.values(), ZERO)
        return volatility(
            sum(
                (
                    weight / total * (market.growth(symbols[c] or "", before, after) - 1)
                    for c, weight in weights.items()
                ),
                ZERO,
            )
            for before, after in pairwise(days)
        )

    def faults(self) -> tuple[str, ...]:
        """What is wrong between its settings."""
        return (
            () if self.least <= self.most else (f"least {plain(self.least)} is over most {plain(self.most)}",)
        )
