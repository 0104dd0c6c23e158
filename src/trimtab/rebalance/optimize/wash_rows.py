"""Wash sales: what is sold at a loss is not bought, over all accounts."""

from __future__ import annotations

from trimtab.rebalance.optimize.program import Program, Terms, k
from trimtab.tax.wash import RecentPurchase


def wash_rows(p: Program) -> None:
    """In each group: sell at a loss, or buy; and with a loss, what was bought lately is sold in full too.

    A loss has the price of the window it opens.
    """
    sold_at_loss: dict[str, int] = {}
    price = k(p.policy.prices.wash_window_usd)
    for group, losses in sorted(p.loss_columns.items()):
        buys = p.group_buys.get(group, [])
        recent = p.rules.recent.get(group, ())
        if not buys and not recent and not price:
            continue
        at_loss = sold_at_loss[group] = p.model.binary(price)
        most = sum(p.model.upper[column] for column, _ in losses)
        p.model.row([*losses, (at_loss, -most)], upper=0.0)
        for column, upper in buys:
            p.model.row([(column, 1.0), (at_loss, upper)], upper=upper)
        for purchase in recent:
            _with_recent(p, at_loss, losses, purchase)
    for column, group in p.substitutes:
        if group in sold_at_loss:
            p.model.row([(column, 1.0), (sold_at_loss[group], -p.model.upper[column])], upper=0.0)
        else:
            p.model.upper[column] = 0.0


def _with_recent(p: Program, at_loss: int, losses: Terms, purchase: RecentPurchase) -> None:
    """A loss only together with the whole of a lot bought lately; never where that lot cannot be sold.

    What remains of a lot replaces nothing of the lot itself (Rev. Rul. 56-602), so its own loss is free.
    """
    assert purchase.lot is not None  # Rules bars losses beside purchases that cannot be sold apart
    column = p.result.sells.get((purchase.account.account_id, purchase.symbol, purchase.lot.lot_id))
    others = [(other, one) for other, one in losses if other != column]
    if len(others) < len(losses):
        if not others:
            return
        at_loss = p.model.binary()
        most = sum(p.model.upper[other] for other, _ in others)
        p.model.row([*others, (at_loss, -most)], upper=0.0)
    quantity = float(purchase.lot.quantity)
    if column is not None and p.model.upper[column] == quantity:
        p.model.row([(column, 1.0), (at_loss, -quantity)], lower=0.0)
    else:
        p.model.upper[at_loss] = 0.0
