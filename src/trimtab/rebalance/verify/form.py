"""I11, I12: one canonical form whatever the order of the input, and no number that is not exact."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from numbers import Number
from typing import Any, cast

from trimtab.core.plan import BUY, Plan, Trade
from trimtab.rebalance.verify.book import Book

Look = Callable[[Any], bool]
_PLAIN = (str, int, date, type(None))
_FIRST = {
    "str": "type({}) is str",
    "bool": "type({}) is bool",
    "int": "type({}) is int",
    "date": "type({}) is date",
    "Decimal": "type({}) is Decimal and part.is_finite()",
}


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
        mine = sorted(book.trades_of(account_id), key=lambda t: (t.side is BUY, t.symbol))
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
    return (trade.account_id, trade.step, trade.side is BUY, trade.symbol)


def canonical_words(book: Book) -> str:
    """The figures of I11."""
    return (
        f"{len(book.plan.trades)} trades stand in the one order their content gives; plan {book.plan.plan_id}"
    )


def exact(plan: Plan) -> Iterator[str]:
    """I12: nothing in the plan but exact numbers, text, dates and ordered collections of them."""
    if not _LOOKS[type(plan)](plan):
        yield from _walk(plan, "plan")


class _Looks(dict[type, Look]):
    """By type, the quick look at a value of it: whether a walk would find nothing. Made at the first value."""

    def __missing__(self, kind: type) -> Look:
        self[kind] = made = _look(kind)
        return made


def _look(kind: type) -> Look:
    if issubclass(kind, Decimal):
        return Decimal.is_finite
    if issubclass(kind, _PLAIN):
        return lambda _: True
    if is_dataclass(kind) and not issubclass(kind, Number):
        return _compiled([(field.name, str(field.type)) for field in fields(kind)])
    if issubclass(kind, Mapping):
        return lambda value: _are_exact(value.values())
    return _are_exact if kind is tuple else lambda value: next(_walk(value, ""), None) is None


def _are_exact(values: Iterable[object]) -> bool:
    for value in values:
        kind = type(value)
        if kind is not str and not _LOOKS[kind](value):
            return False
    return True


def _compiled(named: Sequence[tuple[str, str]]) -> Look:
    """One expression for the fields of a type. What a field is said to be is looked for first, and believed only where
    it is so; anything else is looked at as what it is."""
    parts = []
    for name, said in named:
        first = _FIRST.get(said.removesuffix(" | None"), "({} and False)")
        parts.append(f"({first.format(f'(part := value.{name})')} or looks[type(part)](part))")
    source = f"lambda value: {' and '.join(parts) or True}"
    known = {"looks": _LOOKS, "Decimal": Decimal, "date": date}
    return cast("Look", eval(source, known))  # noqa: S307 - names of fields of our own classes, nothing else


_LOOKS = _Looks()


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


def exact_words(plan: Plan) -> str:
    """The figures of I12."""
    return f"no float among the figures of {len(plan.trades)} trades; the same input gives the same bytes"
