"""What a sweep varies: when to look, how far off is too far, how far back, the flows, what trading costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

UNBOUNDED = 1e9
"""The width of a class that never asks for a trade."""


@dataclass(frozen=True, slots=True)
class Band:
    """How far a class may be from its target: `points` of the portfolio, `relative_pct` of the target, or the nearer of
    both (5/25 is points 5 and relative 25). Neither: no band, every look trades. A class trades when it is MORE than
    that away.
    """

    points: float | None = None
    relative_pct: float | None = None

    def width(self, target: float) -> float:
        """On either side of a target weight (a share of one), as a share of one; below nought where there is none."""
        widths = [
            *([] if self.points is None else [self.points / 100]),
            *([] if self.relative_pct is None else [target * self.relative_pct / 100]),
        ]
        return min(widths, default=-1.0)


@dataclass(frozen=True, slots=True)
class Stop:
    """Where a trade ends: so many of the band's widths from the target (0: at it, 1: at the edge, 0.5: halfway).

    `only_outside`: classes inside their bands are traded only as far as money has to come from or go to somewhere.
    """

    share_of_band: float = 0.0
    only_outside: bool = False


class FlowWay(StrEnum):
    """Where money that comes in goes, and where money that leaves comes from."""

    TOWARD = "toward"  # to the classes below target (from those above), in proportion to what each lacks
    MIX = "mix"  # in by the target's shares; out as held
    HELD = "held"  # in and out as held


@dataclass(frozen=True, slots=True)
class Flow:
    """USD at the end of each period of `look` (below nought: taken out); `growth_pct` is how it grows a year.

    It is booked after the day's growth and before the look of that day.
    """

    usd: float
    look: str = "month"
    way: FlowWay = FlowWay.TOWARD
    growth_pct: float = 0.0


@dataclass(frozen=True, slots=True)
class Cost:
    """`bps` of every dollar bought or sold, `per_trade_usd` for each class that is traded."""

    bps: float = 0.0
    per_trade_usd: float = 0.0


@dataclass(frozen=True, slots=True)
class SweepPolicy:
    """One policy: looked at by `look` (words of `looks.py`), traded by `band`, as far as `stop`.

    Where `bands` name classes, those have their own, and only they ask for a trade. `name` is how tables call it.
    """

    look: str
    band: Band = field(default_factory=Band)
    stop: Stop = field(default_factory=Stop)
    flow: Flow | None = None
    cost: Cost = field(default_factory=Cost)
    bands: Mapping[str, Band] = field(default_factory=dict)
    name: str = ""

    def width(self, symbol: str, target: float) -> float:
        """The width of a class's band, a share of one; below nought: no band."""
        if not self.bands:
            return self.band.width(target)
        own = self.bands.get(symbol)
        return UNBOUNDED if own is None else own.width(target)
