"""The plain rules' moves: raise the cash that must be there, empty what is to be emptied, place cash, swap."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from trimtab.core.accounts import Account
from trimtab.core.ask import AS_POLICY_SAYS, Ask
from trimtab.core.drift import Drift
from trimtab.core.household import Household
from trimtab.core.money import CENT, step_up
from trimtab.core.policy import Policy
from trimtab.rebalance.decide import Decision
from trimtab.rebalance.measure import measure
from trimtab.rebalance.modes.asked import decision_for
from trimtab.rebalance.orders import BuyKey, LotKey, Quantities
from trimtab.rebalance.rules import Rules
from trimtab.rebalance.waterfall.choices import Choice, sellable_positions
from trimtab.rebalance.waterfall.state import MOST_MOVES, State, by_rank
from trimtab.rebalance.waterfall.swaps import swap

NOTHING = Quantities({}, {})


def waterfall(
    household: Household, policy: Policy, ask: Ask = AS_POLICY_SAYS
) -> tuple[Mapping[LotKey, Decimal], Mapping[BuyKey, Decimal]]:
    """Shares to sell by (account, symbol, lot) and to buy by (account, symbol); both empty where rules find nothing."""
    drift = measure(household, policy)
    decision = decision_for(household, policy, drift, ask)
    found = moves(Rules(household, policy, scope=decision.scope), decision, drift)
    return found.sells, found.buys


def moves(rules: Rules, decision: Decision, drift: Drift) -> Quantities:
    """The same for a household that has been looked at.

    Every hard rule is kept. Where an account's cash cannot be raised to what must be there, nothing is proposed; nor
    where only better places or losses are asked for: these rules know no swap that leaves the classes as they are.
    """
    if not decision.acts or decision.refusal or drift.total_usd <= 0:
        return NOTHING
    state = State(rules, decision, drift)
    for account in rules.household.accounts:
        if not account.locked and not _raise_cash(state, account):
            return NOTHING
    for account_id in sorted(decision.empties):
        _empty(state, rules.household.account(account_id))
    _place_cash(state)
    swap(state)
    return state.quantities


def _all_choices(state: State, account: Account) -> list[Choice]:
    """The account's lots that may be sold now, best first."""
    found = (
        choice
        for position in sellable_positions(state.rules, account)
        for choice in state.choices(account, position)
    )
    return sorted((choice for choice in found if state.is_open(choice)), key=by_rank)


def _raise_cash(state: State, account: Account) -> bool:
    """Sell what must be sold so that the account pays its withdrawals and keeps its reserve; False if it cannot."""
    if state.cash_usd(account) >= 0:
        return True
    least, lots = state.rules.policy.min_trade_usd, _all_choices(state, account)
    while (cash := state.cash_usd(account)) < 0:
        best = _best_to_raise(state, lots)
        if best is None:
            return False
        choice, most = best
        need, place = max(-cash + CENT, least), choice.place
        wanted = step_up(need / (place.price_usd * (1 - place.security.half_spread)), place.step)
        state.sell(choice, min(most, wanted))
    return True


def _best_to_raise(state: State, lots: Iterable[Choice]) -> tuple[Choice, Decimal] | None:
    """The cheapest lot of which something may be sold and how much, of a class over its target where there is one."""
    under = []
    for choice in lots:
        main = choice.place.security.main
        if main.usd <= main.target_usd:
            under.append(choice)
        elif (most := state.most(choice)) > 0:
            return choice, most
    found = ((choice, state.most(choice)) for choice in under)
    return next((best for best in found if best[1] > 0), None)


def _empty(state: State, account: Account) -> None:
    """Sell all that may be sold, and nothing of which too little may be."""
    lots, least = _all_choices(state, account), state.rules.policy.min_trade_usd

    def is_enough(choice: Choice, most: Decimal) -> bool:
        place = choice.place
        return most > 0 and (most == place.left or (place.sold + most) * place.price_usd >= least)

    for _ in range(MOST_MOVES):
        best = next(
            ((choice, most) for choice in lots if is_enough(choice, most := state.most(choice))), None
        )
        if best is None:
            return
        state.sell(*best)


def _place_cash(state: State) -> None:
    """Spend free cash on the neediest classes, as far as cash is over its goal and the class under its target."""
    for account in state.rules.household.accounts:
        if account.locked or account.account_id not in state.decision.buys_in:
            continue
        for _ in range(MOST_MOVES):
            if not _buy_one(state, account):
                break


def _buy_one(state: State, account: Account) -> bool:
    cash, over = state.cash_usd(account), state.classes.cash.over_usd
    if (least := min(cash, over)) <= 0 or least < state.classes.floor_usd:
        return False
    for standing, place in state.offers(account):
        most = min(standing.lacking_usd / place.security.shares[standing], over)
        quantity = state.affordable(place, most, cash)
        if quantity > 0 and state.classes.improves(state.changes(place, quantity * place.price_usd)):
            state.buy(place, quantity)
            return True
    return False
