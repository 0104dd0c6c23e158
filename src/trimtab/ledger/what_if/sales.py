"""The lots that wishes would sell, today and at today's prices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from trimtab.core.accounts import Account, Lot, Position
from trimtab.core.household import Household
from trimtab.core.money import ZERO, plain
from trimtab.core.problems import Problem
from trimtab.ledger.returns.owners import taxed_accounts
from trimtab.ledger.what_if.wishes import HarvestLosses, SellShares, Wish, not_understood

LotKey = tuple[str, str, str]  # account, symbol, lot


@dataclass(frozen=True, slots=True)
class WishedSale:
    """Shares of one lot to be sold; `words` is the wish they come from."""

    words: str
    account: Account
    symbol: str
    lot: Lot
    quantity: Decimal
    price_usd: Decimal

    @property
    def key(self) -> LotKey:
        """What the lot is called in the household."""
        return (self.account.account_id, self.symbol, self.lot.lot_id)

    @property
    def proceeds_usd(self) -> Decimal:
        """Shares times price, exact."""
        return self.quantity * self.price_usd


def wished_sales(
    household: Household, wishes: Sequence[Wish]
) -> tuple[tuple[WishedSale, ...], list[Problem]]:
    """The lots each wish sells, one wish after the other, and what keeps a wish from being done.

    Without a lot named the oldest shares go first (26 CFR 1.1012-1(c)(1)); those without a date go last.
    """
    picker = _Picker(household)
    sales: list[WishedSale] = []
    for wish in wishes:
        if isinstance(wish, SellShares):
            sales += picker.sell(wish)
        elif isinstance(wish, HarvestLosses):
            sales += picker.harvest(wish)
    return tuple(sales), picker.problems


class _Picker:
    """Takes shares from lots, and remembers how many are left for the next wish."""

    def __init__(self, household: Household) -> None:
        self.household = household
        self.problems: list[Problem] = []
        self._taken: dict[LotKey, Decimal] = {}

    def sell(self, wish: SellShares) -> Iterator[WishedSale]:
        position = self._position(wish)
        if position is None:
            return
        account, held = position
        lots = [lot for lot in _by_age(held) if not wish.lot_id or lot.lot_id == wish.lot_id]
        if not lots:
            known = ", ".join(lot.lot_id for lot in _by_age(held))
            self._fault(
                wish, f"{wish.symbol} in {wish.account_id} has no lot {wish.lot_id}", f"its lots: {known}"
            )
            return
        free = sum((self._left(account, held, lot) for lot in lots), ZERO)
        wanted = free if wish.quantity is None else wish.quantity
        if wanted > free or not free:
            where = f"lot {wish.lot_id} of {wish.symbol}" if wish.lot_id else wish.symbol
            why = f"{plain(free)} shares of {where} are left in {wish.account_id} to sell"
            self._fault(wish, why, "sell that many or fewer")
            return
        for lot in lots:
            quantity = min(wanted, self._left(account, held, lot))
            if quantity:
                yield self._take(wish.words, account, held, lot, quantity)
                wanted -= quantity

    def harvest(self, wish: HarvestLosses) -> Iterator[WishedSale]:
        found = False
        for account in taxed_accounts(self.household):
            for held in account.positions:
                if wish.symbol not in {"", held.symbol} or held.symbol not in self.household.prices:
                    continue
                for lot in _by_age(held):
                    quantity = self._left(account, held, lot)
                    if quantity and _is_at_loss(lot, self.household.price_usd(held.symbol)):
                        found = True
                        yield self._take(wish.words, account, held, lot, quantity)
        if not found:
            what = f"of {wish.symbol}" if wish.symbol else "of anything"
            remedy = "look at trimtab lots for what is held and at what cost"
            self._fault(wish, f"no lot {what} stands at a loss in a taxable account", remedy)

    def _position(self, wish: SellShares) -> tuple[Account, Position] | None:
        account = account_named(self.household, wish.account_id)
        if account is None:
            self.problems.append(no_account(self.household, wish.words, wish.account_id))
            return None
        held = next((p for p in account.positions if p.symbol == wish.symbol), None)
        if held is None:
            symbols = ", ".join(p.symbol for p in account.positions) or "nothing"
            self._fault(wish, f"{wish.symbol} is not held in {wish.account_id}", f"held there: {symbols}")
            return None
        if wish.symbol not in self.household.prices:
            self._fault(wish, f"{wish.symbol} has no price", "add one under [[prices]]")
            return None
        return account, held

    def _left(self, account: Account, held: Position, lot: Lot) -> Decimal:
        return lot.quantity - self._taken.get((account.account_id, held.symbol, lot.lot_id), ZERO)

    def _take(self, words: str, account: Account, held: Position, lot: Lot, quantity: Decimal) -> WishedSale:
        sale = WishedSale(words, account, held.symbol, lot, quantity, self.household.price_usd(held.symbol))
        self._taken[sale.key] = self._taken.get(sale.key, ZERO) + quantity
        return sale

    def _fault(self, wish: Wish, why: str, remedy: str) -> None:
        self.problems.append(not_understood(wish.words, why, remedy))


def account_named(household: Household, account_id: str) -> Account | None:
    """The account with this id; None where there is none."""
    return next((a for a in household.accounts if a.account_id == account_id), None)


def no_account(household: Household, words: str, account_id: str) -> Problem:
    """There is no such account; the ids there are."""
    known = ", ".join(account.account_id for account in household.accounts)
    return not_understood(words, f"there is no account {account_id}", f"use one of {known}")


def _by_age(held: Position) -> list[Lot]:
    return sorted(held.lots, key=lambda lot: (lot.acquired is None, lot.acquired or date.min, lot.lot_id))


def _is_at_loss(lot: Lot, price_usd: Decimal) -> bool:
    return lot.basis_usd is not None and lot.quantity * price_usd < lot.basis_usd
