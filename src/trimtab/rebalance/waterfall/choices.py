"""The lots that may be sold, best first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from trimtab.core.accounts import Account, Lot, Position
from trimtab.core.money import ZERO
from trimtab.rebalance.fees import redemption_fee_usd
from trimtab.rebalance.orders import LotKey
from trimtab.rebalance.rules import Rules
from trimtab.rebalance.waterfall.places import Place
from trimtab.tax.holding import last_long_purchase

Rank = tuple[bool, bool, bool, Decimal, str, str, str]


@dataclass(slots=True, eq=False)
class Choice:
    """A lot that may be sold: the gain of all of it (none in a sheltered account), and the shares sold so far.

    `rank` is sheltered first, losses, long-term, highest basis (least gain per dollar); then by name.
    `is_clean`: of what is substantially identical nothing but the lot itself was bought lately.
    """

    place: Place
    lot: Lot
    gain_usd: Decimal
    at_loss: bool
    is_long: bool
    is_clean: bool
    rank: Rank
    sold: Decimal = ZERO
    is_sold_out: bool = False

    @property
    def key(self) -> LotKey:
        """Account, symbol and lot."""
        return self.rank[4:]

    @property
    def left(self) -> Decimal:
        """Shares of the lot that may still be sold, budgets and limits apart."""
        return min(self.lot.quantity - self.sold, self.place.left)

    def sell(self, quantity: Decimal) -> Decimal:
        """Book a sale of so many of its shares; what it brings to the account, less its cost."""
        before = self.fee_usd(self.sold)
        self.sold += quantity
        self.is_sold_out = self.sold >= self.lot.quantity
        return self.place.sell(quantity) + before - self.fee_usd(self.sold)

    def gain_of(self, quantity: Decimal) -> Decimal:
        """The gain of so many of its shares."""
        return self.gain_usd * quantity / self.lot.quantity

    def fee_usd(self, quantity: Decimal) -> Decimal:
        """The redemption fee of selling so many of its shares in all."""
        place = self.place
        if not place.security.has_fee:
            return ZERO
        household = place.rules.household
        return redemption_fee_usd(household, place.account, place.security.symbol, self.lot, quantity)


def choices(rules: Rules, place: Place, position: Position, only_losses: bool) -> Iterator[Choice]:
    """The position's lots that the rules let be sold before anything is traded."""
    account, symbol = place.account, position.symbol
    long_until = last_long_purchase(rules.household.as_of)
    for lot in rules.open_lots(account, position):
        name = (account.account_id, symbol, lot.lot_id)
        if not place.is_taxable:
            if not only_losses:
                yield Choice(place, lot, ZERO, False, False, True, (False, False, False, ZERO, *name))
            continue
        gain = rules.gain_usd(symbol, lot)
        at_loss = gain < 0
        if not at_loss and (only_losses or rules.scope.only_losses):
            continue
        is_long = lot.acquired is not None and lot.acquired <= long_until
        is_clean = not at_loss or all(r.lot is lot for r in rules.recent.get(place.security.group, ()))
        rank = (True, not at_loss, not (at_loss or is_long), gain / lot.quantity, *name)
        yield Choice(place, lot, gain, at_loss, is_long, is_clean, rank)


def sellable_positions(rules: Rules, account: Account) -> Iterator[Position]:
    """The account's positions of which something may be sold."""
    return (position for position in account.positions if not rules.position_block(account, position))
