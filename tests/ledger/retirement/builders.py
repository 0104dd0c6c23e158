"""A small household of retired people, in code."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from trimtab.core.accounts import Account, AccountKind, Lot, Position, Role
from trimtab.core.household import (
    Activity,
    ActivityKind,
    FilingStatus,
    Household,
    Person,
    TaxProfile,
    YearIncome,
)
from trimtab.core.instruments import Price
from trimtab.core.problems import Source
from trimtab.core.retirement import Heir, Inheritance, RetirementFacts

D = Decimal
AS_OF = date(2026, 11, 20)
HERE = Source("test")
ANN = Person("Ann", date(1951, 3, 1))
BOB = Person("Bob", date(1963, 8, 19), covered_by_workplace_plan=True)
DAD = Inheritance("Dad", date(1945, 2, 1), date(2022, 8, 15), Heir.DISABLED)
FULL_YEAR = {"history_from": date(2026, 1, 1), "history_to": AS_OF}


def account(name: str, kind: AccountKind, owner: str = "Ann", **more: object) -> Account:
    """An account; facts of retirement and everything else by name."""
    fields = {field: more.pop(field) for field in list(more) if field in Account.__dataclass_fields__}
    facts = RetirementFacts(**more) if more else None  # type: ignore[arg-type]
    cash = fields.pop("cash_usd", D(1000))
    positions = fields.pop("positions", ())
    return Account(name, name, kind, owner, "Bank", "", cash, positions, retirement=facts, **fields)  # type: ignore[arg-type]


def holding(symbol: str, shares: int, role: Role = Role.TRADABLE) -> Position:
    return Position(symbol, (Lot("a", D(shares), D(1), date(2020, 1, 2), HERE),), role)


def moved(name: str, kind: ActivityKind, usd: str, day: date = date(2026, 6, 1)) -> Activity:
    return Activity(name, kind, day, "", D(0), D(usd), HERE)


def household(*accounts: Account, activity: tuple[Activity, ...] = (), **changes: object) -> Household:
    base = Household(
        name="Test",
        as_of=AS_OF,
        accounts=tuple(sorted(accounts, key=lambda one: one.account_id)),
        instruments={},
        prices={
            "VTI": Price("VTI", D(100), AS_OF, HERE),
            "HOUSE": Price("HOUSE", D(300_000), AS_OF, HERE),
        },
        tax=TaxProfile(FilingStatus.MARRIED_JOINT, 2026, D(22), D(15)),
        activity=activity,
        people=(ANN, BOB),
        income=YearIncome(D(18_000)),
    )
    return replace(base, **changes)
