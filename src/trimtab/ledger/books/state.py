"""The books while they are kept: the lots of each account and symbol, and what has left them."""

from __future__ import annotations

from bisect import insort
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from trimtab.core.events import Event, LotMethod
from trimtab.core.problems import Problem, error
from trimtab.ledger.books.methods import basis_for
from trimtab.ledger.books.part import Part, in_shares
from trimtab.ledger.books.result import ClosedLot, Closing, FlowLine, GivenLot, IncomeLine
from trimtab.ledger.books.rules import BookAccount, BookRules
from trimtab.ledger.books.scale import Scale

NOTHING_HELD = "books-nothing-held"


class Refused(Exception):  # noqa: N818 (the event is refused, the program is not at fault)
    """An event that cannot be booked; raised before anything is changed."""

    def __init__(self, event: Event, code: str, message: str, remedy: str) -> None:
        super().__init__(message)
        self.event = event
        self.problem = error(code, f"{event.event_id} on {event.trade_date}: {message}", remedy, event.source)


@dataclass(slots=True)
class Gone:
    """A part that left, when and at which place of the day. `closed` None: given away or moved out, no result."""

    part: Part
    event: Event
    day: date
    place: int
    closed: ClosedLot | None


class State:
    """Everything the books know in the middle of the events. Lots stand in order of acquisition."""

    def __init__(self, rules: BookRules, scale: Scale) -> None:
        self.rules = rules
        self.scale = scale
        self.accounts: dict[str, BookAccount] = {a.account_id: a for a in rules.accounts}
        self.positions: defaultdict[tuple[str, str], list[Part]] = defaultdict(list)
        self.by_lot: defaultdict[str, list[Part]] = defaultdict(list)
        self.gone: list[Gone] = []
        self.closed: list[ClosedLot] = []
        self.given: list[GivenLot] = []
        self.income: list[IncomeLine] = []
        self.flows: list[FlowLine] = []
        self.problems: list[Problem] = []
        self.arrivals = 0

    def add(self, part: Part) -> None:
        """Put shares where their account and symbol say."""
        part.is_held = True
        position = self.positions[part.account_id, part.symbol]
        if position and position[-1].order >= part.order:
            insort(position, part, key=lambda held: held.sort_key)
        else:
            position.append(part)
        same_lot = self.by_lot[part.lot_id]
        if part not in same_lot:
            same_lot.append(part)

    def next_arrival(self) -> int:
        """A number that rises with every lot that comes in."""
        self.arrivals += 1
        return self.arrivals

    def held_of(self, lot_id: str) -> list[Part]:
        """The shares of a lot that are held, wherever they are."""
        return sorted((p for p in self.by_lot.get(lot_id, ()) if p.is_held), key=lambda p: p.start)

    def held(self, event: Event, symbol: str) -> list[Part]:
        """The lots of an event's account and symbol. Raises Refused where there are none."""
        parts = self.positions.get((event.account_id, symbol))
        if not parts:
            raise Refused(
                event,
                NOTHING_HELD,
                f"{event.account_id} holds no {symbol} then",
                "add what brought the shares in (a purchase, a transfer, an opening lot), or correct the date",
            )
        return parts

    def take(
        self, event: Event, symbol: str, ordered: Sequence[Part], quantities: Iterable[Decimal]
    ) -> list[Part]:
        """Take these shares of these lots out; a lot taken in part is cut."""
        position = self.positions[event.account_id, symbol]
        taken = []
        for part, quantity in zip(ordered, quantities, strict=False):
            if quantity == part.quantity:
                position.remove(part)
                part.is_held = False
                taken.append(part)
            else:
                taken.append(part.cut(quantity))
        return taken

    def take_all(self, event: Event, symbol: str) -> list[Part]:
        """Take everything of a symbol out of an account. Raises Refused where there is nothing."""
        parts = list(self.held(event, symbol))
        self.positions[event.account_id, symbol].clear()
        for part in parts:
            part.is_held = False
        return parts

    def close(
        self,
        event: Event,
        taken: Sequence[Part],
        proceeds_usd: Decimal,
        why: Closing,
        method: LotMethod,
        day: date | None = None,
    ) -> None:
        """Close these shares for these proceeds, shared by quantity to the cent."""
        when = day or event.trade_date
        place = event.sequence if when == event.trade_date else LAST_PLACE
        for part, proceeds in zip(taken, in_shares(proceeds_usd, [p.quantity for p in taken]), strict=True):
            line = closed_lot(event, part, proceeds, why, method, when)
            self.closed.append(line)
            self.gone.append(Gone(part, event, when, place, line))

    def give(
        self,
        event: Event,
        taken: Sequence[Part],
        value_usd: Decimal | None,
        to_charity: bool = False,
    ) -> None:
        """Let these shares go without a result."""
        values: Iterable[Decimal | None] = [None] * len(taken)
        if value_usd is not None:
            values = in_shares(value_usd, [part.quantity for part in taken])
        for part, value in zip(taken, values, strict=True):
            self.gone.append(Gone(part, event, event.trade_date, event.sequence, None))
            self.given.append(
                GivenLot(
                    event.event_id,
                    part.account_id,
                    part.symbol,
                    part.lot_id,
                    part.quantity,
                    part.bought,
                    part.own_from,
                    event.trade_date,
                    part.base_usd,
                    value,
                    to_charity,
                )
            )


LAST_PLACE = 10**9


def closed_lot(
    event: Event,
    part: Part,
    proceeds_usd: Decimal,
    why: Closing,
    method: LotMethod,
    day: date,
) -> ClosedLot:
    """One lot's line of a disposal, with the basis and the holding period that count for this result."""
    basis_usd, held_from = part.base_usd, part.own_from
    if basis_usd is not None and part.low_usd is not None:
        basis_usd, held_from = basis_for(part, basis_usd, proceeds_usd)
    return ClosedLot(
        event.event_id,
        part.account_id,
        part.symbol,
        part.lot_id,
        part.quantity,
        part.bought,
        held_from,
        day,
        proceeds_usd,
        basis_usd,
        why,
        part.how,
        method,
        event.source,
    )
