"""Random households for property tests: the same seed gives the same household, on any machine.

`random_household` has the variety of real life and its corners; `tiny_household` (from tests/tiny.py) is small
enough to try every possible plan; `apply_fills` (from tests/fills.py) is the household after perfect fills.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from tests.fills import activity_key, after_fills, apply_fills
from tests.random_limits import with_caps, with_limits, with_parents, with_small_print
from tests.tiny import tiny_household
from tests.universe import FROZEN_SYMBOLS, TARGETS, UNIVERSE
from tests.weights import with_weights
from trimtab.core.accounts import Account, AccountKind, Lot, Position, Role
from trimtab.core.household import Activity, ActivityKind, FilingStatus, Flow, Household, TaxProfile
from trimtab.core.instruments import Instrument, InstrumentKind, Price
from trimtab.core.policy import BandRule, Bands, Calendar, DollarPrices, HowFar, Policy, Replacement
from trimtab.core.problems import Source

__all__ = ["after_fills", "apply_fills", "random_household", "tiny_household"]

ZERO = Decimal(0)
SOURCE = Source("random")
KINDS = tuple(AccountKind)
MENU_KINDS = {AccountKind.K401, AccountKind.ROTH_401K, AccountKind.K403B, AccountKind.E529}


def random_household(seed: int) -> tuple[Household, Policy]:
    """A household and its policy. One in ten is an extreme: tiny, huge, all cash, or at target exactly."""
    rng = random.Random(seed)
    extreme = rng.random()
    if extreme < 0.02:
        return _at_target(rng)
    scale = Decimal(1)
    if extreme < 0.04:
        scale = Decimal("0.01")
    elif extreme < 0.06:
        scale = Decimal(200)
    household, policy = _Builder(rng, scale, all_cash=0.06 <= extreme < 0.08).build()
    household, policy = with_small_print(seed, household), with_parents(seed, policy)
    return with_caps(seed, household, with_limits(seed, household, with_weights(seed, policy)))


@dataclass
class _Builder:
    rng: random.Random
    scale: Decimal
    all_cash: bool = False
    as_of: date = date(2026, 11, 20)
    prices: dict[str, Price] = field(default_factory=dict)
    activity: list[Activity] = field(default_factory=list)

    def build(self) -> tuple[Household, Policy]:
        rng = self.rng
        self.as_of = date(2024, 1, 2) + timedelta(days=rng.randrange(1200))
        target = dict(rng.choice(TARGETS))
        symbols = self._symbols(target)
        self._price(symbols)
        policy = self._policy(target, symbols)
        accounts = tuple(self._account(f"a{n}", symbols, policy) for n in range(rng.randint(1, 6)))
        household = Household(
            name="Random",
            as_of=self.as_of,
            accounts=accounts,
            instruments={symbol: self._instrument(symbol) for symbol in sorted(self.prices)},
            prices=dict(sorted(self.prices.items())),
            tax=self._tax(),
            flows=self._flows(accounts),
            activity=tuple(sorted(self.activity, key=activity_key)),
        )
        return household, policy

    def _symbols(self, target: Mapping[str, Decimal]) -> list[str]:
        """One to twelve symbols: at least one for nearly every class of the target, then others."""
        rng, shelf = self.rng, _shelf(frozenset(target))
        wanted: list[str] = []
        for class_id in sorted(target):
            choices = shelf.under[class_id]
            if choices and rng.random() < 0.97:
                wanted.append(rng.choice(choices))
        wanted += rng.sample(shelf.usable, min(len(shelf.usable), rng.randint(0, 7)))
        return list(dict.fromkeys(wanted))[:12]

    def _instrument(self, symbol: str) -> Instrument:
        return UNIVERSE[symbol]

    def _price(self, symbols: Sequence[str]) -> None:
        rng = self.rng
        for symbol in [*symbols, *FROZEN_SYMBOLS]:
            kind = UNIVERSE[symbol].kind
            if kind is InstrumentKind.PROPERTY:
                usd = Decimal(rng.randrange(80, 900)) * 1000
            elif kind is InstrumentKind.MUTUAL_FUND and rng.random() < 0.5:
                usd = Decimal(rng.randrange(80_000, 2_000_000)) / 10_000
            else:
                usd = Decimal(rng.choice([rng.randrange(900, 60_000), rng.randrange(100, 2_000)])) / 100
            age = rng.choice([0, 0, 0, 0, 1, 3, 9]) if rng.random() < 0.2 else 0
            self.prices[symbol] = Price(symbol, usd, self.as_of - timedelta(days=age), SOURCE)

    def _policy(self, target: Mapping[str, Decimal], symbols: Sequence[str]) -> Policy:
        rng, shelf = self.rng, _shelf(frozenset(target))
        buys = {}
        for class_id in sorted(target):
            fits = [s for s in symbols if s in shelf.mostly[class_id]]
            rng.shuffle(fits)
            buys[class_id] = tuple(fits)
        blocked = frozenset(s for s in symbols if rng.random() < 0.04)
        return Policy(
            target=dict(target),
            buys=buys,
            bands=Bands(
                rule=rng.choice(list(BandRule)),
                absolute_points=Decimal(rng.choice([1, 2, 3, 5, 10])),
                relative_pct=Decimal(rng.choice([5, 10, 20, 25])),
                own_points={c: Decimal(rng.randint(0, 6)) for c in sorted(target) if rng.random() < 0.1},
            ),
            how_far=rng.choice(list(HowFar)),
            only_out_of_band=rng.random() < 0.2,
            calendar=rng.choice(list(Calendar)),
            last_rebalanced=rng.choice([None, self.as_of - timedelta(days=rng.randrange(0, 500))]),
            min_trade_usd=Decimal(rng.choice([0, 1, 50, 100, 100, 100, 500, 2500])),
            cash_band_points=Decimal(rng.choice([0, 1, 1, 2])),
            wait_long_term_days=rng.choice([0, 30, 30, 60]),
            gain_budget_usd=rng.choice([None, None, None, ZERO, Decimal(rng.randrange(100, 50_000))]),
            do_not_buy=frozenset(s for s in symbols if rng.random() < 0.03),
            do_not_sell=blocked,
            allow_unseen_history=rng.random() < 0.15,
            replacements=_pairs(symbols) if self.as_of.day % 3 == 0 else (),
            harvest=self.as_of.day % 10 != 0,  # no draw, so that older seeds stay what they were
            prices=DollarPrices(per_trade_usd=Decimal(rng.choice([0, 2, 2, 5, 25]))),
        )

    def _account(self, account_id: str, symbols: Sequence[str], policy: Policy) -> Account:
        rng = self.rng
        kind = rng.choice(KINDS) if rng.random() < 0.5 else rng.choice(KINDS[:3])
        held = [] if self.all_cash else rng.sample(symbols, rng.randint(0, min(6, len(symbols))))
        positions = [self._position(account_id, kind, symbol) for symbol in held]
        if rng.random() < 0.08:
            positions.append(self._frozen())
        covered = rng.random()
        menu = frozenset(s for s in symbols if rng.random() < 0.6) if kind in MENU_KINDS else None
        cash = self._cash(len(held) == 0)
        locked = rng.random() < 0.06
        return Account(
            account_id=account_id,
            name=f"{kind.value} {account_id}",
            kind=kind,
            owner=rng.choice(["Ann", "Ben"]),
            custodian=rng.choice(["Schwab", "Fidelity", "Vanguard"]),
            mask=f"{rng.randrange(10_000):04d}",
            cash_usd=cash,
            positions=tuple(sorted(positions, key=lambda p: p.symbol)),
            cash_unsettled_usd=self._money(2_000) if rng.random() < 0.08 else ZERO,
            menu=menu,
            locked=locked,
            locked_reason="in probate" if locked else "",
            cash_reserve_usd=self._money(5_000) if rng.random() < 0.2 else ZERO,
            quantity_step=rng.choice([Decimal(1), Decimal(1), Decimal("0.001")]),
            fund_quantity_step=rng.choice([Decimal("0.001"), Decimal("0.001"), Decimal(1)]),
            settles_next_day=rng.random() < 0.4,
            do_not_buy=frozenset(s for s in symbols if rng.random() < 0.03),
            do_not_sell=frozenset(s for s in symbols if rng.random() < 0.03),
            purchases_coming=frozenset(s for s in symbols if rng.random() < 0.04),
            history_from=None
            if covered < 0.1
            else self.as_of - timedelta(days=rng.choice([29, 30, 90, 400])),
            history_to=None if covered < 0.1 else self.as_of - timedelta(days=0 if rng.random() < 0.9 else 2),
        )

    def _money(self, ceiling: int) -> Decimal:
        return _cents(Decimal(self.rng.randrange(ceiling * 100)) / 100 * self.scale)

    def _cash(self, only_cash: bool) -> Decimal:
        roll = self.rng.random()
        if only_cash or roll < 0.1:
            return self._money(120_000)
        if roll < 0.3:
            return ZERO
        return self._money(3_000)

    def _position(self, account_id: str, kind: AccountKind, symbol: str) -> Position:
        rng = self.rng
        lots = [self._lot(account_id, kind, symbol, n) for n in range(rng.randint(1, rng.choice([1, 3, 6])))]
        quantity = sum((lot.quantity for lot in lots), ZERO)
        role, reason = Role.TRADABLE, ""
        if rng.random() < 0.03:
            role, reason = Role.FROZEN, "employer stock"
        pending = (quantity / 3).to_integral_value() if rng.random() < 0.03 else ZERO
        return Position(
            symbol=symbol,
            lots=tuple(sorted(lots, key=lambda lot: lot.lot_id)),
            role=role,
            role_reason=reason,
            pending_quantity=pending,
            reinvest=rng.choice([True, False, False, None]),
        )

    def _lot(self, account_id: str, kind: AccountKind, symbol: str, n: int) -> Lot:
        rng = self.rng
        price = self.prices[symbol].usd
        worth = Decimal(rng.randrange(300, 60_000)) * self.scale
        if UNIVERSE[symbol].kind is InstrumentKind.MUTUAL_FUND or rng.random() < 0.2:
            quantity = max(Decimal("0.001"), (worth / price).quantize(Decimal("0.001")))
        else:
            quantity = max(Decimal(1), (worth / price).to_integral_value())
        acquired = self._acquired()
        basis: Decimal | None = _cents(quantity * price * Decimal(rng.randrange(40, 135)) / 100)
        if rng.random() < 0.03:
            acquired = None
        if rng.random() < 0.03 or (not kind.is_taxable and rng.random() < 0.3):
            basis = None
        if acquired and (self.as_of - acquired).days <= 40:
            bought = rng.choice([ActivityKind.BUY, ActivityKind.REINVEST])
            amount = -(basis or _cents(quantity * price))
            self.activity.append(Activity(account_id, bought, acquired, symbol, quantity, amount, SOURCE))
        elif rng.random() < 0.03:
            self._sold_before(account_id, symbol, price)
        return Lot(f"{acquired or 'unknown'}-{n}", quantity, basis, acquired, SOURCE)

    def _acquired(self) -> date:
        """Mostly years ago; sometimes within the wash window, sometimes a few days from long-term."""
        rng = self.rng
        roll = rng.random()
        if roll < 0.06:
            days = rng.randrange(0, 40)
        elif roll < 0.2:
            days = rng.randrange(300, 375)
        else:
            days = rng.randrange(41, 4000)
        return self.as_of - timedelta(days=days)

    def _sold_before(self, account_id: str, symbol: str, price: Decimal) -> None:
        rng = self.rng
        day = self.as_of - timedelta(days=rng.randrange(0, 45))
        gain = rng.choice([None, _cents(Decimal(rng.randrange(-900, 900)))])
        sold = Decimal(rng.randint(1, 9))
        amount = _cents(sold * price)
        self.activity.append(
            Activity(account_id, ActivityKind.SELL, day, symbol, -sold, amount, SOURCE, gain)
        )

    def _frozen(self) -> Position:
        rng = self.rng
        symbol = rng.choice(FROZEN_SYMBOLS)
        role = rng.choice([Role.FROZEN, Role.FROZEN, Role.EXCLUDED])
        lot = Lot("house-0", Decimal(1), None, date(2009, 5, 1), SOURCE)
        return Position(symbol, (lot,), role, "cannot be traded")

    def _tax(self) -> TaxProfile:
        rng = self.rng
        ordinary = rng.choice([0, 10, 12, 22, 24, 32, 35, 37])
        return TaxProfile(
            filing_status=rng.choice(list(FilingStatus)),
            year=self.as_of.year,
            rate_ordinary_pct=Decimal(ordinary),
            rate_long_term_pct=Decimal(rng.choice([0, 15, 15, 20]) if ordinary > 20 else 0),
            rate_state_pct=Decimal(rng.choice(["0", "4.95", "9.3"])),
            rate_niit_pct=Decimal(rng.choice(["0", "3.8"])),
            realized_short_usd=Decimal(rng.choice([0, 0, -1200, 800])),
            realized_long_usd=Decimal(rng.choice([0, 0, -9000, 4000])),
            carryforward_short_usd=Decimal(rng.choice([0, 0, 0, 2500])),
            carryforward_long_usd=Decimal(rng.choice([0, 0, 0, 12000])),
        )

    def _flows(self, accounts: Sequence[Account]) -> tuple[Flow, ...]:
        rng = self.rng
        flows = []
        for account in accounts:
            if account.locked or rng.random() > 0.15:
                continue
            due = self.as_of + timedelta(days=rng.choice([-2, 0, 0, 5, 20]))
            if rng.random() < 0.5:
                flows.append(Flow(account.account_id, self._money(20_000), due, "contribution"))
            else:
                most = max(ZERO, _free_usd(account, self.prices))
                part = Decimal(rng.choice([5, 20, 50, 90, 99])) / 100
                flows.append(Flow(account.account_id, -_cents(most * part), due, "withdrawal"))
        return tuple(flows)


def _at_target(rng: random.Random) -> tuple[Household, Policy]:
    """Every share costs 100 and the shares stand exactly in the proportions of the target: nothing to do."""
    target = {"bonds": Decimal("0.4"), "stocks.us": Decimal("0.6"), "cash": ZERO}
    size = rng.randint(1, 500)
    as_of = date(2026, 11, 20)
    prices = {s: Price(s, Decimal(100), as_of, SOURCE) for s in ("VTI", "BND")}
    stocks, bonds = (
        Position(
            s, (Lot("2020-01-02-0", Decimal(size * n), Decimal(size * n * 90), date(2020, 1, 2), SOURCE),)
        )
        for s, n in (("VTI", 6), ("BND", 4))
    )
    kinds = rng.sample([AccountKind.TAXABLE, AccountKind.TRADITIONAL_IRA, AccountKind.ROTH_IRA], 2)
    accounts = tuple(
        Account(f"a{n}", f"Account {n}", kind, "Ann", "Schwab", "0000", ZERO, (position,))
        for n, (kind, position) in enumerate(zip(kinds, (bonds, stocks), strict=True))
    )
    household = Household(
        name="At target",
        as_of=as_of,
        accounts=accounts,
        instruments={s: UNIVERSE[s] for s in prices},
        prices=prices,
        tax=TaxProfile(FilingStatus.SINGLE, 2026, Decimal(24), Decimal(15)),
    )
    buys = {"bonds": ("BND",), "stocks.us": ("VTI",), "cash": ()}
    return household, Policy(target=target, buys=buys, how_far=rng.choice(list(HowFar)))


def _free_usd(account: Account, prices: Mapping[str, Price]) -> Decimal:
    traded = [p for p in account.positions if p.role is Role.TRADABLE]
    held = sum(((p.quantity - p.pending_quantity) * prices[p.symbol].usd for p in traded), ZERO)
    return account.cash_usd + account.cash_unsettled_usd + held - account.cash_reserve_usd


def _cents(amount_usd: Decimal) -> Decimal:
    return amount_usd.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def _pairs(symbols: Sequence[str]) -> tuple[Replacement, ...]:
    """Each symbol's losses replaced by the next one, where they are not the same fund."""
    found = [
        Replacement(a, b)
        for a, b in zip(symbols[::2], symbols[1::2], strict=False)
        if UNIVERSE[a].wash_group != UNIVERSE[b].wash_group
    ]
    return tuple(found)


@dataclass(frozen=True)
class _Shelf:
    """What can be bought for a target of these classes: what counts under each, what mostly does, and all of it."""

    under: Mapping[str, Sequence[str]]
    mostly: Mapping[str, frozenset[str]]
    usable: Sequence[str]


@cache
def _shelf(classes: frozenset[str]) -> _Shelf:
    """Worked out once for each set of classes, of which there are few."""
    usable = [s for s in UNIVERSE if s not in FROZEN_SYMBOLS and _all_in(s, classes)]
    return _Shelf(
        {c: [s for s in usable if _share(s, c, classes) is not None] for c in classes},
        {
            c: frozenset(s for s in UNIVERSE if (_share(s, c, classes) or ZERO) >= Decimal("0.5"))
            for c in classes
        },
        usable,
    )


def _share(symbol: str, class_id: str, classes: frozenset[str]) -> Decimal | None:
    """What part of the symbol counts under the class, None where nothing does."""
    weights = [w for part, w in UNIVERSE[symbol].class_weights if _home_of(part, classes) == class_id]
    return sum(weights, ZERO) if weights else None


def _all_in(symbol: str, classes: frozenset[str]) -> bool:
    return all(_home_of(part, classes) is not None for part, _ in UNIVERSE[symbol].class_weights)


def _home_of(class_id: str, classes: frozenset[str]) -> str | None:
    while class_id and class_id not in classes:
        class_id = class_id.rpartition(".")[0]
    return class_id or None
