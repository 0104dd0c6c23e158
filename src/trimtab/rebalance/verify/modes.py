"""I10, what was asked for: each mode keeps its promise (docs/modes.md), seen from the trades alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal

from trimtab.core.accounts import TRADABLE, Account, AccountKind, Position, TaxTreatment
from trimtab.core.ask import Mode
from trimtab.core.plan import BUY, SELL, Side, Trade
from trimtab.core.policy import CASH_CLASS
from trimtab.rebalance.verify.book import NO_MARKET, Book
from trimtab.rebalance.verify.exact import NONE, PENNY, money, percent, shares, to_cents, total
from trimtab.rebalance.verify.figures import bill_without_usd, year_tax_usd
from trimtab.rebalance.verify.lately import lets_a_loss_stand

EDGE_MARGIN = Decimal("0.0005")  # of the household: whole shares end inside a band
SMALLEST = Decimal("1.02")  # a trade just over the smallest one is still the smallest one
STAYS = "stays"
HARVEST_SHORT = "harvest-short"


def promise_kept(book: Book) -> Iterator[str]:
    """What the mode promises of its trades; nothing to check without trades or for the policy's own plan."""
    if (book.plan.trades or book.plan.withdrawal) and book.plan.ask.mode in _PROMISES:
        yield from _PROMISES[book.plan.ask.mode](book)


def _only_buys(book: Book) -> Iterator[str]:
    for trade in book.sells:
        yield f"{trade.trade_id}: sells, though only cash is to be invested"


def _only_raises(book: Book) -> Iterator[str]:
    """No buy; sales where cash is lacking, and no more too much than a step of one holding that is sold, the smallest
    trade, and what parts of shares are rounded up by."""
    for trade in book.buys:
        yield f"{trade.trade_id}: buys, though only cash is to be raised"
    for account in book.household.accounts:
        trades = book.trades_of(account.account_id)
        if not trades:
            continue
        if not book.is_short(account):
            yield f"{account.account_id}: sells, and it lacks no cash"
            continue
        lacking = account.cash_reserve_usd - book.start_usd(account)
        raised = total(trade.amount_usd - trade.cost_usd for trade in trades)
        steps = [(_step(book, trade), trade.price_usd) for trade in trades]
        rounding = total(step * price + PENNY for step, price in steps if step < 1)
        too_much = rounding + max(step * price for step, price in steps) + PENNY
        if raised > lacking + too_much + book.policy.min_trade_usd * SMALLEST:
            yield f"{account.account_id}: raises {money(raised)}, it lacks {money(lacking)}"


def _step(book: Book, trade: Trade) -> Decimal:
    account = book.accounts[trade.account_id]
    return max(account.quantity_step, account.fund_quantity_step)


def _step_usd(book: Book, trade: Trade) -> Decimal:
    return _step(book, trade) * trade.price_usd


def _classes(book: Book, symbol: str) -> dict[str, Decimal]:
    """Share of the symbol by target class."""
    shares_: dict[str, Decimal] = {}
    for class_id, weight in book.household.instruments[symbol].class_weights:
        own = book.target_class(class_id)
        shares_[own] = shares_.get(own, NONE) + weight
    return shares_


def _main_class(book: Book, symbol: str) -> str:
    mix = _classes(book, symbol)
    return max(mix, key=lambda class_id: (mix[class_id], class_id))


def _grain_usd(book: Book, class_id: str) -> Decimal:
    """What whole shares and costs may do to a class: a step for each trade that touches it, and what trading costs."""
    touching = [t for t in book.plan.trades if _classes(book, t.symbol).get(class_id)]
    dearest = max((_step_usd(book, trade) for trade in book.plan.trades), default=NONE)
    costs = total(trade.cost_usd + PENNY for trade in book.plan.trades)
    return total(_step_usd(book, trade) for trade in touching) + dearest + costs


def _dearest_of(book: Book, class_id: str) -> Decimal:
    """The dearest step of a share of anything of the class that is held or may be bought."""
    symbols = {p.symbol for a in book.household.accounts for p in a.positions}
    symbols |= {s for ranked in book.policy.buys.values() for s in ranked}
    symbols |= {s for a in book.household.accounts for s in a.menu or ()}
    known = symbols & book.household.prices.keys() & book.household.instruments.keys()
    steps = [max(a.quantity_step, a.fund_quantity_step) for a in book.household.accounts]
    prices = [book.household.prices[s].usd for s in known if _classes(book, s).get(class_id)]
    return max(prices, default=NONE) * max(steps, default=NONE)


def _kept_totals(book: Book) -> Iterator[str]:
    for class_id in sorted(book.policy.target):
        before, after = book.before.classes[class_id], book.after.classes[class_id]
        grain = _grain_usd(book, class_id)
        if class_id == CASH_CLASS:
            grain = total(_step_usd(book, trade) for trade in book.plan.trades) + grain
        if abs(after - before) > grain:
            yield f"{class_id} goes from {money(before)} to {money(after)}, and it was to stay"


def _only_moves(book: Book) -> Iterator[str]:
    """The household's classes stay; no class is both sold and bought in one account."""
    yield from _kept_totals(book)
    sides: dict[tuple[str, str], set[Side]] = {}
    for trade in book.plan.trades:
        sides.setdefault((trade.account_id, _main_class(book, trade.symbol)), set()).add(trade.side)
    for (account_id, class_id), found in sorted(sides.items()):
        if len(found) > 1:
            yield f"{account_id}: {class_id} is both sold and bought there, which moves nothing"


def _only_losses(book: Book) -> Iterator[str]:
    """Only lots at a loss in taxable accounts, and what was bought lately and must go for the losses to stand, replaced
    in their class and account, up to the amount asked for."""
    yield from _kept_totals(book)
    yield from _reaches_amount(book)
    for trade in book.plan.trades:
        account = book.accounts[trade.account_id]
        if not account.kind.is_taxable:
            yield f"{trade.trade_id}: trades in {account.account_id}, where no loss counts"
        for sale in trade.lots:
            key = (trade.account_id, trade.symbol, sale.lot_id)
            if sale.gain_usd is None or (sale.gain_usd > PENNY and not lets_a_loss_stand(book, key)):
                yield f"{trade.trade_id}: sells lot {sale.lot_id} without a loss"
    yield from replaced_in_class(book)


def replaced_in_class(book: Book) -> Iterator[str]:
    """In no account is more of a class bought than is sold of it, but for a share of each trade."""
    moved: dict[tuple[str, str], Decimal] = {}
    for trade in book.plan.trades:
        key = (trade.account_id, _main_class(book, trade.symbol))
        signed = trade.amount_usd if trade.side is BUY else -trade.amount_usd
        moved[key] = moved.get(key, NONE) + signed
    for (account_id, class_id), net in sorted(moved.items()):
        if net > _grain_usd(book, class_id):
            yield f"{account_id}: {money(net)} more of {class_id} is bought than sold"


def _reaches_amount(book: Book) -> Iterator[str]:
    """As much loss as was asked for, less the gains of what goes with it, or a word on how much it is."""
    asked = book.plan.ask.amount_usd
    results = [
        sale.gain_usd
        for trade in book.sells
        for sale in trade.lots
        if book.accounts[trade.account_id].kind.is_taxable and sale.gain_usd is not None
    ]
    taken = -total(results)
    said = any(problem.code == HARVEST_SHORT for problem in book.plan.problems)
    if asked is not None and taken < asked and not said:
        yield f"losses of {money(taken)} are taken, {money(asked)} were asked for, and nothing says so"


def _only_out(book: Book) -> Iterator[str]:
    """What is out stops at the edge, parents with a band too, and nothing is sold of what is under or bought of what is
    over, nor of what is inside its own band below a parent that is."""
    over, under = _sides(book)
    for class_id in sorted(book.bands):
        low, high = book.bands[class_id]
        weight = book.before.weights[class_id]
        if class_id == CASH_CLASS or low <= weight <= high:
            continue
        slack = _edge_slack_usd(book, class_id)
        after, whole = book.after.held_usd[class_id], book.before.total_usd
        below = book.parents.get(class_id, ())
        if weight > high:
            edge = max(high - EDGE_MARGIN, book.targets[class_id])
            if after < min(edge * whole, weight * whole - _out_usd(book, over.intersection(below))) - slack:
                yield f"{class_id} goes to {money(after)}, beyond its edge at {percent(high)}"
        else:
            edge = min(low + EDGE_MARGIN, book.targets[class_id])
            if after > max(edge * whole, weight * whole + _out_usd(book, under.intersection(below))) + slack:
                yield f"{class_id} goes to {money(after)}, beyond its edge at {percent(low)}"
    for trade in book.plan.trades:
        class_id = _main_class(book, trade.symbol)
        if class_id in (under if trade.side is SELL else over):
            yield f"{trade.trade_id}: a {trade.side.value} of {class_id} moves it farther out"


def _sides(book: Book) -> tuple[set[str], set[str]]:
    """The classes of which nothing is to be bought, and those of which nothing is to be sold."""
    weights, bands, below = book.before.weights, book.bands, book.parents
    over = {c for c in book.policy.target if c != CASH_CLASS and weights[c] > bands[c][1]}
    under = {c for c in book.policy.target if c != CASH_CLASS and weights[c] < bands[c][0]}
    inside = book.policy.target.keys() - over - under - {CASH_CLASS}
    high = {c for parent in below if weights[parent] > bands[parent][1] for c in below[parent]} & inside
    low = {c for parent in below if weights[parent] < bands[parent][0] for c in below[parent]} & inside
    return over | (high - low), under | (low - high)


def _out_usd(book: Book, class_ids: Iterable[str]) -> Decimal:
    """What these classes are out by together: so far a parent above them may go for their sake."""
    whole, found = book.before.total_usd, NONE
    for class_id in class_ids:
        low, high = book.bands[class_id]
        weight, target = book.before.weights[class_id], book.targets[class_id]
        edges = min(low + EDGE_MARGIN, target), max(high - EDGE_MARGIN, target)
        found += max(edges[0] - weight, weight - edges[1], NONE) * whole
    return found


def _edge_slack_usd(book: Book, class_id: str) -> Decimal:
    """What whole shares, costs and the smallest trade may take a class beyond its edge; of a parent, all below it."""
    below = book.parents.get(class_id, (class_id,))
    rounding = total(_grain_usd(book, leaf) + _dearest_of(book, leaf) for leaf in below)
    return rounding + book.policy.min_trade_usd * SMALLEST


def _only_class(book: Book) -> Iterator[str]:
    """Trades of that class alone, which ends between where it was and its target."""
    class_id = book.plan.ask.class_id
    for trade in book.plan.trades:
        if set(_classes(book, trade.symbol)) != {class_id}:
            yield f"{trade.trade_id}: {trade.symbol} is not {class_id} alone"
    before, after = book.before.classes[class_id], book.after.classes[class_id]
    target = book.policy.target[class_id] * book.before.total_usd
    grain = _grain_usd(book, class_id)
    if not min(before, target) - grain <= after <= max(before, target) + grain:
        yield f"{class_id} goes from {money(before)} to {money(after)}, its target is {money(target)}"


def _emptied(book: Book) -> Iterator[str]:
    """Sales in that account alone, and a word on everything that stays."""
    account_id = book.plan.ask.account_id
    for trade in book.plan.trades:
        if trade.account_id != account_id or trade.side is BUY:
            yield f"{trade.trade_id}: {trade.side.value} in {trade.account_id}, though {account_id} is to be emptied"
    account = book.accounts[account_id]
    said = [problem.message for problem in book.plan.problems if problem.code == STAYS]
    for position in account.positions:
        left = book.quantity_after((account_id, position.symbol))
        if left > 0 and not any(f" {position.symbol}: " in words for words in said):
            yield f"{account_id}: {shares(left)} {position.symbol} stay, and nothing says why"
        free = left - position.pending_quantity
        if (
            free > 0
            and not account.kind.is_taxable
            and not book.policy.limits
            and _is_free(book, account, position)
        ):
            yield f"{account_id}: {shares(free)} {position.symbol} could be sold"


def _is_free(book: Book, account: Account, position: Position) -> bool:
    """Whether nothing but tax could stand in the way of selling it."""
    symbol, price = position.symbol, book.household.prices.get(position.symbol)
    return (
        position.role is TRADABLE
        and position.pending_quantity == 0
        and symbol not in book.policy.do_not_sell | account.do_not_sell
        and book.household.instruments[symbol].kind not in NO_MARKET
        and price is not None
        and price.usd > 0
        and (book.household.as_of - price.as_of).days <= book.policy.max_price_age_days
        and not book.stays_today(account, symbol)
    )


def _in_hand(book: Book) -> Iterator[str]:
    """Only sales for what is paid out; as much in hand as was asked for, all tax of this year paid from the gross."""
    yield from _only_raises(book)
    told = book.plan.withdrawal
    if told is None:
        yield f"{len(book.plan.trades)} trades, and nothing is paid out"
        return
    if told.asked_usd != book.plan.ask.amount_usd or told.in_hand_usd < told.asked_usd:
        yield f"{money(told.in_hand_usd)} in hand, {money(book.plan.ask.amount_usd or NONE)} asked for"
    only, income, early = book.plan.ask.account_id, NONE, NONE
    for payout in told.payouts:
        account = book.accounts.get(payout.account_id)
        if account is None or account.locked or payout.gross_usd <= 0 or (only and only != payout.account_id):
            yield f"{payout.account_id}: {money(payout.gross_usd)} cannot be paid out there"
            continue
        if account.kind is AccountKind.HSA and not only:
            yield f"{payout.account_id}: is for medical care, and was not asked for"
        is_income = account.kind.treatment is TaxTreatment.DEFERRED or account.kind is AccountKind.HSA
        if payout.income_usd != (payout.gross_usd if is_income else NONE):
            yield f"{payout.account_id}: {money(payout.income_usd)} of {money(payout.gross_usd)} is called income"
        income, early = income + payout.income_usd, early + payout.early_tax_usd
    tax = book.household.tax
    rate = (tax.rate_ordinary_pct + tax.rate_state_pct) / 100
    on_income = told.tax_usd - book.plan.tax_now_usd - early
    due = to_cents(income * rate) if told.is_flat else _more_bill_usd(book)
    if on_income != due:
        at = percent(rate) if told.is_flat else "the year's bill"
        yield f"{money(on_income)} of tax on {money(income)} of income, {money(due)} at {at}"
    if on_income < 0:
        yield f"more income would save {money(-on_income)} of tax"


def _more_bill_usd(book: Book) -> Decimal:
    """By how much the income paid out raises the year's bill, before any sale."""
    return year_tax_usd(book, with_plan=False) - bill_without_usd(book)


_PROMISES: Mapping[Mode, Callable[[Book], Iterator[str]]] = {
    Mode.BAND: _only_out,
    Mode.INVEST_CASH: _only_buys,
    Mode.RAISE_CASH: _only_raises,
    Mode.HARVEST: _only_losses,
    Mode.HARVEST_AND_REBALANCE: _reaches_amount,
    Mode.LOCATION: _only_moves,
    Mode.CLASS: _only_class,
    Mode.LIQUIDATE: _emptied,
    Mode.WITHDRAW: _in_hand,
}
