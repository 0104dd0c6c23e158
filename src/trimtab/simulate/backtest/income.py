"""What holdings bring by themselves: splits, distributions by ex date (cash or reinvested), interest on cash."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from dateutil.relativedelta import relativedelta

from trimtab.core.accounts import Account, Lot, Position, Role
from trimtab.core.household import Activity, ActivityKind
from trimtab.core.instruments import Instrument
from trimtab.core.market import Distribution, Market
from trimtab.core.money import HUNDRED, ONE, ZERO, cents, plain, step_down
from trimtab.core.problems import Source
from trimtab.simulate.backtest.running import Change, Running, with_account
from trimtab.simulate.backtest.terms import Terms
from trimtab.simulate.backtest.washing import Purchase
from trimtab.tax.wash import groups_bought, recent_loss_sales

REINVESTED = Source("reinvestment")
PART_OF_A_SHARE = Decimal("0.0001")  # to which reinvested shares are counted
SPLIT_PART = Decimal("0.000001")  # to which shares are counted after a split
MONTHS = 12


def splits(running: Running) -> None:
    """Every split of this day: more shares in the same lots, at the same basis, and in what waits or was sold."""
    for symbol, split in running.history.splits.get(running.number, ()):
        for account in running.household.accounts:
            held = account.by_symbol.get(symbol)
            if held is None or held.role is Role.EXCLUDED:
                continue
            lots = tuple(_split(lot, split.ratio) for lot in held.lots)
            after = held.with_lots(lots)
            shares = {(account.account_id, symbol): after.quantity - held.quantity}
            running.change(
                with_account(running.household, _with_position(account, after)), Change(shares=shares)
            )
        _split_trades(running, symbol, split.ratio)


def _split_trades(running: Running, symbol: str, ratio: Decimal) -> None:
    """Count in new shares what is to be bought, what was traded lately, and what a loss was taken on."""
    running.waiting = tuple(
        replace(trade, quantity=trade.quantity * ratio) if trade.symbol == symbol else trade
        for trade in running.waiting
    )
    activity = tuple(
        replace(event, quantity=event.quantity * ratio) if event.symbol == symbol else event
        for event in running.household.activity
    )
    running.household = replace(running.household, activity=activity)
    for loss in running.losses:
        if loss.symbol == symbol:
            loss.shares *= ratio


def _split(lot: Lot, ratio: Decimal) -> Lot:
    return replace(lot, quantity=(lot.quantity * ratio).quantize(SPLIT_PART))


def distributions(running: Running) -> None:
    """Every distribution of this day, to whoever held at the close before: nothing is traded before it on the day."""
    entitled = running.household
    for symbol, paid in running.history.distributions.get(running.number, ()):
        for account in running.household.accounts:
            held = account.by_symbol.get(symbol)
            if held is not None and held.role is not Role.EXCLUDED:
                shares = entitled.account(account.account_id).by_symbol[symbol].quantity
                _pay(running, account, held, paid, cents(shares * paid.per_share_usd))


def _pay(running: Running, account: Account, held: Position, paid: Distribution, amount: Decimal) -> None:
    if amount <= ZERO:
        return
    if account.kind.is_taxable:
        _count(running, running.household.instruments[held.symbol], paid, amount)
    earned = {held.symbol: amount}
    if not _reinvests(running, held):
        richer = replace(account, cash_usd=account.cash_usd + amount)
        running.change(with_account(running.household, richer), Change(earned_usd=earned))
        return
    close = running.close_usd(held.symbol)
    shares = step_down(amount / close, PART_OF_A_SHARE)
    spent = min(amount, cents(shares * close))
    lot = Lot(f"{running.day.isoformat()} reinvested {held.symbol}", shares, spent, running.day, REINVESTED)
    after = _with_position(account, held.with_lots((*held.lots, lot))) if shares else account
    after = replace(after, cash_usd=account.cash_usd + amount - spent)
    event = Activity(
        account.account_id, ActivityKind.REINVEST, running.day, held.symbol, shares, -spent, REINVESTED
    )
    household = with_account(running.household, after)
    change = Change(
        shares={(account.account_id, held.symbol): shares}, bought_usd={held.symbol: spent}, earned_usd=earned
    )
    running.change(running.with_activity(household, event) if shares else household, change)
    running.bought([Purchase(account.account_id, held.symbol, lot.lot_id, shares)])


def _reinvests(running: Running, held: Position) -> bool:
    """Whether it buys more of itself: never while that would undo a loss, as the plan that took it says to see to."""
    if not held.reinvest or held.role is not Role.TRADABLE:
        return False
    household = replace(running.household, as_of=running.day)
    return recent_loss_sales(household).keys().isdisjoint(groups_bought(household, held.symbol))


def _count(running: Running, of: Instrument, paid: Distribution, amount_usd: Decimal) -> None:
    """Add a distribution to the year's income by what it is; where its source does not say, by the typical yields."""
    qualified, gain, exempt = kinds(of, paid)
    parts = {"qualified_usd": cents(amount_usd * qualified), "gain_usd": cents(amount_usd * gain)}
    parts["exempt_usd"] = cents(amount_usd * exempt)
    ordinary = amount_usd - parts["gain_usd"] - parts["exempt_usd"]
    running.received = running.received.with_more(ordinary_usd=ordinary, **parts)


def kinds(of: Instrument, paid: Distribution) -> tuple[Decimal, Decimal, Decimal]:
    """The shares of a distribution that are qualified, long-term gain, and exempt."""
    if paid.qualified_share or paid.gain_share or paid.exempt_share:
        return paid.qualified_share, paid.gain_share, paid.exempt_share
    typical = (of.yield_qualified_pct, of.yield_gain_pct, of.yield_exempt_pct)
    whole = sum(typical, of.yield_ordinary_pct)
    if not whole:
        return ZERO, ZERO, ZERO
    qualified, gain, exempt = (pct / whole for pct in typical)
    return qualified, gain, min(exempt, ONE - gain)


def interest(running: Running, terms: Terms) -> None:
    """The interest since the month began on each account's cash, as it stands now."""
    rate = _month_rate(running, terms)
    if not rate:
        return
    for account in running.household.accounts:
        amount = cents(account.cash_usd * rate)
        if amount <= ZERO:
            continue
        if account.kind.is_taxable:
            running.received = running.received.with_more(interest_usd=amount)
        richer = replace(account, cash_usd=account.cash_usd + amount)
        running.change(with_account(running.household, richer), Change(earned_usd={"": amount}))


def _month_rate(running: Running, terms: Terms) -> Decimal:
    """What a dollar of cash earned over the month before this day, a share of one: at the rate, and by the series with
    what it paid out put back."""
    rate = terms.cash_rate_pct / HUNDRED / MONTHS
    if terms.cash is None:
        return rate
    before = running.day - relativedelta(months=1)
    if terms.cash.last_on(before) is None:
        return rate
    known = Market({terms.cash.symbol: terms.cash}).known_on(running.day)
    return rate + known.growth(terms.cash.symbol, before) - ONE


def settle(running: Running) -> None:
    """What was on its way since the day before is there."""
    for account in running.household.accounts:
        if account.cash_unsettled_usd:
            whole = account.cash_usd + account.cash_unsettled_usd
            there = replace(account, cash_usd=whole, cash_unsettled_usd=ZERO)
            running.change(with_account(running.household, there), Change())


def _with_position(account: Account, position: Position) -> Account:
    return replace(
        account, positions=tuple(position if p.symbol == position.symbol else p for p in account.positions)
    )


def income_words(running: Running, terms: Terms) -> Iterator[str]:
    """What the income assumes, in plain sentences."""
    series = running.history.series
    blind = sorted(s for s, one in series.items() if one.is_total_return)
    yield (
        "Distributions are paid on their ex date, to cash, or reinvested where the account says so, but not into what "
        "was sold at a loss in the 30 days before."
    )
    unsaid = sorted(
        s
        for s, one in series.items()
        if one.distributions and not any(_is_said(paid) for paid in one.distributions)
    )
    if unsaid:
        yield (
            "What the distributions of these are is not known; typical yields divide them: "
            + ", ".join(unsaid)
            + "."
        )
    if blind:
        yield (
            "These are total-return series: their income is never taxed, which flatters every result: "
            + ", ".join(blind)
            + "."
        )
    if terms.cash_rate_pct or terms.cash is None:
        yield (
            f"Cash earns {plain(terms.cash_rate_pct)}% a year."
            if terms.cash_rate_pct
            else "Cash earns nothing."
        )


def _is_said(paid: Distribution) -> bool:
    return bool(paid.qualified_share or paid.gain_share or paid.exempt_share)
