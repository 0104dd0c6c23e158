"""A market as a backtest goes through it: day by day, with what happens on each to what the household may hold."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from trimtab.core.accounts import Position, Role
from trimtab.core.household import Household
from trimtab.core.instruments import Price
from trimtab.core.kept import kept
from trimtab.core.market import Distribution, Market, PriceSeries, Split
from trimtab.core.money import ZERO, usd
from trimtab.core.policy import CASH_CLASS, Policy
from trimtab.core.problems import Problem, Source, error
from trimtab.rebalance.rules import NEVER_TRADED

MOST_DAYS_SHORT = 10  # calendar days that may lack at either end: a holiday, a weekend
MOST_DAYS_MISSED = 5  # market days in a row without a close that the last one may stand for
HISTORY = Source("history")


@dataclass(frozen=True)
class History:
    """The market days of a backtest, and the series of the household's symbols over them.

    `constant` are prices in USD of what is held, never traded and has no series: they stay what they are today.
    """

    market: Market
    days: tuple[date, ...]
    series: Mapping[str, PriceSeries]
    constant: Mapping[str, Decimal]

    @kept
    def closes(self) -> Mapping[str, tuple[tuple[date, Decimal] | None, ...]]:
        """By symbol, the last close (its day, USD) as of each market day; None before the series begins."""
        return {symbol: tuple(self._last_closes(one)) for symbol, one in self.series.items()}

    def _last_closes(self, series: PriceSeries) -> Iterator[tuple[date, Decimal] | None]:
        at, count = bisect_left(series.days, self.days[0]) - 1, len(series.days)
        for day in self.days:
            while at + 1 < count and series.days[at + 1] <= day:
                at += 1
            yield None if at < 0 else (series.days[at], series.closes_usd[at])

    def close_usd(self, symbol: str, number: int) -> Decimal:
        """The close of a held symbol on a market day. Raises KeyError where there is none."""
        if symbol in self.constant:
            return self.constant[symbol]
        found = self.closes[symbol][number]
        if found is None:
            raise KeyError(f"{symbol} has no close on or before {self.days[number]}")
        return found[1]

    def prices(self, number: int) -> Mapping[str, Price]:
        """Everything that has a price on a market day, as the plan sees it."""
        day = self.days[number]
        found = {s: Price(s, price, day, HISTORY) for s, price in self.constant.items()}
        for symbol, closes in self.closes.items():
            last = closes[number]
            if last is not None:
                found[symbol] = Price(symbol, last[1], last[0], HISTORY)
        return dict(sorted(found.items()))

    @kept
    def distributions(self) -> Mapping[int, tuple[tuple[str, Distribution], ...]]:
        """By the number of the market day on or after the ex date, what is paid by which symbol."""
        found: dict[int, list[tuple[str, Distribution]]] = {}
        for symbol in sorted(self.series):
            for paid in self.series[symbol].paid_between(self.days[0], self.days[-1]):
                found.setdefault(bisect_left(self.days, paid.ex_date), []).append((symbol, paid))
        return {number: tuple(all_) for number, all_ in found.items()}

    @kept
    def splits(self) -> Mapping[int, tuple[tuple[str, Split], ...]]:
        """By the number of the market day on or after the ex date, which symbols split."""
        found: dict[int, list[tuple[str, Split]]] = {}
        for symbol in sorted(self.series):
            for split in self.series[symbol].splits:
                if self.days[0] < split.ex_date <= self.days[-1]:
                    found.setdefault(bisect_left(self.days, split.ex_date), []).append((symbol, split))
        return {number: tuple(all_) for number, all_ in found.items()}


def history_of(
    household: Household, policy: Policy, market: Market, first: date, last: date
) -> tuple[History | None, tuple[Problem, ...]]:
    """The market as this household goes through it, or None and everything that is in the way."""
    days = market.days[bisect_left(market.days, first) : bisect_right(market.days, last)]
    if len(days) < 2:
        known = f"{market.days[0]} to {market.days[-1]}" if market.days else "nothing"
        words = f"there are {len(days)} market days from {first} to {last}; the prices know {known}"
        return None, (error("history-days", words, "name days within them, with --from and --to"),)
    if (days[0] - first).days > MOST_DAYS_SHORT or (last - days[-1]).days > MOST_DAYS_SHORT:
        words = f"there are prices from {days[0]} to {days[-1]}, and {first} to {last} is asked for"
        return None, (error("history-days", words, "name days within them, with --from and --to"),)
    held = _held(household)
    constant = {
        s: household.price_usd(s)
        for s, position in held.items()
        if s not in market.series and _stays(household, position)
    }
    wanted = sorted({*held, *buyable(household, policy)} - constant.keys())
    series = {symbol: market.series[symbol] for symbol in wanted if symbol in market.series}
    history = History(market, days, series, constant)
    problems = (
        *_missing(history, household, held),
        *_faults(history, held),
        *_unheld(history, household, policy),
    )
    return (None, problems) if problems else (history, ())


def buyable(household: Household, policy: Policy) -> frozenset[str]:
    """Every symbol that the policy or a menu lets the household buy."""
    listed = {symbol for ranked in policy.buys.values() for symbol in ranked}
    return frozenset(listed | {symbol for account in household.accounts for symbol in account.menu or ()})


def _held(household: Household) -> dict[str, Position]:
    return {
        position.symbol: position
        for account in household.accounts
        for position in account.positions
        if position.role is not Role.EXCLUDED
    }


def _stays(household: Household, position: Position) -> bool:
    """Whether it is never traded, so that its value of today may stand for all days."""
    return position.role is Role.FROZEN or household.instruments[position.symbol].kind in NEVER_TRADED


def _missing(history: History, household: Household, held: Mapping[str, Position]) -> Iterator[Problem]:
    for symbol in sorted(held):
        if symbol in history.series or symbol in history.constant:
            continue
        where = ", ".join(a.account_id for a in household.accounts if symbol in a.by_symbol)
        words = f"{symbol}, held in {where}, has no prices in this history"
        remedy = f'add its prices, or name a series that stands for it: [history] {symbol} = "…" in the household file'
        yield error("history-missing", words, remedy)


def _faults(history: History, held: Mapping[str, Position]) -> Iterator[Problem]:
    first, last = history.days[0], history.days[-1]
    for symbol, series in history.series.items():
        if symbol in held and (not series.days or series.days[0] > first):
            begins = series.days[0] if series.days else "never"
            words = f"{symbol} begins on {begins}, after {first}, the first day of the backtest"
            yield error(
                "history-late",
                words,
                f"begin with --from {begins}, or name a series that stands for it before",
            )
        if (
            series.days
            and series.days[-1] < last
            and _missed(history.days, series.days[-1], last) > MOST_DAYS_MISSED
        ):
            words = f"{symbol} ends on {series.days[-1]}, before {last}, the last day of the backtest"
            yield error(
                "history-short",
                words,
                f"end with --to {series.days[-1]}, or leave {symbol} out of the household",
            )
        yield from _gaps(history.days, series)


def _gaps(days: tuple[date, ...], series: PriceSeries) -> Iterator[Problem]:
    """Market days in a row without a close, more than `MOST_DAYS_MISSED`; closes at or below nought."""
    known = [d for d in series.days if days[0] <= d <= days[-1]]
    at = {day: number for number, day in enumerate(days)}
    for before, after in pairwise(known):
        missed = at[after] - at[before] - 1
        if missed > MOST_DAYS_MISSED:
            words = f"{series.symbol} has no close between {before} and {after}: {missed} market days"
            yield error(
                "history-gap", words, "fill the gap in the prices, or begin after it or end before it"
            )
    for day, close in zip(series.days, series.closes_usd, strict=True):
        if close <= ZERO and days[0] <= day <= days[-1]:
            yield error(
                "history-price", f"{series.symbol} closes at {usd(close)} on {day}", "correct the prices"
            )


def _missed(days: tuple[date, ...], after: date, until: date) -> int:
    return bisect_right(days, until) - bisect_right(days, after)


def _unheld(history: History, household: Household, policy: Policy) -> Iterator[Problem]:
    """Classes with a target of which nothing can be bought on the first day."""
    first = history.days[0]
    begun = {s for s, series in history.series.items() if series.days and series.days[0] <= first}
    for class_id, weight in sorted(policy.target.items()):
        if not weight or class_id == CASH_CLASS:
            continue
        symbols = [
            s for s in sorted(buyable(household, policy)) if class_id in _classes(household, policy, s)
        ]
        if begun.isdisjoint(symbols):
            words = f"the target has {weight * 100:.1f}% in {class_id}, and nothing of it can be bought on {first}"
            later = sorted(
                (history.series[s].days[0], s)
                for s in symbols
                if s in history.series and history.series[s].days
            )
            yield error("target-not-held", words, _remedy(class_id, symbols, later[0] if later else None))


def _remedy(class_id: str, symbols: list[str], earliest: tuple[date, str] | None) -> str:
    """What to do where nothing of a class can be bought on the first day."""
    if earliest:
        day, symbol = earliest
        return f"the first is {symbol}, on {day}: begin then, or name a series that stands for one of them"
    if symbols:
        return f"none of {', '.join(symbols)} has prices: name a series that stands for one of them"
    return (
        f'no fund of it is named: write under [buys] "{class_id}" = ["SYMBOL"], or leave it out of the target'
    )


def _classes(household: Household, policy: Policy, symbol: str) -> set[str | None]:
    instrument = household.instruments.get(symbol)
    return {policy.class_of(class_id) for class_id, _ in instrument.class_weights} if instrument else set()
