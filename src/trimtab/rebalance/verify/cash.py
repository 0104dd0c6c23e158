"""I1, I2, I4: money is conserved, no account goes below its floor, nothing crosses registrations."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from trimtab.core.accounts import TRADABLE, Account
from trimtab.core.plan import BUY, SELL, Trade
from trimtab.core.policy import Weights
from trimtab.rebalance.verify import fees, holding
from trimtab.rebalance.verify.book import NO_MARKET, Book
from trimtab.rebalance.verify.exact import NONE, money, shares, to_cents, total

BP = Decimal("0.0001")
RESERVE_SHORT = "reserve-short"
STEPS = frozenset({1, 2, 3})
ROUNDING_USD = Decimal("0.015")  # three roundings to the cent of one traded position


def conserved(book: Book) -> Iterator[str]:
    """I1: amounts are quantity times the household's price, costs the half spread and redemption fees; cash adds up."""
    for trade in book.plan.trades:
        price = book.household.prices.get(trade.symbol)
        if price is None or trade.symbol not in book.household.instruments:
            yield f"{trade.trade_id}: {trade.symbol} has no price"
            continue
        if trade.price_usd != price.usd:
            yield f"{trade.trade_id}: price {money(trade.price_usd)} is not the household's {money(price.usd)}"
        if trade.amount_usd != to_cents(trade.quantity * price.usd):
            yield (
                f"{trade.trade_id}: {shares(trade.quantity)} {trade.symbol} at {price.usd} is not "
                f"{money(trade.amount_usd)}"
            )
        half_spread = book.household.instruments[trade.symbol].half_spread_bps
        due = fees.due_of(book, trade)
        charged = total(due)
        if trade.cost_usd != to_cents(trade.amount_usd * half_spread * BP) + charged:
            also = f" and {money(charged)} of redemption fees" if charged else ""
            yield f"{trade.trade_id}: cost {money(trade.cost_usd)} is not {half_spread} bps of its amount{also}"
        if [sale.fee_usd for sale in trade.lots] != due:
            yield f"{trade.trade_id}: its lots pay {money(charged)} of redemption fees, the plan says otherwise"
    yield from _value_lost(book)


def _value_lost(book: Book) -> Iterator[str]:
    if any(trade.symbol not in book.household.prices for trade in book.plan.trades):
        return
    costs = book.costs_usd
    lost = book.plan.before.total_usd - book.plan.after.total_usd
    if book.policy.weights is Weights.AFTER_TAX:
        lost = total(_lost_usd(book, account) for account in book.household.accounts)
    if abs(lost - costs) > ROUNDING_USD * len(book.plan.trades):
        yield f"the plan's value falls by {money(lost)}, its costs are {money(costs)}"


def _lost_usd(book: Book, account: Account) -> Decimal:
    """By how much the account's market value falls: as the plan states it, where its weights count just that."""
    if book.policy.weights is Weights.AFTER_TAX:
        return book.market_usd(account, after=False) - book.market_usd(account, after=True)
    before, after = book.stated_usd
    return before.get(account.account_id, NONE) - after.get(account.account_id, NONE)


def conserved_words(book: Book) -> str:
    """The figures of I1."""
    sold = total(trade.amount_usd for trade in book.sells)
    bought = total(trade.amount_usd for trade in book.buys)
    costs = book.costs_usd
    return f"sold {money(sold)}, bought {money(bought)}, costs {money(costs)}: cash adds up in every account"


def floor_usd(book: Book, account: Account) -> Decimal:
    """The least cash the account may end with: its reserve once withdrawals are paid.

    Where the plan may do nothing about it (a locked account, no trades at all), what it has if that is less.
    Where the plan warns that the reserve stays short, withdrawals still come first and cash may not fall.
    """
    start, reserve = book.start_usd(account), account.cash_reserve_usd
    if account.locked or not book.plan.trades:
        return min(reserve, start)
    return min(reserve, max(start, NONE)) if _stays_short(book, account) else reserve


def _stays_short(book: Book, account: Account) -> bool:
    """Whether the plan names this account as one whose reserve cannot be filled."""
    said = [problem.message for problem in book.plan.problems if problem.code == RESERVE_SHORT]
    return book.is_short(account) and any(
        account.name in words or account.account_id in words for words in said
    )


def _unused(book: Book, account: Account) -> Iterator[str]:
    """In a sheltered account, where no tax stands in the way, what could still be sold to fill the reserve."""
    as_of, policy = book.household.as_of, book.policy
    for position in account.positions:
        symbol = position.symbol
        price = book.household.prices.get(symbol)
        left = book.quantity_after((account.account_id, symbol))
        if (
            position.role is TRADABLE
            and position.pending_quantity == 0
            and left > 0
            and symbol not in policy.do_not_sell | account.do_not_sell
            and book.household.instruments[symbol].kind not in NO_MARKET
            and price is not None
            and (as_of - price.as_of).days <= policy.max_price_age_days
            and not holding.keeps(book, account, symbol)
            and not book.stays_today(account, symbol)
        ):
            yield f"{account.account_id}: its reserve stays short though {shares(left)} {symbol} could be sold"


def above_floor(book: Book) -> Iterator[str]:
    """I2: cash never below the floor, in the order of execution, counting settled cash only where the account asks."""
    trades_at_all = bool(book.plan.trades)
    for account in book.household.accounts:
        trades = book.trades_of(account.account_id)
        end, floor = book.end_usd(account), floor_usd(book, account)
        if end < floor:
            yield f"{account.account_id}: ends with {money(end)}, its floor is {money(floor)}"
        if trades_at_all and end < account.cash_reserve_usd and not account.locked:
            if any(trade.side is BUY for trade in trades):
                yield f"{account.account_id}: buys, though its reserve stays short"
            if not account.kind.is_taxable:
                yield from _unused(book, account)
        yield from _steps(book, account, trades)


def _steps(book: Book, account: Account, trades: tuple[Trade, ...]) -> Iterator[str]:
    """Every step is one there is, waits for sells of its account, and has the money it uses."""
    if not trades:
        return
    sells = [trade for trade in trades if trade.side is SELL]
    ids = {trade.trade_id for trade in sells}
    for trade in trades:
        if trade.step not in STEPS or (trade.side is SELL and trade.step != 1):
            yield f"{trade.trade_id}: step {trade.step} does not exist for a {trade.side.value}"
        if not ids.issuperset(trade.depends_on):
            yield f"{trade.trade_id}: waits for {', '.join(trade.depends_on)}, not all sells of this account"
    own, proceeds = _today_usd(book, account), total([sale.amount_usd - sale.cost_usd for sale in sells])
    yield from _at_once(account, trades, own, proceeds)
    yield from _before_deposits(book, account, trades, own + proceeds)


def _at_once(account: Account, trades: tuple[Trade, ...], own: Decimal, proceeds: Decimal) -> Iterator[str]:
    """Step 1 uses the account's `own` cash of today; what the sells bring only where that settles at once, and it says
    so."""
    left = own if account.settles_next_day else own + proceeds
    for trade in trades:
        if trade.side is SELL or trade.step != 1:
            continue
        left -= trade.amount_usd + trade.cost_usd
        own -= trade.amount_usd + trade.cost_usd
        if left < 0:
            yield f"{trade.trade_id}: is {money(-left)} short of cash that can be used today"
        if own < 0 and left >= 0 and not trade.depends_on:
            yield f"{trade.trade_id}: uses proceeds, but does not say that it waits for a sell"


def _before_deposits(book: Book, account: Account, trades: tuple[Trade, ...], left: Decimal) -> Iterator[str]:
    """Steps 1 and 2 together may use what is there and what the sells bring, but no deposit still to come."""
    is_awaited = any(
        flow.account_id == account.account_id and flow.amount_usd > 0 and flow.due > book.household.as_of
        for flow in book.household.flows
    )
    left += account.cash_unsettled_usd if account.settles_next_day else NONE
    for trade in trades:
        if trade.step == 3 and not is_awaited:
            yield f"{trade.trade_id}: waits for a deposit, and no deposit is to come"
        if trade.side is BUY and trade.step < 3:
            left -= trade.amount_usd + trade.cost_usd
            if left < 0:
                yield f"{trade.trade_id}: is {money(-left)} short before deposits to come"


def _today_usd(book: Book, account: Account) -> Decimal:
    """Cash above the reserve that buys may use today: all withdrawals kept back, only deposits that have come."""
    came = total(
        flow.amount_usd
        for flow in book.household.flows
        if flow.account_id == account.account_id and (flow.amount_usd < 0 or flow.due <= book.household.as_of)
    )
    unsettled = NONE if account.settles_next_day else account.cash_unsettled_usd
    return account.cash_usd + unsettled + came - account.cash_reserve_usd


def floor_words(book: Book) -> str:
    """The figures of I2."""
    ends = [(book.end_usd(a) - floor_usd(book, a), a.account_id) for a in book.household.accounts]
    if not ends:
        return "no account"
    room, account_id = min(ends)
    return (
        f"every account stays at or above its floor; the nearest is {account_id} with {money(room)} to spare"
    )


def within_registrations(book: Book) -> Iterator[str]:
    """I4: every trade is in one known account, and no account's value changes but by its own costs."""
    for trade in book.plan.trades:
        if trade.account_id not in book.accounts:
            yield f"{trade.trade_id}: there is no account {trade.account_id}"
    for account_id, account in book.accounts.items():
        trades = book.trades_of(account_id)
        costs = total(trade.cost_usd for trade in trades)
        lost = _lost_usd(book, account)
        if abs(lost - costs) > ROUNDING_USD * len(trades):
            yield f"{account_id}: its value falls by {money(lost)}, its own costs are {money(costs)}"


def registrations_words(book: Book) -> str:
    """The figures of I4."""
    used = len({trade.account_id for trade in book.plan.trades})
    return f"{used} of {len(book.accounts)} accounts trade, each with its own cash and shares"
