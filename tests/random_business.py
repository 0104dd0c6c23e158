"""What is open on the day in random households: orders, transfers, windows, reserves for some days, cash on its way.

Drawn apart from the household, so that a seed's household stays what it was; made by the ledger's own hands.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from tests.fills import activity_key
from trimtab.core.accounts import Account, Position
from trimtab.core.household import Activity, ActivityKind, Household
from trimtab.core.money import cents
from trimtab.core.periods import Period
from trimtab.core.problems import Source
from trimtab.ledger.days import on_the_day
from trimtab.ledger.pending import with_pending
from trimtab.ledger.spec import AccountSpec, FlowSpec, Pending, PendingSpec, ReserveSpec
from trimtab.ledger.symbols import Symbols

CHANCE = 0.2
SOURCE = Source("random")
WORDS = Symbols({}, {}, {}, None)  # type: ignore[arg-type]
ZERO = Decimal(0)


def with_business(seed: int, household: Household, chance: float = CHANCE) -> Household:
    """The household, in some of the seeds with something open in each second of its accounts."""
    rng = random.Random(f"business-{seed}")
    if rng.random() > chance:
        return household
    flows = [FlowSpec(f.account_id, f.amount_usd, f.due, f.label, SOURCE) for f in household.flows]
    accounts, happened = [], list(household.activity)
    for account in household.accounts:
        if rng.random() < 0.5:
            account = with_pending(account, _orders(rng, household, account), WORDS)
            account = on_the_day(account, _told(rng, household, account), flows, household.as_of)
            account, new = _on_its_way(rng, household, account)
            happened += new
        accounts.append(account)
    return replace(household, accounts=tuple(accounts), activity=tuple(sorted(happened, key=activity_key)))


def _orders(rng: random.Random, household: Household, account: Account) -> Iterator[PendingSpec]:
    """Open orders and transfers, none for more than there is."""
    for position in account.positions:
        left = position.quantity - position.pending_quantity
        if rng.random() < 0.2 and left > 0:
            part = (left / rng.randint(1, 4)).quantize(Decimal("0.001"))
            yield PendingSpec(
                account.account_id, Pending.SELL, position.symbol, min(part, left), None, SOURCE
            )
    if rng.random() < 0.2 and account.cash_usd > 100:
        amount = cents(account.cash_usd / rng.randint(1, 5))
        symbol = rng.choice(sorted(household.prices))
        yield PendingSpec(account.account_id, Pending.BUY, symbol, None, amount, SOURCE)
    if rng.random() < 0.05:
        yield PendingSpec(account.account_id, Pending.TRANSFER, "", None, None, SOURCE)


def _told(rng: random.Random, household: Household, account: Account) -> AccountSpec:
    """Reserves for some days and trading windows, around today, before it or after it."""

    def period() -> Period:
        first = household.as_of + timedelta(days=rng.choice([-40, -1, 0, 0, 1, 30]))
        return Period(first, first + timedelta(days=rng.choice([0, 1, 30])))

    dated = tuple(
        ReserveSpec(Decimal(rng.randrange(50, 9000)), period()) for _ in range(rng.choice([0, 0, 1, 2]))
    )
    return AccountSpec(
        account.account_id,
        account.kind,
        SOURCE,
        cash_reserve_usd=account.cash_reserve_usd,
        cash_reserve_tolerance_usd=Decimal(rng.choice([0, 0, 50, 2000])),
        reserves=dated,
        trading_windows=(period(),) if rng.random() < 0.15 else (),
        blackouts=(period(),) if rng.random() < 0.15 else (),
    )


def _on_its_way(rng: random.Random, household: Household, account: Account) -> tuple[Account, list[Activity]]:
    """A cash account: sales of today that have not settled, and purchases of today that they may have paid for."""
    today: list[Activity] = []
    if rng.random() < 0.4 and account.positions:
        bought = _bought_today(rng.choice(account.positions), household)
        rest = (p for p in account.positions if p.symbol != bought.symbol)
        account = replace(account, positions=tuple(sorted((bought, *rest), key=lambda p: p.symbol)))
        lot = next(lot for lot in bought.lots if lot.acquired == household.as_of)
        worth = cents(lot.quantity * household.prices[bought.symbol].usd)
        today.append(_event(account, ActivityKind.BUY, household, bought.symbol, lot.quantity, -worth))
    sold = rng.choice(sorted(household.prices))
    if rng.random() < 0.5 and sold not in {event.symbol for event in today}:
        worth = Decimal(rng.randrange(100, 9000))
        today.append(_event(account, ActivityKind.SELL, household, sold, Decimal(-1), worth, Decimal(5)))
        account = replace(account, cash_unsettled_usd=account.cash_unsettled_usd + worth)
    return replace(account, settles_next_day=rng.random() < 0.8), today


def _bought_today(position: Position, household: Household) -> Position:
    """The position, its last lot bought today."""
    *lots, last = position.lots
    today = replace(last, lot_id=f"{household.as_of}-{len(lots)}-today", acquired=household.as_of)
    return replace(position, lots=tuple(sorted((*lots, today), key=lambda lot: lot.lot_id)))


def _event(
    account: Account,
    kind: ActivityKind,
    household: Household,
    symbol: str,
    quantity: Decimal,
    amount_usd: Decimal,
    gain_usd: Decimal | None = None,
) -> Activity:
    return Activity(account.account_id, kind, household.as_of, symbol, quantity, amount_usd, SOURCE, gain_usd)
