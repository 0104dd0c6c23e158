"""Swaps: sell what is over and buy what is under in the same account, the cheapest lots of all accounts first."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import islice

from trimtab.core.accounts import Account, Position
from trimtab.core.money import CENT, ZERO, cents
from trimtab.rebalance.waterfall.choices import Choice, sellable_positions
from trimtab.rebalance.waterfall.classes import Standing
from trimtab.rebalance.waterfall.places import Place, main_class
from trimtab.rebalance.waterfall.state import MOST_MOVES, State, by_rank

MOST_RETRIED = 1_000  # offers seen; after that each lot has its turn, and the neediest offers alone
MOST_OFFERS = 20
MOST_PASSED = 50  # lots passed over, before they are left out


def swap(state: State) -> None:
    """Swap the best lot that can be, again and again, until nothing brings the household nearer.

    After each swap all lots are looked at again, the best first. A household with hundreds of classes has too many for
    that: once `MOST_RETRIED` offers are seen, the lots after a swap have their turn before those passed over, and where
    one lot finds no offer, the others of its place wait for the next turn.
    """
    kinds, moves = _kinds_of_lots(state), 0
    while moves < MOST_MOVES:
        before = moves
        waiting: set[Place] = set()
        for choice in (choice for lots in kinds for choice in lots.now()):
            is_short = state.offers_seen > MOST_RETRIED
            if is_short and choice.place in waiting:
                continue
            while moves < MOST_MOVES and state.is_open(choice) and _swap_one(state, choice):
                moves += 1
                if not is_short:
                    break
            else:
                waiting.add(choice.place)
            if moves > before and not is_short:
                break
        if moves == before:
            return


def _kinds_of_lots(state: State) -> tuple[_Lots, _Lots]:
    """What may be swapped in sheltered accounts, and in taxable ones."""
    kinds = (_Lots(state), _Lots(state))
    shares: dict[Standing, Decimal] = {}
    for account, position in _held(state):
        by_class = state.rules.class_shares(position.symbol)
        main = state.classes.by_id[name := main_class(by_class)]
        shares[main] = min(shares.get(main, by_class[name]), by_class[name])
        kinds[account.kind.is_taxable].add(main, account, position)
    state.classes.watch(shares)
    return kinds


def _held(state: State) -> Iterator[tuple[Account, Position]]:
    """What may be sold in accounts that may swap."""
    may_swap = state.decision.sells_in & state.decision.buys_in
    for account in state.rules.household.accounts:
        if account.account_id in may_swap and not account.locked:
            for position in sellable_positions(state.rules, account):
                yield account, position


class _Lots:
    """The lots of sheltered accounts, or those of taxable ones: looked up class by class, once one is over."""

    def __init__(self, state: State) -> None:
        self._held: dict[Standing, list[tuple[Account, Position]]] = {}
        self._state = state
        self._opened: set[Standing] = set()
        self._ordered: list[Choice] = []
        self._passed = 0  # that may not be swapped now

    def add(self, main: Standing, account: Account, position: Position) -> None:
        """One more position, by the class of which it holds most."""
        self._held.setdefault(main, []).append((account, position))

    def now(self) -> Iterator[Choice]:
        """The lots that may be swapped as things stand, best first."""
        state, over = self._state, self._state.classes.over
        if self._passed > MOST_PASSED:
            self._ordered = [c for c in self._ordered if c.place.security.main in over and state.is_open(c)]
            self._opened &= over
        if not over <= self._opened:
            self._open(over - self._opened)
        self._passed = 0
        for choice in self._ordered:
            if choice.place.security.main in over and state.is_open(choice):
                yield choice
            else:
                self._passed += 1

    def _open(self, classes: set[Standing]) -> None:
        places = (place for standing in classes for place in self._held.get(standing, ()))
        self._ordered += [choice for place in places for choice in self._state.choices(*place)]
        self._ordered.sort(key=by_rank)
        self._opened |= classes


def _swap_one(state: State, choice: Choice) -> bool:
    """Swap this lot, or a part of it, for the first offer that improves; whether there is one."""
    place, classes = choice.place, state.classes
    security = place.security
    excess = security.main.over_usd / security.shares[security.main]
    if excess <= 0 or excess < classes.floor_usd or (most := state.most(choice)) <= 0:
        return False
    reach = min(excess, most * place.price_usd)
    if reach < classes.floor_usd or (all_of_it := _sale(state, choice, reach, most)) is None:
        return False
    most_offers = None if state.offers_seen <= MOST_RETRIED else MOST_OFFERS
    at_loss = security.symbol if choice.at_loss else ""
    for standing, other in islice(state.offers(place.account, at_loss), most_offers):
        if other is place or (choice.at_loss and security.group in other.security.groups_bought):
            continue
        worth, sale = standing.lacking_usd, all_of_it
        if worth >= reach:
            worth = reach
        elif worth >= classes.floor_usd and (part := _sale(state, choice, worth, most)) is not None:
            sale = part
        else:
            continue
        sold, cash = sale
        bought = state.affordable(other, worth, cash)
        if bought > 0 and classes.improves(
            state.changes(place, -sold * place.price_usd, other, bought * other.price_usd)
        ):
            state.sell(choice, sold)
            state.buy(other, bought)
            return True
    return False


def _sale(state: State, choice: Choice, worth_usd: Decimal, most: Decimal) -> tuple[Decimal, Decimal] | None:
    """Shares of the lot that are worth this much, and the cash that the account then has; None where that is less
    than may be sold at once."""
    place = choice.place
    steps = worth_usd // place.step_usd
    steps += steps * place.step_usd < worth_usd
    sold = min(most, steps * place.step)
    if cents(sold * place.price_usd) < state.rules.policy.min_trade_usd and sold < place.left:
        return None
    cash = max(state.cash_usd(place.account), ZERO) + place.brings_usd(sold) - CENT
    if place.security.has_fee:
        cash -= choice.fee_usd(choice.sold + sold) - choice.fee_usd(choice.sold)
    return sold, cash
