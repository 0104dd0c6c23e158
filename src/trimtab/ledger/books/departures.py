"""Shares that go out: sold, moved, given away, worthless."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from trimtab.core.events import (
    Disposal,
    GiftGiven,
    LotChoice,
    LotMethod,
    Sell,
    Transfer,
    TransferOut,
    Worthless,
)
from trimtab.core.money import ZERO, cents, plain
from trimtab.ledger.books.arrivals import arrive
from trimtab.ledger.books.methods import in_order_of, pool
from trimtab.ledger.books.part import Part, front
from trimtab.ledger.books.result import Closing, FlowKind, FlowLine, How
from trimtab.ledger.books.state import Refused, State


def sell(state: State, event: Sell) -> None:
    """A sale: proceeds are shared by quantity over the lots it uses."""
    method, taken = _leave(state, event, event.proceeds_usd)
    state.close(event, taken, event.proceeds_usd, Closing.SALE, method)


def transfer_out(state: State, event: TransferOut) -> None:
    """Shares that leave the household's accounts: no result."""
    state.give(event, _leave(state, event, ZERO)[1], None)


def gift_given(state: State, event: GiftGiven) -> None:
    """Shares given away: no result for the giver."""
    taken = _leave(state, event, event.value_usd or ZERO)[1]
    state.give(event, taken, event.value_usd, event.to_charity)


def transfer(state: State, event: Transfer) -> None:
    """Shares to another account of the household: lots move as they are, unless they leave a retirement account.

    Out of one into a taxable account they are a distribution: the basis is the value, held from that day
    (IRS Publication 590-B). Into one from a taxable account the law allows cash only (26 USC 408(a)(1), 219(e)(1)).
    """
    from_taxable = state.accounts[event.account_id].kind.is_taxable
    to_taxable = state.accounts[event.to_account_id].kind.is_taxable
    if from_taxable and not to_taxable:
        raise Refused(
            event,
            "books-transfer-kind",
            f"shares of {event.symbol} move from the taxable {event.account_id} into {event.to_account_id}",
            "a retirement account takes cash only: enter a sale and a contribution, or correct the accounts",
        )
    if to_taxable and not from_taxable:
        _distribute(state, event)
        return
    for part in _leave(state, event, event.value_usd or ZERO)[1]:
        part.account_id = event.to_account_id
        state.add(part)


def _distribute(state: State, event: Transfer) -> None:
    if event.value_usd is None:
        raise Refused(
            event,
            "books-distribution-value",
            f"{plain(event.quantity)} {event.symbol} leave {event.account_id} for the taxable "
            f"{event.to_account_id} without a value",
            "state their value on that day (Form 1099-R): it is income and the new basis",
        )
    taken = _leave(state, event, event.value_usd)[1]
    state.give(event, taken, event.value_usd)
    value = cents(event.value_usd)
    state.flows.append(
        FlowLine(
            event.event_id, event.account_id, event.symbol, event.trade_date, value, FlowKind.DISTRIBUTION
        )
    )
    arrive(
        state,
        event,
        "",
        event.symbol,
        event.quantity,
        value,
        event.trade_date,
        How.DISTRIBUTION,
        account_id=event.to_account_id,
        held_from=event.trade_date,
    )


def worthless(state: State, event: Worthless) -> None:
    """Sold for nothing on the last day of the year (26 USC 165(g)(1))."""
    last_day = date(event.trade_date.year, 12, 31)
    taken = state.take_all(event, event.symbol)
    state.close(event, taken, ZERO, Closing.WORTHLESS, LotMethod.FIFO, last_day)


def _leave(state: State, event: Disposal, value_usd: Decimal) -> tuple[LotMethod, list[Part]]:
    """Take out the shares of a disposal by its method, or the account's. Raises Refused before changing anything."""
    parts = state.held(event, event.symbol)
    held = sum((part.quantity for part in parts), ZERO)
    if event.quantity > held:
        raise Refused(
            event,
            "books-more-than-held",
            f"{plain(event.quantity)} {event.symbol} go out of {event.account_id}, which holds {plain(held)} then",
            "add the purchase, transfer or split that is missing, or correct the quantity",
        )
    method = _method(state, event)
    if method is LotMethod.SPECIFIC:
        ordered, quantities = _named(event, parts)
        return method, state.take(event, event.symbol, ordered, quantities)
    if method is LotMethod.AVERAGE:
        pool(parts)
    ordered = in_order_of(method, parts, value_usd / event.quantity, event.trade_date, state.rules)
    return method, state.take(event, event.symbol, *front(ordered, event.quantity))


def _method(state: State, event: Disposal) -> LotMethod:
    """The event's method, or its account's; AVERAGE only where the law has it."""
    account = state.accounts[event.account_id]
    is_fund = event.symbol in state.rules.funds
    default = account.fund_method if is_fund and account.fund_method else account.method
    method = event.method or (LotMethod.SPECIFIC if event.lots else default)
    if method is LotMethod.AVERAGE and not is_fund:
        raise Refused(
            event,
            "books-average-stock",
            f"average cost for {event.symbol}, which is not a fund or a reinvestment plan",
            "use another lot method, or list the symbol among the funds (26 CFR 1.1012-1(e)(1))",
        )
    return method


def _named(event: Disposal, parts: Sequence[Part]) -> tuple[list[Part], list[Decimal]]:
    """The lots that the event names, in its order; parts of one lot from the front."""
    chosen = sum((choice.quantity for choice in event.lots), ZERO)
    if chosen != event.quantity:
        raise Refused(
            event,
            "books-lots-sum",
            f"the lots named sum to {plain(chosen)} shares, {plain(event.quantity)} {event.symbol} go out",
            "name the lots and how many shares of each, so that they sum to the quantity",
        )
    used: list[Part] = []
    quantities: list[Decimal] = []
    for choice in event.lots:
        of_lot = [part for part in parts if part.lot_id == choice.lot_id]
        _check_choice(event, choice, of_lot)
        more, counts = front(of_lot, choice.quantity)
        used += more
        quantities += counts
    return used, quantities


def _check_choice(event: Disposal, choice: LotChoice, of_lot: Iterable[Part]) -> None:
    held = sum((part.quantity for part in of_lot), ZERO)
    if not held:
        raise Refused(
            event,
            "books-lot-unknown",
            f"{event.account_id} holds no lot {choice.lot_id} of {event.symbol} then",
            "name a lot that is held, as `trimtab lots` lists them",
        )
    if choice.quantity > held:
        raise Refused(
            event,
            "books-more-than-lot",
            f"{plain(choice.quantity)} shares of lot {choice.lot_id}, which holds {plain(held)} then",
            "correct the quantity or name more lots",
        )
