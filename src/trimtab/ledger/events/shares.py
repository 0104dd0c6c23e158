"""Rows that move shares: purchases, sales, reinvestments, transfers. Corporate actions are read elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from trimtab.core.events import Buy, Event, Reinvestment, Sell, Transfer, TransferOut
from trimtab.core.household import ActivityKind
from trimtab.core.money import ZERO, plain
from trimtab.core.problems import Problem, error, note, warning
from trimtab.core.statement import Detail
from trimtab.ledger.events.planned import ROUNDING, Effect, Key, Place, Planned
from trimtab.ledger.events.told import TRADES, Told
from trimtab.ledger.symbols import Symbols

ON_THE_WAY = timedelta(days=10)
MOVES = frozenset({ActivityKind.TRANSFER_IN, ActivityKind.TRANSFER_OUT})
SHORT_REMEDY = (
    "options written and short sales are not in the books: enter their result in [tax] realized_short_usd, "
    'and say kind = "nothing" in an [[events]] entry of this account, symbol and day'
)


@dataclass(slots=True)
class Moved:
    """What rows of shares become. `carried` are moves between accounts, `arrived` shares from outside."""

    planned: list[Planned] = field(default_factory=list)
    carried: list[Carried] = field(default_factory=list)
    arrived: list[Told] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Carried:
    """Shares that go on under another account or symbol with their lots: `came` shares of `to` for `went` of `origin`.

    `event` is the transfer, merger or change of symbol that does it.
    """

    origin: Key
    to: Key
    went: Fraction
    came: Fraction
    day: date
    effects: tuple[Effect, ...]
    event: Event


def share_events(rows: Sequence[Told], symbols: Symbols) -> Moved:
    """Trades as they are; a transfer out and one in of the same shares within days is one move inside the household."""
    moved = Moved()
    of_shares = [told for told in rows if told.row.symbol and not symbols.is_cash(told.row.symbol)]
    for told in of_shares:
        if told.row.kind in TRADES and told.row.quantity:
            _trade(told, moved)
    _pair([told for told in of_shares if told.row.kind in MOVES and told.row.quantity], moved)
    return moved


def _trade(told: Told, moved: Moved) -> None:
    row = told.row
    if row.detail is Detail.WRITTEN:
        words = f"{told.words()}: an option written or a short sale, or what closes one"
        moved.problems.append(error("short-trade", words, SHORT_REMEDY, row.source))
        return
    size, amount = abs(row.quantity), abs(row.amount_usd)
    if not amount:
        amount = abs((row.price_usd or ZERO) * row.quantity)
    if not amount:
        words = f"{told.words()}: no amount is stated; booked as $0.00"
        remedy = f"say it in an [[events]] entry of this account, symbol and day ({told.day})"
        moved.problems.append(warning("trade-without-amount", words, remedy, row.source))
    if row.kind is ActivityKind.SELL:
        sale = Sell(**base_of(told), symbol=row.symbol, quantity=size, proceeds_usd=amount)
        moved.planned.append(Planned(sale, Place.SOLD, (effect_of(told, Place.SOLD),)))
        return
    make = Reinvestment if row.kind is ActivityKind.REINVEST else Buy
    bought = make(**base_of(told), symbol=row.symbol, quantity=size, cost_usd=amount)
    moved.planned.append(Planned(bought, Place.BOUGHT, (effect_of(told, Place.BOUGHT),)))


def effect_of(told: Told, place: Place) -> Effect:
    """What the row's own shares do to the row's account."""
    return Effect((told.account_id, told.row.symbol), told.day, place, Fraction(told.row.quantity))


def base_of(told: Told) -> dict[str, Any]:
    """What every event of a row has."""
    return {
        "event_id": "",
        "account_id": told.account_id,
        "trade_date": told.day,
        "source": told.row.source,
    }


def _pair(rows: Sequence[Told], moved: Moved) -> None:
    """The nearest transfer in of another account takes a transfer out; the rest came from or went outside."""
    outs = [told for told in rows if told.row.quantity < 0]
    ins = [told for told in rows if told.row.quantity > 0]
    for out in sorted(outs, key=lambda told: told.sort_key):
        fitting = [told for told in ins if _fits(out, told)]
        if not fitting:
            gone = TransferOut(**base_of(out), symbol=out.row.symbol, quantity=-out.row.quantity)
            moved.planned.append(Planned(gone, Place.GONE, (effect_of(out, Place.GONE),)))
            moved.problems.append(_left(out))
            continue
        came = min(fitting, key=lambda told: (abs(told.day - out.day), told.sort_key))
        ins.remove(came)
        _carry(out, came, moved)
    moved.arrived += ins


def _fits(out: Told, came: Told) -> bool:
    return (
        came.row.symbol == out.row.symbol
        and came.account_id != out.account_id
        and abs(came.day - out.day) <= ON_THE_WAY
        and abs(Fraction(came.row.quantity) + Fraction(out.row.quantity)) <= ROUNDING
    )


def _carry(out: Told, came: Told, moved: Moved) -> None:
    """Booked on the day the shares left, whichever row tells it first."""
    day, symbol, size = min(out.day, came.day), out.row.symbol, -out.row.quantity
    origin, to = (out.account_id, symbol), (came.account_id, symbol)
    went, arrived = (
        Effect(origin, day, Place.MOVED, -Fraction(size)),
        Effect(to, day, Place.RECEIVED, Fraction(size)),
    )
    event = Transfer(
        **{**base_of(out), "trade_date": day},
        symbol=symbol,
        quantity=size,
        to_account_id=came.account_id,
    )
    moved.carried.append(Carried(origin, to, Fraction(size), Fraction(size), day, (went, arrived), event))
    words = (
        f"{plain(size)} {symbol} out of {out.account_id} on {out.day} and into {came.account_id} on {came.day} "
        f"({came.row.source}) are taken as one move: the lots go along"
    )
    moved.problems.append(note("transfer-inside", words, "", out.row.source))


def _left(out: Told) -> Problem:
    words = f"{out.words()}: the shares left for an account that is not of the household; no gain, no loss"
    remedy = "if they were given away or sold, say it in an [[events]] entry of this account, symbol and day"
    return note("transfer-outside", words, remedy, out.row.source)
