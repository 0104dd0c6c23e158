"""Symbols by class: what a mode may touch."""

from __future__ import annotations

from decimal import Decimal

from trimtab.core.household import Household
from trimtab.core.money import ZERO
from trimtab.core.policy import Policy
from trimtab.rebalance.measure import class_shares
from trimtab.rebalance.rules import NEVER_TRADED, tradable_step


def tradable_symbols(household: Household, policy: Policy) -> tuple[str, ...]:
    """Everything held, on a menu or on the policy's lists that has a price and a place in the target, in order."""
    held = {p.symbol for account in household.accounts for p in account.positions}
    listed = {symbol for ranked in policy.buys.values() for symbol in ranked}
    offered = {symbol for account in household.accounts for symbol in account.menu or ()}
    return tuple(
        symbol for symbol in sorted(held | listed | offered) if _is_placed(household, policy, symbol)
    )


def _is_placed(household: Household, policy: Policy, symbol: str) -> bool:
    instrument = household.instruments.get(symbol)
    if instrument is None or symbol not in household.prices or instrument.kind in NEVER_TRADED:
        return False
    return all(policy.class_of(class_id) is not None for class_id, _ in instrument.class_weights)


def main_class(household: Household, policy: Policy, symbol: str) -> str:
    """The target class of which the symbol holds most."""
    shares = class_shares(household, policy, symbol)
    return max(shares, key=lambda class_id: (shares[class_id], class_id))


def only_class(household: Household, policy: Policy, symbol: str) -> str | None:
    """The one target class that the symbol belongs to as a whole; None where it mixes."""
    shares = class_shares(household, policy, symbol)
    return next(iter(shares)) if len(shares) == 1 else None


def dearest_step_usd(household: Household, policy: Policy, class_id: str) -> Decimal:
    """The most that one smallest step of a share moves the class, over accounts and symbols."""
    steps = [
        tradable_step(household, account, symbol) * household.price_usd(symbol) * share
        for symbol in tradable_symbols(household, policy)
        if (share := class_shares(household, policy, symbol).get(class_id, ZERO))
        for account in household.accounts
    ]
    return max(steps, default=ZERO)
