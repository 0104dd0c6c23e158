"""A couple with lots to sell: a joint account, an IRA, a Roth, and a price of 100 for everything."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from tests.ledger.returns.builders import AS_OF, account, couple, earning, fund
from trimtab.adapters.law import law_for
from trimtab.adapters.retirement_law import retirement_law_for
from trimtab.core.accounts import Account, AccountKind, Lot, Position
from trimtab.core.events import Buy, Event, LotMethod, Opening
from trimtab.core.household import Household
from trimtab.core.instruments import Price
from trimtab.core.problems import Source
from trimtab.ledger.books.realised import Washed
from trimtab.ledger.books.rules import BookAccount, BookRules
from trimtab.ledger.books.washed import washed
from trimtab.ledger.returns.answer import TaxAnswer, answer
from trimtab.ledger.returns.filing import household_return
from trimtab.ledger.returns.gains import YearGains
from trimtab.ledger.returns.receipts import Receipts

D = Decimal
HERE = Source("lots.csv", 2)
LAW = law_for(2026)
RETIREMENT = retirement_law_for(2026)


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
    gains = YearGains(D(0), D(long_usd), D(0), "sales", "sales")
    return answer(household, household_return(household, gains, Receipts(), 2026), LAW, None)


def events_of(household: Household) -> list[Event]:
    """Every lot held as the event that brought it: a purchase where its day and cost are known."""
    made: list[Event] = []
    for owner in household.accounts:
        for held in owner.positions:
            for one in held.lots:
                name = f"{owner.account_id}/{held.symbol}/{one.lot_id}"
                shared = {
                    "event_id": name,
                    "account_id": owner.account_id,
                    "symbol": held.symbol,
                    "lot_id": name,
                }
                if one.acquired is None or one.basis_usd is None:
                    made.append(
                        Opening(
                            **shared,
                            trade_date=one.acquired or date(2018, 1, 1),
                            quantity=one.quantity,
                            basis_usd=one.basis_usd,
                            acquired=one.acquired,
                            sequence=0,
                        )
                    )  # type: ignore[arg-type]
                else:
                    made.append(
                        Buy(**shared, trade_date=one.acquired, quantity=one.quantity, cost_usd=one.basis_usd)
                    )  # type: ignore[arg-type]
    return made


def rules_of(household: Household, **methods: LotMethod) -> BookRules:
    """First in, first out, unless an account has another method: `rules_of(h, joint=LotMethod.HIFO)`."""
    groups = {symbol: found.wash_group for symbol, found in household.instruments.items()}
    accounts = tuple(
        BookAccount(a.account_id, a.kind, a.owner, methods.get(a.account_id, LotMethod.FIFO), None,
                    date(2018, 1, 1), AS_OF)
        for a in household.accounts
    )  # fmt: skip
    return BookRules(accounts, groups=groups)


def kept(household: Household, *more: Event) -> Washed:
    """Its books."""
    return washed([*events_of(household), *more], rules_of(household))
