"""Losses at hand: which lots could be sold at a loss, and what waiting with each is worth."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from trimtab.core.accounts import Account, Lot, Position
from trimtab.core.drift import Drift, Trigger
from trimtab.core.instruments import InstrumentKind
from trimtab.core.money import ONE, ZERO, usd
from trimtab.core.policy import Policy
from trimtab.core.year_tax import YearTax
from trimtab.rebalance.counted import carried_factor, later_factor
from trimtab.rebalance.decide import Decision
from trimtab.rebalance.measure import Covariance
from trimtab.rebalance.optimize.harvest.wait import LossAtHand, LossRates, LossSecurity, waiting
from trimtab.rebalance.rules import Rules
from trimtab.rebalance.waiting import Waiting
from trimtab.tax.holding import LONG_FOR_SURE, first_long_day

# Variance of a stock beyond its market and industry: Campbell, Lettau, Malkiel and Xu 2001, Journal of Finance 56
STOCK_VARIANCE = Decimal("0.064")
BPS = Decimal(10000)
AtLoss = tuple[Account, Position, Lot]
VOLATILITY_STEP = Decimal("0.001")


def harvest_waiting(
    rules: Rules, covariance: Covariance, year_tax: YearTax
) -> Mapping[tuple[str, str, str], Waiting]:
    """What waiting with each loss at hand is worth, by account, symbol and lot."""
    at_hand = rules.losses
    if not at_hand:
        return {}
    as_of, prices = rules.household.as_of, rules.household.prices
    values = [lot.quantity * prices[position.symbol].usd for _, position, lot in at_hand]
    securities = _securities(rules, covariance, at_hand, values)
    long_for_sure = as_of - timedelta(days=LONG_FOR_SURE)
    told = [
        LossAtHand(
            lot.quantity,
            value,
            lot.basis_usd or ZERO,
            securities[position.symbol],
            0 if lot.acquired and lot.acquired < long_for_sure else days_to_long(lot, as_of),
        )
        for (_, position, lot), value in zip(at_hand, values, strict=True)
    ]
    loss = sum([one.basis_usd for one in told], ZERO) - sum(values, ZERO)
    days = (date(as_of.year, 12, 31) - as_of).days
    found = waiting(told, loss_rates(rules, year_tax, loss), days)
    return dict(zip([_key(one) for one in at_hand], found, strict=True))


def _securities(
    rules: Rules, covariance: Covariance, at_hand: Iterable[AtLoss], values: Iterable[Decimal]
) -> dict[str, LossSecurity]:
    """By symbol, what is at a loss: its volatility, and the cost of selling and replacing all that is of its group."""
    by_symbol: dict[str, list[Decimal]] = {}
    for (_, position, _), value in zip(at_hand, values, strict=True):
        by_symbol.setdefault(position.symbol, []).append(value)
    by_group: dict[str, Decimal] = {}
    for symbol, some in by_symbol.items():
        group = rules.group(symbol)
        by_group[group] = sum(some, by_group.get(group, ZERO))
    alike: dict[Decimal, Decimal] = {}
    found = {}
    for symbol in by_symbol:
        is_stock = rules.household.instruments[symbol].kind is InstrumentKind.STOCK
        variance = _variance(rules.class_shares(symbol), covariance, is_stock)
        if variance not in alike:
            alike[variance] = max(variance, ZERO).sqrt().quantize(VOLATILITY_STEP)
        cost = replacing_cost(rules, symbol, by_group[rules.group(symbol)])
        found[symbol] = LossSecurity(alike[variance], cost)
    return found


def loss_rates(rules: Rules, year_tax: YearTax, total_usd: Decimal) -> LossRates:
    """What a dollar of loss saves in the year as it stands.

    Measured on what can be used this year: gains so far and the yearly limit, no more than is at hand. Beyond that a
    loss is carried, and waiting costs little either way.
    """
    household, policy = rules.household, rules.policy
    tax = household.tax
    so_far = max(tax.so_far_short_usd + tax.so_far_long_usd, ZERO)
    some = min(total_usd, so_far + tax.loss_limit_usd)
    return LossRates(
        short=saved_usd(rules, year_tax, some, ZERO) / some,
        long=saved_usd(rules, year_tax, ZERO, some) / some,
        later=later_factor(policy) * tax.long_rate,
        next_year=ONE / (ONE + policy.prices.discount_pct / 100),
    )


def saved_usd(rules: Rules, year_tax: YearTax, short_usd: Decimal, long_usd: Decimal) -> Decimal:
    """What losses of so much (positive) save: tax of this year, and what they carry into the next ones."""
    carried = carried_factor(rules.policy) * rules.household.tax.long_rate

    def year_usd(short: Decimal, long: Decimal) -> Decimal:
        year = year_tax.outcome(short, long)
        return year.tax_usd - carried * (year.carried_short_usd + year.carried_long_usd)

    return year_usd(ZERO, ZERO) - year_usd(-short_usd, -long_usd)


def harvest_worth_usd(rules: Rules, year_tax: YearTax) -> Decimal:
    """About what the losses beyond their hurdles would save together: less the later tax, and the costs of two trades
    and a window for each group. The plan itself weighs them one by one."""
    replaced: dict[tuple[str, str], bool] = {}
    taken = []
    for one in rules.losses:
        own, symbol, _ = key = _key(one)
        if not rules.waiting[key].is_over:
            continue
        if (own, symbol) not in replaced:
            replaced[own, symbol] = has_substitute(rules, one[0], symbol)
        if replaced[own, symbol]:
            taken.append(one)
    costs = ZERO
    by_group: dict[str, Decimal] = {}
    for _, position, lot in taken:
        value = lot.quantity * rules.household.price_usd(position.symbol)
        by_group[position.symbol] = by_group.get(position.symbol, ZERO) + value
    for symbol, value in by_group.items():
        costs += replacing_cost(rules, symbol, value) * value
    return net_worth_usd(rules, year_tax, *_by_term(rules, taken)) - costs if taken else ZERO


def _by_term(rules: Rules, lots: Iterable[AtLoss]) -> tuple[Decimal, Decimal]:
    """The losses of these lots (positive), short- and long-term."""
    short, long = ZERO, ZERO
    for _, position, lot in lots:
        loss = -rules.gain_usd(position.symbol, lot)
        is_short = days_to_long(lot, rules.household.as_of) > 0
        short, long = (short + loss, long) if is_short else (short, long + loss)
    return short, long


def net_worth_usd(rules: Rules, year_tax: YearTax, short_usd: Decimal, long_usd: Decimal) -> Decimal:
    """What losses of so much save, less what the lower basis costs later, before the costs of trading."""
    later = later_factor(rules.policy) * rules.household.tax.long_rate * (short_usd + long_usd)
    return saved_usd(rules, year_tax, short_usd, long_usd) - later


def has_substitute(rules: Rules, account: Account, symbol: str) -> bool:
    """Whether the account may buy something else of the symbol's class that is not substantially identical to it."""
    group = rules.group(symbol)
    return any(
        group not in rules.groups_bought(other)
        for class_id in rules.class_shares(symbol)
        for other in rules.candidates_of(account).get(class_id, ())
    )


def with_harvest(rules: Rules, drift: Drift, decision: Decision, year_tax: YearTax) -> Decision:
    """The decision, and where only cash or nothing asks for a trade, losses worth taking beside it.

    Such losses may be sold wherever they lie, and only they; where nothing else asks, every class is to stay where it
    is. Only with `harvest` on, and only where about the least benefit is to be had; what waiting is worth is not asked
    where all losses together save less than that.
    """
    if not rules.policy.harvest or not decision.is_cash_only or drift.total_usd <= 0 or not rules.losses:
        return decision
    least = least_benefit_usd(rules.policy, drift.total_usd)
    if (most := saved_usd(rules, year_tax, *_by_term(rules, rules.losses))) < least or most <= 0:
        return decision
    worth = harvest_worth_usd(rules, year_tax)
    if worth < least or worth <= 0:
        return decision
    places = _places(rules) - decision.sells_in
    loss = sum((-rules.gain_usd(p.symbol, lot) for _, p, lot in rules.losses), ZERO)
    trigger = Trigger(
        "harvest", "", f"losses of {usd(loss)} are at hand, worth about {usd(worth)} if they are taken now"
    )
    goals = (
        decision.goals if decision.acts else {row.class_id: (row.actual, row.actual) for row in drift.classes}
    )
    return replace(
        decision,
        triggers=(*decision.triggers, trigger),
        sells_in=decision.sells_in | places,
        buys_in=(decision.buys_in | places) if decision.acts else places,
        losses_in=places,
        goals=goals,
        replaces=not decision.acts,
    )


def _places(rules: Rules) -> frozenset[str]:
    """The accounts with losses worth taking, and those with shares bought lately that must go for them to stand."""
    over = [key for key, found in rules.waiting.items() if found.is_over]
    groups = sorted({rules.group(symbol) for _, symbol, _ in over})
    lately = [one for group in groups for one in rules.recent.get(group, ()) if one.is_curable]
    return frozenset([*[key[0] for key in over], *[one.account.account_id for one in lately]])


def least_benefit_usd(policy: Policy, total_usd: Decimal) -> Decimal:
    """The least benefit for which the policy trades at all, for a household of this value."""
    prices = policy.prices
    return max(prices.min_benefit_usd, prices.min_benefit_bps * total_usd / BPS)


def _key(found: AtLoss) -> tuple[str, str, str]:
    account, position, lot = found
    return account.account_id, position.symbol, lot.lot_id


def _variance(shares: Mapping[str, Decimal], covariance: Covariance, is_stock: bool) -> Decimal:
    """Yearly variance of these shares of classes together; a single stock has its own beside it.

    Classes without a figure count as calm.
    """
    variance = STOCK_VARIANCE if is_stock else ZERO
    for first, a in shares.items():
        for second, b in shares.items():
            if found := covariance.get((first, second)):
                variance += a * b * found
    return variance


def replacing_cost(rules: Rules, symbol: str, value_usd: Decimal) -> Decimal:
    """What selling this much and buying a substitute costs, a share of one: spreads, turnover, the second choice, two
    lines to type in and the price of the window."""
    prices = rules.policy.prices
    spread = rules.household.instruments[symbol].half_spread_bps
    fixed = 2 * prices.per_trade_usd + prices.wash_window_usd
    return (
        2 * (spread + prices.turnover_bps) + rules.policy.substitute_penalty_bps
    ) / BPS + fixed / value_usd


def days_to_long(lot: Lot, as_of: date) -> int:
    """Days until the lot's result is long-term, 0 where it is; a lot without a date stays short-term."""
    if lot.acquired is None:
        return 366
    if (as_of - lot.acquired).days > LONG_FOR_SURE:
        return 0
    return max(0, (first_long_day(lot.acquired) - as_of).days)
