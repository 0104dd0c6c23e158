"""Weigh: what a state of the household costs, in dollars that can be added. One definition for all planners.

The pieces of the drift price are made here once; the optimiser encodes them, and `weigh` adds them up exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from trimtab.core.accounts import Account
from trimtab.core.drift import ClassDrift, Drift
from trimtab.core.household import Household
from trimtab.core.money import HUNDRED, ONE, ZERO, cents
from trimtab.core.plan import BUY, CostBreakdown, Trade, WashSale
from trimtab.core.policy import CASH_CLASS, Policy
from trimtab.rebalance.counted import carried_factor, later_factor
from trimtab.rebalance.fills import counted_gains
from trimtab.rebalance.measure import Covariance, free_cash_usd
from trimtab.rebalance.rules import Rules
from trimtab.rebalance.standing import standing_after

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
    width_usd, prices = inside_prices(policy, class_id, goal, edge, total_usd, covariance)
    half = half_width_usd(policy, class_id, edge, total_usd)
    outside = outside_pieces(policy.prices.outside_band)
    return (
        *[Piece(width_usd, price) for price in prices],
        *[Piece(None if step is None else half * step, price) for step, price in outside],
    )


def inside_prices(
    policy: Policy, class_id: str, goal: Decimal, edge: Decimal, total_usd: Decimal, covariance: Covariance
) -> tuple[Decimal, list[Decimal]]:
    """The width in dollars of each piece inside the band, and what a dollar costs in one after the other."""
    width = abs(edge - goal) - EDGE_MARGIN
    if width <= 0:
        return ZERO, []
    prices = policy.prices
    off_target = abs(goal - policy.weight(class_id))
    flat = prices.off_goal_pct / HUNDRED
    if class_id == CASH_CLASS and edge > goal:
        flat += prices.idle_cash_pct / HUNDRED * prices.horizon_years
    risk = prices.risk_aversion * covariance.get((class_id, class_id), ZERO)
    if not risk:
        return width * total_usd / INSIDE_PIECES, [flat] * INSIDE_PIECES
    middles = [off_target + width * odd / (2 * INSIDE_PIECES) for odd in range(1, 2 * INSIDE_PIECES, 2)]
    return width * total_usd / INSIDE_PIECES, [
        flat + risk * middle * prices.horizon_years for middle in middles
    ]


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


class DriftPrices:
    """What distance from the goals costs, by class and side: worked out once for all that is weighed by the same."""

    def __init__(
        self, policy: Policy, goals: Mapping[str, tuple[Decimal, Decimal]], covariance: Covariance
    ) -> None:
        self.policy, self.goals, self.covariance = policy, goals, covariance
        self._sides: dict[tuple[str, bool], _Side] = {}
        self._outside = outside_pieces(policy.prices.outside_band)

    def cost_usd(self, drift: Drift) -> Decimal:
        """What the remaining distance to the goals costs, summed over classes."""
        cost, total, goals = ZERO, drift.total_usd, self.goals
        for row in (*drift.classes, *[row for row in drift.parents if row.class_id in goals]):
            low, high = goals[row.class_id]
            if (over := row.actual_usd - high * total) > 0:
                cost += self._side(row, is_over=True).cost_usd(over, total)
            if (under := low * total - row.actual_usd) > 0:
                cost += self._side(row, is_over=False).cost_usd(under, total)
        return cost

    def _side(self, row: ClassDrift, *, is_over: bool) -> _Side:
        found = self._sides.get((row.class_id, is_over))
        if found is None:
            class_id, goal = row.class_id, self.goals[row.class_id][is_over]
            edge = max(row.band_high, goal) if is_over else min(row.band_low, goal)
            width, prices = inside_prices(self.policy, class_id, goal, edge, ONE, self.covariance)
            inside = tuple([Piece(width, price) for price in prices])
            found = _Side(inside, half_width_usd(self.policy, class_id, edge, ONE), self._outside)
            self._sides[class_id, is_over] = found
        return found


class _Side(NamedTuple):
    """One side of a class, for a household of one dollar: the pieces inside the band, half its width, and the pieces
    outside it in such halves."""

    inside: tuple[Piece, ...]
    half_usd: Decimal
    outside: tuple[Piece, ...]

    def cost_usd(self, distance_usd: Decimal, total_usd: Decimal) -> Decimal:
        """What a distance costs a household of this value, piece by piece."""
        cost, left = ZERO, distance_usd
        for pieces, unit_usd in ((self.inside, total_usd), (self.outside, self.half_usd * total_usd)):
            for width, price in pieces:
                if width is None or left <= (width_usd := width * unit_usd):
                    return cost + left * price
                cost += width_usd * price
                left -= width_usd
        raise AssertionError("the last piece has no end")


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


def cash_places_cost_usd(rules: Rules, household: Household) -> Decimal:
    """What free cash costs a year by standing where it does. `rules` hold the household before, which sets what is
    best; `household` may be the one after."""
    return sum([cash_place_cost_usd(rules, household, account) for account in household.accounts], ZERO)


def cash_place_cost_usd(rules: Rules, household: Household, account: Account) -> Decimal:
    """The same of one account."""
    return max(ZERO, free_cash_usd(household, account)) * rules.cash_excess(account)


def preference_usd(rules: Rules, account: Account, symbol: str, amount_usd: Decimal) -> Decimal:
    """The price of buying a substitute rather than the first choice of its class."""
    return amount_usd * rules.rank(account, symbol) * rules.policy.substitute_penalty_bps / 10000


def weigh(
    rules: Rules,
    after: Household,
    drift: Drift,
    trades: tuple[Trade, ...],
    prices: DriftPrices,
    washes: tuple[WashSale, ...] = (),
) -> CostBreakdown:
    """The cost of ending in `after` by these trades: the six parts of the objective, to the cent.

    `rules` hold the household before and what the year costs, `drift` is that of `after`, its limits included; `washes`
    are losses that do not count now, those with a known replacement already in its basis in `after`.
    """
    before, policy = rules.household, rules.policy
    short, long = counted_gains(trades, washes)
    nowhere = sum([wash.deferred_usd for wash in washes if not wash.replaced_lot_id], ZERO)
    year = rules.year_tax.outcome(short, long)
    carried_usd = year.carried_short_usd + year.carried_long_usd
    stands = standing_after(rules.standing, before, after, rules.excess)
    later = (stands.gain_usd - nowhere) * later_factor(policy) - carried_usd * carried_factor(policy)
    places = (stands.place_usd + cash_places_cost_usd(rules, after)) * policy.prices.horizon_years
    waiting = sum(
        [
            sale.quantity * rules.waiting_usd(trade.account_id, trade.symbol, sale.lot_id)
            for trade in trades
            for sale in trade.lots
        ],
        ZERO,
    )
    preference = sum(
        [
            preference_usd(rules, before.account(trade.account_id), trade.symbol, trade.amount_usd)
            for trade in trades
            if trade.side is BUY
        ],
        ZERO,
    )
    lines = len(trades) * policy.prices.per_trade_usd
    windows = len(rules.sold_at_loss(trades)) * policy.prices.wash_window_usd
    moved = sum([trade.amount_usd for trade in trades], ZERO) * policy.prices.turnover_bps / 10000
    outside = sum([abs(limit.outside_usd) for limit in drift.limits], ZERO) * policy.prices.outside_band
    return CostBreakdown(
        drift_usd=cents(prices.cost_usd(drift) + outside),
        tax_now_usd=year.tax_usd,
        tax_later_usd=cents(later * before.tax.long_rate + waiting),
        trading_usd=sum([trade.cost_usd for trade in trades], ZERO),
        location_usd=cents(places),
        per_trade_usd=cents(lines + moved + windows + preference),
    )
