"""No yes to selling at a loss without some of it."""

from __future__ import annotations

from collections.abc import Sequence

from trimtab.rebalance.optimize.program import LossLot, Program


def only_with_a_step(p: Program, yes: int, lots: Sequence[LossLot]) -> None:
    """No yes without the fewest shares that may be sold of one of these lots."""
    steps = [p.rules.step(p.household.account(key[0]), key[1]) for key, _, _, _ in lots]
    least = min([min(float(step), p.model.upper[lot[1]]) for step, lot in zip(steps, lots, strict=True)])
    p.model.row([*[(column, 1.0) for _, column, _, _ in lots], (yes, -least)], lower=0.0)
