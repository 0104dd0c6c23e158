"""Bands: act where a class has left its own, and go back to the target, to the edge, or part of the way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import ClassVar

from trimtab.core.drift import ClassDrift
from trimtab.core.money import HUNDRED, ONE, ZERO, plain
from trimtab.core.policy import CASH_CLASS, BandRule, Bands
from trimtab.rebalance.decide import EDGE_MARGIN
from trimtab.strategies.looks import Looks
from trimtab.strategies.ready.base import Ready, cash, look, percent, rest, setting
from trimtab.strategies.strategy import Act, Answer, Snapshot

STOPS = {"target": ZERO, "half": Decimal("0.5"), "edge": ONE}
TO = "where classes outside end: their target, half their band, or its edge"


def banded(seen: Snapshot, bands: Bands, stop: Decimal, how: str, *, only_out: bool) -> Answer:
    """Act where a class is outside these bands; it ends between its target and `stop` of its half-width beyond it.

    `only_out`: classes inside their bands move only towards their target, as far as it helps; else they go to it as
    well. Cash asks for nothing here: the household's own rules see to it, by its own `cash_band_points`.
    """
    bands = replace(bands, own_points={CASH_CLASS: seen.policy.cash_band_points})
    policy = replace(seen.policy, bands=bands)
    rows = [row for row in seen.drift.classes if row.class_id != CASH_CLASS]
    edges = {row.class_id: policy.band(row.class_id) for row in rows}
    out = [row for row in rows if not edges[row.class_id][0] <= row.actual <= edges[row.class_id][1]]
    if not out:
        return rest(how, "every class is inside its band", bands=bands)
    goals = {row.class_id: _goal(row, edges[row.class_id], stop) for row in out}
    if only_out:
        inside = (row for row in rows if row not in out)
        goals |= {row.class_id: (min(row.actual, row.target), max(row.actual, row.target)) for row in inside}
    else:
        goals |= {row.class_id: (row.target, row.target) for row in rows if row not in out}
    return Act("; ".join(_words(row, edges[row.class_id]) for row in out), goals=goals, bands=bands)


def _goal(row: ClassDrift, edges: tuple[Decimal, Decimal], stop: Decimal) -> tuple[Decimal, Decimal]:
    margin = EDGE_MARGIN if stop == ONE else ZERO  # whole shares end inside the edge
    if row.gap > 0:
        return row.target, row.target + max(ZERO, (edges[1] - row.target) * stop - margin)
    return row.target - max(ZERO, (row.target - edges[0]) * stop - margin), row.target


def _words(row: ClassDrift, edges: tuple[Decimal, Decimal]) -> str:
    side, edge = ("over", edges[1]) if row.gap > 0 else ("under", edges[0])
    return f"{row.class_id} at {percent(row.actual)} is {side} {percent(edge)} (target {percent(row.target)})"


@dataclass(frozen=True, slots=True)
class Absolute(Ready):
    """Bands of so many points of the household's value around every target."""

    word: ClassVar[str] = "absolute"
    does: ClassVar[str] = (
        "back to target when a class is more than so many points of the household off its own"
    )
    source: ClassVar[str] = (
        "Jaconetti, Kinniry, Zilbering, Best practices for portfolio rebalancing, Vanguard 2010"
    )

    points: Decimal = setting(Decimal(5), "half the band's width, points of the household", least=0, most=100)
    looks: Looks = look("monthly")
    to: str = setting("target", TO, among=tuple(STOPS))
    cash: str = cash()

    def decide(self, seen: Snapshot) -> Answer:
        """Act where a class is outside its band."""
        bands = Bands(BandRule.ABSOLUTE, absolute_points=self.points)
        return banded(seen, bands, STOPS[self.to], self.cash, only_out=self.to != "target")


@dataclass(frozen=True, slots=True)
class Relative(Ready):
    """Bands of so many percent of each target."""

    word: ClassVar[str] = "relative"
    does: ClassVar[str] = "back to target when a class is off by more than so many percent of its own target"
    source: ClassVar[str] = "Masters, Rebalancing, Journal of Portfolio Management, Spring 2003"

    percent: Decimal = setting(
        Decimal(20), "half the band's width, percent of the target", least=0, most=1000
    )
    looks: Looks = look("monthly")
    to: str = setting("target", TO, among=tuple(STOPS))
    cash: str = cash()

    def decide(self, seen: Snapshot) -> Answer:
        """Act where a class is outside its band."""
        bands = Bands(BandRule.RELATIVE, relative_pct=self.percent)
        return banded(seen, bands, STOPS[self.to], self.cash, only_out=self.to != "target")


@dataclass(frozen=True, slots=True)
class FiveTwentyFive(Ready):
    """The smaller of 5 points and a quarter of the target."""

    word: ClassVar[str] = "5/25"
    does: ClassVar[str] = (
        "back to target when a class is off by 5 points or a quarter of its target, the smaller"
    )
    source: ClassVar[str] = (
        "Swedroe, Berkin, The Only Guide You'll Ever Need for the Right Financial Plan; Larimore"
    )

    points: Decimal = setting(Decimal(5), "the widest half band, points of the household", least=0, most=100)
    percent: Decimal = setting(Decimal(25), "the widest half band, percent of the target", least=0, most=1000)
    looks: Looks = look("monthly")
    to: str = setting("target", TO, among=tuple(STOPS))
    cash: str = cash()

    def decide(self, seen: Snapshot) -> Answer:
        """Act where a class is outside its band."""
        bands = Bands(BandRule.FIVE_25, self.points, self.percent)
        return banded(seen, bands, STOPS[self.to], self.cash, only_out=self.to != "target")


@dataclass(frozen=True, slots=True)
class Opportunistic(Ready):
    """Look often, trade rarely: wide relative bands, only the classes outside, and back to half the band alone."""

    word: ClassVar[str] = "opportunistic"
    does: ClassVar[str] = "look often; bring only classes outside a wide band back to its tolerance band"
    source: ClassVar[str] = (
        "Daryanani, Opportunistic Rebalancing, Journal of Financial Planning, January 2008"
    )

    percent: Decimal = setting(
        Decimal(20), "half the rebalance band's width, percent of the target", least=0, most=1000
    )
    tolerance: Decimal = setting(
        Decimal(50), "the tolerance band, percent of the rebalance band", least=0, most=100
    )
    looks: Looks = look("10d")
    cash: str = cash()

    def decide(self, seen: Snapshot) -> Answer:
        """Act where a class is outside its rebalance band."""
        bands = Bands(BandRule.RELATIVE, relative_pct=self.percent)
        return banded(seen, bands, self.tolerance / HUNDRED, self.cash, only_out=True)


@dataclass(frozen=True, slots=True)
class Threshold(Ready):
    """A threshold and a destination just inside it, in basis points of the household."""

    word: ClassVar[str] = "200/175"
    does: ClassVar[str] = "when a class is 200 basis points off, trade it back to 175 off, no further"
    source: ClassVar[str] = (
        "Vanguard, The Rebalancing Edge: Optimizing Target-Date Fund Rebalancing, December 2024"
    )

    threshold: Decimal = setting(
        Decimal(200), "how far off asks for a trade, basis points", least=1, most=10000
    )
    destination: Decimal = setting(Decimal(175), "how far off it ends, basis points", least=0, most=10000)
    looks: Looks = look("daily")
    cash: str = cash()

    def decide(self, seen: Snapshot) -> Answer:
        """Act where a class is past the threshold."""
        bands = Bands(BandRule.ABSOLUTE, absolute_points=self.threshold / HUNDRED)
        return banded(seen, bands, self.destination / self.threshold, self.cash, only_out=True)

    def faults(self) -> tuple[str, ...]:
        """What is wrong between its settings."""
        if self.destination <= self.threshold:
            return ()
        return (f"destination {plain(self.destination)} lies beyond threshold {plain(self.threshold)}",)
