"""What classes returned: by a series that stands for each, from what was known on the day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from trimtab.core.market import KnownMarket
from trimtab.rebalance.modes.symbols import only_class
from trimtab.strategies.strategy import NoAnswerError, Snapshot

OLDEST_DAYS = 35  # before today, of the last close that still says something: monthly series have one a month
YEAR_DAYS = 252  # market days in a year, by which daily volatility is made yearly


def market_of(seen: Snapshot) -> KnownMarket:
    """The prices known. Raises NoAnswerError where none were given."""
    if seen.market is None:
        raise NoAnswerError(
            "it goes by past prices, and there are none",
            "give them: --history FILE, or [history] in the household file",
        )
    return seen.market


def symbol_of(seen: Snapshot, class_id: str) -> str | None:
    """The series that stands for a class: the first of what may be bought for it, else the largest holding of it alone;
    None where there is no series of either."""
    known = set(market_of(seen).symbols)
    listed = [symbol for symbol in seen.policy.buys.get(class_id, ()) if symbol in known]
    if listed:
        return listed[0]
    held = {
        position.symbol: value
        for _, position, value in seen.household.holdings
        if position.symbol in known and only_class(seen.household, seen.policy, position.symbol) == class_id
    }
    return max(sorted(held), key=held.__getitem__, default=None)


def check_fresh(seen: Snapshot, symbol: str) -> None:
    """Raises NoAnswerError where the last close of a series is too old to say anything of today."""
    ((last, _),) = market_of(seen).closes_usd(symbol, 1)
    if (seen.today - last).days > OLDEST_DAYS:
        raise NoAnswerError(f"past prices of {symbol} end on {last}", "add newer ones: --history FILE")


def growth(seen: Snapshot, class_id: str, after: date, until: date) -> Decimal | None:
    """What one dollar in the class has become, income put back; None where its series does not reach back so far.

    Raises NoAnswerError where it ends long before today.
    """
    symbol, market = symbol_of(seen, class_id), market_of(seen)
    if symbol is None:
        return None
    check_fresh(seen, symbol)
    try:
        return market.growth(symbol, after, until)
    except KeyError:
        return None


def common_days(seen: Snapshot, symbols: Iterable[str], last: int) -> tuple[date, ...]:
    """The last so many days on which every one of these has a close, rising; fewer where there are not as many."""
    market = market_of(seen)
    days: set[date] | None = None
    for symbol in symbols:
        check_fresh(seen, symbol)
        found = {day for day, _ in market.closes_usd(symbol, last + last // 4 + 10)}
        days = found if days is None else days & found
    return tuple(sorted(days or ()))[-last:]


def volatility(returns: Iterable[Decimal]) -> Decimal:
    """Yearly volatility of daily returns: their sample standard deviation times the root of 252; a share of one."""
    found = list(returns)
    mean = sum(found, Decimal(0)) / len(found)
    variance = sum(((one - mean) ** 2 for one in found), Decimal(0)) / (len(found) - 1)
    return (variance * YEAR_DAYS).sqrt()
