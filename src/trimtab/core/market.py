"""What markets did: prices as they were traded, what was paid out beside them, and what was known on a day."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from trimtab.core.kept import kept
from trimtab.core.money import ONE, ZERO

CASH_SERIES = "[cash]"
"""The symbol under which the series that cash earns stands in a household's market."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a series came from: `words` for people, the file or service, its hash, and what was done to it.

    `sha256` is of the bytes read; `retrieved` is the day they were fetched (None: a file that the user has);
    `adjustments` are the things done since, in order, one plain sentence each.
    """

    words: str
    origin: str
    sha256: str
    retrieved: date | None = None
    adjustments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Distribution:
    """Cash paid per share to whoever held it at the close before `ex_date`, in USD.

    `qualified_share` of it is a qualified dividend (26 USC 1(h)(11)), `gain_share` a long-term capital gain
    distribution (Form 1099-DIV, box 2a), `exempt_share` tax-exempt interest; what is left is ordinary.
    """

    ex_date: date
    per_share_usd: Decimal
    qualified_share: Decimal = ZERO
    gain_share: Decimal = ZERO
    exempt_share: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Split:
    """From `ex_date` on there are `ratio` shares for one."""

    ex_date: date
    ratio: Decimal


@dataclass(frozen=True)
class PriceSeries:
    """One security's closes as they were traded, in USD a share, on days that rise, with what it paid beside them.

    `closes_usd` are never adjusted for distributions; where they were adjusted for splits, `splits` is empty and shares
    are counted in today's. `is_total_return`: the series reinvests its own income (an index level), which cannot be
    taxed. `is_month_average`: each close is the average of its month, which understates volatility and never trades.
    """

    symbol: str
    days: tuple[date, ...]
    closes_usd: tuple[Decimal, ...]
    distributions: tuple[Distribution, ...] = ()
    splits: tuple[Split, ...] = ()
    is_total_return: bool = False
    provenance: Provenance | None = field(default=None, compare=False)
    is_month_average: bool = False

    def __post_init__(self) -> None:
        assert len(self.days) == len(self.closes_usd)

    def last_on(self, day: date) -> tuple[date, Decimal] | None:
        """The last close on or before a day, and the day it is from; None before the series begins."""
        found = bisect_right(self.days, day) - 1
        return None if found < 0 else (self.days[found], self.closes_usd[found])

    def paid_between(self, after: date, until: date) -> Iterator[Distribution]:
        """Distributions with an ex date after one day, and not after the other."""
        return (paid for paid in self.distributions if after < paid.ex_date <= until)

    def split_between(self, after: date, until: date) -> Decimal:
        """Shares there are for one held at the close of `after`, at that of `until`."""
        ratio = ONE
        for split in self.splits:
            if after < split.ex_date <= until:
                ratio *= split.ratio
        return ratio


class LookAheadError(LookupError):
    """A policy asked for a day that lies after the one it stands on."""


@dataclass(frozen=True)
class Market:
    """All series by symbol, and the days on which the market was open (each day on which any series has a close)."""

    series: Mapping[str, PriceSeries]

    @kept
    def days(self) -> tuple[date, ...]:
        """Every day of every series, rising."""
        return tuple(sorted({day for one in self.series.values() for day in one.days}))

    def known_on(self, day: date) -> KnownMarket:
        """What could be known at the close of that day."""
        return KnownMarket(self, day)


@dataclass(frozen=True)
class KnownMarket:
    """A market up to the close of `day`, and nothing after it: what a policy may see.

    Every question about a later day raises LookAheadError.
    """

    _market: Market = field(repr=False)
    day: date

    def close_usd(self, symbol: str, on: date | None = None) -> Decimal:
        """The last close on or before `on` (None: today). Raises KeyError for a symbol without one."""
        found = self._market.series[symbol].last_on(self._past(on))
        if found is None:
            raise KeyError(f"{symbol} has no close on or before {on or self.day}")
        return found[1]

    def closes_usd(self, symbol: str, last: int | None = None) -> tuple[tuple[date, Decimal], ...]:
        """The closes up to today, rising; only the `last` so many where asked. Raises KeyError for an unknown one."""
        one = self._market.series[symbol]
        end = bisect_right(one.days, self.day)
        start = 0 if last is None else max(0, end - last)
        return tuple(zip(one.days[start:end], one.closes_usd[start:end], strict=True))

    def paid(self, symbol: str, after: date, until: date | None = None) -> tuple[Distribution, ...]:
        """Distributions with an ex date after `after` and up to `until` (None: today)."""
        return tuple(self._market.series[symbol].paid_between(after, self._past(until)))

    def growth(self, symbol: str, after: date, until: date | None = None) -> Decimal:
        """What one dollar put in at the close of `after` has become by `until` (None: today), as a multiple of it.

        What is paid out buys more at the close of its ex date; splits are no gain. Raises KeyError where there is no
        close on or before `after`.
        """
        end = self._past(until)
        one = self._market.series[symbol]
        grown = self.close_usd(symbol, end) / self.close_usd(symbol, after) * one.split_between(after, end)
        for paid in one.paid_between(after, end):
            grown *= ONE + paid.per_share_usd / self.close_usd(symbol, paid.ex_date)
        return grown

    @property
    def symbols(self) -> tuple[str, ...]:
        """The symbols that have a close by now, sorted."""
        series = self._market.series
        return tuple(symbol for symbol in sorted(series) if series[symbol].last_on(self.day))

    def _past(self, on: date | None) -> date:
        if on is not None and on > self.day:
            raise LookAheadError(f"{on} lies after {self.day}, the day the policy stands on")
        return on or self.day
