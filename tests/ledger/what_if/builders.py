"""A couple with lots to sell: a joint account, an IRA, a Roth, and a price of 100 for everything."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from tests.ledger.returns.builders import AS_OF, account, couple, earning, fund
from trimtab.adapters.law import law_for
from trimtab.core.accounts import Account, AccountKind, Lot, Position
from trimtab.core.household import Household
from trimtab.core.instruments import Price
from trimtab.core.problems import Source
from trimtab.ledger.returns.answer import TaxAnswer, answer
from trimtab.ledger.returns.filing import household_return
from trimtab.ledger.returns.gains import YearGains

D = Decimal
HERE = Source("lots.csv", 2)
LAW = law_for(2026)


def ago(days: int) -> date:
    return AS_OF - timedelta(days=days)


def lot(lot_id: str, quantity: str, basis: str | None, acquired: date | None = date(2020, 1, 2)) -> Lot:
    return Lot(lot_id, D(quantity), None if basis is None else D(basis), acquired, HERE)


def holding(symbol: str, *lots: Lot, reinvest: bool | None = False) -> Position:
    return Position(symbol, lots, reinvest=reinvest)


def owner_of(**positions: tuple[Position, ...]) -> Household:
    """The couple with these positions by account: joint, ira, roth, ben."""
    kinds = {
        "ben": (AccountKind.TAXABLE, "Ben"),
        "ira": (AccountKind.TRADITIONAL_IRA, "Ana"),
        "joint": (AccountKind.TAXABLE, "Ana & Ben"),
        "roth": (AccountKind.ROTH_IRA, "Ben"),
    }
    accounts: list[Account] = []
    for account_id, (kind, owner) in kinds.items():
        held = positions.get(account_id, ())
        accounts.append(replace(account(account_id, kind, owner), positions=held, cash_usd=D(500)))
    symbols = sorted({p.symbol for held in positions.values() for p in held})
    made = earning(couple(), interest=0, dividends_ordinary=0, dividends_qualified=0)
    instruments = dict(made.instruments) | {s: fund(s) for s in symbols if s not in made.instruments}
    prices = {symbol: Price(symbol, D(100), AS_OF, HERE) for symbol in symbols}
    return replace(made, accounts=tuple(accounts), instruments=instruments, prices=prices)


def billed(household: Household, long_usd: int = 0) -> TaxAnswer:
    """Its federal bill."""
    filed = household_return(household, YearGains(D(0), D(long_usd), D(0), "sales"), 2026)
    return answer(household, filed, LAW, None)
