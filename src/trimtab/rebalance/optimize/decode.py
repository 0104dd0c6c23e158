"""Decode: the solver's floats become shares that can be traded, exactly within every limit."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_CEILING, Decimal

from trimtab.core.accounts import Account, Position
from trimtab.core.money import ONE, ZERO, cents, step_down, step_up
from trimtab.rebalance.fees import has_fee, redemption_fee_usd
from trimtab.rebalance.measure import free_cash_usd
from trimtab.rebalance.optimize.lot_split import Cut, Part, better_split, cut_lots
from trimtab.rebalance.optimize.model import Floats
from trimtab.rebalance.optimize.program import Encoding
from trimtab.rebalance.orders import BPS, BuyKey, LotKey, Quantities
from trimtab.rebalance.rules import Rules

NOISE = Decimal("0.000001")  # shares; solver tolerance, well under the smallest step
NOUGHT = 5e-7  # shares: what rounds to none of them
JUST_UNDER = Decimal("1.000002")  # times what a solver's tolerance may leave of the smallest purchase


def decode(rules: Rules, encoding: Encoding, values: Floats) -> tuple[Quantities, dict[str, Decimal]]:
    """Sells rounded up to what each account can trade, so that they fund what they must; buys rounded down,
    and cut where cents of cost would overdraw the account. By account, the dollars that were lacking where a share or
    more was cut for them, or that still are where the program pays all that is to be paid."""
    at: list[float] = values.tolist()
    wanted = _wanted(rules, encoding, at)
    sells: dict[LotKey, Decimal] = {}
    buys: dict[BuyKey, Decimal] = {}
    cut: list[Cut] = []
    for account in rules.household.accounts:
        for position in account.positions:
            column = encoding.sold.get((account.account_id, position.symbol))
            if column is not None and at[column] > NOUGHT:
                chosen = _chosen(account, position, encoding, at)
                sells.update(_lots_sold(rules, account, position, chosen, _exact(at[column])))
                cut += cut_lots(rules, account, position, chosen)
    sells = better_split(rules, sells, cut)
    lacking: dict[str, Decimal] = {}
    for account in rules.household.accounts:
        sold = {key: quantity for key, quantity in sells.items() if key[0] == account.account_id}
        asked = wanted.get(account.account_id, {})
        bought, over_usd = within_cash(rules, account, sold, asked)
        buys.update(bought)
        is_cut = any(asked[key] - quantity >= ONE for key, quantity in bought.items())
        if sold and not asked and at[encoding.shortfalls[account.account_id]] <= NOUGHT:
            over_usd, is_cut = -_cash_after(rules, account, sold), True
        if is_cut and over_usd > 0:
            lacking[account.account_id] = over_usd
    quantities = Quantities(
        {key: quantity for key, quantity in sells.items() if quantity > 0},
        {
            key: quantity
            for key, quantity in buys.items()
            if quantity > 0 and not _is_dust(rules, key, quantity)
        },
    )
    return quantities, lacking


def _wanted(rules: Rules, encoding: Encoding, at: list[float]) -> dict[str, dict[BuyKey, Decimal]]:
    """What is to be bought, in whole steps, by account."""
    wanted: dict[str, dict[BuyKey, Decimal]] = {}
    for key, column in encoding.buys.items():
        if at[column] > NOUGHT:
            wanted.setdefault(key[0], {})[key] = _in_steps(rules, key, _exact(at[column]))
    return wanted


def _in_steps(rules: Rules, key: BuyKey, shares: Decimal) -> Decimal:
    """Rounded down to what the account can trade; not where a solver's tolerance alone makes it less than may be
    bought."""
    step = rules.step(rules.household.account(key[0]), key[1])
    quantity = step_down(shares + NOISE, step)
    if _is_dust(rules, key, quantity):
        return step_down(shares * JUST_UNDER + NOISE, step)
    return quantity


def _is_dust(rules: Rules, key: BuyKey, quantity: Decimal) -> bool:
    """Whether a buy, once cut to the cash there is, falls under the least that may be bought."""
    account = rules.household.account(key[0])
    amount = cents(quantity * rules.household.price_usd(key[1]))
    return amount < rules.least_buy_usd(account, key[1])


def _exact(value: float) -> Decimal:
    return max(ZERO, Decimal(repr(value)).quantize(NOISE))


def _chosen(account: Account, position: Position, encoding: Encoding, at: list[float]) -> list[Part]:
    """The lots of which the solver sells something, each with how much."""
    return [
        (lot, part)
        for lot in position.lots
        if (column := encoding.sells.get((account.account_id, position.symbol, lot.lot_id))) is not None
        and at[column] > NOUGHT
        and (part := _exact(at[column])) > NOISE
    ]


def _lots_sold(
    rules: Rules, account: Account, position: Position, chosen: list[Part], total: Decimal
) -> dict[LotKey, Decimal]:
    """Split the position's sale over the lots the solver chose, in whole steps; what these leave over of the sum
    comes from the lots with the least gain, so that the whole gain is no larger than the solver's."""
    account_id, symbol = account.account_id, position.symbol
    step = rules.step(account, symbol)
    chosen = list(chosen)
    if not chosen:
        return {}
    open_to_sale = min(rules.sellable(position), sum([lot.quantity for lot, _ in chosen], ZERO))
    sells_all = open_to_sale == position.quantity and open_to_sale - total <= NOISE
    left = open_to_sale if sells_all else min(step_up(total - NOISE, step), step_down(open_to_sale, step))
    chosen.sort(key=lambda one: (one[0].quantity - one[1] > NOISE, -one[1], one[0].lot_id))
    sold: dict[LotKey, Decimal] = {}
    for lot, part in chosen:
        is_full = lot.quantity - part <= NOISE
        goes = min(lot.quantity if is_full else step_down(part + NOISE, step), left)
        sold[account_id, symbol, lot.lot_id] = goes
        left -= goes
    if left:
        chosen.sort(key=lambda one: (rules.gain_usd(symbol, one[0]) / one[0].quantity, one[0].lot_id))
    for lot, _ in chosen:
        key = (account_id, symbol, lot.lot_id)
        more = min(left, lot.quantity - sold[key])
        sold[key] += more
        left -= more
    return sold


def _fees_usd(rules: Rules, account: Account, sold: Mapping[LotKey, Decimal]) -> Decimal:
    """Redemption fees of what is sold in the account."""
    household, charging = rules.household, {s for _, s, _ in sold if has_fee(rules.household, s)}
    return sum(
        [
            redemption_fee_usd(household, account, symbol, lot, sold[account.account_id, symbol, lot.lot_id])
            for symbol in charging
            for lot in account.by_symbol[symbol].lots
            if (account.account_id, symbol, lot.lot_id) in sold
        ],
        ZERO,
    )


def within_cash(
    rules: Rules, account: Account, sold: Mapping[LotKey, Decimal], wanted: Mapping[BuyKey, Decimal]
) -> tuple[dict[BuyKey, Decimal], Decimal]:
    """Cut buys by single steps until the account's cash pays for all, costs to the cent: the largest of those that stay
    no less than may be bought, where there is one. And the dollars that were lacking at first."""
    if not wanted:
        return {}, ZERO
    cash, bought, lacking = _cash_after(rules, account, sold), dict(wanted), ZERO
    while any(bought.values()):
        spent = sum([_dollars(rules, symbol, quantity, 1) for (_, symbol), quantity in bought.items()], ZERO)
        over = spent - max(cash, ZERO)
        if over <= 0:
            break
        lacking = lacking or over
        cut = {key: _cut(rules, account, key, quantity, over) for key, quantity in bought.items() if quantity}
        key = max(cut, key=lambda k: (not _is_dust(rules, k, cut[k]), _dollars(rules, k[1], bought[k], 1), k))
        bought[key] = cut[key]
    return bought, lacking


def _cash_after(rules: Rules, account: Account, sold: Mapping[LotKey, Decimal]) -> Decimal:
    """Free cash after these sales, costs and fees to the cent."""
    by_symbol: dict[str, Decimal] = {}
    for (_, symbol, _), quantity in sold.items():
        by_symbol[symbol] = by_symbol.get(symbol, ZERO) + quantity
    cash = free_cash_usd(rules.household, account) - _fees_usd(rules, account, sold)
    return cash + sum((_dollars(rules, symbol, quantity, -1) for symbol, quantity in by_symbol.items()), ZERO)


def _dollars(rules: Rules, symbol: str, quantity: Decimal, sign: int) -> Decimal:
    """What this comes to with half of the spread added (sign 1) or taken off (-1), to the cent."""
    amount = cents(quantity * rules.household.price_usd(symbol))
    return amount + sign * cents(amount * rules.household.instruments[symbol].half_spread_bps / BPS)


def _cut(rules: Rules, account: Account, key: BuyKey, quantity: Decimal, over_usd: Decimal) -> Decimal:
    """So many steps less as are worth this much, and one at least."""
    step, price = rules.step(account, key[1]), rules.household.price_usd(key[1])
    steps = max(ONE, (over_usd / (price * step)).to_integral_value(ROUND_CEILING))
    return max(ZERO, quantity - steps * step)
