"""Makes examples/prices/invented.csv.gz: daily prices of six funds that never were, the same bytes on every machine.

Two states of the market, calm and stormy, move stocks together; bonds and bills follow a short rate that wanders. One
fund splits, one begins late. Nothing in it is taken from any real series.
"""

from __future__ import annotations

import gzip
import io
import random
from datetime import date, timedelta
from pathlib import Path

SEED = 20261121
FIRST, LAST = date(2005, 1, 3), date(2024, 12, 31)
CLOSED = ((1, 1), (7, 4), (12, 25))
FUNDS = ("INV-BILL", "INV-BOND", "INV-EM", "INV-INTL", "INV-REIT", "INV-US")
BEGINS = {"INV-EM": date(2007, 4, 2)}
SPLITS = {("INV-INTL", date(2014, 6, 9)): 2}
YIELDS = {"INV-US": 0.018, "INV-INTL": 0.028, "INV-EM": 0.024, "INV-REIT": 0.038, "INV-BOND": 0.031}
TARGET = Path(__file__).resolve().parents[1] / "examples" / "prices" / "invented.csv.gz"
WORDS = (
    "# Invented prices, to try things out with: there are no such funds, and nothing follows from any result.\n"
    f"# Made by tools/make_invented_prices.py from the seed {SEED}; raw closes, with dividends and splits beside.\n"
)


def days() -> list[date]:
    """Monday to Friday without three holidays."""
    span = (FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1))
    return [day for day in span if day.weekday() < 5 and (day.month, day.day) not in CLOSED]


def bell(chance: random.Random) -> float:
    """A draw near a standard normal one: twelve uniform ones, whose sequence Python promises never to change."""
    return sum(chance.random() for _ in range(12)) - 6


def text() -> str:
    """The whole table."""
    chance = random.Random(SEED)
    price = dict.fromkeys(FUNDS, 50.0) | {"INV-BILL": 100.0, "INV-BOND": 80.0, "INV-INTL": 60.0}
    owed = dict.fromkeys(FUNDS, 0.0)
    rate, is_stormy = 0.03, False
    before = FIRST
    rows = ["date,ticker,close,dividend,split\n"]
    for day in days():
        is_stormy = chance.random() < (0.985 if is_stormy else 0.003)
        rate = max(0.001, rate + 0.0004 * bell(chance) + 0.0005 * (0.025 - rate))
        for fund, growth in growths(chance, rate, is_stormy).items():
            price[fund] *= 1 + growth
            owed[fund] += price[fund] * (YIELDS.get(fund) or rate) * (day - before).days / 365
        for fund in FUNDS:
            split = SPLITS.get((fund, day), 1)
            paid = round(owed[fund], 3) if pays(fund, day, before) else 0
            price[fund] = price[fund] / split - paid / split
            owed[fund] = 0.0 if paid else owed[fund] / split
            if day >= BEGINS.get(fund, FIRST):
                rows.append(f"{day},{fund},{price[fund]:.2f},{paid / split:g},{split}\n")
        before = day
    return WORDS + "".join(rows)


def growths(chance: random.Random, rate: float, is_stormy: bool) -> dict[str, float]:
    """One day's total returns."""
    swing, drift = (0.021, -0.0010) if is_stormy else (0.0072, 0.00056)
    market = drift + swing * bell(chance)
    bonds = rate / 252 + 0.00008 + 0.0028 * bell(chance) - 0.03 * market
    own = {fund: bell(chance) for fund in FUNDS}
    return {
        "INV-BILL": rate / 252,
        "INV-BOND": bonds,
        "INV-US": 0.00004 + market + 0.0015 * own["INV-US"],
        "INV-INTL": 0.85 * market + 0.0045 * own["INV-INTL"],
        "INV-EM": 0.00012 + 0.95 * market + 0.0075 * own["INV-EM"],
        "INV-REIT": 0.8 * market + 0.25 * bonds + 0.007 * own["INV-REIT"],
    }


def pays(fund: str, day: date, before: date) -> bool:
    """Bonds and bills pay on the first day of each month, all others on the first of each quarter."""
    is_first = day.month != before.month
    return is_first and (fund in ("INV-BILL", "INV-BOND") or day.month % 3 == 1)


def main() -> None:
    """Write the file; gzip's header holds no time."""
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", mtime=0, filename="") as stream:
        stream.write(text().encode())
    TARGET.write_bytes(packed.getvalue())


if __name__ == "__main__":
    main()
