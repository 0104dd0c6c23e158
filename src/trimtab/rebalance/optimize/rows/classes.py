"""Classes: how far each ends from its goal, at a price that rises outwards."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from trimtab.core.drift import ClassDrift
from trimtab.core.money import ZERO
from trimtab.core.policy import CASH_CLASS
from trimtab.rebalance.margins import HALF_SUM
from trimtab.rebalance.measure import free_cash_usd
from trimtab.rebalance.optimize.model import INFINITY
from trimtab.rebalance.optimize.program import Program, Sum, Terms, k
from trimtab.rebalance.weigh import half_width_usd, inside_prices, outside_pieces


def class_rows(p: Program) -> None:
    """Per class: exposure less distance over is at most, plus distance under at least, its goal; one row where both
    goals are the same.

    Goals are weights of the value that is left when trading costs are paid, so these costs count in the rows. Where a
    margin asks for it, the gaps to the targets together come to no more than today.
    """
    cash_base, paid = cash_base_usd(p), paid_column(p)
    gaps: Terms = []
    for row in p.drift.classes:
        base = row.actual_usd - (cash_base if row.class_id == CASH_CLASS else ZERO)
        _distance(p, row, p.class_terms[row.class_id], base, paid)
        if p.margins.of(HALF_SUM):
            gaps.append((_gap(p, row, base), 1.0))
    if gaps:
        p.model.row(gaps, upper=k(2 * p.drift.half_sum * p.drift.total_usd))
    for row in p.drift.parents:
        if row.class_id in p.decision.goals:
            _distance(p, row, exposure_of(p, row), row.actual_usd, paid)


def cash_base_usd(p: Program) -> Decimal:
    """The cash in what is held today that the terms of cash tell."""
    free = (p.counts.share(a) * free_cash_usd(p.household, a) for a in p.household.accounts if not a.locked)
    return sum(free, ZERO)


def exposure_of(p: Program, row: ClassDrift) -> Sum:
    """What trades move into a class, or into all that stand below a parent."""
    own = p.class_terms.get(row.class_id)
    if own is not None:
        return own
    below = [terms for leaf, terms in p.class_terms.items() if leaf.startswith(f"{row.class_id}.")]
    return Sum(
        [column for terms in below for column in terms.columns],
        [value for terms in below for value in terms.values],
    )


def _gap(p: Program, row: ClassDrift, base: Decimal) -> int:
    """A column for how far the class ends from its target, either way."""
    gap = p.model.column(0.0)
    goal = k(row.target * p.drift.total_usd - base)
    exposure = p.class_terms[row.class_id]
    p.model.row_of([*exposure.columns, gap], [*exposure.values, -1.0], upper=goal)
    p.model.row_of([*exposure.columns, gap], [*exposure.values, 1.0], lower=goal)
    return gap


def paid_column(p: Program) -> int:
    """One column for what all trades together cost, so that the rows of many classes stay short."""
    whole = k(p.drift.total_usd)
    paid = p.model.column(0.0, -whole, whole)
    p.model.row_of([paid, *p.cost_terms.columns], [-1.0, *p.cost_terms.values], 0.0, 0.0)
    return paid


def _distance(p: Program, row: ClassDrift, exposure: Sum, base: Decimal, paid: int) -> None:
    low, high = p.decision.goals[row.class_id]
    top, bottom = max(row.band_high, high), min(row.band_low, low)
    over = under = _priced(p, row, high, top)
    target, is_cash = row.target, row.class_id == CASH_CLASS
    if is_cash or high - target != target - low or top - target != target - bottom:
        under = _priced(p, row, low, bottom)
    beyond, short = _pieces(p, paid, *over), _pieces(p, paid, *under)
    most, columns, values = k(high * p.drift.total_usd - base), exposure.columns, exposure.values
    less, more = [-1.0] * len(beyond), [1.0] * len(short)
    if low == high:
        p.model.row_of([*columns, paid, *beyond, *short], [*values, float(high), *less, *more], most, most)
    else:
        least = k(low * p.drift.total_usd - base)
        p.model.row_of([*columns, paid, *beyond], [*values, float(high), *less], upper=most)
        p.model.row_of([*columns, paid, *short], [*values, float(low), *more], lower=least)


def _pieces(p: Program, paid: int, prices: list[float], widths: list[float]) -> range:
    """A column for each piece. Where sales change by the tax on them what counts, widths go with it, in a row each:
    they are shares of the value that is left."""
    if not p.counts.gain_rate:
        return p.model.columns(prices, widths)
    columns, whole = p.model.columns(prices, [INFINITY] * len(prices)), k(p.drift.total_usd)
    for column, width in zip(columns, widths, strict=True):
        if width < INFINITY:
            p.model.row_of([column, paid], [1.0, width / whole], upper=width)
    return columns


def _priced(p: Program, row: ClassDrift, goal: Decimal, edge: Decimal) -> tuple[list[float], list[float]]:
    """The price and width of each piece of distance on one side."""
    total = p.drift.total_usd
    width_usd, inside = inside_prices(p.policy, row.class_id, goal, edge, total, p.covariance)
    half = half_width_usd(p.policy, row.class_id, edge, total)
    steps, places, outside = _outside(p.policy.prices.outside_band)
    widths = [*[k(half * step) for step in steps], INFINITY]
    prices = [*[float(price) for price in inside], *outside]
    return prices, [*[k(width_usd)] * len(inside), *[widths[place] for place in places]]


@lru_cache(maxsize=64)
def _outside(price: Decimal) -> tuple[tuple[Decimal, ...], tuple[int, ...], tuple[float, ...]]:
    """The widths that pieces outside the band have, in half-widths of it; by piece, the place of its width among these
    (that of the last, without an end, is after them); and what a dollar costs in it."""
    pieces = outside_pieces(price)
    steps = tuple(dict.fromkeys([piece.width_usd for piece in pieces if piece.width_usd is not None]))
    places = [len(steps) if piece.width_usd is None else steps.index(piece.width_usd) for piece in pieces]
    return steps, tuple(places), tuple([float(piece.price) for piece in pieces])
