"""Small parsed files and household files for the ledger's tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from trimtab.core.accounts import AccountKind
from trimtab.core.household import ActivityKind, FilingStatus, Household
from trimtab.core.instruments import Instrument, InstrumentKind
from trimtab.core.policy import Policy
from trimtab.core.problems import Problem, Source
from trimtab.core.statement import (
    FileKind,
    ParsedFile,
    StatedAccount,
    StatedCash,
    StatedGain,
    StatedLot,
    StatedPosition,
    StatedTransaction,
)
from trimtab.ledger.assemble import assemble
from trimtab.ledger.spec import AccountSpec, Catalogue, HouseholdSpec, TaxSpec

DAY = date(2026, 11, 20)
FILE = "household.toml"


def fund(
    symbol: str, class_id: str, kind: InstrumentKind = InstrumentKind.ETF, group: str = ""
) -> Instrument:
    return Instrument(symbol, f"{symbol} fund", kind, ((class_id, Decimal(1)),), identical_group=group)


CATALOGUE = Catalogue(
    {
        f.symbol: f
        for f in (
            fund("VTI", "stocks.us", group="total-us"),
            fund("VTSAX", "stocks.us", InstrumentKind.MUTUAL_FUND, "total-us"),
            fund("ITOT", "stocks.us"),
            fund("VXUS", "stocks.intl"),
            fund("BND", "bonds.us"),
            fund("PLAN500", "stocks.us", InstrumentKind.MUTUAL_FUND),
            fund("ORCL", "stocks.us", InstrumentKind.STOCK),
            fund("VNQ", "real_estate.reit"),
            fund("VMFXX", "cash", InstrumentKind.CASH),
        )
    },
    frozenset(
        {"stocks", "stocks.us", "stocks.intl", "bonds", "bonds.us", "real_estate", "real_estate.reit", "cash"}
    ),
    lambda class_id: {"stocks.us": ("VTI", "ITOT"), "bonds": ("BND",)}.get(class_id, ()),
    lambda symbol: tuple(known for known in ("VTI", "VXUS") if known[:2] == symbol[:2]),
)


def position(
    symbol: str,
    quantity: str,
    price: str | None = "100",
    cost: str | None = None,
    *,
    file: str = "positions.csv",
    line: int = 2,
    ref: str = "4821",
    value: str | None = None,
    reinvest: bool | None = None,
    description: str = "",
    cusip: str = "",
) -> StatedPosition:
    return StatedPosition(
        ref,
        symbol,
        description,
        Decimal(quantity),
        Decimal(price) if price is not None else None,
        Decimal(value) if value is not None else None,
        Decimal(cost) if cost is not None else None,
        Source(file, line),
        cusip=cusip,
        reinvest=reinvest,
    )


def cash(amount: str, *, file: str = "positions.csv", settled: bool = True, ref: str = "4821") -> StatedCash:
    return StatedCash(ref, Decimal(amount), settled, "Cash", Source(file, 9))


def lot(
    symbol: str,
    quantity: str,
    acquired: date | None,
    cost: str | None,
    *,
    file: str = "lots.csv",
    line: int = 3,
    ref: str = "4821",
) -> StatedLot:
    lot_id = f"{acquired} {cost} {line}"
    cost_usd = Decimal(cost) if cost is not None else None
    return StatedLot(ref, symbol, lot_id, Decimal(quantity), acquired, cost_usd, Source(file, line))


def trade(
    kind: ActivityKind,
    day: date,
    symbol: str,
    quantity: str,
    amount: str,
    *,
    fingerprint: str = "f1",
    file: str = "transactions.csv",
    ref: str = "4821",
) -> StatedTransaction:
    return StatedTransaction(
        ref, kind, day, symbol, Decimal(quantity), None, Decimal(amount), "", fingerprint, Source(file, 4)
    )


def gain(symbol: str, quantity: str, closed: date, short: str, long: str, *, ref: str = "4821") -> StatedGain:
    total = Decimal(short) + Decimal(long)
    return StatedGain(
        ref,
        symbol,
        Decimal(quantity),
        date(2020, 1, 1),
        closed,
        Decimal(1000) + total,
        Decimal(1000),
        Decimal(short),
        Decimal(long),
        Source("gains.csv", 5),
    )


def export(
    *rows: StatedPosition | StatedCash | StatedLot | StatedTransaction | StatedGain,
    name: str = "positions.csv",
    as_of: date | None = DAY,
    numbers: tuple[str, ...] = ("4821",),
    kind: FileKind = FileKind.POSITIONS,
    layout: str = "test",
    problems: tuple[Problem, ...] = (),
    account_name: str = "",
    kind_hint: str = "",
    sha: str = "",
    history: tuple[date, date] | None = None,
) -> ParsedFile:
    accounts = tuple(
        StatedAccount(number, number, account_name, "Schwab", kind_hint, Source(name, 1))
        for number in numbers
    )
    return ParsedFile(
        name,
        sha or f"sha of {name}",
        "Schwab",
        kind,
        layout,
        as_of,
        10,
        {},
        accounts,
        positions=tuple(r for r in rows if isinstance(r, StatedPosition)),
        lots=tuple(r for r in rows if isinstance(r, StatedLot)),
        cash=tuple(r for r in rows if isinstance(r, StatedCash)),
        transactions=tuple(r for r in rows if isinstance(r, StatedTransaction)),
        gains=tuple(r for r in rows if isinstance(r, StatedGain)),
        history_from=history[0] if history else None,
        history_to=history[1] if history else None,
        problems=problems,
    )


def account(account_id: str = "joint", number: str = "4821", line: int = 20, **more: object) -> AccountSpec:
    values: dict[str, object] = {"kind": AccountKind.TAXABLE, "custodian": "Schwab", **more}
    return AccountSpec(account_id=account_id, number=number, source=Source(FILE, line, account_id), **values)  # type: ignore[arg-type]


def spec(
    *accounts: AccountSpec,
    target: Mapping[str, str] | None = None,
    policy: Policy | None = None,
    **more: object,
) -> HouseholdSpec:
    weights = target or {"stocks.us": "60", "stocks.intl": "10", "bonds": "30"}
    made = HouseholdSpec(
        name="Test household",
        file=FILE,
        tax=TaxSpec(FilingStatus.MARRIED_JOINT, 2026, Decimal(24), Decimal(15)),
        target_pct={class_id: Decimal(pct) for class_id, pct in weights.items()},
        policy=policy or Policy(target={}, buys={}),
        accounts=accounts or (account(),),
        lines={"target": 10, "policy": 30, "buys": 15},
    )
    return replace(made, **more)  # type: ignore[arg-type]


def found(problems: tuple[Problem, ...], code: str) -> list[Problem]:
    return [problem for problem in problems if problem.code == code]


def loaded(files: list[ParsedFile], made: HouseholdSpec) -> tuple[Household, Policy, tuple[Problem, ...]]:
    household, policy, problems = assemble(files, made, CATALOGUE)
    assert household is not None, "\n".join(map(str, problems))
    assert policy is not None
    return household, policy, problems


def refused(files: list[ParsedFile], made: HouseholdSpec, code: str) -> Problem:
    """The one problem of this code, which kept the household from being made."""
    household, policy, problems = assemble(files, made, CATALOGUE)
    assert household is None
    assert policy is None
    told = found(problems, code)
    assert len(told) == 1, "\n".join(map(str, problems))
    assert told[0].severity == "error"
    assert told[0].remedy
    assert told[0].source is not None
    return told[0]
