"""The household after every order was filled at its price: the tests' own account of it, apart from the journey's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from trimtab.core.accounts import Account, Lot, Position
from trimtab.core.household import Activity, ActivityKind, Household
from trimtab.core.plan import Plan, Side, Term, Trade, WashSale
from trimtab.core.policy import Policy
from trimtab.core.problems import Source

ZERO = Decimal(0)
SOURCE = Source("filled")


def apply_fills(household: Household, plan: Plan) -> Household:
    """The household after every trade was filled at its price and every stated flow has come and gone."""
    accounts = tuple(_filled(household, account, plan.trades) for account in household.accounts)
    activity = [*household.activity]
    short, long = household.tax.realized_short_usd, household.tax.realized_long_usd
    for trade in plan.trades:
        account = household.account(trade.account_id)
        activity.append(_as_activity(household, trade))
        if account.kind.is_taxable:
            gains = [(sale.term, sale.gain_usd or ZERO) for sale in trade.lots]
            long += sum((gain for term, gain in gains if term is Term.LONG), ZERO)
            short += sum((gain for term, gain in gains if term is not Term.LONG), ZERO)
    for wash in plan.wash_sales:  # their losses do not count this year
        if wash.term is Term.LONG:
            long += wash.disallowed_usd
        else:
            short += wash.disallowed_usd
        accounts = tuple(_with_basis_moved(account, wash) for account in accounts)
    return replace(
        household,
        accounts=accounts,
        flows=(),
        activity=tuple(sorted(activity, key=activity_key)),
        tax=replace(household.tax, realized_short_usd=short, realized_long_usd=long),
    )


def _with_basis_moved(account: Account, wash: WashSale) -> Account:
    """The replacement's lot takes over the loss that is put off, where that lot is known."""

    def moved(position: Position) -> Position:
        if (account.account_id, position.symbol) != (wash.replaced_in, wash.replaced_symbol):
            return position
        lots = tuple(
            replace(lot, basis_usd=lot.basis_usd + wash.deferred_usd)
            if lot.lot_id == wash.replaced_lot_id and lot.basis_usd is not None
            else lot
            for lot in position.lots
        )
        return replace(position, lots=lots)

    return replace(account, positions=tuple(moved(position) for position in account.positions))


def after_fills(household: Household, policy: Policy, plan: Plan) -> tuple[Household, Policy]:
    """As `apply_fills`, with the policy as it stands then: rebalanced today, the year's gain budget unchanged."""
    rebalanced = household.as_of if plan.trades else policy.last_rebalanced
    policy = policy.with_tax_spent(household.as_of, plan.tax_now_usd)
    policy = replace(policy, last_rebalanced=rebalanced)
    return apply_fills(household, plan), policy


def _filled(household: Household, account: Account, trades: Sequence[Trade]) -> Account:
    """The account on the same day: what has not settled has not settled yet, but for what was spent of it."""
    mine = [trade for trade in trades if trade.account_id == account.account_id]
    cash, unsettled = account.cash_usd + household.flow_usd(account.account_id), account.cash_unsettled_usd
    positions = {position.symbol: position for position in account.positions}
    for trade in mine:
        sign = 1 if trade.side is Side.SELL else -1
        cash += sign * trade.amount_usd - trade.cost_usd
        if trade.side is Side.SELL:
            positions[trade.symbol] = _reduced(positions[trade.symbol], trade)
        else:
            positions[trade.symbol] = _increased(positions.get(trade.symbol), trade, household.as_of)
    kept = tuple(positions[s] for s in sorted(positions) if positions[s].lots)
    spent = min(unsettled, max(ZERO, -cash))
    return replace(account, cash_usd=cash + spent, cash_unsettled_usd=unsettled - spent, positions=kept)


def _reduced(position: Position, trade: Trade) -> Position:
    sold = {sale.lot_id: sale for sale in trade.lots}
    lots = []
    for lot in position.lots:
        if lot.lot_id not in sold:
            lots.append(lot)
            continue
        sale = sold[lot.lot_id]
        left = lot.quantity - sale.quantity
        if left > 0:
            basis = (
                None if lot.basis_usd is None or sale.basis_usd is None else lot.basis_usd - sale.basis_usd
            )
            lots.append(replace(lot, quantity=left, basis_usd=basis))
    return replace(position, lots=tuple(lots))


def _increased(position: Position | None, trade: Trade, day: date) -> Position:
    lot = Lot(f"{day}-filled", trade.quantity, trade.amount_usd, day, SOURCE)
    if position is None:
        return Position(trade.symbol, (lot,), reinvest=False)
    return replace(position, lots=tuple(sorted((*position.lots, lot), key=lambda lot: lot.lot_id)))


def _as_activity(household: Household, trade: Trade) -> Activity:
    sells = trade.side is Side.SELL
    gains = [sale.gain_usd for sale in trade.lots]
    known = None if any(gain is None for gain in gains) else sum((g for g in gains if g is not None), ZERO)
    return Activity(
        account_id=trade.account_id,
        kind=ActivityKind.SELL if sells else ActivityKind.BUY,
        trade_date=household.as_of,
        symbol=trade.symbol,
        quantity=-trade.quantity if sells else trade.quantity,
        amount_usd=(trade.amount_usd if sells else -trade.amount_usd) - trade.cost_usd,
        source=Source("filled"),
        gain_usd=known if sells else None,
        has_loss=any(gain is not None and gain < 0 for gain in gains),
    )


def activity_key(activity: Activity) -> tuple[str, date, str, str, Decimal]:
    """One order for what happened, whatever file it came from."""
    return (activity.account_id, activity.trade_date, activity.symbol, activity.kind.value, activity.quantity)
