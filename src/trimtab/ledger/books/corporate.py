"""What companies do to shares: splits, mergers, spin-offs, new symbols, return of capital; and corrected basis."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction

from trimtab.core.events import (
    BasisCorrection,
    Event,
    LotMethod,
    Merger,
    ReturnOfCapital,
    SpinOff,
    Split,
    SymbolChange,
)
from trimtab.core.money import ZERO, cents, plain
from trimtab.ledger.books.arrivals import arrive
from trimtab.ledger.books.part import Part, front, in_shares, on_grid
from trimtab.ledger.books.result import ClosedLot, Closing, How
from trimtab.ledger.books.state import Refused, State
from trimtab.ledger.wash_sales.history import Acquired


def split(state: State, event: Split) -> None:
    """More or fewer shares, the same basis and holding period (26 USC 305(a), 307, 1223(4))."""
    parts = state.held(event, event.symbol)
    new = _new_quantities(event, parts, event.new, event.old, event.cash_in_lieu_usd)
    for part, quantity in zip(parts, new, strict=True):
        part.become(quantity)
    _cash_in_lieu(state, event, event.symbol, list(parts), event.cash_in_lieu_usd)


def symbol_change(state: State, event: SymbolChange) -> None:
    """The same shares under another name."""
    for part in state.take_all(event, event.symbol):
        part.symbol = event.new_symbol
        state.add(part)


def merger(state: State, event: Merger) -> None:
    """Shares for other shares, cash, or both: a sale, a taxable exchange, or a reorganisation."""
    parts = state.held(event, event.symbol)
    if not event.new:
        taken = state.take_all(event, event.symbol)
        state.close(event, taken, event.cash_usd, Closing.MERGER, LotMethod.FIFO)
        return
    if event.value_usd is None and (event.is_taxable or event.cash_usd):
        raise Refused(
            event,
            "books-merger-value",
            f"{event.symbol} turns into {event.new_symbol} with a gain to work out, and its value is not stated",
            "state what the new shares are worth in all, as `value_usd`",
        )
    quantities = _new_quantities(event, parts, event.new, event.old, event.cash_in_lieu_usd)
    taken = state.take_all(event, event.symbol)
    exchanged = (
        _taxable_exchange(state, event, taken, quantities)
        if event.is_taxable
        else _reorganisation(state, event, taken, quantities)
    )
    _cash_in_lieu(state, event, event.new_symbol, exchanged, event.cash_in_lieu_usd)


def _taxable_exchange(
    state: State, event: Merger, taken: Sequence[Part], quantities: Sequence[Decimal]
) -> list[Part]:
    """Everything is sold for cash and value; the new shares cost their value (26 USC 1001, 1012)."""
    old = [part.quantity for part in taken]
    value = cents(event.value_usd or ZERO)
    state.close(event, taken, cents(event.cash_usd) + value, Closing.MERGER, LotMethod.FIFO)
    return [
        arrive(
            state,
            event,
            f"{part.lot_id}@{event.event_id}",
            event.new_symbol,
            quantity,
            worth,
            event.trade_date,
            How.EXCHANGE,
            held_from=event.trade_date,
            acquired_as=Acquired.EXCHANGE,
            ratio=part.units / Fraction(quantity),
            front_unit=part.start,
        )
        for part, quantity, worth in zip(taken, quantities, in_shares(value, old), strict=True)
    ]


def _reorganisation(
    state: State, event: Merger, taken: Sequence[Part], quantities: Sequence[Decimal]
) -> list[Part]:
    """Basis and holding period go on; gain counts up to the cash, a loss not at all (26 USC 354, 356, 358, 1223(1))."""
    old = [part.quantity for part in taken]
    value = cents(event.value_usd or ZERO)
    amounts = zip(in_shares(cents(event.cash_usd), old), in_shares(value, old), strict=True)
    for part, quantity, (cash, worth) in zip(taken, quantities, amounts, strict=True):
        if cash:
            _boot(state, event, part, cash, worth)
        part.become(quantity)
        part.symbol, part.how = event.new_symbol, How.MERGER
        state.add(part)
    return list(taken)


def _boot(state: State, event: Merger, part: Part, cash_usd: Decimal, worth_usd: Decimal) -> None:
    basis = part.basis_usd
    if basis is None:
        _kept(state, event, part, Closing.MERGER, cash_usd, None)
        return
    gain = max(ZERO, min(cash_usd, worth_usd + cash_usd - basis))
    if gain:
        _kept(state, event, part, Closing.MERGER, cash_usd, cash_usd - gain)
    _lower(part, cash_usd - gain)


def spin_off(state: State, event: SpinOff) -> None:
    """A part of each lot's basis goes to the new shares, which are held as long (26 USC 355, 358(b), 1223(1))."""
    parents = list(state.held(event, event.symbol))
    quantities = _new_quantities(event, parents, event.new, event.old, event.cash_in_lieu_usd)
    children = [
        _child(state, event, part, quantity) for part, quantity in zip(parents, quantities, strict=True)
    ]
    _cash_in_lieu(state, event, event.new_symbol, children, event.cash_in_lieu_usd)


def _child(state: State, event: SpinOff, part: Part, quantity: Decimal) -> Part:
    child = arrive(
        state,
        event,
        f"{part.lot_id}@{event.event_id}",
        event.new_symbol,
        quantity,
        None,
        event.trade_date,
        How.SPIN_OFF,
        held_from=part.held_from,
        front_unit=part.start,
    )
    if part.base_usd is not None:
        child.base_usd = cents(part.base_usd * event.basis_share)
        part.base_usd -= child.base_usd
        child.wash_usd = cents(part.wash_usd * event.basis_share)
        part.wash_usd -= child.wash_usd
    if part.low_usd is not None:
        child.low_usd = cents(part.low_usd * event.basis_share)
        part.low_usd -= child.low_usd
    return child


def return_of_capital(state: State, event: ReturnOfCapital) -> None:
    """Lowers the basis of every share alike; what is beyond a lot's basis is gain (26 USC 301(c)(2), (3))."""
    parts = state.held(event, event.symbol)
    amounts = in_shares(cents(event.amount_usd), [part.quantity for part in parts])
    for part, amount in zip(parts, amounts, strict=True):
        basis = part.basis_usd
        if basis is None:
            _kept(state, event, part, Closing.RETURN_OF_CAPITAL, amount, None)
            continue
        if amount > basis:
            _kept(state, event, part, Closing.RETURN_OF_CAPITAL, amount - basis, ZERO)
        _lower(part, min(amount, basis))


def basis_correction(state: State, event: BasisCorrection) -> None:
    """The basis of what is held of a lot, before wash sales, and its date, as they should be."""
    parts = state.held_of(event.lot_id)
    if not parts:
        raise Refused(
            event,
            "books-lot-unknown",
            f"lot {event.lot_id} is not held then",
            "name a lot that is held, as `trimtab lots` lists them",
        )
    quantities = [part.quantity for part in parts]
    for part, basis in zip(parts, in_shares(cents(event.basis_usd), quantities), strict=True):
        part.base_usd, part.low_usd = basis, None
        if event.acquired is not None:
            _redate(state, part, event.acquired)


def _redate(state: State, part: Part, acquired: date) -> None:
    """Another date of acquisition, and with it another place in line."""
    state.positions[part.account_id, part.symbol].remove(part)
    part.held_from = part.own_from = part.bought = part.first_day = acquired
    part.first_place, part.order = 0, (acquired, part.order[1])
    state.add(part)


def _lower(part: Part, amount_usd: Decimal) -> None:
    """Take an amount that is not above the basis off it: first off what was paid, then off what wash sales added."""
    base = part.base_usd or ZERO
    from_wash = max(ZERO, amount_usd - base)
    part.base_usd = base - (amount_usd - from_wash)
    part.wash_usd -= from_wash
    if part.low_usd is not None:
        part.low_usd = max(ZERO, part.low_usd - amount_usd)


def _kept(
    state: State, event: Event, part: Part, why: Closing, proceeds_usd: Decimal, basis_usd: Decimal | None
) -> None:
    """A result on shares that are kept."""
    state.closed.append(
        ClosedLot(
            event.event_id,
            part.account_id,
            part.symbol,
            part.lot_id,
            part.quantity,
            part.bought,
            part.held_from,
            event.trade_date,
            proceeds_usd,
            basis_usd,
            why,
            part.how,
            LotMethod.FIFO,
            event.source,
            shares_go=False,
        )
    )


def _new_quantities(
    event: Event, parts: Sequence[Part], new: Decimal, old: Decimal, cash_in_lieu_usd: Decimal
) -> list[Decimal]:
    """The new shares of each lot. Raises Refused where there is no fraction to pay for, or nothing comes of a lot."""
    quantities = list(on_grid([part.quantity for part in parts], new, old))
    total = sum(quantities, ZERO)
    if cash_in_lieu_usd and total == _whole(total):
        raise Refused(
            event,
            "books-no-fraction",
            f"{plain(cash_in_lieu_usd)} in lieu of a fraction, but {plain(total)} shares leave none",
            "correct the ratio, or add the shares that are missing before it",
        )
    if min(quantities) <= 0:
        raise Refused(
            event,
            "books-ratio-small",
            f"{plain(new)} for {plain(old)} leaves less than a billionth of a share of a lot",
            "correct the ratio",
        )
    return quantities


def _cash_in_lieu(state: State, event: Event, symbol: str, parts: Sequence[Part], cash_usd: Decimal) -> None:
    """Sell the fraction that is not given, earliest shares first (Rev. Rul. 66-365)."""
    if not cash_usd:
        return
    total = sum((part.quantity for part in parts), ZERO)
    earliest = sorted(parts, key=lambda part: part.sort_key)
    taken = state.take(event, symbol, *front(earliest, total - _whole(total)))
    state.close(event, taken, cents(cash_usd), Closing.CASH_IN_LIEU, LotMethod.FIFO)


def _whole(quantity: Decimal) -> Decimal:
    return quantity.to_integral_value(rounding=ROUND_FLOOR)
