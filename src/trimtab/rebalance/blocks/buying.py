"""What may be bought: by account and symbol, in which order, and the rule that stops the rest."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping
from decimal import Decimal

from trimtab.core.accounts import Account, Role
from trimtab.core.household import ActivityKind
from trimtab.core.kept import kept
from trimtab.core.money import ZERO
from trimtab.rebalance.blocks.block import Block, because, only_on_menus
from trimtab.rebalance.blocks.selling import Selling
from trimtab.rebalance.limits import DollarLimit, account_total_usd
from trimtab.rebalance.location import in_order_here
from trimtab.rebalance.measure import free_cash_usd
from trimtab.rebalance.once import Answer, once_per_account, once_per_place, once_per_symbol

TRADABLE = Role.TRADABLE
BPS = Decimal(10000)
NOWHERE = ("", 0, 0)  # on no list


class Buying(Selling):
    """What may be bought. Raises nothing."""

    @once_per_place
    def buy_block(self, account: Account, symbol: str) -> Block | None:
        """The rule that forbids buying this symbol in this account, or None."""
        block = self.not_traded(account, symbol)
        if block:
            return block
        if symbol in self.policy.do_not_buy or symbol in account.do_not_buy:
            on_other_menus = symbol in self._on_menus and symbol not in (account.menu or ())
            if symbol not in self.policy.do_not_buy and on_other_menus:
                return Block("menu", f"{symbol} is bought only in accounts with it on their menu")
            return Block("do-not-buy", f"{symbol} is on the do-not-buy list")
        if account.menu is not None and symbol not in account.menu:
            return Block("menu", f"the menu of {account.name} does not offer {symbol}")
        held = account.by_symbol.get(symbol)
        if held is not None and held.role is not TRADABLE:
            return Block("frozen", f"{symbol} is never traded" + because(held.role_reason))
        if held is not None and held.pending_quantity > 0:
            return Block(
                "open-order", f"an open order sells {symbol} in {account.name}: nothing of it is bought there"
            )
        if self.scope.buys_none_of(symbol):
            return Block("asked", self.scope.words)
        sold = self._loss_sales
        if sold and (sale := next((sold[g] for g in self.groups_bought(symbol) if g in sold), None)):
            return Block(
                "wash-window",
                f"{symbol} or its like was sold in {sale[1]} on {sale[0]} at a loss (or with unknown result): "
                "buying within 30 days would make that a wash sale",
            )
        if (ordered := self._loss_orders) and (
            place := next((ordered[g] for g in self.groups_bought(symbol) if g in ordered), None)
        ):
            return Block(
                "wash-window",
                f"an open order sells {symbol} or its like in {place} at a loss (or with unknown result): "
                "buying within 30 days would make that a wash sale",
            )
        if self.today and (account.account_id, symbol, ActivityKind.SELL) in self.today:
            return Block(
                "sold-today", f"{symbol} was sold in {account.name} today: it is not bought the same day"
            )
        return None

    @kept
    def _on_menus(self) -> frozenset[str]:
        return only_on_menus(self.household)

    @once_per_account
    def candidates(self, account: Account) -> tuple[str, ...]:
        """Symbols that may be bought in this account, by target class in the policy's order of preference.

        The later ones that hold nothing but the class are equal to the first such and left out, unless it may be
        sold at a loss somewhere, which would bar buying it, or the least of it is more than the smallest trade or
        than the account could pay. What holds other
        classes too equals none of these. What limits count otherwise than those before it is no equal either: they
        may leave no room for these, or ask for it.
        """
        if account.locked:
            return ()
        chosen: dict[str, None] = {}
        for ranked in self._lists(account).values():
            has_first, room = False, ZERO
            for symbol in ranked:
                is_mixed = self.only_class(symbol) is None
                if has_first and not is_mixed and not self.is_asked_for(account, symbol):
                    continue
                if self.buy_block(account, symbol):
                    continue
                chosen[symbol] = None
                if is_mixed or self._may_go_at_loss(symbol) or self.asks_for_more(account, symbol):
                    continue
                left = self.room_usd(account, symbol)
                room += left or ZERO
                has_first = has_first or left is None or room >= self._worth_usd
        chosen.update(dict.fromkeys(self._asked_for(account)))
        chosen.update(dict.fromkeys(self._replacing(account)))
        return tuple(chosen)

    def ranked(self, account: Account) -> list[tuple[str, int]]:
        """The same, each with its `rank`."""
        replacing, places = self._replacing(account), self._places(account)
        return [
            (symbol, 0 if symbol in replacing else places.get(symbol, NOWHERE)[2])
            for symbol in self.candidates(account)
        ]

    @once_per_symbol
    def _may_go_at_loss(self, symbol: str) -> bool:
        """Whether something of which buying this is a purchase may be sold at a loss somewhere."""
        return not self.loss_groups.isdisjoint(self.groups_bought(symbol))

    @once_per_account
    def candidates_of(self, account: Account) -> Mapping[str, tuple[str, ...]]:
        """The same by the target class of which they hold anything."""
        found: dict[str, list[str]] = {}
        for symbol in self.candidates(account):
            for class_id in self.class_shares(symbol):
                found.setdefault(class_id, []).append(symbol)
        return {class_id: tuple(symbols) for class_id, symbols in found.items()}

    @once_per_place
    def asks_for_more(self, account: Account, symbol: str) -> bool:
        """Whether the least that may be bought of it is more than the smallest trade, because the fund says so, or more
        than all that the account could pay with, because a share or a round lot is."""
        if self.has_minimum(account, symbol):
            return True
        instrument = self.household.instruments[symbol]
        step_usd = self.step(account, symbol) * self.household.price_usd(symbol)
        least, funds = self.policy.min_trade_usd, self._funds_usd(account)
        return least <= funds < step_usd * (1 + instrument.half_spread_bps / BPS)

    @once_per_account
    def _funds_usd(self, account: Account) -> Decimal:
        """What the account could pay with: its free cash, and all that it holds and trades."""
        held = [
            self.sellable(position) * self.household.price_usd(position.symbol)
            for position in account.positions
            if position.role is TRADABLE and position.symbol in self.household.prices
        ]
        return sum(held, max(free_cash_usd(self.household, account), ZERO))

    @once_per_place
    def room_usd(self, account: Account, symbol: str) -> Decimal | None:
        """Dollars that limits let this account buy of it beyond what is held; None where they leave room for all that
        the household has."""
        rooms = [
            max(ceiling - limit.held_usd, ZERO) / limit.parts[symbol]
            for limit in self._limits_on.get(symbol, ())
            if account.account_id in limit.accounts and (ceiling := limit.ceiling_usd) is not None
        ]
        least = min(rooms, default=self._worth_usd)
        return least if least < self._worth_usd else None

    def is_asked_for(self, account: Account, symbol: str) -> bool:
        """Whether a limit asks for more of this than is held, or of what it holds and others of its class do not."""
        return any(
            account.account_id in limit.accounts and limit.outside_usd(limit.held_usd) < 0
            for limit in self._limits_on.get(symbol, ())
        )

    @kept
    def _limits_on(self) -> Mapping[str, list[DollarLimit]]:
        """By symbol, the limits that count it and may count others of its class otherwise: those on a symbol, and on a
        class below one of the target."""
        found: dict[str, list[DollarLimit]] = {}
        for limit in self.limits:
            class_id = limit.limit.class_id
            if class_id and self.policy.class_of(class_id) in {None, class_id}:
                continue
            for symbol, part in limit.parts.items():
                if part > 0:
                    found.setdefault(symbol, []).append(limit)
        return found

    @kept
    def _worth_usd(self) -> Decimal:
        """All that the household holds, in dollars: more than any plan can buy."""
        return sum([account_total_usd(self.household, a) for a in self.household.accounts], ZERO)

    def _asked_for(self, account: Account) -> list[str]:
        """What a limit alone lets this account buy."""
        return sorted(
            {
                limit.limit.symbol
                for limit in self.limits
                if account.account_id in limit.accounts
                and limit.limit.symbol in self.bought_for_limits
                and limit.outside_usd(limit.held_usd) < 0
                and not self.buy_block(account, limit.limit.symbol)
            }
        )

    @kept
    def bought_for_limits(self) -> dict[str, Decimal]:
        """Symbols on no list to buy of which a limit asks for more than is held: the dollars that are missing."""
        listed = {symbol for ranked in self.policy.buys.values() for symbol in ranked}
        listed |= {symbol for account in self.household.accounts for symbol in account.menu or ()}
        missing: dict[str, Decimal] = {}
        for limit in self.limits:
            symbol, under = limit.limit.symbol, -limit.outside_usd(limit.held_usd)
            if symbol and symbol not in listed and under > 0 and not limit.limit.through_funds:
                missing[symbol] = missing.get(symbol, ZERO) + under
        return missing

    @once_per_account
    def _replacing(self, account: Account) -> Mapping[str, tuple[str, ...]]:
        """What may be bought here in place of what is sold here at a loss, with that: the user's own pairs."""
        found: dict[str, tuple[str, ...]] = {}
        held = {p.symbol for p in account.positions} if account.kind.is_taxable else set()
        for pair in self.policy.replacements:
            is_here = pair.account_id in {"", account.account_id} and pair.sell in held
            if (
                is_here
                and self.group(pair.sell) in self.loss_groups
                and not self.buy_block(account, pair.buy)
            ):
                found[pair.buy] = (*found.get(pair.buy, ()), pair.sell)
        return found

    def before(self, account: Account, symbol: str) -> tuple[str, ...]:
        """What stands before this symbol in its class and may be bought here."""
        class_id, at, _ = self._places(account).get(symbol, NOWHERE)
        ranked = self._lists(account).get(class_id, ())
        return tuple(s for s in ranked[:at] if not self.buy_block(account, s))

    def better(self, account: Account, symbol: str) -> tuple[str, ...]:
        """Those before this symbol that equal it: it is only a substitute for these."""
        class_id, at, best = self._places(account).get(symbol, NOWHERE)
        if not best or symbol in self._replacing(account) or self.only_class(symbol) is None:
            return ()
        if self.is_asked_for(account, symbol):
            return ()
        places, equals = self._equals(account, class_id)
        return equals[: bisect_left(places, at)]

    @once_per_place
    def _equals(self, account: Account, class_id: str) -> tuple[list[int], tuple[str, ...]]:
        """Those of a class's list that may be bought here and hold nothing but the class, without a minimum or a limit
        of their own, and their places on it."""
        found = [(at, s) for at, s in enumerate(self._lists(account)[class_id]) if self._is_equal(account, s)]
        return [at for at, _ in found], tuple([symbol for _, symbol in found])

    def _is_equal(self, account: Account, symbol: str) -> bool:
        if self.only_class(symbol) is None or self.buy_block(account, symbol):
            return False
        return not self.asks_for_more(account, symbol) and self.room_usd(account, symbol) is None

    def is_paired(self, account: Account, symbol: str) -> bool:
        """Whether the user names it as what replaces a loss here, and it is not what is bought here anyway."""
        return symbol in self._replacing(account) and symbol not in self._first_choices(account)

    def replaced_by(self, account: Account, symbol: str) -> tuple[str, ...]:
        """What the user names it to replace here, one of which must be sold at a loss for it to be bought: nothing
        where it is bought here anyway."""
        return self._replacing(account).get(symbol, ()) if self.is_paired(account, symbol) else ()

    @once_per_account
    def _first_choices(self, account: Account) -> frozenset[str]:
        return frozenset([ranked[0] for ranked in self._lists(account).values() if ranked])

    def rank(self, account: Account, symbol: str) -> int:
        """How many better choices for the class stand before this symbol: 0 is the first choice, and what the user
        names to replace a loss here."""
        if symbol in self._replacing(account):
            return 0
        return self._places(account).get(symbol, NOWHERE)[2]

    @once_per_account
    def _places(self, account: Account) -> Mapping[str, tuple[str, int, int]]:
        """By symbol, the class of the first list that it is on, its place there, and its best place on any."""
        return self._of_alike("_places", account, self._place_by_place)

    def _place_by_place(self, account: Account) -> Mapping[str, tuple[str, int, int]]:
        found: dict[str, tuple[str, int, int]] = {}
        for class_id, ranked in self._lists(account).items():
            for at, symbol in enumerate(ranked):
                first, place, best = found.get(symbol, (class_id, at, at))
                found[symbol] = (first, place, min(best, at))
        return found

    @once_per_account
    def _lists(self, account: Account) -> Mapping[str, tuple[str, ...]]:
        """The policy's list for each class, in the order of the classes' ids."""
        return self._of_alike("_lists", account, self._class_by_class)

    def _class_by_class(self, account: Account) -> Mapping[str, tuple[str, ...]]:
        return {class_id: self._ranked(account, class_id) for class_id in sorted(self.policy.target)}

    def _of_alike(self, name: str, account: Account, answer: Callable[[Account], Answer]) -> Answer:
        """What is the same in all accounts that are taxed alike and have no menu."""
        if account.menu is not None:
            return answer(account)
        key = (name, account.kind.treatment)
        if key not in self.known:
            self.known[key] = answer(account)
        found: Answer = self.known[key]
        return found

    def _ranked(self, account: Account, class_id: str) -> tuple[str, ...]:
        """The policy's list for the class in the order that suits the account; in one with a menu, the menu's own
        funds of that class after it."""
        listed = self.policy.buys.get(class_id, ())
        if not self._exempt.isdisjoint(listed):
            listed = in_order_here(self.household, self.policy, account, listed, self.rates)
        if account.menu is None:
            return listed
        offered = [symbol for symbol in listed if symbol in account.menu]
        extra = [symbol for symbol in self._on_menu(account).get(class_id, ()) if symbol not in offered]
        return (*offered, *extra)

    @kept
    def _exempt(self) -> frozenset[str]:
        """Symbols that bring tax-exempt income."""
        return frozenset([s for s, one in self.household.instruments.items() if one.yield_exempt_pct > 0])

    @once_per_account
    def _on_menu(self, account: Account) -> Mapping[str | None, list[str]]:
        """The menu's funds by the one class that each holds, the cheapest first."""
        found: dict[str | None, list[str]] = {}
        for symbol in account.menu or ():
            found.setdefault(self.only_class(symbol), []).append(symbol)
        instruments = self.household.instruments
        for class_id, symbols in found.items():
            if class_id is not None:
                symbols.sort(key=lambda s: (instruments[s].expense_pct, s))
        return found
