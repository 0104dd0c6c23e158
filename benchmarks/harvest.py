"""Loss harvesting on real prices: the hurdle of the option against flat ones, out of sample.

    python -m benchmarks.harvest --shared ../shared

A lot of 100 dollars is bought in each fund on the first trading day of each quarter and followed for three years,
looked at once a week. A loss is taken where the hurdle says so: the tax it saves comes at the year's end, the trade
costs what it costs, and what replaces the lot (the same prices: a perfect substitute) cannot go within 31 days. At the
end the lower basis is charged its later tax. Nothing is used that was not known on the day: the volatility is that of
the two years before the lot was bought. Without the shared prices it says so and stops.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import math
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

from benchmarks.clock import table
from trimtab.rebalance.optimize.harvest.option import LOCK_DAYS, LossKind, waits

FUNDS = "etf21_daily_close_adj_2025.csv.gz"
STOCKS = "skfolio_sp500_dataset.csv.gz"
YEARS = 3
WEEK = 7
LOOK_BACK = 504  # trading days of which the volatility is taken
NEXT_YEAR = 1 / 1.05
LATER = 0.20 * 0.9 / 1.05**10  # the policy's defaults: long-term rate, step-up, ten years at 5%
DAYS_STEP, LONG_STEP = 14, 28  # the hurdle is worked out once for days so near each other
FLAT = (0.80, 0.90, 0.95, 0.98, 1.0)

Prices = tuple[tuple[date, ...], tuple[float, ...]]
Hurdle = Callable[[date, int], float]  # the day and the days until long-term -> price over basis


@dataclass(frozen=True, slots=True)
class World:
    """What a dollar of loss saves by its term, and what selling and replacing costs."""

    name: str
    short_rate: float
    long_rate: float
    cost: float


WORLDS = tuple(
    World(f"{words}, cost {cost:.2%}", short, long, cost)
    for words, short, long in (("29% short, 20% long", 0.29, 0.20), ("29% both", 0.29, 0.29))
    for cost in (0.001, 0.004, 0.01)
)


def read_funds(shared: Path) -> dict[str, Prices]:
    """Adjusted closes by ticker."""
    found: defaultdict[str, list[tuple[date, float]]] = defaultdict(list)
    with gzip.open(shared / "data" / FUNDS, "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["adj_close"]:
                found[row["ticker"]].append((date.fromisoformat(row["date"]), float(row["adj_close"])))
    return {ticker: _series(rows) for ticker, rows in sorted(found.items())}


def read_stocks(shared: Path) -> dict[str, Prices]:
    """Adjusted closes of twenty stocks."""
    found: defaultdict[str, list[tuple[date, float]]] = defaultdict(list)
    with gzip.open(shared / "data" / STOCKS, "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            day = date.fromisoformat(next(iter(row.values()))[:10])
            for ticker, price in list(row.items())[1:]:
                if price:
                    found[ticker].append((day, float(price)))
    return {ticker: _series(rows) for ticker, rows in sorted(found.items())}


def _series(rows: list[tuple[date, float]]) -> Prices:
    rows.sort()
    return tuple(day for day, _ in rows), tuple(price for _, price in rows)


def starts(series: Prices) -> Iterator[int]:
    """The first trading day of each quarter with enough before and after it."""
    days, _ = series
    last = days[-1] - timedelta(days=366 * YEARS)
    for index in range(LOOK_BACK, len(days)):
        if days[index] > last:
            return
        if days[index].month % 3 == 1 and days[index - 1].month != days[index].month:
            yield index


def volatility(prices: Sequence[float], index: int) -> float:
    """Yearly, of the days before this one, to two hundredths."""
    moves = [
        math.log(b / a)
        for a, b in zip(
            prices[index - LOOK_BACK : index - 1], prices[index - LOOK_BACK + 1 : index], strict=True
        )
    ]
    mean = sum(moves) / len(moves)
    return round(50 * math.sqrt(252 * sum((move - mean) ** 2 for move in moves) / len(moves))) / 50


@lru_cache(maxsize=65536)
def _hurdles(world: World, volatility: float, days_to_year_end: int) -> tuple[float, ...]:
    kinds = [
        LossKind(volatility, world.short_rate, world.long_rate, LATER, world.cost, days)
        for days in range(0, 366 + LONG_STEP, LONG_STEP)
    ]
    return tuple(
        found.hurdle for found in waits([(kind, 1.1) for kind in kinds], days_to_year_end, NEXT_YEAR)
    )


def option(world: World, volatility: float) -> Hurdle:
    """The hurdle that the plan would use."""

    def hurdle(day: date, days_to_long: int) -> float:
        left = (date(day.year, 12, 31) - day).days
        left = left if left < DAYS_STEP else left // DAYS_STEP * DAYS_STEP
        return _hurdles(world, volatility, left)[-(-days_to_long // LONG_STEP)]

    return hurdle


def flat(level: float) -> Hurdle:
    """The same hurdle every day."""
    return lambda _day, _days_to_long: level


def followed(series: Prices, start: int, world: World, hurdle: Hurdle) -> float:
    """What harvesting brings on 100 dollars, as of the first day, beyond never harvesting."""
    days, prices = series
    first, price = days[start], prices[start]
    basis, bought, units = price, first, 100.0 / price
    worth, locked, day = 0.0, first, first
    end = first + timedelta(days=365 * YEARS)
    while (day := day + timedelta(days=WEEK)) <= end:
        price = prices[bisect_right(days, day) - 1]
        days_to_long = max(0, 366 - (day - bought).days)
        if day < locked or price > basis * hurdle(day, days_to_long) or price >= basis:
            continue
        rate = world.short_rate if days_to_long else world.long_rate
        saved = (basis - price) * rate * NEXT_YEAR ** ((date(day.year, 12, 31) - first).days / 365)
        worth += units * (saved - price * world.cost * NEXT_YEAR ** ((day - first).days / 365))
        worth -= units * (basis - price) * LATER * NEXT_YEAR ** ((day - first).days / 365)
        basis, bought, locked = price, day, day + timedelta(days=LOCK_DAYS)
    return worth


def compared(all_series: dict[str, Prices], world: World) -> tuple[list[float], int]:
    """The mean of each flat hurdle, then of the option; and how many lots."""
    sums, count = [0.0] * (len(FLAT) + 1), 0
    for series in all_series.values():
        for start in starts(series):
            hurdles = [*(flat(level) for level in FLAT), option(world, volatility(series[1], start))]
            for place, hurdle in enumerate(hurdles):
                sums[place] += followed(series, start, world, hurdle)
            count += 1
    return [total / count for total in sums], count


def main() -> None:
    """Print a table of mean benefits in dollars per 100 invested, for funds and for single stocks."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=Path(__file__).resolve().parents[2] / "shared")
    shared = parser.parse_args().shared
    if not (shared / "data" / FUNDS).is_file():
        print(f"SHARED PRICES MISSING: no {shared / 'data' / FUNDS}; name the folder with --shared")
        return
    for title, series in (("Funds", read_funds(shared)), ("Single stocks", read_stocks(shared))):
        rows = []
        for world in WORLDS:
            means, count = compared(series, world)
            best = max(range(len(FLAT)), key=lambda place: means[place])
            lead = means[-1] - means[best]
            rows.append([world.name, *(f"{mean:.3f}" for mean in means), f"{FLAT[best]:.0%}", f"{lead:+.3f}"])
        head = [
            "rates and cost",
            *(f"{level:.0%}" for level in FLAT),
            "option",
            "best flat",
            "option less it",
        ]
        print(table(f"{title}: dollars on 100 over {YEARS} years, {count} lots", head, rows))


if __name__ == "__main__":
    main()
