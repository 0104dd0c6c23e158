"""Rows of corporate actions: what they tell for certain becomes an event, what they leave open is an ERROR.

A custodian's line tells how many shares came and went, not how the law taxes it: a merger may be taxable or not, a
spin-off takes a part of the basis that only the issuer's Form 8937 states. Such lines are never booked as nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from trimtab.core.events import Sell, SymbolChange, TransferIn, TransferOut
from trimtab.core.household import ActivityKind
from trimtab.core.money import ZERO, plain
from trimtab.core.problems import Problem, Source, error, note
from trimtab.core.statement import Detail
from trimtab.ledger.events.planned import Key, Place, Planned
from trimtab.ledger.events.shares import SHORT_REMEDY, Carried, base_of, effect_of
from trimtab.ledger.events.told import Told

KINDS = frozenset({ActivityKind.CORPORATE_ACTION, ActivityKind.SPLIT, ActivityKind.OTHER})
SPLITS = frozenset({Detail.SPLIT, Detail.REVERSE_SPLIT, Detail.STOCK_DIVIDEND})
IN_LIEU_WITHIN = timedelta(days=60)
FOR_CASH = frozenset({Detail.CASH_MERGER, Detail.REDEMPTION})


@dataclass(frozen=True, slots=True)
class Received:
    """A split as a row tells it: the shares that came (or went) on balance.

    `ratio` is given where the row states it, `stated` are the shares before and after it where the row has both; else
    the ratio follows from what was held. `is_paid`: a fraction of a share was paid in cash.
    """

    key: Key
    day: date
    shares: Fraction
    stated: tuple[Fraction, Fraction] | None
    source: Source | None
    words: str
    cash_in_lieu_usd: Decimal = ZERO
    is_paid: bool = False
    ratio: Fraction | None = None


@dataclass(slots=True)
class Actions:
    """What rows of corporate actions become. `in_lieu` are cash rows still without their event."""

    planned: list[Planned] = field(default_factory=list)
    carried: list[Carried] = field(default_factory=list)
    received: list[Received] = field(default_factory=list)
    in_lieu: list[Told] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def corporate_events(rows: Sequence[Told], is_taxable: Callable[[str], bool]) -> Actions:
    """Read the rows of each account and day together: what went and what came are two lines of one action."""
    actions = Actions()
    days: dict[tuple[str, date], list[Told]] = defaultdict(list)
    for told in rows:
        if is_corporate(told):
            days[(told.account_id, told.day)].append(told)
    for (account_id, _), of_day in sorted(days.items()):
        by_detail: dict[Detail, list[Told]] = defaultdict(list)
        for told in of_day:
            by_detail[Detail.SPLIT if _is_split(told) else told.row.detail].append(told)
        for detail, group in by_detail.items():
            _group(detail, group, is_taxable(account_id), actions)
    in_lieu = [told for told in rows if told.row.detail is Detail.CASH_IN_LIEU]
    actions.received = [replace(one, is_paid=_is_paid(one, in_lieu)) for one in actions.received]
    return actions


def _is_paid(split: Received, in_lieu: Sequence[Told]) -> bool:
    return any(
        (told.account_id, told.row.symbol) == split.key
        and timedelta(0) <= told.day - split.day <= IN_LIEU_WITHIN
        for told in in_lieu
    )


def is_corporate(told: Told) -> bool:
    """Whether a row is a corporate action, or moves shares for no reason that is known; not a return of capital.

    A split is one also where its line states no shares: it changes what every share before it cost.
    """
    row = told.row
    if row.kind not in KINDS or row.detail is Detail.RETURN_OF_CAPITAL:
        return False
    moves_shares = bool(row.quantity) and bool(row.symbol)
    is_bare_split = bool(row.symbol) and _is_split(told)
    return (
        moves_shares or is_bare_split or (row.kind is ActivityKind.CORPORATE_ACTION and bool(row.amount_usd))
    )


def _is_split(told: Told) -> bool:
    return told.row.detail in SPLITS or told.row.kind is ActivityKind.SPLIT


def _group(detail: Detail, group: Sequence[Told], is_taxable: bool, actions: Actions) -> None:
    if detail is Detail.SPLIT:
        _splits(group, actions)
    elif detail is Detail.CASH_IN_LIEU:
        actions.in_lieu += group if is_taxable else []
    elif not is_taxable:
        _sheltered(group, actions)
    elif detail is Detail.NAME_CHANGE and (pair := _pair(group)) and _is_even(*pair):
        _renamed(*pair, actions)
    elif detail in FOR_CASH:
        actions.planned += _paid(group, actions)
    elif detail is Detail.EXPIRED:
        for told in group:
            _expired(told, actions)
    else:
        actions.problems += [_unclear(told, group) for told in group]


def _pair(group: Sequence[Told]) -> tuple[Told, Told] | None:
    """What went and what came, where it is one line each."""
    went = [told for told in group if told.row.quantity < 0]
    came = [told for told in group if told.row.quantity > 0]
    return (went[0], came[0]) if len(went) == len(came) == 1 else None


def _is_even(went: Told, came: Told) -> bool:
    return went.row.quantity + came.row.quantity == 0


def _splits(group: Sequence[Told], actions: Actions) -> None:
    pair = _pair(group)
    if pair is not None and len(group) == 2:
        went, came = (Fraction(told.row.quantity) for told in pair)
        actions.received.append(_received(pair[1], went + came, (-went, came)))
        return
    moving = {told.row.symbol for told in group if told.row.quantity}
    for told in group:
        row = told.row
        if not row.quantity and row.symbol in moving:
            continue
        new, old = Fraction(row.units_new or 0), Fraction(row.units_old or 0)
        received = _received(told, Fraction(row.quantity), None)
        if new and old and row.quantity == new - old:
            received = replace(received, stated=(old, new))
        elif new and old:
            received = replace(received, ratio=new / old)
        actions.received.append(received)


def _received(told: Told, shares: Fraction, stated: tuple[Fraction, Fraction] | None) -> Received:
    key = (told.account_id, told.row.symbol)
    return Received(key, told.day, shares, stated, told.row.source, told.words())


def _renamed(went: Told, came: Told, actions: Actions) -> None:
    event = SymbolChange(**base_of(went), symbol=went.row.symbol, new_symbol=came.row.symbol)
    actions.carried.append(
        Carried(
            (went.account_id, went.row.symbol),
            (came.account_id, came.row.symbol),
            -Fraction(went.row.quantity),
            Fraction(came.row.quantity),
            went.day,
            (effect_of(went, Place.RENAMED), effect_of(came, Place.RENAMED)),
            event,
        )
    )


def _sheltered(group: Sequence[Told], actions: Actions) -> None:
    """Where nothing is taxed it does not matter what an action was: shares came and went."""
    for told in group:
        row = told.row
        if row.quantity > 0:
            came = TransferIn(**base_of(told), symbol=row.symbol, quantity=row.quantity)
            actions.planned.append(Planned(came, Place.RECEIVED, (effect_of(told, Place.RECEIVED),)))
        elif row.quantity < 0:
            gone = TransferOut(**base_of(told), symbol=row.symbol, quantity=-row.quantity)
            actions.planned.append(Planned(gone, Place.GONE, (effect_of(told, Place.GONE),)))
        words = f"{told.words()}: shares came or went; nothing is taxed in this account"
        actions.problems.append(note("action-sheltered", words, "", row.source))


def _paid(group: Sequence[Told], actions: Actions) -> list[Planned]:
    """Shares paid back or bought out for cash: a sale; the cash may stand in a line of its own."""
    went = [told for told in group if told.row.quantity < 0]
    cash = sum((told.row.amount_usd for told in group), ZERO)
    if len(went) != 1 or cash <= 0:
        actions.problems += [_unclear(told, group) for told in group]
        return []
    sale = Sell(
        **base_of(went[0]), symbol=went[0].row.symbol, quantity=-went[0].row.quantity, proceeds_usd=cash
    )
    return [Planned(sale, Place.SOLD, (effect_of(went[0], Place.SOLD),))]


def _expired(told: Told, actions: Actions) -> None:
    """An option held to its end is sold for nothing on that day. Source: 26 USC 1234(a)(2)."""
    row = told.row
    if row.quantity >= 0:
        words = f"{told.words()}: an option that was written has expired"
        actions.problems.append(error("short-trade", words, SHORT_REMEDY, row.source))
        return
    sale = Sell(**base_of(told), symbol=row.symbol, quantity=-row.quantity, proceeds_usd=ZERO)
    actions.planned.append(Planned(sale, Place.SOLD, (effect_of(told, Place.SOLD),)))


_WORDS: Mapping[Detail, str] = {
    Detail.MERGER: 'kind = "merger", symbol = "{old}", new_symbol = "{new}", new = {came}, old = {went}',
    Detail.SPIN_OFF: 'kind = "spin_off", symbol = "…", new_symbol = "{new}", new = …, old = …, basis_pct = …',
    Detail.NAME_CHANGE: 'kind = "symbol_change", symbol = "{old}", new_symbol = "{new}"',
    Detail.CASH_MERGER: 'kind = "merger", symbol = "{old}", cash_usd = …',
    Detail.REDEMPTION: 'kind = "sell", symbol = "{old}", quantity = {went}, proceeds_usd = …',
}


def _unclear(told: Told, group: Sequence[Told]) -> Problem:
    pair = _pair(group)
    went, came = pair if pair is not None else (told, told)
    form = _WORDS.get(told.row.detail, 'kind = "…" (docs/events.md lists them), symbol = "{new}"')
    typed = form.format(
        old=went.row.symbol,
        new=came.row.symbol,
        came=plain(abs(came.row.quantity)),
        went=plain(abs(went.row.quantity)),
    )
    return error(
        "action-unclear",
        f"{told.words()}: the line does not say what it means for basis and tax",
        f'say it in household.toml: [[events]] account = "{told.account_id}", day = {told.day}, {typed}',
        told.row.source,
    )
