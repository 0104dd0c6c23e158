"""A household told in a few lines: what is held today, what its files say happened, what is told by hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from tests.ledger.builders import CATALOGUE, account, cash, export, lot, position, spec
from trimtab.core.accounts import AccountKind
from trimtab.core.events import Event
from trimtab.core.household import ActivityKind
from trimtab.core.problems import Problem, Source
from trimtab.core.statement import Detail, FileKind, LineKind, ParsedFile, StatedGain, StatedTransaction
from trimtab.ledger.spec import AccountSpec, EventSpec, PriceSpec, TypedKind
from trimtab.services.books import HouseholdBooks, books_of
from trimtab.services.household import load

DAY = date(2026, 11, 20)
JOINT, ROTH, OTHER = "4821", "3377", "9005"
ACCOUNTS = (
    account("joint", JOINT),
    account("roth", ROTH, line=30, kind=AccountKind.ROTH_IRA),
    account("other", OTHER, line=40),
)


def day(text: str) -> date:
    """`03-02` is of 2026; `2025-03-02` says its year."""
    return date.fromisoformat(text if len(text) == 10 else f"2026-{text}")


def row(
    kind: ActivityKind,
    when: str,
    symbol: str = "",
    shares: str = "0",
    amount: str = "0",
    detail: Detail = Detail.NONE,
    *,
    of: str = JOINT,
    line: int = 4,
    price: str | None = None,
    words: str = "",
    units: tuple[str, str] | None = None,
) -> StatedTransaction:
    said = f"{kind} {when} {symbol} {shares} {amount} {of} {line}"
    return StatedTransaction(
        of,
        kind,
        day(when),
        symbol,
        Decimal(shares),
        Decimal(price) if price is not None else None,
        Decimal(amount),
        words,
        said,
        Source("transactions.csv", line),
        detail=detail,
        units_new=Decimal(units[0]) if units else None,
        units_old=Decimal(units[1]) if units else None,
    )


def sold(
    symbol: str,
    shares: str,
    opened: str | None,
    closed: str,
    proceeds: str,
    cost: str | None,
    *,
    long: bool = False,
    disallowed: str = "0",
    unadjusted: str | None = None,
    of: str = JOINT,
    line: int = 5,
) -> StatedGain:
    """A closed lot as a custodian states it."""
    gain = Decimal(proceeds) - Decimal(cost or "0")
    return StatedGain(
        of,
        symbol,
        Decimal(shares),
        day(opened) if opened else None,
        day(closed),
        Decimal(proceeds),
        Decimal(cost) if cost is not None else None,
        Decimal(0) if long else gain,
        gain if long else Decimal(0),
        Source("gains.csv", line),
        Decimal(disallowed),
        Decimal(unadjusted) if unadjusted else None,
    )


def typed(kind: TypedKind, when: str, line: int = 60, **values: object) -> EventSpec:
    """An entry of [[events]]; `account` and `to_account` as they are written."""
    given = frozenset({"kind", "day", *values})
    names = {"account": "account_id", "to_account": "to_account_id"}
    dates = {"acquired", "died", "donor_acquired"}
    texts = {"account", "to_account", "symbol", "new_symbol", "lot", "reason"}
    fields: dict[str, object] = {}
    for key, value in values.items():
        made: object = value
        if key in dates:
            made = day(str(value))
        elif isinstance(value, str) and key not in texts and key not in {"method", "dividend"}:
            made = Decimal(value)
        fields[names.get(key, key)] = made
    source = Source("household.toml", line, "events[1]")
    return EventSpec(kind, day(when), source, given=given, **fields)  # type: ignore[arg-type]


def books(
    *rows: StatedTransaction,
    held: Iterable[tuple[str, ...]] = (),
    lots: Iterable[tuple[str, ...]] = (),
    gains: Iterable[StatedGain] = (),
    by_hand: Sequence[EventSpec] = (),
    accounts: Sequence[AccountSpec] = ACCOUNTS,
    more: Sequence[ParsedFile] = (),
    known: tuple[str, str] | None = None,
    as_of: date = DAY,
    **settings: object,
) -> HouseholdBooks:
    """The books of a household.

    `held` are (symbol, shares, total cost or "", account ref) and `lots` (symbol, shares, acquired, cost, account
    ref); the ref may be left out: it is the joint account's. `known` is the period of the transactions.
    """
    refs = tuple(one.number for one in accounts)
    positions = [
        position(symbol, shares, cost=cost or None, ref=ref[0] if ref else JOINT)
        for symbol, shares, cost, *ref in held
    ]
    stated = [
        lot(
            symbol,
            shares,
            day(acquired) if acquired else None,
            cost or None,
            line=n,
            ref=ref[0] if ref else JOINT,
        )
        for n, (symbol, shares, acquired, cost, *ref) in enumerate(lots, 3)
    ]
    period = (day(known[0]), day(known[1])) if known else None
    files = [
        export(*positions, *(cash("100", ref=ref) for ref in refs), numbers=refs),
        *([export(*stated, name="lots.csv", kind=FileKind.LOTS, numbers=refs)] if stated else ()),
        export(*rows, name="transactions.csv", kind=FileKind.TRANSACTIONS, numbers=refs, history=period),
        export(*gains, name="gains.csv", kind=FileKind.REALIZED_GAINS, numbers=refs),
        *more,
    ]
    made = spec(
        *accounts,
        target={"stocks.us": "100"},
        as_of=as_of,
        prices=(PriceSpec("VTI", Decimal(100), DAY, Source("household.toml", 50)),),
        events=tuple(by_hand),
        **settings,
    )
    whole = [replace(file, lines={LineKind.BLANK: file.line_count}) for file in files]
    loaded = load(made, [], whole, CATALOGUE)
    assert loaded.household is not None, "\n".join(map(str, loaded.problems))
    return books_of(loaded)


def told(made: HouseholdBooks) -> list[str]:
    """The events of a household in words, each with its day."""
    return [in_words(event) for event in made.events]


def in_words(event: Event) -> str:
    """An event by its kind, account and the values that it has."""
    hidden = {
        "event_id",
        "account_id",
        "trade_date",
        "sequence",
        "source",
        "symbol",
        "method",
        "lots",
        "lot_id",
        "wherever_held",
    }
    values = []
    for name in event.__dataclass_fields__:
        value = getattr(event, name)
        if name not in hidden and (value or name in {"cost_usd", "proceeds_usd"}):
            values.append(f"{name.removesuffix('_usd')} {value}")
    lots = [f"{choice.quantity} of {choice.lot_id}" for choice in getattr(event, "lots", ())]
    symbol = getattr(event, "symbol", "")
    head = f"{event.trade_date} {type(event).__name__} {event.account_id}"
    return " ".join([*head.split(), *([symbol] if symbol else []), ", ".join([*values, *lots])]).strip()


def codes(made: HouseholdBooks, *ignored: str) -> list[str]:
    """The codes of what is wrong or doubtful about the events; loading's own are left out."""
    of_loading = {problem.code for problem in made.problems if problem.code in LOADING}
    return [p.code for p in made.problems if p.code not in of_loading | set(ignored)]


LOADING = frozenset(
    {
        "lots-missing",
        "basis-missing",
        "gain-missing",
        "gain-shared",
        "gain-sale-differs",
        "menu-missing",
        "buys-none",
    }
)


def problem(made: HouseholdBooks, code: str) -> Problem:
    """The one problem of a code."""
    [found] = [one for one in made.problems if one.code == code]
    return found


def with_line(stated: StatedTransaction, line: int) -> StatedTransaction:
    """The same row at another line."""
    return replace(stated, source=Source(stated.source.file, line))
