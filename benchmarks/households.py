"""The four sizes of household that speed is measured on: the same seed gives the same household on any machine.

- reference: 5 accounts, 12 securities, 60 taxable lots, minimum trade 500, whole shares outside funds;
- large: 10 accounts, 200 securities, 2,000 lots, 6 classes;
- direct index: one taxable account, 500 positions of 4 lots, each a class with a target of its own, minimum trade and
  whole shares;
- random: tests/households.py, with the variety of real life and its corners.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from trimtab.core.accounts import Account, AccountKind, Lot, Position
from trimtab.core.household import FilingStatus, Household, TaxProfile
from trimtab.core.instruments import Instrument, InstrumentKind, Price
from trimtab.core.policy import BandRule, Bands, Policy
from trimtab.core.problems import Source

AS_OF = date(2026, 11, 20)
SOURCE = Source("benchmark")
CLASSES = ("bonds", "gold", "real_estate", "stocks.emerging", "stocks.intl", "stocks.us")
KINDS = (
    AccountKind.TAXABLE,
    AccountKind.TRADITIONAL_IRA,
    AccountKind.ROTH_IRA,
    AccountKind.K401,
    AccountKind.HSA,
)
ZERO = Decimal(0)


def reference(seed: int) -> tuple[Household, Policy]:
    """The household of issue and mission: what most people have."""
    return household(seed, accounts=5, securities=12, lots=60)


def large(seed: int) -> tuple[Household, Policy]:
    """A wealthy family's."""
    return household(seed, accounts=10, securities=200, lots=2000)


def direct_index(seed: int, positions: int = 500, lots_each: int = 4) -> tuple[Household, Policy]:
    """One taxable account that holds an index by its stocks, every stock with a target weight of its own."""
    rng = random.Random(seed)
    symbols = [f"S{n:03d}" for n in range(positions)]
    prices = {s: _price(rng, s) for s in symbols}
    weights = [Decimal(rng.randrange(5, 60)) for _ in symbols]
    all_ = sum(weights, Decimal(1))
    target = {f"stocks.{s.lower()}": w / all_ for s, w in zip(symbols, weights, strict=True)}
    target["cash"] = Decimal(1) - sum(target.values(), ZERO)
    held = []
    for symbol, weight in zip(symbols, weights, strict=True):
        drift = Decimal(rng.randrange(50, 150)) / 100
        worth = Decimal(2_000_000) * weight / all_ * drift
        held.append(_position(rng, symbol, prices[symbol].usd, worth, lots_each))
    account = Account(
        "index", "Index", AccountKind.TAXABLE, "Ann", "Schwab", "0001", Decimal(20_000), tuple(held)
    )
    instruments = {s: _instrument(s, f"stocks.{s.lower()}") for s in symbols}
    policy = Policy(
        target=dict(sorted(target.items())),
        buys={f"stocks.{s.lower()}": (s,) for s in symbols} | {"cash": ()},
        bands=Bands(rule=BandRule.ABSOLUTE, absolute_points=Decimal("0.1")),
        min_trade_usd=Decimal(500),
    )
    return _household("Direct index", (account,), instruments, prices), policy


def household(seed: int, *, accounts: int, securities: int, lots: int) -> tuple[Household, Policy]:
    """So many accounts (one in three taxable), securities over six classes, and lots in the taxable accounts."""
    rng = random.Random(seed)
    symbols = [f"F{n:03d}" for n in range(securities)]
    by_class = {s: CLASSES[n % len(CLASSES)] for n, s in enumerate(symbols)}
    prices = {s: _price(rng, s) for s in symbols}
    kinds = [KINDS[0] if n % 3 == 0 and n < 9 else KINDS[1 + n % 4] for n in range(accounts)]
    if accounts == len(KINDS):
        kinds = list(KINDS)
    taxable = kinds.count(AccountKind.TAXABLE)
    made = []
    for number, kind in enumerate(kinds):
        held = sorted(rng.sample(symbols, max(1, round(securities * 0.8))))
        menu = None
        if kind is AccountKind.K401:
            menu = frozenset(rng.choice([s for s in symbols if by_class[s] == c]) for c in CLASSES)
            held = sorted(menu)
        each = max(1, round(lots / taxable / len(held))) if kind is AccountKind.TAXABLE else 1
        worth = Decimal(rng.randrange(80_000, 600_000)) * (1 + securities // 50)
        shares = [Decimal(rng.randrange(20, 100)) for _ in held]
        positions = tuple(
            _position(rng, s, prices[s].usd, worth * part / sum(shares), each)
            for s, part in zip(held, shares, strict=True)
        )
        made.append(
            Account(
                f"a{number:02d}",
                f"Account {number}",
                kind,
                rng.choice(["Ann", "Ben"]),
                "Schwab",
                f"{number:04d}",
                worth / 50,
                positions,
                menu=menu,
            )
        )
    weights = [Decimal(rng.randrange(5, 40)) for _ in CLASSES]
    target = {
        c: (w / sum(weights) * Decimal("0.98")).quantize(Decimal("0.001"))
        for c, w in zip(CLASSES, weights, strict=True)
    }
    target["cash"] = Decimal(1) - sum(target.values(), ZERO)
    policy = Policy(
        target=dict(sorted(target.items())),
        buys={c: tuple(s for s in symbols if by_class[s] == c) for c in CLASSES} | {"cash": ()},
        min_trade_usd=Decimal(500),
        wait_long_term_days=30,
    )
    instruments = {s: _instrument(s, by_class[s]) for s in symbols}
    return _household("Benchmark", tuple(made), instruments, prices), policy


def _household(
    name: str, accounts: Sequence[Account], instruments: dict[str, Instrument], prices: dict[str, Price]
) -> Household:
    return Household(
        name=name,
        as_of=AS_OF,
        accounts=tuple(accounts),
        instruments=instruments,
        prices=prices,
        tax=TaxProfile(FilingStatus.MARRIED_JOINT, 2026, Decimal(24), Decimal(15)),
    )


def _price(rng: random.Random, symbol: str) -> Price:
    return Price(symbol, Decimal(rng.randrange(1_500, 45_000)) / 100, AS_OF, SOURCE)


def _instrument(symbol: str, class_id: str) -> Instrument:
    return Instrument(
        symbol=symbol,
        name=symbol,
        kind=InstrumentKind.ETF,
        class_weights=((class_id, Decimal(1)),),
        yield_qualified_pct=Decimal("1.5"),
        half_spread_bps=Decimal(2),
    )


def _position(rng: random.Random, symbol: str, price: Decimal, worth: Decimal, lots: int) -> Position:
    made = []
    for number in range(lots):
        shares = max(Decimal(1), (worth / lots / price).to_integral_value())
        acquired = AS_OF - timedelta(days=rng.randrange(45, 4000))
        basis = (shares * price * Decimal(rng.randrange(45, 125)) / 100).quantize(Decimal("0.01"))
        made.append(Lot(f"{acquired}-{number}", shares, basis, acquired, SOURCE))
    return Position(symbol, tuple(sorted(made, key=lambda lot: lot.lot_id)), reinvest=False)
