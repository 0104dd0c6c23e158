"""What a picture of one run is drawn from: wealth and drawdown by day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from trimtab.simulate.backtest.result import Backtest
from trimtab.simulate.measures.drawdown import underwater
from trimtab.simulate.measures.performance import exact
from trimtab.simulate.measures.track import Basis, Track


@dataclass(frozen=True, slots=True)
class Line:
    """One run by day: wealth in USD, what a dollar became after tax without flows, and how far that stands below its
    best so far (a share of one, nought or negative)."""

    days: tuple[date, ...]
    wealth_usd: tuple[Decimal, ...]
    grown: tuple[Decimal, ...]
    underwater: tuple[Decimal, ...]


def line_of(run: Backtest, track: Track) -> Line:
    """The line of a whole run and its track record."""
    index = track.index(Basis.AFTER_TAX)
    return Line(
        track.days,
        tuple(value.wealth_usd for value in run.values),
        tuple(exact(value) for value in index.tolist()),
        tuple(exact(value) for value in underwater(index).tolist()),
    )
