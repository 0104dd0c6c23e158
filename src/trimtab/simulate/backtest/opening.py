"""How the household stands on the first day: today's household, moved back to that day's closes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from trimtab.core.accounts import Account, Lot, Position, Role, TaxTreatment
from trimtab.core.backtest import StartWith
from trimtab.core.household import Household, Person
from trimtab.core.instruments import Price
from trimtab.core.money import ZERO, cents, plain, step_down
from trimtab.core.problems import Source
from trimtab.core.retirement import RetirementFacts
from trimtab.rebalance.measure import value_usd
from trimtab.rebalance.rules import tradable_step
from trimtab.simulate.backtest.history import History

OPENING = Source("opening")
KNOWN_BEFORE = timedelta(days=400)  # nothing was bought or sold for as long before the first day


def opened(household: Household, history: History, start_with: StartWith) -> Household:
    """Today's household on the first day: each account with today's dollars, in today's symbols or in cash.

    Every holding that has a history is bought at the first day's close, which is its basis and its day; what is left of
    a share is cash. People are as old as they are today. What is told of one day alone goes: flows, transactions,
    results of the year and what is unsettled. With TARGET, what may be traded is in cash, for the first plan to spend.
    """
    first, years = history.days[0], history.days[0].year - household.as_of.year
    prices = history.prices(0)
    accounts = tuple(
        _account(household, account, history, prices, start_with) for account in household.accounts
    )
    tax = replace(household.tax, year=first.year, realized_short_usd=ZERO, realized_long_usd=ZERO)
    return replace(
        household,
        as_of=first,
        accounts=accounts,
        prices=prices,
        tax=tax,
        flows=(),
        activity=(),
        people=tuple(_moved(person, years) for person in household.people),
        last_year=None,
    )


def _account(
    household: Household,
    account: Account,
    history: History,
    prices: Mapping[str, Price],
    start_with: StartWith,
) -> Account:
    day, cash = history.days[0], account.cash_usd + account.cash_unsettled_usd
    kept: list[Position] = []
    for position in account.positions:
        if position.role is Role.EXCLUDED or position.symbol in history.constant:
            kept.append(_constant(position, history.days[0].year - household.as_of.year))
            continue
        value = value_usd(household, position)
        is_cash = start_with is StartWith.TARGET and position.role is Role.TRADABLE and not account.locked
        shares = (
            ZERO
            if is_cash
            else step_down(
                value / prices[position.symbol].usd, tradable_step(household, account, position.symbol)
            )
        )
        spent = cents(shares * prices[position.symbol].usd)
        cash += value - spent
        if shares:
            lot = Lot(f"{day.isoformat()} opening", shares, spent, day, OPENING)
            kept.append(replace(position, lots=(lot,), pending_quantity=ZERO))
    coming = account.purchases_coming if account.contribution else frozenset()
    return replace(
        account,
        cash_usd=cash,
        cash_unsettled_usd=ZERO,
        positions=tuple(kept),
        purchases_coming=coming,
        history_from=day - KNOWN_BEFORE,
        history_to=day,
        retirement=_facts(account, cash, kept, prices, household, day.year - household.as_of.year),
    )


def _facts(
    account: Account,
    cash: Decimal,
    positions: list[Position],
    prices: Mapping[str, Price],
    household: Household,
    years: int,
) -> RetirementFacts | None:
    """A retirement account's facts, its first value standing for that of the year's end before."""
    if not must_pay_out(account):
        return account.retirement
    worth = (
        p.quantity * (prices[p.symbol].usd if p.symbol in prices else household.price_usd(p.symbol))
        for p in positions
    )
    told, left = account.retirement or RetirementFacts(), None
    if told.inheritance is not None:
        born, died = told.inheritance.decedent_born, told.inheritance.died
        left = replace(told.inheritance, decedent_born=years_on(born, years), died=years_on(died, years))
    return replace(
        told,
        value_last_year_end_usd=cents(cash + sum(worth, ZERO)),
        distributed_usd=ZERO,
        donated_usd=ZERO,
        inheritance=left,
    )


def must_pay_out(account: Account) -> bool:
    """Whether distributions may be required of it: it is taxed later, or inherited, were it a Roth."""
    is_inherited = account.retirement is not None and account.retirement.inheritance is not None
    return account.kind.treatment is TaxTreatment.DEFERRED or is_inherited


def _constant(position: Position, years: int) -> Position:
    lots = tuple(
        replace(lot, acquired=years_on(lot.acquired, years) if lot.acquired else None)
        for lot in position.lots
    )
    return replace(position, lots=lots, pending_quantity=ZERO)


def _moved(person: Person, years: int) -> Person:
    return replace(person, born=years_on(person.born, years))


def years_on(day: date, years: int) -> date:
    """The same day so many years on; 28 February for a 29th that there is not."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 2, 28)


def opening_words(household: Household, history: History, start_with: StartWith) -> Iterator[str]:
    """What the beginning assumes, in plain sentences."""
    first = history.days[0]
    if start_with is StartWith.HOLDINGS:
        what = "each holding of today, with the dollars it is worth today, bought at that day's close"
    else:
        what = "each account's dollars of today, all that may be traded in cash, spent by the first plan"
    yield f"The household begins on {first} with {what}; basis and holding periods begin there."
    yield "Dollars are not adjusted for inflation."
    years = household.as_of.year - first.year
    if years and household.people:
        yield f"People are as old on {first} as they are today: births are moved back by {years} years."
    if history.constant:
        same = ", ".join(
            f"{symbol} at ${plain(cents(price))}" for symbol, price in sorted(history.constant.items())
        )
        yield f"What has no market stays at today's value: {same}."
    late = sorted((one.days[0], s) for s, one in history.series.items() if one.days and one.days[0] > first)
    if late:
        yield "Bought only once they exist: " + ", ".join(f"{s} from {day}" for day, s in late) + "."
    if household.flows:
        yield "Flows that the household file dates are left out; regular contributions are in."
