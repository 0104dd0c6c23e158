"""Measure the yearly covariance of asset-class returns and print it as the catalogue's covariance.csv.

    python tools/make_covariance.py PRICES.csv.gz > src/trimtab/adapters/catalogue/data/covariance.csv

PRICES is a long table `date,ticker,close,adj_close` of daily prices adjusted for distributions. Each class of
classes.toml takes the monthly simple returns of its proxy over the longest window that all proxies share (whole
months only); covariance is the sample covariance (n - 1) times 12. A class without a series of its own adds the
assumed variance stated in classes.toml to its diagonal. Only these statistics are kept, no prices.
"""

from __future__ import annotations

import csv
import gzip
import sys
import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Any, TextIO

CLASSES_FILE = Path(__file__).parent.parent / "src/trimtab/adapters/catalogue/data/classes.toml"
DECIMALS = 8

HEADER = """\
# Yearly covariance of asset-class returns (shares of one, squared); made by tools/make_covariance.py.
#
# Series: monthly total returns of one US fund per class (column proxy in classes.toml): {proxies}.
# Source: daily prices adjusted for distributions, as published on Yahoo Finance; only statistics are kept here.
# Window: {first} to {last}, {months} months: the longest that all these funds share (BIL is the youngest).
# Method: simple monthly returns, sample covariance (n - 1), times 12.
# Without a series of their own, on the nearest proxy plus an ASSUMED independent yearly volatility: {assumed}.
"""


def leaf_classes() -> dict[str, dict[str, Any]]:
    """The classes that have a proxy, in the order of classes.toml."""
    with CLASSES_FILE.open("rb") as file:
        table = tomllib.load(file)
    return {class_id: entry for class_id, entry in table.items() if "proxy" in entry}


def month_end_prices(path: Path, tickers: set[str]) -> dict[str, dict[str, float]]:
    """Ticker -> month (YYYY-MM) -> last adjusted price of the month."""
    last: dict[str, dict[str, tuple[str, float]]] = {ticker: {} for ticker in tickers}
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            months = last.get(row["ticker"])
            if months is None:
                continue
            day, month = row["date"], row["date"][:7]
            if month not in months or months[month][0] < day:
                months[month] = (day, float(row["adj_close"]))
    return {ticker: {month: price for month, (_, price) in sorted(m.items())} for ticker, m in last.items()}


def shared_returns(prices: dict[str, dict[str, float]]) -> tuple[list[str], dict[str, list[float]]]:
    """Months of the common window (the last, cut month dropped), and each ticker's simple returns in them."""
    months = sorted(set.intersection(*(set(series) for series in prices.values())))[:-1]
    returns = {
        ticker: [series[now] / series[before] - 1 for before, now in pairwise(months)]
        for ticker, series in prices.items()
    }
    return months[1:], returns


def yearly_covariance(left: list[float], right: list[float]) -> float:
    """Sample covariance of two monthly series, times 12."""
    mean_left, mean_right = sum(left) / len(left), sum(right) / len(right)
    total = sum((a - mean_left) * (b - mean_right) for a, b in zip(left, right, strict=True))
    return total / (len(left) - 1) * 12


def write_covariance(prices_file: Path, out: TextIO) -> None:
    """Measure and write header and rows (class_a <= class_b in classes.toml's order)."""
    classes = leaf_classes()
    proxies = {entry["proxy"] for entry in classes.values()}
    months, returns = shared_returns(month_end_prices(prices_file, proxies))
    assumed = [
        f"{class_id} ({entry['proxy']} + {entry['own_volatility_pct']}%)"
        for class_id, entry in classes.items()
        if entry.get("own_volatility_pct")
    ]
    out.write(
        HEADER.format(
            proxies=", ".join(sorted(proxies)),
            first=months[0],
            last=months[-1],
            months=len(months),
            assumed=", ".join(assumed),
        )
    )
    out.write("class_a,class_b,covariance\n")
    names = list(classes)
    for index, first in enumerate(names):
        for second in names[index:]:
            value = yearly_covariance(returns[classes[first]["proxy"]], returns[classes[second]["proxy"]])
            if first == second:
                value += (classes[first].get("own_volatility_pct", 0) / 100) ** 2
            out.write(f"{first},{second},{value:.{DECIMALS}f}\n")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: make_covariance.py PRICES.csv.gz > covariance.csv")
    write_covariance(Path(sys.argv[1]), sys.stdout)
