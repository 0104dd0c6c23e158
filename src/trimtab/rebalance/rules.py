"""What may be traded, and the rule that stops what may not: one place for planner, fallback and explanation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from trimtab.core.accounts import Account
from trimtab.core.kept import kept
from trimtab.core.money import ZERO
from trimtab.core.plan import Trade
from trimtab.rebalance.blocks.block import NEVER_TRADED, Block, least_buy_usd, only_on_menus, tradable_step
from trimtab.rebalance.blocks.buying import Buying
from trimtab.rebalance.location import BestPlaces, best_places
from trimtab.rebalance.once import once_per_account
from trimtab.rebalance.standing import Standing, standing_of

__all__ = ["NEVER_TRADED", "Block", "Rules", "least_buy_usd", "only_on_menus", "tradable_step"]


class Rules(Buying):
    """Every hard rule of one household under one policy, asked trade by trade. Reads only; raises nothing.

    The rules are asked thousands of times for a plan and cannot change under it, so each keeps its answers; what is
    asked by account is asked of the accounts of this very household.
    `lift_wait` drops the waiting rule for lots about to turn long-term, where cash cannot be raised otherwise;
    `lift_wash` lets losses be sold that purchases of the last or next 30 days take over: priced, and named.
    `moves_in` are the accounts in which the decision leaves anything to trade, None for all; `scope` what is asked;
    `year_tax` what the year costs, None the household's flat rates; `value_waiting` is asked of these rules what
    waiting with their losses is worth.
    """

    def lifted(self, *, lift_wash: bool = False) -> Rules:
        """The same rules without that of waiting, and without that of wash sales where asked."""
        found = Rules(self.household, self.policy, True, self.moves_in, self.scope, lift_wash, self.year_tax)
        found.waiting = self.waiting
        return found

    def without_coming(self) -> Rules:
        """The same rules, were no purchase to come by itself."""
        accounts = tuple(replace(a, purchases_coming=frozenset()) for a in self.household.accounts)
        household = replace(self.household, accounts=accounts)
        return Rules(
            household, self.policy, self.lift_wait, self.moves_in, self.scope, self.lift_wash, self.year_tax
        )

    @kept
    def places(self) -> BestPlaces:
        """Where each class would stand best, and what it costs there."""
        return best_places(self.household, self.policy, self.rates, self.moves_in)

    @once_per_account
    def cash_excess(self, account: Account) -> Decimal:
        """The yearly cost of a dollar of free cash here: the sheltered room it takes up."""
        return self.places.cash_excess(account)

    @kept
    def standing(self) -> Standing:
        """What the household's holdings come to in the sums that plans are weighed by."""
        return standing_of(self.household, self.excess)

    @once_per_account
    def excess(self, account: Account) -> Mapping[str, Decimal]:
        """By symbol, the yearly cost of a dollar here beyond what its classes cost where they stand best: the same in
        all accounts that are taxed alike, each worked out when it is first asked for."""
        moves = account.account_id in self.places.moves_in
        key = ("_excess", account.kind.treatment if moves else None)
        found: _Excess | None = self.known.get(key)
        if found is None:
            found = self.known[key] = _Excess(self, account)
        return found

    def sold_at_loss(self, trades: Iterable[Trade]) -> frozenset[str]:
        """The wash groups of which these trades sell something at a loss in a taxable account."""
        return frozenset(
            [
                self.group(trade.symbol)
                for trade in trades
                if trade.lots
                and self.household.account(trade.account_id).kind.is_taxable
                and min([sale.gain_usd or ZERO for sale in trade.lots]) < 0
            ]
        )

    def waiting_usd(self, account_id: str, symbol: str, lot_id: str) -> Decimal:
        """What selling one share of this lot is charged for the right to take its loss later."""
        found = self.waiting.get((account_id, symbol, lot_id))
        return found.price_usd if found else ZERO


class _Excess(dict[str, Decimal]):
    """What a dollar of each symbol costs beyond the best place, in an account and those that are taxed alike."""

    def __init__(self, rules: Rules, account: Account) -> None:
        super().__init__()
        self._asked = rules.places, rules.household, rules.policy, account

    def __missing__(self, symbol: str) -> Decimal:
        places, household, policy, account = self._asked
        found = self[symbol] = places.excess(household, policy, account, symbol)
        return found
