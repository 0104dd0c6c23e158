"""Where only losses may go: what was bought in the last 30 days goes with them, so that they are no wash sales."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from trimtab.rebalance.optimize.program import HALF_A_CENT, Program, k
from trimtab.rebalance.optimize.rows.steps import only_with_a_step

CENT = 2 * HALF_A_CENT


def lately_rows(p: Program, at_loss: Mapping[str, int]) -> None:
    """Such lots at no loss go only where something of their group is sold at a loss (`at_loss`, by group): losses that
    come to more than their gain, and to as many dollars sold."""
    for group in sorted(p.rules.loss_groups):
        gains = list(_of_group(p, group))
        if not gains:
            continue
        losses = [lot for lot in p.loss_lots.get(group, ()) if lot[2] * p.model.upper[lot[1]] >= HALF_A_CENT]
        if group not in at_loss or not losses:
            for column, _, _ in gains:
                p.model.upper[column] = 0.0
            continue
        yes = at_loss[group]
        only_with_a_step(p, yes, losses)
        for column, _, _ in gains:
            p.model.pairs(column, [yes], -p.model.upper[column])
        lost = [(column, loss) for _, column, loss, _ in losses]
        p.model.row([*lost, *[(column, -gain) for column, _, gain in gains], (yes, -CENT)], lower=0.0)
        sold = [(column, p.securities[key[1]].price) for key, column, _, _ in losses]
        p.model.row(
            [*sold, *[(column, -p.securities[symbol].price) for column, symbol, _ in gains]], lower=0.0
        )


def lately_sold(p: Program) -> Iterator[tuple[int, float]]:
    """The column of each such lot that may be sold, and the gain of a share."""
    for group in sorted(p.rules.loss_groups):
        for column, _, gain in _of_group(p, group):
            yield column, gain


def _of_group(p: Program, group: str) -> Iterator[tuple[int, str, float]]:
    """Of one group: column, symbol, and the gain of a share."""
    for one in p.rules.recent.get(group, ()):
        own, lot = one.account.account_id, one.lot
        if lot is None or not p.decision.only_losses_in(own):
            continue
        key = (own, one.symbol, lot.lot_id)
        column = p.result.sells.get(key)
        if (
            column is not None
            and key in p.rules.lately_beside_losses
            and not p.rules.is_loss(one.symbol, lot)
        ):
            yield column, one.symbol, k(p.rules.gain_usd(one.symbol, lot)) / float(lot.quantity)
