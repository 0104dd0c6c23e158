"""Orders: quantities become trades to the cent, in the order to type them in; and what they leave behind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from trimtab.core.accounts import Account, Lot, Position
from trimtab.core.household import Activity, ActivityKind, Household
from trimtab.core.money import CENT, ONE, ZERO, cents, plain, step_down
from trimtab.core.plan import LotSale, Side, Term, Trade, WashSale
from trimtab.core.problems import Source
from trimtab.rebalance.fees import redemption_fee_usd
from trimtab.rebalance.measure import free_cash_usd
from trimtab.rebalance.rules import least_buy_usd, tradable_step
from trimtab.tax.holding import is_long_term
from trimtab.tax.wash import PURCHASES, window_open

LotKey = tuple[str, str, str]  # account id, symbol, lot id
BuyKey = tuple[str, str]  # account id, symbol
BPS = Decimal(10000)


@dataclass(frozen=True, slots=True)
class Quantities:
    """What to trade, in shares: sold by lot, bought by account and symbol. All positive."""

    sells: Mapping[LotKey, Decimal]
    buys: Mapping[BuyKey, Decimal]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to trade."""
        return not self.sells and not self.buys


def trading_cost_usd(household: Household, symbol: str, amount_usd: Decimal) -> Decimal:
    """Cost of trading this amount once: half the spread, to the cent."""
    return cents(amount_usd * household.instruments[symbol].half_spread_bps / BPS)


def build_trades(
    household: Household, quantities: Quantities, min_trade_usd: Decimal | None = None
) -> tuple[Trade, ...]:
    """Trades sorted by account, sells before the buys they fund, each with its lots and step.

    A buy that only a deposit still to come can pay for in full is told as two, now and then, where both are at
    least `min_trade_usd`, and no less than the fund's own minimum; None never parts one.
    """
    trades: list[Trade] = []
    for account in household.accounts:
        sells = [
            trade
            for position in account.positions
            if (trade := _sell(household, account, position, quantities))
        ]
        buys = [
            _buy(household, account, symbol, quantity)
            for (account_id, symbol), quantity in sorted(quantities.buys.items())
            if account_id == account.account_id and quantity > 0
        ]
        if min_trade_usd is not None:
            buys = _parted(household, account, sells, buys, min_trade_usd)
        trades.extend(_in_steps(household, account, sells, buys))
    return tuple(trades)


def _parted(
    household: Household, account: Account, sells: list[Trade], buys: list[Trade], min_trade_usd: Decimal
) -> list[Trade]:
    """The buys, those parted that today's cash and sales pay for in part. Two parts round twice: where the account has
    no cent for that, a part of a share gives way, but never a share: then the buy stays whole."""
    proceeds = sum((trade.amount_usd - trade.cost_usd for trade in sells), ZERO)
    left = cash_now_usd(household, account, settled_only=False) + proceeds
    spare = free_cash_usd(household, account) + proceeds
    spare -= sum((trade.amount_usd + trade.cost_usd for trade in buys), ZERO)
    parted: list[Trade] = []
    for trade in buys:
        whole = trade.amount_usd + trade.cost_usd
        step = tradable_step(household, account, trade.symbol)
        now = step_down(trade.quantity * max(left, ZERO) / whole, step) if whole > left else trade.quantity
        first = _buy(household, account, trade.symbol, now)
        if first.amount_usd + first.cost_usd > left and now < trade.quantity:  # cents of rounding
            now = max(ZERO, now - step)
            first = _buy(household, account, trade.symbol, now)
        rest = _buy(household, account, trade.symbol, trade.quantity - now)
        rounding = sum((part.amount_usd + part.cost_usd for part in (first, rest)), ZERO) - whole
        if rounding > max(spare, ZERO) and step < ONE:
            rest, rounding = _buy(household, account, trade.symbol, trade.quantity - now - step), ZERO
        least = max(CENT, least_buy_usd(household, account, trade.symbol, min_trade_usd))
        more = max(CENT, min_trade_usd, household.instruments[trade.symbol].min_more_usd)
        if first.amount_usd < least or rest.amount_usd < more or rounding > max(spare, ZERO):
            parted.append(trade)
        else:
            parted += [first, rest]
            spare -= rounding
        left -= whole
    return parted


def _sell(household: Household, account: Account, position: Position, quantities: Quantities) -> Trade | None:
    sold = [
        (lot, quantities.sells[key])
        for lot in sorted(position.lots, key=lambda lot: (lot.acquired or date.max, lot.lot_id))
        if quantities.sells.get(key := (account.account_id, position.symbol, lot.lot_id), ZERO) > 0
    ]
    if not sold:
        return None
    quantity = sum((part for _, part in sold), ZERO)
    price = household.price_usd(position.symbol)
    amount = cents(quantity * price)
    lots = []
    left = amount
    for index, (lot, part) in enumerate(sold):
        proceeds = left if index == len(sold) - 1 else cents(part * price)
        left -= proceeds
        sale = _lot_sale(household, account, lot, part, proceeds)
        fee = redemption_fee_usd(household, account, position.symbol, lot, part)
        lots.append(replace(sale, fee_usd=fee))
    return Trade(
        trade_id="",
        account_id=account.account_id,
        side=Side.SELL,
        symbol=position.symbol,
        quantity=quantity,
        price_usd=price,
        amount_usd=amount,
        cost_usd=trading_cost_usd(household, position.symbol, amount)
        + sum((sale.fee_usd for sale in lots), ZERO),
        lots=tuple(lots),
        sells_all=quantity == position.quantity,
    )


def basis_of_part(lot: Lot, quantity: Decimal) -> Decimal | None:
    """Basis of a part of a lot, pro rata to the cent; the whole lot gives up its whole basis."""
    if lot.basis_usd is None:
        return None
    return lot.basis_usd if quantity == lot.quantity else cents(lot.basis_usd * quantity / lot.quantity)


def _lot_sale(household: Household, account: Account, lot: Lot, part: Decimal, proceeds: Decimal) -> LotSale:
    basis = basis_of_part(lot, part)
    if not account.kind.is_taxable:
        term = Term.SHELTERED
    elif lot.acquired is None:
        term = Term.UNKNOWN
    else:
        term = Term.LONG if is_long_term(lot.acquired, household.as_of) else Term.SHORT
    return LotSale(
        lot_id=lot.lot_id,
        acquired=lot.acquired,
        quantity=part,
        proceeds_usd=proceeds,
        basis_usd=basis,
        gain_usd=None if basis is None else proceeds - basis,
        term=term,
        words=_lot_words(lot, part),
        is_estimate=lot.is_estimate,
    )


def _lot_words(lot: Lot, part: Decimal) -> str:
    """The lot as custodians name it: shares, date bought, cost per share."""
    shares = f"{'all ' if part == lot.quantity else ''}{plain(part)}"
    unit = None if lot.basis_usd is None else f"@ {cents(lot.basis_usd / lot.quantity)}"
    if lot.acquired is None:
        return f"{shares}, day and cost not known" if unit is None else f"{shares} {unit}, day not known"
    return f"{shares} of {lot.acquired.isoformat()}{', cost not known' if unit is None else f' {unit}'}"


def _buy(household: Household, account: Account, symbol: str, quantity: Decimal) -> Trade:
    price = household.price_usd(symbol)
    amount = cents(quantity * price)
    return Trade(
        trade_id="",
        account_id=account.account_id,
        side=Side.BUY,
        symbol=symbol,
        quantity=quantity,
        price_usd=price,
        amount_usd=amount,
        cost_usd=trading_cost_usd(household, symbol, amount),
    )


def cash_now_usd(household: Household, account: Account, settled_only: bool) -> Decimal:
    """Cash that buys may use today: withdrawals kept back in full, deposits only once they have come."""
    arrived = sum(
        (
            flow.amount_usd
            for flow in household.flows
            if flow.account_id == account.account_id and (flow.amount_usd < 0 or flow.due <= household.as_of)
        ),
        ZERO,
    )
    unsettled = ZERO if settled_only else account.cash_unsettled_usd
    return account.cash_usd + unsettled + arrived - account.cash_reserve_usd


def _in_steps(household: Household, account: Account, sells: list[Trade], buys: list[Trade]) -> list[Trade]:
    """Number the account's trades. A buy waits for step 2 where only today's sales can pay for it once they have
    settled, or where it buys back what is sold, and for step 3 where only a deposit still to come can pay."""
    numbered = [
        replace(trade, trade_id=f"{account.account_id}-{index}")
        for index, trade in enumerate((*sells, *buys), 1)
    ]
    sell_ids = tuple(trade.trade_id for trade in numbered if trade.side is Side.SELL)
    own = cash_now_usd(household, account, account.settles_next_day)
    proceeds = sum((trade.amount_usd - trade.cost_usd for trade in sells), ZERO)
    today = own if account.settles_next_day else own + proceeds
    settled = cash_now_usd(household, account, settled_only=False) + proceeds
    ordered: list[Trade] = [trade for trade in numbered if trade.side is Side.SELL]
    for trade in numbered:
        if trade.side is Side.SELL:
            continue
        need = trade.amount_usd + trade.cost_usd
        is_bought_back = any(sold.symbol == trade.symbol for sold in sells)
        if need <= min(today, settled) and not is_bought_back:
            ordered.append(replace(trade, depends_on=() if need <= own else sell_ids))
            today -= need
            own -= need
            settled -= need
        elif need <= settled:
            ordered.append(replace(trade, step=2, depends_on=sell_ids))
            settled -= need
        else:
            ordered.append(replace(trade, step=3, depends_on=sell_ids))
    return sorted(ordered, key=lambda trade: trade.step)


PLANNED = "planned "


def planned_lot_id(account_id: str, symbol: str) -> str:
    """The id of the lot that a planned buy will become."""
    return f"{PLANNED}{account_id} {symbol}"


def apply_fills(
    household: Household, trades: tuple[Trade, ...], washes: tuple[WashSale, ...] = ()
) -> Household:
    """The household after every trade is filled at its price and every stated flow has happened.

    The losses in `washes` do not count in the year; those with a known replacement are added to its basis.
    """
    accounts = tuple(
        _filled(household, account, [t for t in trades if t.account_id == account.account_id])
        for account in household.accounts
    )
    known = {(e.account_id, e.symbol, e.trade_date) for e in household.activity if e.kind in PURCHASES}
    events = tuple(
        event
        for trade in trades
        for event in (*_purchases_sold(household, trade, known), _event(household, trade))
    )
    short, long = counted_gains(trades, washes)
    tax = replace(
        household.tax,
        realized_short_usd=household.tax.realized_short_usd + short,
        realized_long_usd=household.tax.realized_long_usd + long,
    )
    accounts = tuple(_with_deferred(account, washes) for account in accounts) if washes else accounts
    return replace(household, accounts=accounts, flows=(), activity=household.activity + events, tax=tax)


def counted_gains(trades: tuple[Trade, ...], washes: tuple[WashSale, ...]) -> tuple[Decimal, Decimal]:
    """Short- and long-term results of the trades that count this year: without the losses that are disallowed."""
    short = sum((trade.gain_short_usd for trade in trades), ZERO)
    long = sum((trade.gain_long_usd for trade in trades), ZERO)
    short += sum((wash.disallowed_usd for wash in washes if wash.term is not Term.LONG), ZERO)
    return short, long + sum((wash.disallowed_usd for wash in washes if wash.term is Term.LONG), ZERO)


def _with_deferred(account: Account, washes: tuple[WashSale, ...]) -> Account:
    """The account's lots with the losses that they took over in their basis. Source: 26 USC 1091(d)."""
    moved: dict[tuple[str, str], Decimal] = {}
    for wash in washes:
        if wash.replaced_in == account.account_id and wash.deferred_usd:
            key = (wash.replaced_symbol, wash.replaced_lot_id)
            moved[key] = moved.get(key, ZERO) + wash.deferred_usd
    positions = tuple(
        replace(
            position,
            lots=tuple(
                replace(lot, basis_usd=lot.basis_usd + moved.get((position.symbol, lot.lot_id), ZERO))
                if lot.basis_usd is not None
                else lot
                for lot in position.lots
            ),
        )
        for position in account.positions
    )
    return replace(account, positions=positions) if moved else account


def _filled(household: Household, account: Account, trades: list[Trade]) -> Account:
    positions = {position.symbol: position for position in account.positions}
    cash = account.cash_usd + household.flow_usd(account.account_id)
    for trade in trades:
        held = positions.get(trade.symbol, Position(trade.symbol, ()))
        if trade.side is Side.SELL:
            cash += trade.amount_usd - trade.cost_usd
            sold = {sale.lot_id: sale for sale in trade.lots}
            lots = tuple(left for lot in held.lots if (left := _left(lot, sold.get(lot.lot_id))) is not None)
        else:
            cash -= trade.amount_usd + trade.cost_usd
            lots = _with_bought(household, held, trade)
        positions[trade.symbol] = replace(held, lots=lots)
    kept = tuple(positions[symbol] for symbol in sorted(positions) if positions[symbol].lots)
    return replace(account, cash_usd=cash, positions=kept)


def _with_bought(household: Household, held: Position, trade: Trade) -> tuple[Lot, ...]:
    """The position's lots with what the trade buys: one lot for all parts of one buy."""
    lot_id = planned_lot_id(trade.account_id, trade.symbol)
    parts = [lot for lot in held.lots if lot.lot_id == lot_id]
    quantity = trade.quantity + sum((lot.quantity for lot in parts), ZERO)
    basis = trade.amount_usd + sum((lot.basis_usd or ZERO for lot in parts), ZERO)
    bought = Lot(lot_id, quantity, basis, household.as_of, Source("plan"))
    return (*(lot for lot in held.lots if lot.lot_id != lot_id), bought)


def _left(lot: Lot, sale: LotSale | None) -> Lot | None:
    if sale is None:
        return lot
    quantity = lot.quantity - sale.quantity
    if quantity == 0:
        return None
    basis = None if lot.basis_usd is None or sale.basis_usd is None else lot.basis_usd - sale.basis_usd
    return replace(lot, quantity=quantity, basis_usd=basis)


def _purchases_sold(household: Household, trade: Trade, known: set[tuple[str, str, date]]) -> list[Activity]:
    """The purchases of the last 30 days whose lots are sold here: they stay known when the lots are gone."""
    return [
        Activity(
            trade.account_id,
            ActivityKind.BUY,
            sale.acquired,
            trade.symbol,
            sale.quantity,
            -(sale.basis_usd or ZERO),
            Source("plan"),
        )
        for sale in trade.lots
        if sale.acquired is not None
        and window_open(sale.acquired, household.as_of)
        and (trade.account_id, trade.symbol, sale.acquired) not in known
    ]


def _event(household: Household, trade: Trade) -> Activity:
    sold = trade.side is Side.SELL
    gain = sum((sale.gain_usd or ZERO for sale in trade.lots), ZERO) if sold else None
    return Activity(
        trade.account_id,
        ActivityKind.SELL if sold else ActivityKind.BUY,
        household.as_of,
        trade.symbol,
        -trade.quantity if sold else trade.quantity,
        trade.amount_usd if sold else -trade.amount_usd,
        Source("plan"),
        gain,
        has_loss=any((sale.gain_usd or ZERO) < 0 for sale in trade.lots),
    )


def merged(first: Quantities, second: Quantities) -> Quantities:
    """Both plans as one: what the second sells of the first's purchases, or buys of its sales, cancels out."""
    sells = dict(first.sells)
    buys = dict(first.buys)
    planned = {key: quantity for key, quantity in second.sells.items() if key[2].startswith(PLANNED)}
    for (account_id, symbol, _), quantity in planned.items():
        buys[account_id, symbol] -= quantity
    for key, quantity in second.sells.items():
        if key not in planned:
            cancelled = min(quantity, buys.get(key[:2], ZERO))
            sells[key] = sells.get(key, ZERO) + quantity - cancelled
            if cancelled:
                buys[key[:2]] -= cancelled
    for (account_id, symbol), bought in second.buys.items():
        left = bought
        for key in sorted(key for key in sells if key[:2] == (account_id, symbol)):
            cancelled = min(left, sells[key])
            sells[key] -= cancelled
            left -= cancelled
        if left:
            buys[account_id, symbol] = buys.get((account_id, symbol), ZERO) + left
    return Quantities(
        {key: quantity for key, quantity in sells.items() if quantity > 0},
        {key: quantity for key, quantity in buys.items() if quantity > 0},
    )


def quantities_of(trades: tuple[Trade, ...]) -> Quantities:
    """The trades as bare quantities again."""
    sells = {(t.account_id, t.symbol, sale.lot_id): sale.quantity for t in trades for sale in t.lots}
    buys: dict[BuyKey, Decimal] = {}
    for trade in trades:
        if trade.side is Side.BUY:
            key = (trade.account_id, trade.symbol)
            buys[key] = buys.get(key, ZERO) + trade.quantity
    return Quantities(sells, buys)
