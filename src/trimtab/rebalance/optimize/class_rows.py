"""Classes: how far each ends from its goal, at a price that rises outwards."""

from __future__ import annotations

from decimal import Decimal

from trimtab.core.drift import ClassDrift
from trimtab.core.money import ZERO
from trimtab.core.policy import CASH_CLASS
from trimtab.rebalance.margins import HALF_SUM
from trimtab.rebalance.measure import free_cash_usd
from trimtab.rebalance.optimize.model import INFINITY
from trimtab.rebalance.optimize.program import Program, Terms, k
from trimtab.rebalance.weigh import drift_pieces


def class_rows(p: Program) -> None:
    """Per class: exposure less distance over is at most, plus distance under at least, its goal; one row where both
    goals are the same.

    Goals are weights of the value that is left when trading costs are paid, so these costs count in the rows. Where a
    margin asks for it, the gaps to the targets together come to no more than today.
    """
    cash_base = sum(
        (p.counts.share(a) * free_cash_usd(p.household, a) for a in p.household.accounts if not a.locked),
        ZERO,
    )
    paid = _paid(p)
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
            below = [terms for leaf, terms in p.class_terms.items() if leaf.startswith(f"{row.class_id}.")]
            _distance(p, row, [term for terms in below for term in terms], row.actual_usd, paid)


def _gap(p: Program, row: ClassDrift, base: Decimal) -> int:
    """A column for how far the class ends from its target, either way."""
    gap = p.model.column(0.0)
    goal = k(row.target * p.drift.total_usd - base)
    p.model.row([*p.class_terms[row.class_id], (gap, -1.0)], upper=goal)
    p.model.row([*p.class_terms[row.class_id], (gap, 1.0)], lower=goal)
    return gap


def _paid(p: Program) -> int:
    """One column for what all trades together cost, so that the rows of many classes stay short."""
    whole = k(p.drift.total_usd)
    paid = p.model.column(0.0, -whole, whole)
    p.model.row([(paid, -1.0), *p.cost_terms], 0.0, 0.0)
    return paid


def _distance(p: Program, row: ClassDrift, exposure: Terms, base: Decimal, paid: int) -> None:
    low, high = p.decision.goals[row.class_id]
    over = _pieces(p, row.class_id, high, max(row.band_high, high), -1.0)
    under = _pieces(p, row.class_id, low, min(row.band_low, low), 1.0)
    most, least = k(high * p.drift.total_usd - base), k(low * p.drift.total_usd - base)
    if low == high:
        p.model.row([*exposure, (paid, float(high)), *over, *under], least, most)
    else:
        p.model.row([*exposure, (paid, float(high)), *over], upper=most)
        p.model.row([*exposure, (paid, float(low)), *under], lower=least)


def _pieces(p: Program, class_id: str, goal: Decimal, edge: Decimal, sign: float) -> Terms:
    """The pieces of distance on one side, each at its price."""
    column = p.model.column
    pieces = _priced(p, class_id, goal, edge)
    return [(column(price, 0.0, width), sign) for price, width in pieces]


def _priced(p: Program, class_id: str, goal: Decimal, edge: Decimal) -> list[tuple[float, float]]:
    """The price and width of each piece: worked out once where both sides of a class are alike."""
    target = p.policy.weight(class_id)
    alike = (class_id, abs(edge - goal), abs(goal - target), abs(edge - target))
    key = (*alike, class_id == CASH_CLASS and edge > goal)
    found = p.pieces.get(key)
    if found is None:
        found = p.pieces[key] = [
            (float(piece.price), INFINITY if piece.width_usd is None else k(piece.width_usd))
            for piece in drift_pieces(p.policy, class_id, goal, edge, p.drift.total_usd, p.covariance)
        ]
    return found
