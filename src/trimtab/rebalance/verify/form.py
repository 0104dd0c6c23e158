"""I11, I12: one canonical form whatever the order of the input, and no number that is not exact."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from operator import attrgetter

from trimtab.core.plan import Side, Term, Trade
from trimtab.rebalance.verify.book import Book

_PLAIN = frozenset({str, int, bool, date, type(None), Side, Term})


def canonical(book: Book) -> Iterator[str]:
    """I11: accounts, trades, lots and ids stand in the order that only their content gives."""
    plan = book.plan
    ids = [account.account_id for account in book.household.accounts]
    if ids != sorted(set(ids)):
        yield f"accounts are not in order: {', '.join(ids)}"
    if not plan.plan_id:
        yield "the plan has no id"
    if list(plan.trades) != sorted(plan.trades, key=_rank):
        yield "trades are not by account, step, sells first, symbol"
    for account_id in sorted({trade.account_id for trade in plan.trades}):
        mine = sorted(book.trades_of(account_id), key=lambda t: (t.side is Side.BUY, t.symbol))
        wanted = [f"{account_id}-{number}" for number in range(1, len(mine) + 1)]
        if [trade.trade_id for trade in mine] != wanted:
            yield f"{account_id}: trade ids are {', '.join(t.trade_id for t in mine)}, not {', '.join(wanted)}"
    for trade in plan.trades:
        lots = [(sale.acquired or date.max, sale.lot_id) for sale in trade.lots]
        if lots != sorted(lots):
            yield f"{trade.trade_id}: lots are not in order"
    for drift in (plan.before, plan.after):
        classes = [row.class_id for row in drift.classes]
        if classes != sorted(classes):
            yield f"classes are not in order: {', '.join(classes)}"


def _rank(trade: Trade) -> tuple[str, int, bool, str]:
    return (trade.account_id, trade.step, trade.side is Side.BUY, trade.symbol)


def canonical_words(book: Book) -> str:
    """The figures of I11."""
    return (
        f"{len(book.plan.trades)} trades stand in the one order their content gives; plan {book.plan.plan_id}"
    )


def exact(book: Book) -> Iterator[str]:
    """I12: nothing in the plan but exact numbers, text, dates and ordered collections of them."""
    if not _are_exact((book.plan,)):
        yield from _walk(book.plan, "plan")


def _are_exact(values: Iterable[object]) -> bool:
    """The quick look: whether a walk would find nothing."""
    for value in values:
        kind: type = type(value)
        if kind is Decimal:
            if not value.is_finite():  # type: ignore[attr-defined]
                return False
        elif kind in _PLAIN:
            continue
        elif kind is tuple:
            if value and not _are_exact(value):  # type: ignore[arg-type]
                return False
        elif (parts_of := _parts_of(kind)) is not None:
            if not _are_exact(parts_of(value)):
                return False
        elif isinstance(value, Mapping):
            if not _are_exact(value.values()):
                return False
        elif next(_walk(value, ""), None) is not None:
            return False
    return True


@cache
def _parts_of(kind: type) -> Callable[[object], tuple[object, ...]] | None:
    """What gives all fields of a dataclass at once; None for any other type, and one of less than two fields."""
    names = [field.name for field in fields(kind)] if is_dataclass(kind) else []
    return attrgetter(*names) if len(names) > 1 else None


def _walk(value: object, where: str) -> Iterator[str]:
    if isinstance(value, Decimal):
        if not value.is_finite():
            yield f"{where} is {value}"
    elif isinstance(value, float):
        yield f"{where} is the float {value!r}"
    elif value is None or isinstance(value, (str, int, date, Enum)):
        return
    elif is_dataclass(value):
        for field in fields(value):
            yield from _walk(getattr(value, field.name), f"{where}.{field.name}")
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield from _walk(part, f"{where}[{key}]")
    elif isinstance(value, tuple):
        for index, part in enumerate(value):
            yield from _walk(part, f"{where}[{index}]")
    else:
        yield f"{where} is a {type(value).__name__}, which has no one order or form"


def exact_words(book: Book) -> str:
    """The figures of I12."""
    return (
        f"no float among the figures of {len(book.plan.trades)} trades; the same input gives the same bytes"
    )
