"""Tiny households, and every plan there is for them: what the optimiser is compared with."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import product

from tests.universe import UNIVERSE
from trimtab.core.accounts import Account, AccountKind, Lot, Position
from trimtab.core.household import FilingStatus, Household, TaxProfile
from trimtab.core.instruments import Price
from trimtab.core.policy import BandRule, Bands, HowFar, Policy
from trimtab.core.problems import Source

AS_OF = date(2026, 11, 20)
SOURCE = Source("tiny")
CLASSES = {"VTI": "stocks.us", "VXUS": "stocks.intl", "BND": "bonds", "AGG": "bonds"}
KINDS = (AccountKind.TAXABLE, AccountKind.TRADITIONAL_IRA, AccountKind.ROTH_IRA)
MOST_PLANS = 20_000
ZERO = Decimal(0)

Sells = dict[tuple[str, str, str], Decimal]
Buys = dict[tuple[str, str], Decimal]


def tiny_household(seed: int, most_plans: int = MOST_PLANS) -> tuple[Household, Policy]:
    """Few whole shares at large prices: at most 3 accounts, 4 assets, 3 lots and `most_plans` plans to try."""
    for attempt in range(1000):
        household, policy = _draw(random.Random(f"tiny-{seed}-{attempt}"))
        if plan_bound(household) <= most_plans:
            return household, policy
    raise AssertionError(f"no household of at most {most_plans} plans from seed {seed}")


def _draw(rng: random.Random) -> tuple[Household, Policy]:
    symbols = list(CLASSES)[: rng.randint(2, 4)]
    prices = {s: Price(s, Decimal(rng.randrange(500, 3000)), AS_OF, SOURCE) for s in symbols}
    places = [f"a{n}" for n in range(rng.randint(1, 3))]
    lots: dict[tuple[str, str], list[Lot]] = {}
    for n in range(rng.randint(1, 3)):
        place, symbol = rng.choice(places), rng.choice(symbols)
        lots.setdefault((place, symbol), []).append(_lot(rng, n, prices[symbol].usd))
    accounts = tuple(
        Account(
            account_id=place,
            name=f"Account {place}",
            kind=rng.choice(KINDS),
            owner="Ann",
            custodian="Schwab",
            mask="0000",
            cash_usd=Decimal(rng.choice([0, rng.randrange(0, 3000), rng.randrange(0, 6000)])),
            positions=tuple(
                Position(s, tuple(lots[place, s])) for s in sorted(symbols) if (place, s) in lots
            ),
            history_from=AS_OF - timedelta(days=60),
            history_to=AS_OF,
        )
        for place in places
    )
    target = _split(rng, sorted({CLASSES[symbol] for symbol in symbols})) | {"cash": ZERO}
    household = Household(
        name="Tiny",
        as_of=AS_OF,
        accounts=accounts,
        instruments={symbol: UNIVERSE[symbol] for symbol in sorted(symbols)},
        prices=dict(sorted(prices.items())),
        tax=TaxProfile(FilingStatus.SINGLE, 2026, Decimal(rng.choice([12, 24, 37])), Decimal(15)),
    )
    policy = Policy(
        target=target,
        buys={c: tuple(s for s in symbols if CLASSES[s] == c) for c in target},
        min_trade_usd=Decimal(rng.choice([0, 100])),
        bands=Bands(rule=rng.choice(list(BandRule))),
        how_far=rng.choice(list(HowFar)),
    )
    return household, policy


def _lot(rng: random.Random, number: int, price_usd: Decimal) -> Lot:
    shares = Decimal(rng.randint(1, 4))
    basis = price_usd * shares * rng.randint(60, 130) / 100
    return Lot(
        f"lot-{number}", shares, basis, AS_OF - timedelta(days=rng.choice([100, 350, 800, 2000])), SOURCE
    )


def _split(rng: random.Random, class_ids: Sequence[str]) -> dict[str, Decimal]:
    cuts = sorted(rng.sample(range(5, 100, 5), len(class_ids) - 1))
    edges = [0, *cuts, 100]
    return {c: Decimal(edges[n + 1] - edges[n]) / 100 for n, c in enumerate(class_ids)}


def plan_bound(household: Household) -> int:
    """No more than this many plans: per account, ways to sell times ways to spend all it could have."""
    bound = 1
    for account in household.accounts:
        worth = account.cash_usd
        for position in account.positions:
            worth += position.quantity * household.price_usd(position.symbol)
            for lot in position.lots:
                bound *= int(lot.quantity) + 1
        bound *= sum(1 for _ in _baskets(household, sorted(household.prices), worth))
    return bound


def every_plan(household: Household) -> Iterator[tuple[Sells, Buys]]:
    """Every way to sell and buy whole shares that cash, without costs, can pay, account by account.

    Nothing is sold and bought in the same account. Rules on lots, wash sales and sizes are left to who asks.
    """
    choices = [list(_plans_of(household, account)) for account in household.accounts]
    for combination in product(*choices):
        sells: Sells = {}
        buys: Buys = {}
        for sold, bought in combination:
            sells |= sold
            buys |= bought
        yield sells, buys


def _plans_of(household: Household, account: Account) -> Iterator[tuple[Sells, Buys]]:
    lots = [(position.symbol, lot) for position in account.positions for lot in position.lots]
    for parts in product(*(range(int(lot.quantity) + 1) for _, lot in lots)):
        sold = {
            (account.account_id, symbol, lot.lot_id): Decimal(part)
            for (symbol, lot), part in zip(lots, parts, strict=True)
            if part
        }
        cash = account.cash_usd + sum(
            (q * household.price_usd(symbol) for (_, symbol, _), q in sold.items()), ZERO
        )
        symbols = sorted(set(household.prices) - {symbol for _, symbol, _ in sold})
        for basket in _baskets(household, symbols, cash):
            yield sold, {(account.account_id, symbol): Decimal(n) for symbol, n in basket.items() if n}


def _baskets(household: Household, symbols: Sequence[str], cash_usd: Decimal) -> Iterator[dict[str, int]]:
    if not symbols:
        yield {}
        return
    first, *others = symbols
    price = household.price_usd(first)
    for count in range(int(max(cash_usd, ZERO) // price) + 1):
        for rest in _baskets(household, others, cash_usd - count * price):
            yield {first: count, **rest}
