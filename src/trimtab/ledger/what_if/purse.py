"""How much wishes may take out of an account, one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from trimtab.core.accounts import Account
from trimtab.core.household import Household
from trimtab.core.money import ZERO, usd
from trimtab.core.problems import Problem
from trimtab.ledger.what_if.wishes import ConvertToRoth, TakeOut, not_understood


class Purse:
    """What each account is worth at the household's prices, and what earlier wishes took of it."""

    def __init__(self, household: Household) -> None:
        self._household = household
        self._taken: dict[str, Decimal] = {}

    def take(self, wish: ConvertToRoth | TakeOut, account: Account, verb: str) -> Iterator[Problem]:
        """Take the wish's money; a problem where the account does not hold as much, earlier wishes counted."""
        taken = self._taken.get(account.account_id, ZERO) + wish.usd
        self._taken[account.account_id] = taken
        held = self._worth_usd(account)
        if taken > held:
            why = f"{account.account_id} holds {usd(held)}, less than the {usd(taken)} to {verb}"
            yield not_understood(wish.words, why, f"{verb} that much or less")

    def _worth_usd(self, account: Account) -> Decimal:
        held = (p for p in account.positions if p.symbol in self._household.prices)
        positions = sum((p.quantity * self._household.price_usd(p.symbol) for p in held), ZERO)
        return positions + account.cash_usd + account.cash_unsettled_usd
