"""Fills: the household that trades leave behind, every one filled at its price."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from trimtab.core.accounts import Account, Lot, Position
from trimtab.core.changed import changed
from trimtab.core.household import Activity, ActivityKind, Household
from trimtab.core.money import ZERO
from trimtab.core.plan import BUY, LONG, SELL, SHELTERED, LotSale, Trade, WashSale
from trimtab.core.problems import Source
from trimtab.rebalance.orders import PLANNED, planned_lot_id
from trimtab.tax.wash import PURCHASES, window_open

PLAN = Source("plan")


def apply_fills(
    household: Household, trades: tuple[Trade, ...], washes: tuple[WashSale, ...] = ()
) -> Household:
    """The household after every trade is filled at its price and every stated flow has happened.

    The losses in `washes` do not count in the year; those with a known replacement are added to its basis.
    """
    return with_events(household, holdings_after(household, trades, washes), trades, washes)


def holdings_after(
    household: Household, trades: tuple[Trade, ...], washes: tuple[WashSale, ...] = ()
) -> Household:
    """The household with what it holds after every fill, and what has happened not yet told in it.

    What no trade touches is the same object in both households.
    """
    by_account: dict[str, list[Trade]] = {account.account_id: [] for account in household.accounts}
    for trade in trades:
        if trade.account_id in by_account:
            by_account[trade.account_id].append(trade)
    accounts = tuple(
        _filled(household, account, by_account[account.account_id]) for account in household.accounts
    )
    accounts = tuple(_with_deferred(account, washes) for account in accounts) if washes else accounts
    return changed(household, accounts=accounts, flows=())


def dated(household: Household, day: date) -> Household:
    """The household after fills, the lots they bought named by their day: the same may be bought again later."""
    return replace(household, accounts=tuple(_dated(account, day) for account in household.accounts))


def _dated(account: Account, day: date) -> Account:
    positions = account.positions
    if not any(_is_bought(position) for position in positions):
        return account
    return replace(
        account,
        positions=tuple(p.with_lots(tuple(_named(p.lots, day))) if _is_bought(p) else p for p in positions),
    )


def _is_bought(position: Position) -> bool:
    """Whether a fill bought of it: what is bought stands last among its lots."""
    return bool(position.lots) and position.lots[-1].lot_id.startswith(PLANNED)


def _named(lots: Iterable[Lot], day: date) -> Iterator[Lot]:
    """The lots with those bought by fills named by their day; what one day buys of one symbol is one lot."""
    named: dict[str, Lot] = {}
    for lot in lots:
        if lot.lot_id.startswith(PLANNED):
            lot = replace(lot, lot_id=f"{day.isoformat()} {lot.lot_id.removeprefix(PLANNED)}")
        same = named.get(lot.lot_id)
        if same is not None and same.basis_usd is not None and lot.basis_usd is not None:
            lot = replace(
                lot, quantity=lot.quantity + same.quantity, basis_usd=lot.basis_usd + same.basis_usd
            )
        named[lot.lot_id] = lot
    yield from named.values()


def with_events(
    before: Household, held: Household, trades: tuple[Trade, ...], washes: tuple[WashSale, ...] = ()
) -> Household:
    """The household that holds what is `held`, with the trades that led there and their results in its year."""
    events = tuple(
        [event for trade in trades for event in (*_purchases_sold(before, trade), _event(before, trade))]
    )
    short, long = counted_gains(trades, washes)
    tax = changed(
        before.tax,
        realized_short_usd=before.tax.realized_short_usd + short,
        realized_long_usd=before.tax.realized_long_usd + long,
    )
    return held.with_events(before.activity + events, tax)


def counted_gains(trades: Iterable[Trade], washes: Iterable[WashSale] = ()) -> tuple[Decimal, Decimal]:
    """Short- and long-term results of the trades that count this year: without the losses that are disallowed."""
    short = long = ZERO
    for trade in trades:
        for sale in trade.lots:
            if sale.gain_usd is None or sale.term is SHELTERED:
                continue
            if sale.term is LONG:
                long += sale.gain_usd
            else:
                short += sale.gain_usd
    for wash in washes:
        if wash.term is LONG:
            long += wash.disallowed_usd
        else:
            short += wash.disallowed_usd
    return short, long


def _with_deferred(account: Account, washes: tuple[WashSale, ...]) -> Account:
    """The account's lots with the losses that they took over in their basis. Source: 26 USC 1091(d)."""
    moved: dict[tuple[str, str], Decimal] = {}
    for wash in washes:
        if wash.replaced_in == account.account_id and wash.deferred_usd:
            key = (wash.replaced_symbol, wash.replaced_lot_id)
            moved[key] = moved.get(key, ZERO) + wash.deferred_usd
    symbols = {symbol for symbol, _ in moved}
    positions = tuple(
        position.with_lots(
            tuple(
                replace(lot, basis_usd=lot.basis_usd + moved[position.symbol, lot.lot_id])
                if lot.basis_usd is not None and (position.symbol, lot.lot_id) in moved
                else lot
                for lot in position.lots
            )
        )
        if position.symbol in symbols
        else position
        for position in account.positions
    )
    return replace(account, positions=positions) if moved else account


def _filled(household: Household, account: Account, trades: list[Trade]) -> Account:
    flow = household.flow_usd(account.account_id)
    if not trades and not flow and _is_in_form(account):
        return account
    positions = dict(account.by_symbol)
    cash = account.cash_usd + flow
    for trade in trades:
        held = positions.get(trade.symbol, Position(trade.symbol, ()))
        if trade.side is SELL:
            cash += trade.amount_usd - trade.cost_usd
            sold = {sale.lot_id: sale for sale in trade.lots}
            left = [_left(lot, sold[lot.lot_id]) if lot.lot_id in sold else lot for lot in held.lots]
            lots = tuple([lot for lot in left if lot is not None])
        else:
            cash -= trade.amount_usd + trade.cost_usd
            lots = _with_bought(household, held, trade)
        positions[trade.symbol] = held.with_lots(lots)
    kept = tuple([positions[symbol] for symbol in sorted(positions) if positions[symbol].lots])
    return changed(account, cash_usd=cash, positions=kept)


def _is_in_form(account: Account) -> bool:
    """Whether its positions stand by symbol, each with lots, as fills leave them."""
    symbols = [position.symbol for position in account.positions]
    return all(position.lots for position in account.positions) and symbols == sorted(symbols)


def _with_bought(household: Household, held: Position, trade: Trade) -> tuple[Lot, ...]:
    """The position's lots with what the trade buys: one lot for all parts of one buy."""
    lot_id = planned_lot_id(trade.account_id, trade.symbol)
    parts = [lot for lot in held.lots if lot.lot_id == lot_id]
    quantity = trade.quantity + sum((lot.quantity for lot in parts), ZERO)
    basis = trade.amount_usd + sum((lot.basis_usd or ZERO for lot in parts), ZERO)
    bought = Lot(lot_id, quantity, basis, household.as_of, PLAN)
    kept = (lot for lot in held.lots if lot.lot_id != lot_id) if parts else held.lots
    return (*kept, bought)


def _left(lot: Lot, sale: LotSale) -> Lot | None:
    quantity = lot.quantity - sale.quantity
    if quantity == 0:
        return None
    basis = None if lot.basis_usd is None or sale.basis_usd is None else lot.basis_usd - sale.basis_usd
    return Lot(lot.lot_id, quantity, basis, lot.acquired, lot.source)


def _purchases_sold(household: Household, trade: Trade) -> list[Activity]:
    """The purchases of the last 30 days whose lots are sold here: they stay known when the lots are gone."""
    lately = [s for s in trade.lots if s.acquired is not None and window_open(s.acquired, household.as_of)]
    if not lately:
        return []
    known = {
        event.trade_date
        for event in household.activity
        if (event.account_id, event.symbol) == (trade.account_id, trade.symbol) and event.kind in PURCHASES
    }
    return [
        Activity(
            trade.account_id,
            ActivityKind.BUY,
            sale.acquired,
            trade.symbol,
            sale.quantity,
            -(sale.basis_usd or ZERO),
            PLAN,
        )
        for sale in lately
        if sale.acquired is not None and sale.acquired not in known
    ]


def _event(household: Household, trade: Trade) -> Activity:
    own, day, symbol, amount = trade.account_id, household.as_of, trade.symbol, trade.amount_usd
    if trade.side is BUY:
        return Activity(own, ActivityKind.BUY, day, symbol, trade.quantity, -amount, PLAN)
    gains = [sale.gain_usd or ZERO for sale in trade.lots]
    has_loss = min(gains, default=ZERO) < 0
    return Activity(
        own, ActivityKind.SELL, day, symbol, -trade.quantity, amount, PLAN, sum(gains, ZERO), has_loss
    )
