"""Households for wash-sale tests: a taxable account, a spouse's IRA and a 401(k), with few things in them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from tests.universe import UNIVERSE
from trimtab.core.accounts import Account, AccountKind, Lot, Position
from trimtab.core.household import Activity, ActivityKind, FilingStatus, Household, TaxProfile
from trimtab.core.instruments import Price
from trimtab.core.problems import Source

AS_OF = date(2026, 11, 20)
SOURCE = Source("wash")
KINDS = {"joint": AccountKind.TAXABLE, "ben-ira": AccountKind.TRADITIONAL_IRA, "ann-401k": AccountKind.K401}


def ago(days: int) -> date:
    """So many days before the household's day."""
    return AS_OF - timedelta(days=days)


def lot(bought: date | None, quantity: int = 10, basis_usd: int | None = 1000) -> Lot:
    """A lot named by its date."""
    basis = None if basis_usd is None else Decimal(basis_usd)
    return Lot(f"{bought or 'undated'}-0", Decimal(quantity), basis, bought, SOURCE)


def household(
    held: dict[str, dict[str, tuple[Lot, ...]]],
    activity: tuple[Activity, ...] = (),
    seen: dict[str, tuple[date | None, date | None]] | None = None,
    **changes: object,
) -> Household:
    """`held` by account and symbol; `seen` is the history known per account, by default 60 days up to today."""
    accounts = []
    for account_id in sorted(KINDS):
        first, last = (seen or {}).get(account_id, (ago(60), AS_OF))
        positions = tuple(Position(s, lots) for s, lots in sorted(held.get(account_id, {}).items()))
        kind = KINDS[account_id]
        accounts.append(
            Account(account_id, account_id, kind, "Ann", "Schwab", "0000", Decimal(0), positions,
                    history_from=first, history_to=last)
        )  # fmt: skip
    return Household(
        name="Wash",
        as_of=AS_OF,
        accounts=tuple(accounts),
        instruments=UNIVERSE,
        prices={symbol: Price(symbol, Decimal(90), AS_OF, SOURCE) for symbol in sorted(UNIVERSE)},
        tax=TaxProfile(FilingStatus.MARRIED_JOINT, 2026, Decimal(24), Decimal(15)),
        activity=activity,
    )


def event(
    account_id: str,
    kind: ActivityKind,
    day: date,
    symbol: str = "VTI",
    quantity: int = 10,
    gain_usd: int | None = None,
) -> Activity:
    """One line of history; a sale's shares go out."""
    sign = -1 if kind is ActivityKind.SELL else 1
    gain = None if gain_usd is None else Decimal(gain_usd)
    return Activity(account_id, kind, day, symbol, Decimal(sign * quantity), Decimal(0), SOURCE, gain)
