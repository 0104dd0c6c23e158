"""The waterfall: a rule-based plan without an optimiser, the fallback and the twin it is compared with.

Cash that must be there first, then cash to place, then swaps: sheltered accounts before taxable ones, losses
before gains, long-term before short-term, highest basis first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from functools import cached_property

from trimtab.core.accounts import Account, Lot, Position
from trimtab.core.ask import AS_POLICY_SAYS, Ask
from trimtab.core.drift import Drift
from trimtab.core.household import Household
from trimtab.core.money import CENT, ZERO, cents, step_down, step_up
from trimtab.core.plan import Side
from trimtab.core.policy import CASH_CLASS, Policy
from trimtab.rebalance.decide import Decision
from trimtab.rebalance.fees import redemption_fee_usd
from trimtab.rebalance.measure import free_cash_usd, measure
from trimtab.rebalance.modes.asked import decision_for
from trimtab.rebalance.orders import BuyKey, LotKey, Quantities, trading_cost_usd
from trimtab.rebalance.rules import Rules
from trimtab.tax.holding import is_long_term

NOTHING = Quantities({}, {})
MOST_MOVES = 200
ROUNDING_USD = Decimal(1)  # kept back from the gain budget for rounding lot by lot


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
    state = _State(rules, decision, drift.total_usd, {row.class_id: row.actual_usd for row in drift.classes})
    for account in rules.household.accounts:
        if not account.locked and not _raise_cash(state, account):
            return NOTHING
    for account_id in sorted(decision.empties):
        _empty(state, rules.household.account(account_id))
    _place_cash(state)
    _swap(state)
    return Quantities(
        dict(state.sold), {key: quantity for key, quantity in state.bought.items() if quantity > 0}
    )


class _State:
    """The household as the moves so far leave it: class dollars, shares sold and bought, cash."""

    def __init__(
        self, rules: Rules, decision: Decision, total_usd: Decimal, class_usd: dict[str, Decimal]
    ) -> None:
        self.rules = rules
        self.decision = decision
        self.total_usd = total_usd
        self.class_usd = class_usd
        self.sold: dict[LotKey, Decimal] = {}
        self.sold_in: dict[str, dict[str, Decimal]] = defaultdict(dict)  # shares by account and symbol
        self.bought: dict[BuyKey, Decimal] = defaultdict(lambda: ZERO)
        self.loss_groups: set[str] = set()
        self.gain_usd = ZERO
        self.short_usd = ZERO  # of it, short-term
        self.choices: dict[str, list[_Choice]] = {}  # by account id
        self.offers: dict[str, list[tuple[str, str]]] = {}  # by account id, until the next move
        self.held_usd = [limit.held_usd for limit in rules.limits]

    def price(self, symbol: str) -> Decimal:
        return self.rules.household.price_usd(symbol)

    def cash_usd(self, account: Account) -> Decimal:
        """Free cash once all moves so far are filled, costs to the cent."""
        household = self.rules.household
        cash = free_cash_usd(household, account)
        for symbol, quantity in self.sold_in[account.account_id].items():
            amount = cents(quantity * self.price(symbol))
            cash += amount - trading_cost_usd(household, symbol, amount)
        cash -= self._fees_usd(account)
        for (account_id, symbol), quantity in self.bought.items():
            if account_id == account.account_id:
                amount = cents(quantity * self.price(symbol))
                cash -= amount + trading_cost_usd(household, symbol, amount)
        return cash

    def _fees_usd(self, account: Account) -> Decimal:
        return sum(
            (
                redemption_fee_usd(self.rules.household, account, position.symbol, lot, quantity)
                for position in account.positions
                for lot in position.lots
                if (quantity := self.sold.get((account.account_id, position.symbol, lot.lot_id), ZERO))
            ),
            ZERO,
        )

    def left(self, account: Account, position: Position) -> Decimal:
        """Shares of the position that may still be sold."""
        return self.rules.sellable(position) - self.sold_in[account.account_id].get(position.symbol, ZERO)

    def over_usd(self, class_id: str) -> Decimal:
        """Dollars above the upper goal."""
        return self.class_usd[class_id] - self.decision.goals[class_id][1] * self.total_usd

    def under_usd(self, class_id: str) -> Decimal:
        """Dollars missing to the lower goal."""
        return self.decision.goals[class_id][0] * self.total_usd - self.class_usd[class_id]

    def lacking_usd(self, class_id: str) -> Decimal:
        """Dollars missing to the target, or to the most that the class may end with."""
        most = self.decision.class_limits_usd.get(class_id, (None, None))[1]
        target = self.rules.policy.target[class_id] * self.total_usd
        return (target if most is None else min(target, most)) - self.class_usd[class_id]

    def off_usd(self, class_usd: Mapping[str, Decimal]) -> tuple[Decimal, Decimal, Decimal]:
        """How far these class dollars are off: outside bands, beyond goals, and from targets."""
        policy, whole = self.rules.policy, self.total_usd
        outside = beyond = away = ZERO
        for parent in policy.parents:
            low, high = policy.band(parent)
            held = sum((usd for c, usd in class_usd.items() if c.startswith(f"{parent}.")), ZERO)
            outside += max(ZERO, low * whole - held, held - high * whole)
        for class_id, held in class_usd.items():
            low, high = policy.band(class_id)
            outside += max(ZERO, low * whole - held, held - high * whole)
            low, high = self.decision.goals[class_id]
            beyond += max(ZERO, low * whole - held, held - high * whole)
            away += abs(held - policy.target[class_id] * whole)
        return outside, beyond, away

    def moved(self, changes: Mapping[str, Decimal]) -> dict[str, Decimal]:
        """Class dollars after adding these dollars by symbol; cash pays or receives them."""
        after = dict(self.class_usd)
        for symbol, amount in changes.items():
            after[CASH_CLASS] -= amount
            for class_id, share in self.rules.class_shares(symbol).items():
                after[class_id] += amount * share
        return after

    def improves(self, changes: Mapping[str, Decimal]) -> bool:
        """Whether the move brings the household nearer without pushing anything farther out."""
        now, then = self.off_usd(self.class_usd), self.off_usd(self.moved(changes))
        return then[0] <= now[0] and then[1] < now[1] and then[2] <= now[2]

    def offers_in(self, account: Account) -> list[tuple[str, str]]:
        """What the account may buy for which class as things stand, the neediest class first."""
        if account.account_id not in self.offers:
            self.offers[account.account_id] = list(_offers(self, account))
        return self.offers[account.account_id]

    def sell(self, choice: _Choice, quantity: Decimal) -> None:
        """Book a sale of part of a lot."""
        self.offers.clear()
        key = (choice.account.account_id, choice.position.symbol, choice.lot.lot_id)
        self.sold[key] = self.sold.get(key, ZERO) + quantity
        of_account = self.sold_in[choice.account.account_id]
        of_account[choice.position.symbol] = of_account.get(choice.position.symbol, ZERO) + quantity
        amount = quantity * self.price(choice.position.symbol)
        self.class_usd = self.moved({choice.position.symbol: -amount})
        self._count(choice.account, choice.position.symbol, -amount)
        if choice.account.kind.is_taxable:
            gain = choice.gain_usd * quantity / choice.lot.quantity
            self.gain_usd += gain
            self.short_usd += ZERO if choice.is_long else gain
            if choice.gain_usd < 0:
                self.loss_groups.add(self.rules.group(choice.position.symbol))

    def buy(self, account: Account, symbol: str, quantity: Decimal) -> None:
        """Book a buy."""
        self.offers.clear()
        self.bought[account.account_id, symbol] += quantity
        self.class_usd = self.moved({symbol: quantity * self.price(symbol)})
        self._count(account, symbol, quantity * self.price(symbol))

    def _count(self, account: Account, symbol: str, amount_usd: Decimal) -> None:
        for index, limit in enumerate(self.rules.limits):
            self.held_usd[index] += amount_usd * limit.bought(account.account_id, symbol)

    def limit_room_usd(self, account: Account, symbol: str, side: Side) -> Decimal | None:
        """Dollars of the symbol that the limits still let trade on this side, None where none binds."""
        rooms = []
        for limit, held in zip(self.rules.limits, self.held_usd, strict=True):
            change = limit.bought(account.account_id, symbol) * (1 if side is Side.BUY else -1)
            if change > 0 and limit.ceiling_usd is not None:
                rooms.append((limit.ceiling_usd - held) / change)
            elif change < 0 and limit.floor_usd is not None:
                rooms.append((held - limit.floor_usd) / -change)
        if side is Side.BUY and symbol in self.rules.bought_for_limits:
            bought = sum((q for (_, s), q in self.bought.items() if s == symbol), ZERO)
            rooms.append(self.rules.bought_for_limits[symbol] - bought * self.price(symbol))
        return max(ZERO, min(rooms)) if rooms else None

    def is_within_budgets(self, choice: _Choice, quantity: Decimal) -> bool:
        """Whether so many shares of a lot leave results and tax of the year within their budgets."""
        if not choice.account.kind.is_taxable:
            return True
        household = self.rules.household
        tax, budgets = household.tax, self.rules.policy.budgets(household.as_of)
        gain = choice.gain_usd * quantity / choice.lot.quantity
        short = self.short_usd + (ZERO if choice.is_long else gain)
        long = self.gain_usd - self.short_usd + (gain if choice.is_long else ZERO)
        for budget, start, added in (
            (budgets.short_usd, tax.realized_short_usd - tax.carryforward_short_usd, short),
            (budgets.long_usd, tax.realized_long_usd - tax.carryforward_long_usd, long),
        ):
            if budget is not None and added > 0 and start + added + ROUNDING_USD > max(budget, start, ZERO):
                return False
        if budgets.tax_usd is None or gain <= 0:
            return True
        ask = self.rules.year_tax.outcome
        added = ask(cents(short), cents(long)).tax_usd - ask(ZERO, ZERO).tax_usd
        return added + ROUNDING_USD <= budgets.tax_usd

    def gain_room_usd(self) -> Decimal | None:
        """Net gain that the budget still allows, None without a budget."""
        budget, tax = self.rules.policy.budgets(self.rules.household.as_of).net_usd, self.rules.household.tax
        if budget is None:
            return None
        carried = tax.carryforward_short_usd + tax.carryforward_long_usd
        start = tax.realized_short_usd + tax.realized_long_usd - carried
        return max(budget, start, ZERO) - ROUNDING_USD - start - self.gain_usd


@dataclass(frozen=True)
class _Choice:
    """A lot that may be sold, with the gain of all of it."""

    account: Account
    position: Position
    lot: Lot
    gain_usd: Decimal
    is_long: bool

    @property
    def at_loss(self) -> bool:
        """Whether selling it takes a loss that counts."""
        return self.account.kind.is_taxable and self.gain_usd < 0

    @cached_property
    def rank(self) -> tuple[bool, bool, bool, Decimal, str, str, str]:
        """Sheltered first, losses, long-term, highest basis (least gain per dollar); then by name."""
        taxable = self.account.kind.is_taxable
        gains = taxable and self.gain_usd >= 0
        per_share = self.gain_usd / self.lot.quantity if taxable else ZERO
        name = (self.account.account_id, self.position.symbol, self.lot.lot_id)
        return (taxable, gains, gains and not self.is_long, per_share, *name)


def _choices(state: _State, account: Account) -> list[_Choice]:
    """The account's lots that may be sold now, best first."""
    known = state.choices.get(account.account_id)
    if known is None:
        known = state.choices[account.account_id] = _all_choices(state, account)
    return [
        choice
        for choice in known
        if not state.bought.get((account.account_id, choice.position.symbol))
        and (not choice.at_loss or _loss_is_clean(state, choice.position.symbol, choice.lot))
    ]


def _all_choices(state: _State, account: Account) -> list[_Choice]:
    """The account's lots that the rules let be sold before anything is traded, best first."""
    rules, found = state.rules, []
    for position in account.positions:
        if rules.position_block(account, position):
            continue
        for lot in position.lots:
            if rules.sell_block(account, position, lot):
                continue
            gain = rules.gain_usd(position.symbol, lot)
            is_long = lot.acquired is not None and is_long_term(lot.acquired, rules.household.as_of)
            choice = _Choice(account, position, lot, gain, is_long)
            if choice.at_loss or account.account_id not in state.decision.losses_in:
                found.append(choice)
    return sorted(found, key=lambda choice: choice.rank)


def _loss_is_clean(state: _State, symbol: str, lot: Lot) -> bool:
    """Nothing of the group but the lot itself was bought lately, or is bought by this plan."""
    group = state.rules.group(symbol)
    bought = {
        g for (_, s), quantity in state.bought.items() if quantity > 0 for g in state.rules.groups_bought(s)
    }
    return group not in bought and all(recent.lot is lot for recent in state.rules.recent.get(group, ()))


def _most_of(state: _State, choice: _Choice) -> Decimal:
    """The most shares of this lot that may still be sold, in whole steps unless the rest of a position goes."""
    account, symbol = choice.account, choice.position.symbol
    key = (account.account_id, symbol, choice.lot.lot_id)
    lot_left = choice.lot.quantity - state.sold.get(key, ZERO)
    most = min(lot_left, state.left(account, choice.position))
    room = state.gain_room_usd()
    if room is not None and account.kind.is_taxable and choice.gain_usd > -ROUNDING_USD:
        most = min(most, max(ZERO, room) * choice.lot.quantity / max(choice.gain_usd, CENT))
    allowed = state.limit_room_usd(account, symbol, Side.SELL)
    if allowed is not None:
        most = min(most, allowed / state.price(symbol))
    step = state.rules.step(account, symbol)
    while most > 0 and not state.is_within_budgets(choice, most):
        most = step_down(most / 2, step)
    sold = state.sold_in[account.account_id].get(choice.position.symbol, ZERO)
    is_rest = most == choice.position.quantity - sold
    return most if is_rest else step_down(most, step)


def _raise_cash(state: _State, account: Account) -> bool:
    """Sell what must be sold so that the account pays its withdrawals and keeps its reserve; False if it cannot."""
    least = state.rules.policy.min_trade_usd
    while state.cash_usd(account) < 0:
        best = _best_to_raise(state, account)
        if best is None:
            return False
        price, most = state.price(best.position.symbol), _most_of(state, best)
        need = max(-state.cash_usd(account) + CENT, least)
        half_spread = state.rules.household.instruments[best.position.symbol].half_spread_bps / 10000
        wanted = step_up(need / (price * (1 - half_spread)), state.rules.step(account, best.position.symbol))
        state.sell(best, min(most, wanted))
    return True


def _empty(state: _State, account: Account) -> None:
    """Sell all that may be sold."""
    for _ in range(MOST_MOVES):
        best = next((choice for choice in _choices(state, account) if _most_of(state, choice) > 0), None)
        if best is None:
            return
        state.sell(best, _most_of(state, best))


def _best_to_raise(state: _State, account: Account) -> _Choice | None:
    """The cheapest lot, of a class that is over its target where there is one."""
    open_choices = [choice for choice in _choices(state, account) if _most_of(state, choice) > 0]

    def is_under(choice: _Choice) -> bool:
        shares = state.rules.class_shares(choice.position.symbol)
        main = max(shares, key=lambda class_id: (shares[class_id], class_id))
        return state.class_usd[main] <= state.rules.policy.target[main] * state.total_usd

    return min(open_choices, key=lambda choice: (is_under(choice), choice.rank), default=None)


def _offers(state: _State, account: Account) -> Iterator[tuple[str, str]]:
    """Classes that lack money, the neediest first, with each symbol that this account may buy for it."""
    rules = state.rules
    needy = sorted(
        (c for c in rules.policy.target if c != CASH_CLASS),
        key=lambda c: (-state.under_usd(c), state.class_usd[c] - rules.policy.target[c] * state.total_usd, c),
    )
    frozen = {
        p.symbol for p in account.positions if rules.position_block(account, p) and p.role.value != "tradable"
    }
    sold_here = {s for s, quantity in state.sold_in[account.account_id].items() if quantity > 0}
    symbols = [s for s in rules.candidates(account) if s not in frozen | sold_here]
    for class_id in needy:
        for symbol in sorted(symbols, key=lambda s: (rules.rank(account, s), s)):
            if rules.class_shares(symbol).get(class_id, ZERO) * 2 < 1:
                continue
            if state.loss_groups.isdisjoint(rules.groups_bought(symbol)):
                yield class_id, symbol


def _affordable(
    state: _State, account: Account, symbol: str, most_usd: Decimal, cash_usd: Decimal
) -> Decimal:
    """Whole steps that this much buys, cash and cost counted; none where it is under the smallest trade."""
    half_spread = state.rules.household.instruments[symbol].half_spread_bps / 10000
    price = state.price(symbol)
    spend = min(most_usd, (cash_usd - 2 * CENT) / (1 + half_spread))
    room = state.limit_room_usd(account, symbol, Side.BUY)
    if room is not None:
        spend = min(spend, room)
    quantity = step_down(max(spend, ZERO) / price, state.rules.step(account, symbol))
    amount = cents(quantity * price)
    return quantity if amount >= max(state.rules.least_buy_usd(account, symbol), CENT) else ZERO


def _place_cash(state: _State) -> None:
    """Spend free cash on the neediest classes, as far as cash is over its goal and the class under its target."""
    for account in state.rules.household.accounts:
        if account.locked or account.account_id not in state.decision.buys_in:
            continue
        for _ in range(MOST_MOVES):
            if not _buy_one(state, account):
                break


def _buy_one(state: _State, account: Account) -> bool:
    for class_id, symbol in _offers(state, account):
        lacking = state.lacking_usd(class_id)
        share = state.rules.class_shares(symbol)[class_id]
        most = min(lacking / share, state.over_usd(CASH_CLASS))
        quantity = _affordable(state, account, symbol, most, state.cash_usd(account))
        if quantity > 0 and state.improves({symbol: quantity * state.price(symbol)}):
            state.buy(account, symbol, quantity)
            return True
    return False


def _swap(state: _State) -> None:
    """Sell what is over and buy what is under in the same account, the cheapest lots of all accounts first."""
    for _ in range(MOST_MOVES):
        choices = [
            choice
            for account in state.rules.household.accounts
            if account.account_id in state.decision.sells_in & state.decision.buys_in and not account.locked
            for choice in _choices(state, account)
        ]
        if not any(_swap_one(state, choice) for choice in sorted(choices, key=lambda choice: choice.rank)):
            return


def _swap_one(state: _State, choice: _Choice) -> bool:
    account, symbol = choice.account, choice.position.symbol
    shares = state.rules.class_shares(symbol)
    main = max(shares, key=lambda class_id: (shares[class_id], class_id))
    excess = state.over_usd(main) / shares[main]
    if excess <= 0 or (most := _most_of(state, choice)) <= 0:
        return False
    for class_id, other in state.offers_in(account):
        if other == symbol or (
            choice.at_loss and state.rules.group(symbol) in state.rules.groups_bought(other)
        ):
            continue
        lacking = state.lacking_usd(class_id)
        if lacking <= 0:
            continue
        sold, bought = _pair(state, choice, other, min(excess, lacking, most * state.price(symbol)))
        changes = {symbol: -sold * state.price(symbol), other: bought * state.price(other)}
        if sold > 0 and bought > 0 and state.improves(changes):
            state.sell(choice, sold)
            state.buy(account, other, bought)
            return True
    return False


def _pair(state: _State, choice: _Choice, other: str, worth_usd: Decimal) -> tuple[Decimal, Decimal]:
    """Shares sold of the lot, and shares of the other that its proceeds and the account's cash pay for."""
    account, symbol = choice.account, choice.position.symbol
    price, most = state.price(symbol), _most_of(state, choice)
    if worth_usd <= 0:
        return ZERO, ZERO
    step = state.rules.step(account, symbol)
    steps = (worth_usd / (price * step)).to_integral_value(rounding=ROUND_CEILING)
    sold = min(most, steps * step)
    amount = cents(sold * price)
    if amount < state.rules.policy.min_trade_usd and sold < state.left(account, choice.position):
        return ZERO, ZERO
    proceeds = amount - trading_cost_usd(state.rules.household, symbol, amount) - CENT
    key = (account.account_id, symbol, choice.lot.lot_id)
    so_far = state.sold.get(key, ZERO)
    for quantity, sign in ((so_far, 1), (so_far + sold, -1)):
        fee = redemption_fee_usd(state.rules.household, account, symbol, choice.lot, quantity)
        proceeds += sign * fee
    cash = max(state.cash_usd(account), ZERO) + proceeds
    return sold, _affordable(state, account, other, worth_usd, cash)
