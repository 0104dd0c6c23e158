"""A couple with a joint account and an IRA, for returns: small, and changed by name."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from trimtab.core.accounts import Account, AccountKind
from trimtab.core.events import DividendKind, LotMethod
from trimtab.core.household import (
    FilingStatus,
    Household,
    Person,
    TaxProfile,
    YearIncome,
)
from trimtab.core.instruments import Instrument, InstrumentKind
from trimtab.core.money import ZERO
from trimtab.core.problems import Problem, Source
from trimtab.ledger.books.realised import Realised, Washed
from trimtab.ledger.books.result import Books, Closing, How, IncomeLine
from trimtab.ledger.wash_sales.coverage import Coverage, Unseen
from trimtab.ledger.wash_sales.history import WashHistory
from trimtab.ledger.wash_sales.result import WashResult

D = Decimal
AS_OF = date(2026, 11, 20)
TAX_LINE = Source("household.toml", 7, "tax")
ANA = Person("Ana", date(1979, 4, 12), source=Source("household.toml", 20, "people[1]"))
BEN = Person("Ben", date(1962, 1, 1), is_blind=True, source=Source("household.toml", 23, "people[2]"))


def fund(symbol: str, class_id: str = "stocks.us", **yields_pct: str) -> Instrument:
    """A fund of one class; `fund("VTI", ordinary="1", qualified="3")`."""
    named = {f"yield_{name}_pct": D(value) for name, value in yields_pct.items()}
    return Instrument(symbol, symbol, InstrumentKind.ETF, ((class_id, D(1)),), **named)


def account(account_id: str, kind: AccountKind, owner: str) -> Account:
    return Account(
        account_id, account_id, kind, owner, "Schwab", "1234", ZERO, (), history_from=date(2026, 1, 1), history_to=AS_OF
    )  # fmt: skip


def couple(**changes: object) -> Household:
    """Married, filing jointly for 2026, with wages of 100,000 and nothing else."""
    instruments = (
        fund("VTI", ordinary="0.2", qualified="1.8"),
        fund("MUNI", "bonds.us.muni", exempt="3"),
        fund("GLD", "commodities.gold"),
        fund("NEW"),
    )
    made = Household(
        name="Rivera household",
        as_of=AS_OF,
        accounts=(
            account("ana-ira", AccountKind.TRADITIONAL_IRA, "Ana"),
            account("ben-own", AccountKind.TAXABLE, "Ben"),
            account("joint", AccountKind.TAXABLE, "Ana & Ben"),
        ),
        instruments={instrument.symbol: instrument for instrument in instruments},
        prices={},
        tax=TaxProfile(FilingStatus.MARRIED_JOINT, 2026, D(12), D(0), source=TAX_LINE),
        people=(ANA, BEN),
        income=YearIncome(D(100_000), source=Source("household.toml", 12, "tax.income")),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def taxed(household: Household, **changes: object) -> Household:
    """The household with another tax profile."""
    return replace(household, tax=replace(household.tax, **changes))  # type: ignore[arg-type]


def earning(household: Household, **usd: int | str) -> Household:
    """The household with more in [tax.income]: `earning(couple(), interest=20)`."""
    assert household.income is not None
    named = {f"{name}_usd": D(value) for name, value in usd.items()}
    return replace(household, income=replace(household.income, **named))


def paid(
    kind: DividendKind | None, symbol: str, usd: str, account_id: str = "joint", day: date = AS_OF
) -> IncomeLine:
    """A dividend, or interest where the kind is None."""
    return IncomeLine("paid", account_id, symbol, day, D(usd), kind)


def booked(*parts: Realised, unseen: tuple[Unseen, ...] = ()) -> Washed:
    """Books of nothing but sales, with the losses that accounts not seen leave open."""
    seen = Coverage(("joint",), unseen)
    return Washed(Books((), (), (), ()), parts, (), seen, WashHistory((), (), ()), WashResult((), ()), {})


def closed(symbol: str, gain: str | None, **changes: object) -> Realised:
    """A part of a sale in the joint account in 2026, long-term, bought for 1,000."""
    made = Realised(
        event_id="sale",
        account_id="joint",
        symbol=symbol,
        lot_id="1",
        quantity=D(10),
        bought=date(2020, 1, 2),
        held_from=date(2020, 1, 2),
        closed=date(2026, 3, 4),
        proceeds_usd=D(1000) + D(gain or 0),
        basis_usd=None if gain is None else D(1000),
        disallowed_usd=ZERO,
        lost_for_good_usd=ZERO,
        is_long=True,
        taxable=True,
        replaced_by=None,
        why=Closing.SALE,
        how=How.PURCHASE,
        method=LotMethod.FIFO,
        source=Source("h.csv", 5),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def told(problems: tuple[Problem, ...]) -> list[tuple[str, str, str]]:
    """Code, message and remedy of each."""
    return [(problem.code, problem.message, problem.remedy) for problem in problems]
