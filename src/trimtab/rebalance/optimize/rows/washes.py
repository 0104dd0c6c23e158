"""Wash sales: what is sold at a loss is not bought, over all accounts."""

from __future__ import annotations

from collections.abc import Mapping

from trimtab.rebalance.margins import WASHED
from trimtab.rebalance.optimize.program import HALF_A_CENT, Program, Terms, k
from trimtab.rebalance.optimize.rows.lately import lately_rows
from trimtab.rebalance.optimize.rows.steps import only_with_a_step
from trimtab.tax.wash import RecentPurchase


def wash_rows(p: Program) -> None:
    """In each group: sell at a loss, or buy; and with a loss, what was bought lately is sold in full too.

    A loss of a cent or more has the price of the window it opens. It has a yes-or-no column only where more hangs on it
    than that.
    """
    at_loss: dict[str, int] = {}
    window = k(p.policy.prices.wash_window_usd)
    opened = {p.rules.group(symbol) for _, better in p.substitutes for symbol in better}
    for group, lots in sorted(p.loss_lots.items()):
        losses, buys = [column for _, column, _, _ in lots], p.group_buys.get(group, [])
        recent = () if p.rules.lift_wash else p.rules.recent.get(group, ())
        is_booked = any(loss * p.model.upper[column] >= HALF_A_CENT for _, column, loss, _ in lots)
        price = window if is_booked else 0.0
        if recent or group in opened:
            at_loss[group] = yes = _yes_or_no(p, losses, buys, price)
            if group in opened:
                only_with_a_step(p, yes, lots)
        elif buys or price:
            p.model.one_side(losses, buys, price)
        for purchase in recent:
            _with_recent(p, at_loss[group], losses, purchase)
    if p.decision.scope.only_losses or p.decision.losses_in:
        lately_rows(p, at_loss)
    _only_after_a_loss(p, at_loss)
    _only_for_a_loss(p)


def _only_after_a_loss(p: Program, at_loss: Mapping[str, int]) -> None:
    """A substitute only where all that stands before it are sold at a loss."""
    sold: dict[str, int | None] = {}
    for column, better in p.substitutes:
        for symbol in better:
            if symbol not in sold:
                sold[symbol] = at_loss.get(p.rules.group(symbol))
        before = [yes for symbol in better if (yes := sold[symbol]) is not None]
        if len(before) < len(better):
            p.model.upper[column] = 0.0
        else:
            p.model.pairs(column, before, -p.model.upper[column])


def _only_for_a_loss(p: Program) -> None:
    """What the user names to replace a loss only where some of what it replaces is sold at a loss."""
    sold: dict[tuple[str, ...], int | None] = {}
    for column, replaced in p.replacing:
        if replaced not in sold:
            sold[replaced] = _some_sold(p, replaced)
        if (yes := sold[replaced]) is None:
            p.model.upper[column] = 0.0
        else:
            p.model.pairs(column, [yes], -p.model.upper[column])


def _some_sold(p: Program, symbols: tuple[str, ...]) -> int | None:
    """Whether any of these is sold at a loss; None where none can be."""
    groups = sorted({p.rules.group(symbol) for symbol in symbols})
    lots = [lot for group in groups for lot in p.loss_lots.get(group, ()) if lot[0][1] in symbols]
    if not lots:
        return None
    yes = p.model.binary()
    only_with_a_step(p, yes, lots)
    return yes


def _yes_or_no(p: Program, losses: list[int], buys: list[int], price: float) -> int:
    """Whether anything is sold at a loss: no loss without a yes, and no buy with it."""
    at_loss = p.model.binary(price)
    most = sum([p.model.upper[column] for column in losses])
    p.model.row_of([*losses, at_loss], [*[1.0] * len(losses), -most], upper=0.0)
    for column in buys:
        upper = p.model.upper[column]
        p.model.row_of((column, at_loss), (1.0, upper), upper=upper)
    return at_loss


def washed_rows(p: Program) -> None:
    """Losses that do not count, where wash sales are allowed at their price. Before the year's tax is written."""
    if p.rules.lift_wash:
        for group in sorted(p.loss_lots):
            _washed(p, group)


def _washed(p: Program, group: str) -> None:
    """Shares whose loss is taken over: at least as many as are sold, or as were bought and stay, whichever is less.

    Which lots they are of is left to the solver, and lots that may be their own replacement are left out, but for an
    IRA's, which no sale undoes: the program never counts more than the books will. With a margin for it, every loss of
    a group that was or will be bought counts as taken over.
    """
    lots = p.loss_lots[group]
    if p.margins.of(WASHED) and (p.rules.recent.get(group) or p.rules.coming(group)):
        for _, column, loss, is_long in lots:
            (p.long_terms if is_long else p.short_terms).add(column, loss)
        return
    own = {key for key, _, _, _ in lots}
    recent = [
        one
        for one in p.rules.recent.get(group, ())
        if one.lot is None
        or not one.account.kind.is_taxable
        or (one.account.account_id, one.symbol, one.lot.lot_id) not in {*own, *p.result.sells}
    ]
    bought = sum((float(one.quantity) for one in recent), 0.0)
    coming = p.rules.coming(group)
    if not bought and coming is None:
        return
    takers = [one.account for one in recent] + ([p.household.account(coming)] if coming else [])
    later = p.later if any(account.kind.is_taxable for account in takers) else 0.0
    washed: Terms = []
    for _, column, loss, is_long in lots:
        moved = p.model.column(-loss * later, 0.0, p.model.upper[column])
        p.model.row([(moved, 1.0), (column, -1.0)], upper=0.0)
        (p.long_terms if is_long else p.short_terms).add(moved, loss)
        washed.append((moved, 1.0))
    sold = [(column, -1.0) for _, column, _, _ in lots]
    if coming is not None:
        p.model.row([*washed, *sold], lower=0.0)
        return
    most = sum(p.model.upper[column] for _, column, _, _ in lots)
    fewer = p.model.binary()  # less is sold than was bought
    p.model.row([*washed, (fewer, bought)], lower=bought)
    p.model.row([*washed, *sold, (fewer, -most)], lower=-most)


def _with_recent(p: Program, at_loss: int, losses: list[int], purchase: RecentPurchase) -> None:
    """A loss only together with the whole of a lot bought lately; never where that lot cannot be sold.

    What remains of a lot replaces nothing of the lot itself (Rev. Rul. 56-602), so its own loss is free.
    """
    assert purchase.lot is not None  # Rules bars losses beside purchases that cannot be sold apart
    column = p.result.sells.get((purchase.account.account_id, purchase.symbol, purchase.lot.lot_id))
    others = [other for other in losses if other != column]
    if len(others) < len(losses):
        if not others:
            return
        at_loss = _yes_or_no(p, others, [], 0.0)
    quantity = float(purchase.lot.quantity)
    if column is not None and p.model.upper[column] == quantity:
        p.model.row([(column, 1.0), (at_loss, -quantity)], lower=0.0)
    else:
        p.model.upper[at_loss] = 0.0
