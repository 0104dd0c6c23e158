"""Classes: how far each ends from its goal, at a price that rises outwards."""

from __future__ import annotations

from decimal import Decimal

from trimtab.core.drift import ClassDrift
from trimtab.core.money import ZERO
from trimtab.core.policy import CASH_CLASS
from trimtab.rebalance.measure import free_cash_usd
from trimtab.rebalance.optimize.program import Program, Terms, k
from trimtab.rebalance.optimize.solver import INFINITY
from trimtab.rebalance.weigh import drift_pieces


def class_rows(p: Program) -> None:
    """Per class two rows: exposure less distance over is at most, plus distance under at least, its goal.

    Goals are weights of the value that is left when trading costs are paid, so these costs count in the rows.
    """
    cash_base = sum(
        (p.counts.share(a) * free_cash_usd(p.household, a) for a in p.household.accounts if not a.locked),
        ZERO,
    )
    for row in p.drift.classes:
        cash = cash_base if row.class_id == CASH_CLASS else ZERO
        _distance(p, row, p.class_terms[row.class_id], row.actual_usd - cash)
    for row in p.drift.parents:
        if row.class_id in p.decision.goals:
            below = [terms for leaf, terms in p.class_terms.items() if leaf.startswith(f"{row.class_id}.")]
            _distance(p, row, [term for terms in below for term in terms], row.actual_usd)


def _distance(p: Program, row: ClassDrift, exposure: Terms, base: Decimal) -> None:
    low, high = p.decision.goals[row.class_id]
    total = p.drift.total_usd
    for sign, goal, edge in (
        (1.0, high, max(row.band_high, high)),
        (-1.0, low, min(row.band_low, low)),
    ):
        terms = [(c, sign * v) for c, v in exposure]
        terms += [(c, sign * float(goal) * v) for c, v in p.cost_terms]
        for piece in drift_pieces(p.policy, row.class_id, goal, edge, total, p.covariance):
            width = INFINITY if piece.width_usd is None else k(piece.width_usd)
            terms.append((p.model.column(float(piece.price), 0.0, width), -1.0))
        p.model.row(terms, upper=sign * k(goal * total - base))
