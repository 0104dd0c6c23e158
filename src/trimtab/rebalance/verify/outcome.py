"""I7, I10: the plan does not make things worse, and acts only when something asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from trimtab.core.ask import Mode, Moves
from trimtab.core.plan import Method, Trade
from trimtab.core.policy import CASH_CLASS, Calendar
from trimtab.rebalance.verify import holding
from trimtab.rebalance.verify.book import Book, LotKey
from trimtab.rebalance.verify.exact import NONE, PENNY, money, percent, total
from trimtab.rebalance.verify.lately import lets_a_loss_stand
from trimtab.rebalance.verify.modes import promise_kept, replaced_in_class
from trimtab.rebalance.verify.step_up import is_step_up

CASH_RESTS = frozenset({Mode.CLASS, Mode.LIQUIDATE})  # sold into cash, because that is what was asked for
GOES_ON = frozenset({Mode.BAND, Mode.LOCATION, Mode.HARVEST})  # its promise is about where things stood today
CLASSES_STAY = frozenset({Mode.LOCATION, Mode.HARVEST})
MONTHS = {Calendar.MONTHLY: 1, Calendar.QUARTERLY: 3, Calendar.SEMIANNUAL: 6, Calendar.ANNUAL: 12}


def drift_not_worse(book: Book) -> Iterator[str]:
    """I7: dollars outside bands and limits do not rise, nor half the sum of gaps unless they fall, or it says why."""
    trades = book.plan.trades
    if not trades or book.plan.ask.mode in CASH_RESTS or book.has_short:
        return
    before, after = book.before, book.after
    grain = total([trade.cost_usd + PENNY for trade in trades])
    steps = total([_step_usd(book, trade) for trade in trades])
    if book.plan.ask.mode in CLASSES_STAY:
        grain += 2 * steps
    rise = after.all_outside_usd - before.all_outside_usd
    rise += holding.outside_usd(book, after=True) - holding.outside_usd(book, after=False)
    if rise > grain:
        yield f"outside the bands: {money(before.all_outside_usd)} before, {money(after.all_outside_usd)} after"
    more = (after.half_sum - before.half_sum) * max(after.total_usd, NONE)
    if more > grain + steps and not rise < 0 and not book.plan.unmet:
        yield (
            f"half the sum of gaps: {percent(before.half_sum)} before, {percent(after.half_sum)} after, and no rule "
            "is named that prevents better"
        )


def _step_usd(book: Book, trade: Trade) -> Decimal:
    account, price = book.accounts.get(trade.account_id), book.household.prices.get(trade.symbol)
    if account is None or price is None:
        return NONE
    return max(account.quantity_step, account.fund_quantity_step) * price.usd


def drift_words(book: Book) -> str:
    """The figures of I7."""
    before, after = book.before, book.after
    return (
        f"outside the bands {money(before.all_outside_usd)} before, {money(after.all_outside_usd)} after; half the "
        f"sum of gaps {percent(before.half_sum)} before, {percent(after.half_sum)} after"
    )


def acts_for_a_reason(book: Book) -> Iterator[str]:
    """I10: no trades without a trigger, only cash moved where only cash asks, what was asked for and no more, and
    nothing left to do afterwards."""
    plan = book.plan
    if (plan.method is Method.NONE) == bool(plan.trades):
        yield f"{len(plan.trades)} trades, method {plan.method.value}"
    if not plan.trades and not plan.reason:
        yield "no trade, and no reason"
    if book.replan_is_empty is False and plan.ask.mode not in GOES_ON:
        yield "planning again after perfect fills gives more trades"
    yield from promise_kept(book)
    if not plan.trades or plan.ask.mode is not Mode.POLICY or _rebalances(book):
        return
    taken = [trade for trade in book.sells if _is_harvest(book, trade) or is_step_up(book, trade)]
    harvested = {trade.account_id for trade in taken}
    if not _asks_for_cash(book):
        yield from _harvest_alone(book, harvested)
    for trade in book.sells:
        account = book.accounts.get(trade.account_id)
        if account is not None and not book.is_short(account) and trade not in taken:
            yield f"{trade.trade_id}: sells, though only cash asks for action and {account.account_id} is not short"


def _is_harvest(book: Book, trade: Trade) -> bool:
    """Whether a sale takes losses, and of the rest only what must go for them to stand, in a taxable account, where the
    policy lets losses ask."""
    account = book.accounts.get(trade.account_id)
    if account is None or not account.kind.is_taxable or not book.policy.harvest:
        return False
    keys = [(trade.account_id, trade.symbol, sale.lot_id) for sale in trade.lots]
    return all(key in book.lots and (_is_loss(book, key) or lets_a_loss_stand(book, key)) for key in keys)


def _is_loss(book: Book, key: LotKey) -> bool:
    lot, price = book.lots[key], book.household.prices[key[1]].usd
    return lot.basis_usd is not None and lot.quantity * price < lot.basis_usd


def _harvest_alone(book: Book, harvested: set[str]) -> Iterator[str]:
    """Where nothing asks but losses and cheap gains: there must be some, worth the least benefit, replaced where they
    were."""
    plan, prices = book.plan, book.policy.prices
    if not harvested:
        yield f"{len(plan.trades)} trades, though nothing is outside its band, due, short, or to be placed"
        return
    benefit = plan.cost_before.total_usd - plan.cost_after.total_usd
    if benefit < prices.min_benefit_usd:
        yield f"only losses ask for a plan, and taking them is worth {money(benefit)}"
    for trade in book.buys:
        if trade.account_id not in harvested:
            yield f"{trade.trade_id}: buys, though only losses ask for action and none is taken in {trade.account_id}"
    yield from replaced_in_class(book)


def _rebalances(book: Book) -> bool:
    """Whether anything asks for more than cash to move; a strategy that lets cash alone move answers for all of it."""
    call = book.plan.ask.call
    if call is not None and call.moves is not Moves.AS_POLICY:
        return call.moves is Moves.ALL and bool(call.reason)
    outside = {class_id for class_id, usd in book.before.outside_usd.items() if usd > 0}
    if any(kept.is_broken for kept in holding.limits(book)):
        return True
    return bool(outside - {CASH_CLASS}) or (CASH_CLASS in outside and _lacks_cash(book)) or _is_due(book)


def _lacks_cash(book: Book) -> bool:
    """Whether cash is under its target although no account is short of what it must have."""
    return not book.has_short and book.before.weights[CASH_CLASS] < book.policy.target[CASH_CLASS]


def _asks_for_cash(book: Book) -> bool:
    flows = any(flow.amount_usd for flow in book.household.flows)
    return flows or book.has_short or book.before.outside_usd.get(CASH_CLASS, NONE) > 0


def _is_due(book: Book) -> bool:
    if book.policy.calendar is Calendar.NEVER:
        return False
    last = book.policy.last_rebalanced
    return last is None or book.household.as_of >= _months_later(last, MONTHS[book.policy.calendar])


def _months_later(day: date, months: int) -> date:
    """The same day of a later month, or its last day where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first_of_next = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    last_day = (first_of_next - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last_day))


def reason_words(book: Book) -> str:
    """The figures of I10."""
    more = "asked again, it goes on from there"
    again = {True: "planning again gives nothing", False: more, None: "planning again was not tried"}
    count = len(book.plan.trades)
    if not count:
        return f"no trade: {book.plan.reason}"
    why = "cash" if _asks_for_cash(book) else "a loss"
    if _rebalances(book):
        call = book.plan.ask.call
        is_called = call is not None and call.moves is Moves.ALL
        why = "a strategy" if is_called else "a band or the calendar"
    mode = book.plan.ask.mode
    if mode is not Mode.POLICY:
        return f"{count} trades as --mode {mode.value} promises; {again[book.replan_is_empty]}"
    return f"{count} trades because {why} asks for them; {again[book.replan_is_empty]}"
