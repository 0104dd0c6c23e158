"""Shares that come in: bought, opened with, transferred in, given, inherited."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from trimtab.core.events import Buy, Event, GiftReceived, Inheritance, Opening, Reinvestment, TransferIn
from trimtab.core.money import cents
from trimtab.ledger.books.part import START, Part
from trimtab.ledger.books.result import How
from trimtab.ledger.books.state import State
from trimtab.ledger.wash_sales.history import Acquired

LONG_FROM_DAY_ONE = timedelta(days=367)


def arrive(
    state: State,
    event: Event,
    lot_id: str,
    symbol: str,
    quantity: Decimal,
    basis_usd: Decimal | None,
    bought: date | None,
    how: How,
    *,
    account_id: str = "",
    held_from: date | None = None,
    low_usd: Decimal | None = None,
    acquired_as: Acquired = Acquired.RECEIVED,
    ratio: Fraction | None = None,
    front_unit: Fraction = START,
) -> Part:
    """Put a new lot on the books, or another part of one, which begins at `front_unit` of it.

    What has no date stands in line as if it came on the day of the event.
    """
    account = account_id or event.account_id
    day, place = bought or event.trade_date, event.sequence
    if ratio is None:
        ratio = state.scale.units(symbol, account, event.trade_date, (place, event.event_id))
    name = lot_id or event.event_id
    same_lot = state.by_lot.get(name)
    part = Part(
        name,
        account,
        symbol,
        quantity,
        None if basis_usd is None else cents(basis_usd),
        bought,
        held_from,
        how,
        acquired_as,
        event.trade_date,
        day,
        place if day == event.trade_date else 0,
        symbol,
        same_lot[0].order if same_lot else (day, state.next_arrival()),
        ratio,
        event.source,
        low_usd,
        own_from=held_from,
        front_unit=front_unit,
    )
    state.add(part)
    return part


def buy(state: State, event: Buy) -> None:
    """A purchase or a reinvestment: the basis is the cost (26 USC 1012)."""
    is_reinvested = isinstance(event, Reinvestment)
    arrive(
        state,
        event,
        event.lot_id,
        event.symbol,
        event.quantity,
        event.cost_usd,
        event.trade_date,
        How.REINVESTMENT if is_reinvested else How.PURCHASE,
        held_from=event.trade_date,
        acquired_as=Acquired.REINVESTMENT if is_reinvested else Acquired.PURCHASE,
    )


def opening(state: State, event: Opening) -> None:
    """Shares held when the history begins; with a date they count as bought on it."""
    _with_history(state, event, How.OPENING)


def transfer_in(state: State, event: TransferIn) -> None:
    """Shares from an account outside: basis and date as stated, or unknown; with a date they count as bought on it."""
    _with_history(state, event, How.TRANSFER_IN)


def _with_history(state: State, event: Opening | TransferIn, how: How) -> None:
    acquired = event.acquired
    arrive(
        state,
        event,
        event.lot_id,
        event.symbol,
        event.quantity,
        event.basis_usd,
        acquired,
        how,
        held_from=acquired,
        acquired_as=Acquired.RECEIVED if acquired is None else Acquired.PURCHASE,
    )


def gift_received(state: State, event: GiftReceived) -> None:
    """The donor's basis and holding period; a second basis for loss where the value was lower.

    Source: 26 USC 1015(a), (d)(6), 1223(2).
    """
    arrive(
        state,
        event,
        event.lot_id,
        event.symbol,
        event.quantity,
        event.donor_basis_usd + event.gift_tax_usd,
        event.trade_date,
        How.GIFT,
        held_from=event.donor_acquired,
        low_usd=cents(event.value_usd) if event.value_usd < event.donor_basis_usd else None,
    )


def inheritance(state: State, event: Inheritance) -> None:
    """The value at death; the holding period is made to begin so early that any sale is long-term.

    Source: 26 USC 1014, 1223(9).
    """
    arrive(
        state,
        event,
        event.lot_id,
        event.symbol,
        event.quantity,
        event.value_usd,
        event.died,
        How.INHERITANCE,
        held_from=event.died - LONG_FROM_DAY_ONE,
    )
