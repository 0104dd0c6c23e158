"""A harvest that is asked to reach an amount: at least that much loss, at least cost; what is missing is dear."""

from __future__ import annotations

from trimtab.rebalance.optimize.program import Program, k
from trimtab.rebalance.optimize.rows.lately import lately_sold
from trimtab.rebalance.optimize.rows.modes import UNDONE_PRICE


def harvest_rows(p: Program) -> None:
    """Losses taken, less the gains of what goes with them, and what that falls short, together at least what is asked
    for. Nothing where no amount is asked."""
    asked = p.decision.least_loss_usd
    if asked is None:
        return
    terms = [(column, loss) for lots in p.loss_lots.values() for _, column, loss, _ in lots]
    terms += [(column, -gain) for column, gain in lately_sold(p)]
    missing = p.model.column(UNDONE_PRICE, 0.0, k(asked))
    p.result.undone.append((missing, 0.0))
    p.model.row([(missing, 1.0), *terms], lower=k(asked))
