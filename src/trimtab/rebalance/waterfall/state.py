"""The household as the moves so far leave it: shares sold and bought, cash, classes, limits and the year's results."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from operator import attrgetter

from trimtab.core.accounts import Account, Position
from trimtab.core.drift import Drift
from trimtab.core.money import CENT, ZERO, step_down
from trimtab.core.plan import Side
from trimtab.rebalance.decide import Decision
from trimtab.rebalance.measure import free_cash_usd
from trimtab.rebalance.orders import BuyKey, Quantities
from trimtab.rebalance.rules import Rules
from trimtab.rebalance.waterfall.choices import Choice, choices
from trimtab.rebalance.waterfall.classes import Classes, Standing
from trimtab.rebalance.waterfall.places import Place, Security, security
from trimtab.rebalance.waterfall.year import ROUNDING_USD, Year

HALF = Decimal("0.5")
MOST_MOVES = 200  # of one kind: a limit that a household seldom meets
by_rank = attrgetter("rank")


class State:
    """What is kept as moves go on. What may not be traded is never in it."""

    def __init__(self, rules: Rules, decision: Decision, drift: Drift) -> None:
        self.rules = rules
        self.decision = decision
        self.classes = Classes(rules.policy, decision, drift)
        self.year = Year(rules)
        self.loss_groups: set[str] = set()
        self.symbols_at_loss: set[str] = set()
        self.bought_groups: set[str] = set()
        self.offers_seen = 0
        self._bought_of: dict[str, Decimal] = {}  # shares by symbol, over all accounts
        self._ends = [(limit.floor_usd, limit.ceiling_usd) for limit in rules.limits]
        self._held_usd = [limit.held_usd for limit in rules.limits]
        self._cash_usd: dict[str, Decimal] = {}
        self._securities: dict[str, Security] = {}
        self._places: dict[BuyKey, Place] = {}
        self._choices: dict[BuyKey, list[Choice]] = {}
        self._buyable: dict[str, dict[str, list[str]]] = {}  # symbols by class
        self._offers: dict[str, dict[Standing, list[Place]]] = {}

    @property
    def quantities(self) -> Quantities:
        """All that was moved."""
        sold = [c for found in self._choices.values() for c in found if c.sold]
        bought = {key: place.bought for key, place in self._places.items() if place.bought > 0}
        return Quantities({c.key: c.sold for c in sold}, bought)

    def security(self, symbol: str) -> Security:
        """A symbol with a price."""
        found = self._securities.get(symbol)
        if found is None:
            found = self._securities[symbol] = security(self.rules, symbol, self.classes.by_id)
        return found

    def place(self, account: Account, symbol: str) -> Place:
        """A symbol in an account."""
        key = account.account_id, symbol
        found = self._places.get(key)
        if found is None:
            held = account.by_symbol.get(symbol)
            found = self._places[key] = Place(self.rules, account, self.security(symbol), held)
        return found

    def choices(self, account: Account, position: Position) -> list[Choice]:
        """Lots of a position that the rules let be sold, best first."""
        key = account.account_id, position.symbol
        found = self._choices.get(key)
        if found is None:
            place = self.place(account, position.symbol)
            only_losses = account.account_id in self.decision.losses_in
            lots = choices(self.rules, place, position, only_losses)
            found = self._choices[key] = sorted(lots, key=by_rank)
        return found

    def is_open(self, choice: Choice) -> bool:
        """Whether shares of the lot are left, and none was bought where it is, nor a loss bought back."""
        if choice.is_sold_out or choice.place.is_closed:
            return False
        if not choice.at_loss:
            return True
        return choice.is_clean and choice.place.security.group not in self.bought_groups

    def cash_usd(self, account: Account) -> Decimal:
        """Free cash once all moves so far are filled, costs to the cent."""
        found = self._cash_usd.get(account.account_id)
        if found is None:
            found = self._cash_usd[account.account_id] = free_cash_usd(self.rules.household, account)
        return found

    def sell(self, choice: Choice, quantity: Decimal) -> None:
        """Book a sale of part of a lot."""
        place = choice.place
        self._moved(place, -quantity * place.price_usd, choice.sell(quantity))
        if place.is_taxable:
            self.year.add(choice.gain_of(quantity), choice.is_long)
            if choice.at_loss:
                self.loss_groups.add(place.security.group)
                self.symbols_at_loss.add(place.security.symbol)

    def buy(self, place: Place, quantity: Decimal) -> None:
        """Book a buy."""
        symbol = place.security.symbol
        self._bought_of[symbol] = self._bought_of.get(symbol, ZERO) + quantity
        self.bought_groups.update(place.security.groups_bought)
        self._moved(place, quantity * place.price_usd, -place.buy(quantity))

    def _moved(self, place: Place, bought_usd: Decimal, cash_usd: Decimal) -> None:
        self._cash_usd[place.account.account_id] = self.cash_usd(place.account) + cash_usd
        self.classes.move(self.changes(place, bought_usd))
        for index, change in place.counts:
            self._held_usd[index] += bought_usd * change

    def changes(
        self, first: Place, first_usd: Decimal, second: Place | None = None, second_usd: Decimal = ZERO
    ) -> dict[Standing, Decimal]:
        """What buying for so many dollars (selling: negative) adds to each class; cash pays or receives them."""
        added = {self.classes.cash: -first_usd - second_usd}
        for standing, share in first.security.shares.items():
            added[standing] = added.get(standing, ZERO) + first_usd * share
        for standing, share in second.security.shares.items() if second else ():
            added[standing] = added.get(standing, ZERO) + second_usd * share
        return added

    def limit_room_usd(self, place: Place, side: Side) -> Decimal | None:
        """Dollars of the symbol that the limits still let trade on this side, None where none binds."""
        rooms = []
        for index, bought in place.counts:
            (floor, ceiling), held = self._ends[index], self._held_usd[index]
            change = bought if side is Side.BUY else -bought
            if change > 0 and ceiling is not None:
                rooms.append((ceiling - held) / change)
            elif change < 0 and floor is not None:
                rooms.append((held - floor) / -change)
        symbol, missing = place.security.symbol, self.rules.bought_for_limits
        if side is Side.BUY and symbol in missing:
            rooms.append(missing[symbol] - self._bought_of.get(symbol, ZERO) * place.price_usd)
        return max(ZERO, min(rooms)) if rooms else None

    def most(self, choice: Choice) -> Decimal:
        """The most shares of a lot that may still be sold, in whole steps unless the rest of a position goes."""
        place, most = choice.place, choice.left
        has_budget = place.is_taxable and self.year.has_budget
        room = self.year.room_usd if has_budget else None
        if room is not None and choice.gain_usd > -ROUNDING_USD:
            most = min(most, max(ZERO, room) * choice.lot.quantity / max(choice.gain_usd, CENT))
        if place.counts and (allowed := self.limit_room_usd(place, Side.SELL)) is not None:
            most = min(most, allowed / place.price_usd)
        while has_budget and most > 0 and not self.year.allows(choice.gain_of(most), choice.is_long):
            most = step_down(most / 2, place.step)
        return most if most == place.held - place.sold else step_down(most, place.step)

    def affordable(self, place: Place, most_usd: Decimal, cash_usd: Decimal) -> Decimal:
        """Shares that this much buys there within the limits; none where that is under the smallest trade."""
        if most_usd < self.classes.floor_usd:
            return ZERO
        if self.rules.limits and (room := self.limit_room_usd(place, Side.BUY)) is not None:
            most_usd = min(most_usd, room)
        return place.affordable(most_usd, cash_usd)

    def offers(self, account: Account, at_loss: str = "") -> Iterator[tuple[Standing, Place]]:
        """Classes that lack money, the neediest first, with each place in which this account may buy for it, were the
        symbol `at_loss` sold at one."""
        offers = self._offers.setdefault(account.account_id, {})
        for _, _, _, standing in self.classes.needy:
            places = offers.get(standing)
            if places is None:
                places = offers[standing] = self._places_for(account, standing.class_id)
            for place in places:
                if place.sold or not self._is_replacing(place, at_loss):
                    continue
                if self.loss_groups.isdisjoint(place.security.groups_bought):
                    self.offers_seen += 1
                    yield standing, place

    def _is_replacing(self, place: Place, at_loss: str) -> bool:
        """Whether a loss is there for what only replaces one."""
        return not place.replaces or at_loss in place.replaces or bool(place.replaces & self.symbols_at_loss)

    def _places_for(self, account: Account, class_id: str) -> list[Place]:
        """Where an account may buy for a class, in order."""
        symbols = self._buyable.get(account.account_id)
        if symbols is None:
            symbols = self._buyable[account.account_id] = _buyable(self.rules, account)
        return [self.place(account, symbol) for symbol in symbols.get(class_id, ())]


def _buyable(rules: Rules, account: Account) -> dict[str, list[str]]:
    """What an account may buy for a class, in order, by class: symbols of which half or more are of it."""
    found: dict[str, list[str]] = {}
    for symbol in sorted(rules.candidates(account), key=lambda s: (rules.rank(account, s), s)):
        for class_id, share in rules.class_shares(symbol).items():
            if share >= HALF:
                found.setdefault(class_id, []).append(symbol)
    return found
