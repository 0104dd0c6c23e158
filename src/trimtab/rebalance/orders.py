"""Orders: quantities become trades to the cent, in the order to type them in; and what they leave behind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from trimtab.core.accounts import Account, Lot, Position
from trimtab.core.household import Household
from trimtab.core.money import CENT, ONE, ZERO, cents, plain, step_down
from trimtab.core.plan import BUY, LONG, SELL, SHELTERED, SHORT, UNKNOWN, LotSale, Trade
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
    sold: dict[str, dict[str, dict[str, Decimal]]] = {}
    for (account_id, symbol, lot_id), quantity in quantities.sells.items():
        if quantity > 0:
            sold.setdefault(account_id, {}).setdefault(symbol, {})[lot_id] = quantity
    bought: dict[str, list[_Purchase]] = {}
    for (account_id, symbol), quantity in sorted(quantities.buys.items()):
        if quantity > 0:
            bought.setdefault(account_id, []).append(_buy(household, symbol, quantity))
    trades: list[Trade] = []
    for account in household.accounts:
        own = account.account_id
        sells = _sells(household, account, sold[own]) if own in sold else []
        trades += sells
        if own in bought:
            trades += _placed(household, account, sells, bought[own], min_trade_usd)
    return tuple(trades)


@dataclass(slots=True)
class _Purchase:
    """A buy that has no place in the order yet: shares and USD."""

    symbol: str
    quantity: Decimal
    price_usd: Decimal
    amount_usd: Decimal
    cost_usd: Decimal

    @property
    def need_usd(self) -> Decimal:
        """What it takes from the account's cash."""
        return self.amount_usd + self.cost_usd

    def at(self, account: Account, number: int, step: int, depends_on: tuple[str, ...]) -> Trade:
        """The trade in its place."""
        own, costs = account.account_id, (self.price_usd, self.amount_usd, self.cost_usd)
        return Trade(
            f"{own}-{number}",
            own,
            BUY,
            self.symbol,
            self.quantity,
            *costs,
            step=step,
            depends_on=depends_on,
        )


def _placed(
    household: Household,
    account: Account,
    sells: list[Trade],
    buys: list[_Purchase],
    min_trade_usd: Decimal | None,
) -> list[Trade]:
    """An account's buys in the order in which its cash and sales pay for them."""
    cash = cash_now_usd(household, account, settled_only=False)
    proceeds = sum([sale.amount_usd - sale.cost_usd for sale in sells], ZERO)
    left = cash + proceeds
    if min_trade_usd is not None and sum([line.need_usd for line in buys], ZERO) > left:
        buys = _parted(household, account, proceeds, left, buys, min_trade_usd)
    return _in_steps(account, cash, proceeds, sells, buys)


def _parted(
    household: Household,
    account: Account,
    proceeds: Decimal,
    left: Decimal,
    buys: list[_Purchase],
    min_trade_usd: Decimal,
) -> list[_Purchase]:
    """The buys, those parted that what is `left` of today's cash and sales pays for in part. Two parts round twice:
    where the account has no cent for that, a part of a share gives way, but never a share: then the buy stays whole."""
    spare = free_cash_usd(household, account) + proceeds
    spare -= sum([line.need_usd for line in buys], ZERO)
    parted: list[_Purchase] = []
    for line in buys:
        whole = line.need_usd
        lacks = whole > max(left, ZERO)
        found = _in_two(household, account, line, left, max(spare, ZERO), min_trade_usd) if lacks else None
        if found is None:
            parted.append(line)
        else:
            parted += found
            spare -= sum([part.need_usd for part in found], ZERO) - whole
        left -= whole
    return parted


def _in_two(
    household: Household,
    account: Account,
    line: _Purchase,
    left: Decimal,
    spare: Decimal,
    min_trade_usd: Decimal,
) -> tuple[_Purchase, _Purchase] | None:
    """What `left` pays for now of a buy that takes more, and the rest; None where it stays whole."""
    symbol, whole = line.symbol, line.need_usd
    step = tradable_step(household, account, symbol)
    now = step_down(line.quantity * max(left, ZERO) / whole, step)
    first = _buy(household, symbol, now)
    if first.need_usd > left and now < line.quantity:  # cents of rounding
        now = max(ZERO, step_down(now - (first.need_usd - left + CENT) / first.price_usd, step))
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


def _sells(household: Household, account: Account, sold: Mapping[str, Mapping[str, Decimal]]) -> list[Trade]:
    """The account's sales in the order of its positions, of parts of lots by symbol and lot id: all can be done at
    once."""
    found: list[Trade] = []
    for position in account.positions:
        if position.symbol in sold:
            sale = _sell(household, account, position, sold[position.symbol], len(found) + 1)
            if sale is not None:
                found.append(sale)
    return found


def _sell(
    household: Household, account: Account, position: Position, parts: Mapping[str, Decimal], number: int
) -> Trade | None:
    """The sale of these parts of a position's lots, by lot id, the oldest lot first."""
    sold = [lot for lot in position.lots if lot.lot_id in parts]
    if not sold:
        return None
    sold.sort(key=lambda lot: (lot.acquired or date.max, lot.lot_id))
    symbol, price = position.symbol, household.price_usd(position.symbol)
    quantity = sum([parts[lot.lot_id] for lot in sold], ZERO)
    amount = left = cents(quantity * price)
    charges, fees, lots, last = has_fee(household, symbol), ZERO, [], sold[-1]
    for lot in sold:
        part = parts[lot.lot_id]
        proceeds = left if lot is last else cents(part * price)
        left -= proceeds
        fee = redemption_fee_usd(household, account, symbol, lot, part) if charges else ZERO
        fees += fee
        lots.append(_lot_sale(household, account, lot, part, proceeds, fee))
    own, cost = account.account_id, trading_cost_usd(household, symbol, amount) + fees
    is_all = quantity == position.quantity
    return Trade(f"{own}-{number}", own, SELL, symbol, quantity, price, amount, cost, tuple(lots), is_all)


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
        term = SHELTERED
    elif lot.acquired is None:
        term = UNKNOWN
    else:
        term = LONG if is_long_term(lot.acquired, household.as_of) else SHORT
    gain, words = None if basis is None else proceeds - basis, _lot_words(lot, part)
    return LotSale(lot.lot_id, lot.acquired, part, proceeds, basis, gain, term, words, lot.is_estimate, fee)


def _lot_words(lot: Lot, part: Decimal) -> str:
    """The lot as custodians name it: shares, date bought, cost per share."""
    shares = f"{'all ' if part == lot.quantity else ''}{plain(part)}"
    unit = None if lot.basis_usd is None else f"@ {cents(lot.basis_usd / lot.quantity)!s}"
    if lot.acquired is None:
        return f"{shares}, day and cost not known" if unit is None else f"{shares} {unit}, day not known"
    return f"{shares} of {lot.acquired.isoformat()}{', cost not known' if unit is None else f' {unit}'}"


def _buy(household: Household, symbol: str, quantity: Decimal) -> _Purchase:
    price = household.price_usd(symbol)
    amount = cents(quantity * price)
    return _Purchase(symbol, quantity, price, amount, trading_cost_usd(household, symbol, amount))


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


def _in_steps(
    account: Account, cash: Decimal, proceeds: Decimal, sells: list[Trade], buys: list[_Purchase]
) -> list[Trade]:
    """The account's buys, numbered after its sales. One waits for step 2 where only today's sales can pay for it once
    they have settled, or where it buys back what is sold, and for step 3 where only a deposit still to come can pay."""
    ordered: list[Trade] = []
    sell_ids, sold = tuple([sale.trade_id for sale in sells]), {sale.symbol for sale in sells}
    own = cash - account.cash_unsettled_usd if account.settles_next_day else cash
    today = own if account.settles_next_day else own + proceeds
    settled = cash + proceeds
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
    """Both plans as one: what the second sells of the first's purchases, or buys of its sales, cancels out; not what it
    sells and buys back itself."""
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
        comes_back = any(key[:2] == (account_id, symbol) for key in second.sells)
        for key in sorted(key for key in sells if key[:2] == (account_id, symbol) and not comes_back):
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
        if trade.side is BUY:
            key = (trade.account_id, trade.symbol)
            buys[key] = buys.get(key, ZERO) + trade.quantity
    return Quantities(sells, buys)
