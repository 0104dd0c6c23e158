"""Weigh: what a state of the household costs, in dollars that can be added. One definition for all planners.

The pieces of the drift price are made here once; the optimiser encodes them, and `weigh` adds them up exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from trimtab.core.accounts import Account, Role
from trimtab.core.drift import Drift
from trimtab.core.household import Household
from trimtab.core.money import HUNDRED, ONE, ZERO, cents
from trimtab.core.plan import CostBreakdown, Side, Trade, WashSale
from trimtab.core.policy import CASH_CLASS, Policy
from trimtab.core.year_tax import YearTax
from trimtab.rebalance.counted import carried_factor, later_factor
from trimtab.rebalance.fills import counted_gains
from trimtab.rebalance.limits import limits_cost_usd
from trimtab.rebalance.measure import Covariance, free_cash_usd
from trimtab.rebalance.rules import Rules

INSIDE_PIECES = 3
EDGE_MARGIN = Decimal(
    "0.0005"
)  # weight: outside begins so much before the edge, so that rounding ends inside
OUTSIDE_STEPS = tuple(  # width in half-widths of the band, price as a multiple of `outside_band`
    (Decimal(width), Decimal(factor))
    for width, factor in zip(
        ("0.12", "0.12", "0.12", "0.12", "0.5", "1", "1"),
        ("1", "1.04", "1.08", "1.12", "1.16", "1.2", "1.3"),
        strict=True,
    )
)
OUTSIDE_LAST = Decimal("1.4")


class Piece(NamedTuple):
    """The next `width_usd` of distance beyond the goal cost `price` dollars each; None is without end."""

    width_usd: Decimal | None
    price: Decimal


def drift_pieces(
    policy: Policy, class_id: str, goal: Decimal, edge: Decimal, total_usd: Decimal, covariance: Covariance
) -> tuple[Piece, ...]:
    """The price of distance on one side of a class, rising outwards: from the goal to the band's edge, and beyond.

    Inside the band a dollar costs `off_goal_pct` plus the marginal yearly price of risk, risk_aversion *
    variance * gap, over the horizon; outside, `outside_band`, rising in small steps of the band's own width so
    that the classes share what cannot be mended. Cash over its goal also costs what it does not earn. Weights
    are shares of one of `total_usd`.
    """
    return tuple(_pieces(policy, class_id, goal, edge, total_usd, covariance))


def _pieces(
    policy: Policy, class_id: str, goal: Decimal, edge: Decimal, total_usd: Decimal, covariance: Covariance
) -> Iterator[Piece]:
    """The same one by one: few are needed to price a distance."""
    yield from inside_pieces(policy, class_id, goal, edge, total_usd, covariance)
    half = half_width_usd(policy, class_id, edge, total_usd)
    for step, price in outside_pieces(policy.prices.outside_band):
        yield Piece(None if step is None else half * step, price)


def inside_pieces(
    policy: Policy, class_id: str, goal: Decimal, edge: Decimal, total_usd: Decimal, covariance: Covariance
) -> Iterator[Piece]:
    """The pieces inside the band, all of one width."""
    width = abs(edge - goal) - EDGE_MARGIN
    if width <= 0:
        return
    prices = policy.prices
    off_target = abs(goal - policy.weight(class_id))
    flat = prices.off_goal_pct / HUNDRED
    if class_id == CASH_CLASS and edge > goal:
        flat += prices.idle_cash_pct / HUNDRED * prices.horizon_years
    risk = prices.risk_aversion * covariance.get((class_id, class_id), ZERO)
    piece_usd = width * total_usd / INSIDE_PIECES
    for index in range(INSIDE_PIECES):
        middle = off_target + width * (2 * index + 1) / (2 * INSIDE_PIECES)
        yield Piece(piece_usd, flat + risk * middle * prices.horizon_years)


def half_width_usd(policy: Policy, class_id: str, edge: Decimal, total_usd: Decimal) -> Decimal:
    """Half the band's width, by which the pieces outside it are measured."""
    return max(abs(edge - policy.weight(class_id)), ONE / HUNDRED) * total_usd


@lru_cache(maxsize=64)
def outside_pieces(price: Decimal) -> tuple[Piece, ...]:
    """The pieces outside the band: widths in half-widths of it, and their prices; the first costs `price`."""
    return (
        *(Piece(step, price * factor) for step, factor in OUTSIDE_STEPS),
        Piece(None, price * OUTSIDE_LAST),
    )


def drift_cost_usd(
    policy: Policy, goals: Mapping[str, tuple[Decimal, Decimal]], drift: Drift, covariance: Covariance
) -> Decimal:
    """What the remaining distance to the goals costs, summed over classes."""
    cost, total = ZERO, drift.total_usd
    for row in (*drift.classes, *(row for row in drift.parents if row.class_id in goals)):
        low, high = goals[row.class_id]
        sides = (
            (row.actual_usd - high * total, high, max(row.band_high, high)),
            (low * total - row.actual_usd, low, min(row.band_low, low)),
        )
        for distance, goal, edge in sides:
            if distance > 0:
                cost += along(_pieces(policy, row.class_id, goal, edge, total, covariance), distance)
    return cost


def along(pieces: Iterable[Piece], distance_usd: Decimal) -> Decimal:
    """What a distance costs, piece by piece."""
    cost, left = ZERO, distance_usd
    for piece in pieces:
        part = left if piece.width_usd is None else min(left, piece.width_usd)
        cost += part * piece.price
        left -= part
        if left <= 0:
            break
    return cost


def location_cost_usd(rules: Rules, household: Household) -> Decimal:
    """What holding everything where it is costs over the horizon, beyond the best place for its class.

    `rules` hold the household before, which sets what is best; `household` may be the one after.
    """
    yearly = sum((cash_place_cost_usd(rules, household, a) for a in household.accounts), ZERO)
    excess = {account.account_id: rules.excess(account) for account in household.accounts}
    for account, position, value in household.holdings:
        if share := excess[account.account_id][position.symbol]:
            yearly += value * share
    return yearly * rules.policy.prices.horizon_years


def cash_place_cost_usd(rules: Rules, household: Household, account: Account) -> Decimal:
    """What the free cash of an account costs a year by standing there."""
    return max(ZERO, free_cash_usd(household, account)) * rules.places.cash_excess(account)


def unrealised_gain_usd(household: Household) -> Decimal:
    """Gain less loss not yet realised in taxable accounts, lots of unknown basis left out."""
    total, prices = ZERO, household.prices
    for account in household.accounts:
        for position in account.positions if account.kind.is_taxable else ():
            if position.role is not Role.EXCLUDED:
                shares, basis = position.with_basis
                total += shares * prices[position.symbol].usd - basis
    return total


def preference_usd(rules: Rules, account: Account, symbol: str, amount_usd: Decimal) -> Decimal:
    """The price of buying a substitute rather than the first choice of its class."""
    return amount_usd * rules.rank(account, symbol) * rules.policy.substitute_penalty_bps / 10000


def weigh(
    rules: Rules,
    after: Household,
    drift: Drift,
    trades: tuple[Trade, ...],
    goals: Mapping[str, tuple[Decimal, Decimal]],
    covariance: Covariance,
    year_tax: YearTax,
    washes: tuple[WashSale, ...] = (),
) -> CostBreakdown:
    """The cost of ending in `after` by these trades: the six parts of the objective, to the cent.

    `rules` hold the household before, `drift` is that of `after`; `year_tax` says what the year then costs;
    `washes` are losses that do not count now, those with a known replacement already in its basis in `after`.
    """
    before, policy = rules.household, rules.policy
    short, long = counted_gains(trades, washes)
    nowhere = sum((wash.deferred_usd for wash in washes if not wash.replaced_lot_id), ZERO)
    year = year_tax.outcome(short, long)
    carried_usd = year.carried_short_usd + year.carried_long_usd
    later = (unrealised_gain_usd(after) - nowhere) * later_factor(policy) - carried_usd * carried_factor(
        policy
    )
    waiting = sum(
        (
            sale.quantity * rules.waiting_usd(trade.account_id, trade.symbol, sale.lot_id)
            for trade in trades
            for sale in trade.lots
        ),
        ZERO,
    )
    preference = sum(
        (
            preference_usd(rules, before.account(trade.account_id), trade.symbol, trade.amount_usd)
            for trade in trades
            if trade.side is Side.BUY
        ),
        ZERO,
    )
    lines = len(trades) * policy.prices.per_trade_usd
    windows = len(rules.sold_at_loss(trades)) * policy.prices.wash_window_usd
    moved = sum((trade.amount_usd for trade in trades), ZERO) * policy.prices.turnover_bps / 10000
    outside = limits_cost_usd(rules.limits, after, policy.prices.outside_band)
    return CostBreakdown(
        drift_usd=cents(drift_cost_usd(policy, goals, drift, covariance) + outside),
        tax_now_usd=year.tax_usd,
        tax_later_usd=cents(later * before.tax.long_rate + waiting),
        trading_usd=sum((trade.cost_usd for trade in trades), ZERO),
        location_usd=cents(location_cost_usd(rules, after)),
        per_trade_usd=cents(lines + moved + windows + preference),
    )
