"""The journey of the books: events in order, each one booked by its kind, into lots, results, income and flows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Context, Decimal, localcontext

from trimtab.core.events import (
    BasisCorrection,
    Buy,
    Contribution,
    Dividend,
    Event,
    Fee,
    GiftGiven,
    GiftReceived,
    Inheritance,
    Interest,
    Merger,
    Opening,
    Reinvestment,
    ReturnOfCapital,
    Sell,
    SpinOff,
    Split,
    SymbolChange,
    Transfer,
    TransferIn,
    TransferOut,
    Withdrawal,
    Worthless,
)
from trimtab.core.money import cents
from trimtab.core.problems import in_order
from trimtab.ledger.books import arrivals, corporate, departures
from trimtab.ledger.books.adjusting import Adjustment, adjust
from trimtab.ledger.books.checks import faults
from trimtab.ledger.books.result import Books, FlowKind, FlowLine, IncomeLine, OpenLot
from trimtab.ledger.books.rules import BookRules
from trimtab.ledger.books.scale import Scale
from trimtab.ledger.books.state import LAST_PLACE, NOTHING_HELD, Refused, State

EXACT = Context(prec=60)


def keep_books(events: Iterable[Event], rules: BookRules) -> Books:
    """Every event into lots held, lots closed, shares given, income and flows.

    Events are taken by trade date, sequence and event id; the order in which they are listed means nothing. A
    worthless security closes on the last day of its year. Shares and basis are conserved through every event, to the
    cent. Wash sales are not counted here: `washed` does. Raises nothing for a user's mistake: `Books.problems` has
    every one, with its value and remedy, and an event with an error is not booked.
    `docs/books.md` lists each kind of event with its source.
    """
    with localcontext(EXACT):
        return books_of(fold(list(events), rules))


def fold(events: Sequence[Event], rules: BookRules, adjustments: Sequence[Adjustment] = ()) -> State:
    """The state after all events. Adjustments count from their day on: for lot methods and whatever happens to lots."""
    found = faults(events, rules)
    refused = {id(event) for event, _ in found}
    sound = sorted((event for event in events if id(event) not in refused), key=_order)
    state = State(rules, Scale(sound))
    state.problems += [problem for _, problem in found]
    waiting = sorted(adjustments, key=lambda a: (a.day, a.lot_id, a.start), reverse=True)
    refusals: list[Refused] = []
    for event in sound:
        day = _order(event)[0]
        while waiting and waiting[-1].day <= day:
            adjust(state, waiting.pop())
        try:
            _BOOK[type(event)](state, event)
        except Refused as refusal:
            refusals.append(refusal)
    for adjustment in reversed(waiting):
        adjust(state, adjustment)
    passed_by = {id(refusal.event) for refusal in refusals if _holds_nothing(refusal)}
    at_home = {event.source for event in sound if event.wherever_held and id(event) not in passed_by}
    state.problems += [
        refusal.problem
        for refusal in refusals
        if id(refusal.event) not in passed_by or refusal.event.source not in at_home
    ]
    return state


def _holds_nothing(refusal: Refused) -> bool:
    """Whether an account holds nothing of what is told for every account that does."""
    return refusal.event.wherever_held and refusal.problem.code == NOTHING_HELD


def books_of(state: State) -> Books:
    """What the state amounts to; lots by account, symbol and order of acquisition, the rest as it happened."""
    held = sorted(state.positions.items(), key=lambda found: found[0])
    return Books(
        tuple(
            OpenLot(
                part.lot_id,
                part.account_id,
                part.symbol,
                part.quantity,
                part.base_usd,
                part.bought,
                part.own_from,
                part.how,
                part.low_usd,
                part.source,
            )
            for _, position in held
            for part in position
        ),
        tuple(state.closed),
        tuple(state.given),
        tuple(state.income),
        tuple(state.flows),
        in_order(state.problems),
    )


def _order(event: Event) -> tuple[date, int, str]:
    if isinstance(event, Worthless):
        return (date(event.trade_date.year, 12, 31), LAST_PLACE, event.event_id)
    return (event.trade_date, event.sequence, event.event_id)


def _dividend(state: State, event: Dividend) -> None:
    state.income.append(
        IncomeLine(
            event.event_id,
            event.account_id,
            event.symbol,
            event.trade_date,
            cents(event.amount_usd),
            event.kind,
        )
    )


def _interest(state: State, event: Interest) -> None:
    state.income.append(
        IncomeLine(
            event.event_id, event.account_id, event.symbol, event.trade_date, cents(event.amount_usd), None
        )
    )


def _contribution(state: State, event: Contribution) -> None:
    _flow(state, event, event.amount_usd, FlowKind.CONTRIBUTION, for_year=event.for_year)


def _withdrawal(state: State, event: Withdrawal) -> None:
    _flow(state, event, event.amount_usd, FlowKind.WITHDRAWAL)


def _fee(state: State, event: Fee) -> None:
    _flow(state, event, event.amount_usd, FlowKind.FEE, event.symbol)


def _flow(
    state: State,
    event: Event,
    amount_usd: Decimal,
    kind: FlowKind,
    symbol: str = "",
    for_year: int | None = None,
) -> None:
    state.flows.append(
        FlowLine(
            event.event_id, event.account_id, symbol, event.trade_date, cents(amount_usd), kind, for_year
        )
    )


_BOOK: dict[type[Event], Callable[..., None]] = {
    Opening: arrivals.opening,
    Buy: arrivals.buy,
    Reinvestment: arrivals.buy,
    TransferIn: arrivals.transfer_in,
    GiftReceived: arrivals.gift_received,
    Inheritance: arrivals.inheritance,
    Sell: departures.sell,
    Transfer: departures.transfer,
    TransferOut: departures.transfer_out,
    GiftGiven: departures.gift_given,
    Worthless: departures.worthless,
    Split: corporate.split,
    Merger: corporate.merger,
    SpinOff: corporate.spin_off,
    SymbolChange: corporate.symbol_change,
    ReturnOfCapital: corporate.return_of_capital,
    BasisCorrection: corporate.basis_correction,
    Dividend: _dividend,
    Interest: _interest,
    Contribution: _contribution,
    Withdrawal: _withdrawal,
    Fee: _fee,
}
