"""What runs are held against, by month: the target mix itself, without tax or cost, and cash."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

import numpy as np

from trimtab.core.market import CASH_SERIES, KnownMarket, Market
from trimtab.core.money import ONE, ZERO
from trimtab.core.policy import CASH_CLASS, Policy
from trimtab.simulate.measures.track import Months


@dataclass(frozen=True)
class Yardstick:
    """A market and the mix that stands for the target: shares of one by symbol; what is left of one is cash."""

    market: Market
    mix: Mapping[str, Decimal]

    def target_months(self, ends: Sequence[date]) -> Months | None:
        """The mix, put back to its shares at the end of each month; None where a part has no close on the first day.

        `ends` are a day before the first month, and the last day of each.
        """
        known = self.market.known_on(ends[-1])
        series = self.market.series
        if any(symbol not in series or series[symbol].last_on(ends[0]) is None for symbol in self.mix):
            return None
        return _months(ends, [self._grown(known, after, until) for after, until in pairwise(ends)])

    def cash_months(self, ends: Sequence[date]) -> Months | None:
        """What cash earned; None where no series says so from the first day on."""
        cash = self.market.series.get(CASH_SERIES)
        if cash is None or cash.last_on(ends[0]) is None:
            return None
        known = self.market.known_on(ends[-1])
        return _months(ends, [known.growth(CASH_SERIES, after, until) for after, until in pairwise(ends)])

    def _grown(self, known: KnownMarket, after: date, until: date) -> Decimal:
        parts = (share * known.growth(symbol, after, until) for symbol, share in self.mix.items())
        cash = self.market.series.get(CASH_SERIES)
        is_told = cash is not None and cash.last_on(after) is not None
        grown = known.growth(CASH_SERIES, after, until) if is_told else ONE
        return sum(parts, (ONE - sum(self.mix.values(), ZERO)) * grown)


def yardstick(market: Market, policy: Policy) -> Yardstick:
    """The target by the first fund of each class that has a series; a class without one stands by its own
    name, and then there are no months of the target."""
    mix: dict[str, Decimal] = {}
    for class_id, share in sorted(policy.target.items()):
        symbol = next((one for one in policy.buys.get(class_id, ()) if one in market.series), None)
        if class_id != CASH_CLASS and share:
            name = symbol or class_id
            mix[name] = mix.get(name, ZERO) + share
    return Yardstick(market, mix)


def _months(ends: Sequence[date], grown: Sequence[Decimal]) -> Months:
    labels = tuple((day.year, day.month) for day in ends[1:])
    return Months(labels, np.array([float(one) for one in grown]) - 1.0)
