"""Which lots could be sold for their gain and bought back at once: there is no wash-sale rule for gains."""

from __future__ import annotations

from collections.abc import Iterator

from trimtab.core.accounts import Account, Lot, Position
from trimtab.core.ask import Mode
from trimtab.rebalance.measure import free_cash_usd
from trimtab.rebalance.rules import Rules
from trimtab.tax.holding import is_long_term

MODES = frozenset({Mode.POLICY, Mode.FULL, Mode.HARVEST_AND_REBALANCE})  # that may take gains on purpose


def steppable(rules: Rules) -> Iterator[tuple[Account, Position, list[Lot]]]:
    """Positions that the rules let be sold and bought back in their account, with their long-term gains, the largest
    per share first."""
    for account in rules.household.accounts:
        if not account.kind.is_taxable or account.locked or free_cash_usd(rules.household, account) < 0:
            continue
        for position in account.positions:
            symbol = position.symbol
            if position.pending_quantity or rules.has_minimum(account, symbol):
                continue
            if rules.buy_block(account, symbol):
                continue
            lots = [lot for lot in position.lots if _is_open(rules, account, position, lot)]
            lots.sort(key=lambda lot: (-rules.gain_usd(symbol, lot) / lot.quantity, lot.lot_id))
            if lots:
                yield account, position, lots


def _is_open(rules: Rules, account: Account, position: Position, lot: Lot) -> bool:
    gains = lot.basis_usd is not None and rules.gain_usd(position.symbol, lot) > 0
    is_long = lot.acquired is not None and is_long_term(lot.acquired, rules.household.as_of)
    return gains and is_long and rules.sell_block(account, position, lot) is None
