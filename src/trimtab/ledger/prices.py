"""Which price a security has: the newest stated one; two that disagree on one day are an error."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from trimtab.core.instruments import Price
from trimtab.core.money import plain
from trimtab.core.problems import Problem, error
from trimtab.core.statement import ParsedFile, StatedPosition
from trimtab.ledger.spec import AccountSpec, HouseholdSpec
from trimtab.ledger.symbols import Symbols

TOLERANCE = Decimal("0.005")  # prices of one day may differ by the minute they were taken


def stated_price_usd(position: StatedPosition) -> Decimal | None:
    """The price of one unit: as stated, else value over quantity; None where neither is stated."""
    if position.price_usd is not None:
        return position.price_usd
    if position.value_usd is not None and position.quantity != 0:
        return position.value_usd / position.quantity
    return None


def stated_prices(
    files: Sequence[ParsedFile], spec: HouseholdSpec, symbols: Symbols, dates: Mapping[str, date | None]
) -> list[Price]:
    """Every price stated anywhere. `dates` gives, by sha256, the day of a file that states none for its rows."""
    found: list[Price] = []
    for file in files:
        for position in file.positions:
            usd = stated_price_usd(position)
            day = position.price_as_of or dates.get(file.sha256)
            if usd is not None and day is not None and position.quantity != 0:
                symbol = symbols.canonical(position.symbol, position.cusip, position.description)
                found.append(Price(symbol, usd, day, position.source))
        found += [Price(symbols.canonical(p.symbol), p.usd, p.as_of, p.source) for p in file.prices]
    found += [Price(symbols.canonical(p.symbol), p.usd, p.as_of, p.source) for p in spec.prices]
    return found


def typed_prices(accounts: Iterable[AccountSpec], as_of: date, symbols: Symbols) -> list[Price]:
    """Prices and appraisals typed with holdings; without a day of their own they are of the account's day."""
    return [
        Price(symbols.canonical(h.symbol), h.unit_usd, h.as_of or account.as_of or as_of, h.source)
        for account in accounts
        for h in account.holdings
    ]


def choose_prices(stated: Iterable[Price]) -> tuple[dict[str, Price], list[Problem]]:
    """The newest price of each symbol. Prices of one symbol and day that differ by more than 0.5% are an error."""
    by_symbol: dict[str, list[Price]] = defaultdict(list)
    for price in stated:
        by_symbol[price.symbol].append(price)
    chosen: dict[str, Price] = {}
    problems: list[Problem] = []
    for symbol, prices in sorted(by_symbol.items()):
        newest_day = max(price.as_of for price in prices)
        newest = sorted(
            (p for p in prices if p.as_of == newest_day),
            key=lambda p: (p.usd, p.source.place),
        )
        low, high = newest[0], newest[-1]
        if high.usd - low.usd > TOLERANCE * high.usd:
            problems.append(
                error(
                    "price-conflict",
                    f"{symbol} has two prices on {newest_day}: ${plain(low.usd)} ({low.source}) and "
                    f"${plain(high.usd)} ({high.source})",
                    "remove the wrong file, or export both accounts at the same time",
                    high.source,
                )
            )
        chosen[symbol] = _commonest(newest)
    return chosen, problems


def _commonest(prices: Sequence[Price]) -> Price:
    """The price most rows state; among equals the lowest. `prices` are sorted by value, then by source."""
    counts: dict[Decimal, int] = defaultdict(int)
    for price in prices:
        counts[price.usd] += 1
    return max(prices, key=lambda p: (counts[p.usd], -p.usd))
