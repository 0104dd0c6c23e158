"""I6: every restriction holds: menus, lists, prices, whole shares, smallest trade, gain budget, waiting, limits."""

from __future__ import annotations

from calendar import isleap
from collections.abc import Iterator, Sequence
from decimal import Decimal

from trimtab.core.accounts import Account
from trimtab.core.household import ActivityKind
from trimtab.core.plan import BUY, LONG, SELL, Term, Trade
from trimtab.rebalance.verify import bought, holding
from trimtab.rebalance.verify.book import NO_MARKET, Book
from trimtab.rebalance.verify.exact import NONE, is_multiple, long_from, money, shares
from trimtab.rebalance.verify.figures import year_tax_usd
from trimtab.rebalance.verify.step_up import is_step_up

WAIT_LIFTED = "wait-lifted"
Known = Sequence[tuple[Account, Trade]]


def restrictions(book: Book) -> Iterator[str]:
    """I6: rule by rule, trade by trade."""
    instruments, known = book.household.instruments, []
    for trade in book.plan.trades:
        account = book.accounts.get(trade.account_id)
        if account is None or trade.symbol not in instruments:
            yield f"{trade.trade_id}: {trade.symbol} in {trade.account_id} is not known"
        else:
            known.append((account, trade))
    yield from _market(book, known)
    yield from _lists(book, known)
    yield from _sizes(book, known)
    yield from _same_day(book, known)
    yield from _both_sides(book)
    yield from bought.unasked(book)
    yield from _budget(book)
    yield from _waiting(book)
    yield from holding.ranges_hold(book)


def _market(book: Book, known: Known) -> Iterator[str]:
    instruments, prices, as_of = book.household.instruments, book.household.prices, book.household.as_of
    for _, trade in known:
        kind, price = instruments[trade.symbol].kind, prices.get(trade.symbol)
        if kind in NO_MARKET:
            yield f"{trade.trade_id}: {trade.symbol} ({kind.value}) is not traded on a market"
        if price is None:
            yield f"{trade.trade_id}: {trade.symbol} has no price"
            continue
        age = (as_of - price.as_of).days
        if price.usd <= 0:
            yield f"{trade.trade_id}: the price of {trade.symbol} is {money(price.usd)}"
        if age > book.policy.max_price_age_days:
            yield f"{trade.trade_id}: the price of {trade.symbol} is {age} days old"


def _lists(book: Book, known: Known) -> Iterator[str]:
    policy = book.policy
    for account, trade in known:
        symbol = trade.symbol
        if trade.side is SELL:
            if symbol in policy.do_not_sell or symbol in account.do_not_sell:
                yield f"{trade.trade_id}: {symbol} is on the do-not-sell list"
            continue
        if symbol in policy.do_not_buy or symbol in account.do_not_buy:
            yield f"{trade.trade_id}: {symbol} is on the do-not-buy list"
        if account.menu is not None and symbol not in account.menu:
            yield f"{trade.trade_id}: {symbol} is not on the menu of {account.account_id}"


def _sizes(book: Book, known: Known) -> Iterator[str]:
    least = book.policy.min_trade_usd
    for account, trade in known:
        step, is_sale = book.step(account, trade.symbol), trade.side is SELL
        sells_all = is_sale and trade.quantity == book.quantity_before((trade.account_id, trade.symbol))
        if not sells_all and not is_multiple(trade.quantity, step):
            yield f"{trade.trade_id}: {shares(trade.quantity)} {trade.symbol} is not in steps of {shares(step)}"
        if trade.amount_usd < least and not (is_sale and _may_be_small(book, account, trade)):
            yield f"{trade.trade_id}: {money(trade.amount_usd)} is under the smallest trade of {money(least)}"
        fund = book.household.instruments[trade.symbol]
        if not is_sale and trade.amount_usd < max(fund.min_first_usd, fund.min_more_usd):
            yield from _fund_minimum(book, trade)


def _fund_minimum(book: Book, trade: Trade) -> Iterator[str]:
    """A fund's own least for a first purchase, and for a further one where the account holds it by then."""
    fund, key = book.household.instruments[trade.symbol], (trade.account_id, trade.symbol)
    earlier = any(b.side is BUY and b.step < trade.step for b in book.by_place[key])
    is_first = book.quantity_before(key) <= 0 and not earlier
    least = fund.min_first_usd if is_first else fund.min_more_usd
    if trade.amount_usd < least:
        which = f"its least {'first' if is_first else 'further'} purchase"
        yield f"{trade.trade_id}: {money(trade.amount_usd)} of {trade.symbol}, {money(least)} is {which}"


def _may_be_small(book: Book, account: Account, trade: Trade) -> bool:
    """A sell may be small where it leaves nothing that may be sold, or raises cash the account must have."""
    if book.is_short(account):
        return True
    key = (trade.account_id, trade.symbol)
    position = book.positions.get(key)
    pending = position.pending_quantity if position else NONE
    return book.quantity_after(key) <= pending


def _same_day(book: Book, known: Known) -> Iterator[str]:
    """Not against what was done today, nor against an open order: only an account that is short may sell what it
    bought, and paid for."""
    for account, trade in known:
        held = book.positions.get((account.account_id, trade.symbol))
        if trade.side is BUY and held is not None and held.pending_quantity > 0:
            yield f"{trade.trade_id}: an open order sells {trade.symbol} in {account.account_id}"
    for account, trade in known if book.today else ():
        if trade.side is SELL:
            if book.stays_today(account, trade.symbol):
                yield f"{trade.trade_id}: {trade.symbol} was bought in {account.account_id} today"
        elif any(
            event.kind is ActivityKind.SELL and event.symbol == trade.symbol
            for event in book.today.get(account.account_id, ())
        ):
            yield f"{trade.trade_id}: {trade.symbol} was sold in {account.account_id} today"


def _both_sides(book: Book) -> Iterator[str]:
    """One line a symbol and account; only a buy may have a second, in a later step that waits for its money. A gain
    taken on purpose is sold and bought back."""
    seen: dict[tuple[str, str], list[Trade]] = {}
    for trade in (trade for trades in book.by_place.values() if len(trades) > 1 for trade in trades):
        others = seen.setdefault((trade.account_id, trade.symbol), [])
        if any(other.side is not trade.side for other in others) and not is_step_up(book, trade):
            yield f"{trade.trade_id}: {trade.symbol} is both bought and sold in {trade.account_id}"
        elif any(
            other.side is trade.side and (trade.side is SELL or other.step >= trade.step) for other in others
        ):
            yield f"{trade.trade_id}: a second {trade.side.value} of {trade.symbol} in {trade.account_id}"
        others.append(trade)


def _budget(book: Book) -> Iterator[str]:
    """The year's results within their budgets, or no higher than they were; tax added within its own."""
    policy, tax = book.policy, book.household.tax
    short, long = counted_results_usd(book)
    year = (
        tax.realized_short_usd - tax.carryforward_short_usd,
        tax.realized_long_usd - tax.carryforward_long_usd,
    )
    for name, budget, start, added in (
        ("net", policy.gain_budget_usd, sum(year, NONE), short + long),
        ("short-term", policy.gain_budget_short_usd, year[0], short),
        ("long-term", policy.gain_budget_long_usd, year[1], long),
    ):
        if budget is None:
            continue
        allowed = max(_by_now(book, budget), start, NONE)
        if added > 0 and start + added > allowed:
            yield (
                f"{name} gains of the year come to {money(start + added)}, {money(allowed)} allowed "
                f"(budget {money(budget)})"
            )
    withdrawal = book.plan.withdrawal
    if policy.tax_budget_usd is not None and (book.plan.trades or withdrawal):
        added = year_tax_usd(book, with_plan=True) - year_tax_usd(book, with_plan=False)
        if withdrawal is not None:  # I10 holds its tax against its parts
            added = max(added, withdrawal.tax_usd)
        allowed = _by_now(book, policy.tax_budget_usd)
        if added > max(allowed, NONE):
            yield f"the plan adds {money(added)} to the year's tax, {money(allowed)} allowed"


def _by_now(book: Book, budget: Decimal) -> Decimal:
    """What of a budget may be used by now: all of it, or its part by the days that are over, today among them. Divided
    last, so that what comes out even is even."""
    if not book.policy.budget_prorated:
        return budget
    day = book.household.as_of
    return budget * day.timetuple().tm_yday / (366 if isleap(day.year) else 365)


def counted_results_usd(book: Book) -> tuple[Decimal, Decimal]:
    """Known short- and long-term results of the plan's sales in taxable accounts that count this year; without a date,
    short. Losses that wash sales put off do not count (26 USC 1091(a)); that they are all named is I5's to see."""
    known = [*_known_results(book), *((wash.term, wash.disallowed_usd) for wash in book.plan.wash_sales)]
    long = sum([gain for term, gain in known if term is LONG], NONE)
    return sum([gain for _, gain in known], NONE) - long, long


def planned_gain_usd(book: Book) -> Decimal:
    """Known gains less losses of the plan's sales in taxable accounts."""
    return sum([gain for _, gain in _known_results(book)], NONE)


def _known_results(book: Book) -> list[tuple[Term, Decimal]]:
    taxable = {account_id for account_id, account in book.accounts.items() if account.kind.is_taxable}
    return [
        (sale.term, sale.gain_usd)
        for trade in book.sells
        if trade.account_id in taxable
        for sale in trade.lots
        if sale.gain_usd is not None
    ]


def _waiting(book: Book) -> Iterator[str]:
    if any(problem.code == WAIT_LIFTED for problem in book.plan.problems):
        return
    as_of, days = book.household.as_of, book.policy.wait_long_term_days
    for key, quantity in book.sold.items():
        lot, (account_id, symbol, lot_id) = book.lots.get(key), key
        price = book.household.prices.get(symbol)
        if lot is None or lot.acquired is None or lot.basis_usd is None or price is None or quantity <= 0:
            continue
        if not book.accounts[account_id].kind.is_taxable or lot.quantity * price.usd <= lot.basis_usd:
            continue
        wait = (long_from(lot.acquired) - as_of).days
        if 0 < wait <= days and _waiting_saves(book):
            yield f"{account_id} {symbol} lot {lot_id}: long-term in {wait} days, and sold at a gain now"


def _waiting_saves(book: Book) -> bool:
    """Whether the next dollar of short-term gain costs more than one of long-term gain."""
    if book.year_tax is not None:
        return book.year_tax.gain_rates.short > book.year_tax.gain_rates.long
    return book.household.tax.rate_ordinary_pct > book.household.tax.rate_long_term_pct


def words(book: Book) -> str:
    """The figures of I6."""
    small = min((trade.amount_usd for trade in book.plan.trades), default=None)
    least = "no trade" if small is None else f"the smallest trade is {money(small)}"
    gains = f"net gains planned {money(planned_gain_usd(book))}"
    return f"lists, menus, prices and steps hold; {least}; {gains}{holding.words(book)}"
