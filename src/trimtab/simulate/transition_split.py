"""The split of a transition over its years: the question to the program over all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise

from trimtab.core.accounts import Account
from trimtab.core.household import Household
from trimtab.core.money import HUNDRED, ONE, ZERO, cents
from trimtab.core.policy import CASH_CLASS
from trimtab.core.year_tax import YearTax
from trimtab.rebalance.counted import counting, later_factor
from trimtab.rebalance.journey import Situation
from trimtab.rebalance.measure import class_shares, free_cash_usd
from trimtab.rebalance.optimize.spread import Purchase, Sale, SpreadQuestion, SpreadYear, spread
from trimtab.rebalance.orders import BPS
from trimtab.rebalance.rules import Rules
from trimtab.rebalance.weigh import Piece, drift_pieces
from trimtab.tax.holding import is_long_term

DAYS = Decimal(365)
POINTS = 32  # where the year's tax is looked at between the least and the most result
PASSING = frozenset({"wait-long-term", "wash-recent", "wash-unseen"})  # rules that no longer hold a year on
BISECTIONS = 60
MOST_USD = Decimal(10) ** 12

Year = tuple[date, Household, YearTax]  # the day, the household if nothing is done before, and its tax


def best_split(
    now: Situation, years: Sequence[Year], caps: Sequence[Decimal | None]
) -> tuple[Decimal, ...] | None:
    """Net result to realise in each year at least cost over all years, in USD; None where there is no answer.

    The tax of each year is its own, looked at on a grid and made convex; `caps` are the most net result of each year.
    """
    rules = now.rules
    sales = [sale for account in rules.household.accounts for sale in _sales(rules, account, years)]
    gains = [sale.usd * sale.gain_share for sale in sales]
    least, most = (sum((g for g in gains if (g > 0) is is_gain), ZERO) for is_gain in (False, True))
    policy = rules.policy
    last = _present(now, years, len(years) - 1)
    question = SpreadQuestion(
        sales=sales,
        purchases=[p for account in rules.household.accounts for p in _purchases(rules, account)],
        cash_usd={
            a.account_id: free_cash_usd(rules.household, a) for a in rules.household.accounts if not a.locked
        },
        exposure_usd={row.class_id: row.actual_usd for row in now.drift.classes},
        sides=_sides(now),
        years=[_year(now, years, n, cap, least, most) for n, cap in enumerate(caps)],
        later_rate=last * later_factor(policy) * rules.household.tax.long_rate,
        cash_class=CASH_CLASS,
        counts={a.account_id: counting(rules.household, policy).share(a) for a in rules.household.accounts},
    )
    return spread(question)


def gain_within_tax(year_tax: YearTax, tax_usd: Decimal) -> Decimal:
    """The largest long-term gain of the year's trades, to the cent below, whose tax is within `tax_usd`."""
    start = year_tax.outcome(ZERO, ZERO).tax_usd
    if tax_usd < 0 or year_tax.outcome(ZERO, MOST_USD).tax_usd - start <= tax_usd:
        return ZERO if tax_usd < 0 else MOST_USD
    low, high = ZERO, MOST_USD
    for _ in range(BISECTIONS):
        middle = cents((low + high) / 2)
        if year_tax.outcome(ZERO, middle).tax_usd - start <= tax_usd:
            low = middle
        else:
            high = middle
    return low


def _sales(rules: Rules, account: Account, years: Sequence[Year]) -> Iterator[Sale]:
    household = rules.household
    counts = counting(household, rules.policy)
    for position in account.positions:
        if rules.position_block(account, position):
            continue
        price = household.price_usd(position.symbol)
        shares = class_shares(household, rules.policy, position.symbol)
        here = counts.share(account)
        half = household.instruments[position.symbol].half_spread_bps / BPS
        if not account.kind.is_taxable:
            usd = rules.sellable(position) * price
            counted = {class_id: here * share for class_id, share in shares.items()}
            yield Sale(account.account_id, counted, usd, ZERO, (True,) * len(years), half)
            continue
        for lot in position.lots:
            block = rules.sell_block(account, position, lot)
            usd = min(lot.quantity, rules.sellable(position)) * price
            if (block and block.code not in PASSING) or usd <= 0:
                continue
            is_long = tuple(
                lot.acquired is not None and is_long_term(lot.acquired, day) for day, _, _ in years
            )
            gain = rules.gain_usd(position.symbol, lot) / (lot.quantity * price)
            counted = {c: share * (ONE - gain * counts.gain_rate) for c, share in shares.items()}
            yield Sale(account.account_id, counted, usd, gain, is_long, half, 1 if block else 0)


def _purchases(rules: Rules, account: Account) -> Iterator[Purchase]:
    seen: set[str] = set()
    for symbol in rules.candidates(account):
        class_id = rules.only_class(symbol)
        if class_id is not None and class_id not in seen:
            seen.add(class_id)
            half = rules.household.instruments[symbol].half_spread_bps / BPS
            share = counting(rules.household, rules.policy).share(account)
            yield Purchase(account.account_id, class_id, half, share)


def _sides(
    now: Situation,
) -> dict[str, tuple[tuple[Decimal, tuple[Piece, ...]], tuple[Decimal, tuple[Piece, ...]]]]:
    """By class, the dollars at its goals and the plan's own pieces of distance beyond them."""
    total = now.drift.total_usd
    policy = now.rules.policy
    sides = {}
    for row in now.drift.classes:
        low, high = now.decision.goals[row.class_id]
        over = drift_pieces(policy, row.class_id, high, max(row.band_high, high), total, now.covariance)
        under = drift_pieces(policy, row.class_id, low, min(row.band_low, low), total, now.covariance)
        sides[row.class_id] = ((high * total, over), (low * total, under))
    return sides


def _year(
    now: Situation, years: Sequence[Year], number: int, cap: Decimal | None, least: Decimal, most: Decimal
) -> SpreadYear:
    horizon = now.rules.policy.prices.horizon_years
    lasts = ONE
    if number + 1 < len(years) and horizon:
        lasts = Decimal((years[number + 1][0] - years[number][0]).days) / DAYS / horizon
    tax = now.rules.household.tax
    return SpreadYear(
        least_usd=least,
        tax=_convex(years[number][2], least, most),
        short_premium=max(ZERO, tax.short_rate - tax.long_rate),
        most_usd=cap,
        present=_present(now, years, number),
        drift_years=lasts,
    )


def _present(now: Situation, years: Sequence[Year], number: int) -> Decimal:
    rate = ONE + now.rules.policy.prices.discount_pct / HUNDRED
    return rate ** (-Decimal((years[number][0] - years[0][0]).days) / DAYS)


def _convex(year_tax: YearTax, least: Decimal, most: Decimal) -> tuple[Piece, ...]:
    """The year's tax from the least to the most long-term result in steps, those that fall levelled with the next."""
    grid = sorted({ZERO, *(least + (most - least) * n / POINTS for n in range(POINTS + 1))})
    taxes = [year_tax.outcome(ZERO, result).tax_usd for result in grid]
    steps: list[tuple[Decimal, Decimal]] = []  # width, tax over it
    for (low, high), (before, after) in zip(pairwise(grid), pairwise(taxes), strict=True):
        steps.append((high - low, after - before))
        while len(steps) > 1 and steps[-2][1] * steps[-1][0] > steps[-1][1] * steps[-2][0]:
            width, tax = steps.pop()
            steps[-1] = (steps[-1][0] + width, steps[-1][1] + tax)
    return tuple(
        Piece(width if n + 1 < len(steps) else None, tax / width) for n, (width, tax) in enumerate(steps)
    )
