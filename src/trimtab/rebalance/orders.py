"""Orders: quantities become trades to the cent, in the order to type them in; and what they leave behind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from trimtab.core.accounts import Account, Lot, Position
from trimtab.core.household import Household
from trimtab.core.money import CENT, ONE, ZERO, cents, plain, step_down
from trimtab.core.plan import LotSale, Side, Term, Trade
from trimtab.rebalance.fees import has_fee, redemption_fee_usd
from trimtab.rebalance.measure import free_cash_usd
from trimtab.rebalance.rules import least_buy_usd, tradable_step
from trimtab.tax.holding import is_long_term

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
    sold: dict[BuyKey, dict[str, Decimal]] = {}
    for (account_id, symbol, lot_id), quantity in quantities.sells.items():
        if quantity > 0:
            sold.setdefault((account_id, symbol), {})[lot_id] = quantity
    bought: dict[str, list[tuple[str, Decimal]]] = {}
    for (account_id, symbol), quantity in sorted(quantities.buys.items()):
        if quantity > 0:
            bought.setdefault(account_id, []).append((symbol, quantity))
    trades: list[Trade] = []
    for account in household.accounts:
        own = account.account_id
        sells = [
            line
            for position in account.positions
            if (parts := sold.get((own, position.symbol)))
            and (line := _sell(household, account, position, parts))
        ]
        buys = [_buy(household, symbol, quantity) for symbol, quantity in bought.get(own, ())]
        if buys and min_trade_usd is not None:
            buys = _parted(household, account, sells, buys, min_trade_usd)
        if sells or buys:
            trades.extend(_in_steps(household, account, sells, buys))
    return tuple(trades)


@dataclass(slots=True)
class _Line:
    """A trade that has no place in the order yet: shares and USD."""

    side: Side
    symbol: str
    quantity: Decimal
    price_usd: Decimal
    amount_usd: Decimal
    cost_usd: Decimal
    lots: tuple[LotSale, ...] = ()
    sells_all: bool = False

    @property
    def need_usd(self) -> Decimal:
        """What a buy takes from the account's cash."""
        return self.amount_usd + self.cost_usd

    def at(self, account: Account, number: int, step: int, depends_on: tuple[str, ...]) -> Trade:
        """The trade in its place."""
        return Trade(
            trade_id=f"{account.account_id}-{number}",
            account_id=account.account_id,
            side=self.side,
            symbol=self.symbol,
            quantity=self.quantity,
            price_usd=self.price_usd,
            amount_usd=self.amount_usd,
            cost_usd=self.cost_usd,
            lots=self.lots,
            sells_all=self.sells_all,
            step=step,
            depends_on=depends_on,
        )


def _proceeds_usd(sells: list[_Line]) -> Decimal:
    return sum((line.amount_usd - line.cost_usd for line in sells), ZERO)


def _parted(
    household: Household, account: Account, sells: list[_Line], buys: list[_Line], min_trade_usd: Decimal
) -> list[_Line]:
    """The buys, those parted that today's cash and sales pay for in part. Two parts round twice: where the account has
    no cent for that, a part of a share gives way, but never a share: then the buy stays whole."""
    proceeds = _proceeds_usd(sells)
    left = cash_now_usd(household, account, settled_only=False) + proceeds
    spare = free_cash_usd(household, account) + proceeds
    spare -= sum((line.need_usd for line in buys), ZERO)
    parted: list[_Line] = []
    for line in buys:
        whole = line.need_usd
        found = (
            _in_two(household, account, line, left, max(spare, ZERO), min_trade_usd) if whole > left else None
        )
        if found is None:
            parted.append(line)
        else:
            parted += found
            spare -= sum((part.need_usd for part in found), ZERO) - whole
        left -= whole
    return parted


def _in_two(
    household: Household, account: Account, line: _Line, left: Decimal, spare: Decimal, min_trade_usd: Decimal
) -> tuple[_Line, _Line] | None:
    """What `left` pays for now of a buy that takes more, and the rest; None where it stays whole."""
    symbol, whole = line.symbol, line.need_usd
    step = tradable_step(household, account, symbol)
    now = step_down(line.quantity * max(left, ZERO) / whole, step)
    first = _buy(household, symbol, now)
    if first.need_usd > left and now < line.quantity:  # cents of rounding
        now = max(ZERO, now - step)
        first = _buy(household, symbol, now)
    rest = _buy(household, symbol, line.quantity - now)
    rounding = first.need_usd + rest.need_usd - whole
    if rounding > spare and step < ONE:
        rest, rounding = _buy(household, symbol, line.quantity - now - step), ZERO
    least = max(CENT, least_buy_usd(household, account, symbol, min_trade_usd))
    more = max(CENT, min_trade_usd, household.instruments[symbol].min_more_usd)
    if first.amount_usd < least or rest.amount_usd < more or rounding > spare:
        return None
    return first, rest


def _sell(
    household: Household, account: Account, position: Position, parts: Mapping[str, Decimal]
) -> _Line | None:
    """The sale of these parts of a position's lots, by lot id, the oldest lot first."""
    sold = [(lot, parts[lot.lot_id]) for lot in position.lots if lot.lot_id in parts]
    if not sold:
        return None
    sold.sort(key=lambda one: (one[0].acquired or date.max, one[0].lot_id))
    symbol, price = position.symbol, household.price_usd(position.symbol)
    quantity = sum((part for _, part in sold), ZERO)
    amount = left = cents(quantity * price)
    charges, fees, lots = has_fee(household, symbol), ZERO, []
    for lot, part in sold:
        proceeds = left if lot is sold[-1][0] else cents(part * price)
        left -= proceeds
        fee = redemption_fee_usd(household, account, symbol, lot, part) if charges else ZERO
        fees += fee
        lots.append(_lot_sale(household, account, lot, part, proceeds, fee))
    return _Line(
        side=Side.SELL,
        symbol=symbol,
        quantity=quantity,
        price_usd=price,
        amount_usd=amount,
        cost_usd=trading_cost_usd(household, symbol, amount) + fees,
        lots=tuple(lots),
        sells_all=quantity == position.quantity,
    )


def basis_of_part(lot: Lot, quantity: Decimal) -> Decimal | None:
    """Basis of a part of a lot, pro rata to the cent; the whole lot gives up its whole basis."""
    if lot.basis_usd is None:
        return None
    return lot.basis_usd if quantity == lot.quantity else cents(lot.basis_usd * quantity / lot.quantity)


def _lot_sale(
    household: Household, account: Account, lot: Lot, part: Decimal, proceeds: Decimal, fee: Decimal
) -> LotSale:
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
        fee_usd=fee,
    )


def _lot_words(lot: Lot, part: Decimal) -> str:
    """The lot as custodians name it: shares, date bought, cost per share."""
    shares = f"{'all ' if part == lot.quantity else ''}{plain(part)}"
    unit = None if lot.basis_usd is None else f"@ {cents(lot.basis_usd / lot.quantity)}"
    if lot.acquired is None:
        return f"{shares}, day and cost not known" if unit is None else f"{shares} {unit}, day not known"
    return f"{shares} of {lot.acquired.isoformat()}{', cost not known' if unit is None else f' {unit}'}"


def _buy(household: Household, symbol: str, quantity: Decimal) -> _Line:
    price = household.price_usd(symbol)
    amount = cents(quantity * price)
    cost = trading_cost_usd(household, symbol, amount)
    return _Line(Side.BUY, symbol, quantity, price, amount, cost)


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


def _in_steps(household: Household, account: Account, sells: list[_Line], buys: list[_Line]) -> list[Trade]:
    """The account's trades, numbered. A buy waits for step 2 where only today's sales can pay for it once they have
    settled, or where it buys back what is sold, and for step 3 where only a deposit still to come can pay."""
    ordered = [line.at(account, number, 1, ()) for number, line in enumerate(sells, 1)]
    sell_ids, sold = tuple(trade.trade_id for trade in ordered), {line.symbol for line in sells}
    own = cash_now_usd(household, account, account.settles_next_day)
    proceeds = _proceeds_usd(sells)
    today = own if account.settles_next_day else own + proceeds
    settled = cash_now_usd(household, account, settled_only=False) + proceeds
    for number, line in enumerate(buys, len(sells) + 1):
        need, is_bought_back = line.need_usd, line.symbol in sold
        if need <= min(today, settled) and not is_bought_back:
            ordered.append(line.at(account, number, 1, () if need <= own else sell_ids))
            today -= need
            own -= need
            settled -= need
        elif need <= settled:
            ordered.append(line.at(account, number, 2, sell_ids))
            settled -= need
        else:
            ordered.append(line.at(account, number, 3, sell_ids))
    return sorted(ordered, key=lambda trade: trade.step)


PLANNED = "planned "


def planned_lot_id(account_id: str, symbol: str) -> str:
    """The id of the lot that a planned buy will become."""
    return f"{PLANNED}{account_id} {symbol}"


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
