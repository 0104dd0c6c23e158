"""What wishes would sell, today and at today's prices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from trimtab.core.accounts import Account
from trimtab.core.household import Household
from trimtab.core.money import ZERO, plain
from trimtab.core.problems import Problem
from trimtab.ledger.books.realised import HeldLot
from trimtab.ledger.returns.owners import taxed_accounts
from trimtab.ledger.what_if.wishes import HarvestLosses, SellShares, Wish, not_understood


@dataclass(frozen=True, slots=True)
class WishedSale:
    """Shares to be sold; `lot_id` empty: the lots that the account's method picks. `words` is the wish."""

    words: str
    account_id: str
    symbol: str
    lot_id: str
    quantity: Decimal
    price_usd: Decimal


def wished_sales(
    household: Household, held: Sequence[HeldLot], wishes: Sequence[Wish]
) -> tuple[tuple[WishedSale, ...], list[Problem]]:
    """What each wish sells, one wish after the other, and what keeps a wish from being done."""
    picker = _Picker(household, held)
    sales: list[WishedSale] = []
    for wish in wishes:
        if isinstance(wish, SellShares):
            sales += picker.sell(wish)
        elif isinstance(wish, HarvestLosses):
            sales += picker.harvest(wish)
    return tuple(sales), picker.problems


class _Picker:
    """Finds shares for wishes, and remembers how many are left for the next one."""

    def __init__(self, household: Household, held: Sequence[HeldLot]) -> None:
        self.household = household
        self.held = held
        self.problems: list[Problem] = []
        self._taken: dict[tuple[str, str, str], Decimal] = {}

    def sell(self, wish: SellShares) -> Iterator[WishedSale]:
        lots = self._lots(wish)
        if not lots:
            return
        lot_id = lots[0].lot_id if wish.lot_id else ""
        where = f"lot {lot_id} of {wish.symbol}" if lot_id else wish.symbol
        free = _shares(lots) - self._gone(wish.account_id, wish.symbol, lot_id)
        wanted = free if wish.quantity is None else wish.quantity
        if wanted > free or not free:
            why = f"{plain(free)} shares of {where} are left in {wish.account_id} to sell"
            self._fault(wish, why, "sell that many or fewer")
            return
        yield self._take(wish.words, wish.account_id, wish.symbol, lot_id, wanted)

    def harvest(self, wish: HarvestLosses) -> Iterator[WishedSale]:
        taxed = {account.account_id for account in taxed_accounts(self.household)}
        keys = dict.fromkeys((lot.account_id, lot.symbol, lot.lot_id) for lot in self.held)
        found = False
        for account_id, symbol, lot_id in sorted(key for key in keys if key[0] in taxed):
            if wish.symbol not in {"", symbol} or symbol not in self.household.prices:
                continue
            pieces = [
                p for p in self.held if (p.account_id, p.symbol, p.lot_id) == (account_id, symbol, lot_id)
            ]
            quantity = _shares(pieces) - self._gone(account_id, symbol, lot_id)
            if quantity > 0 and _is_at_loss(pieces, self.household.price_usd(symbol)):
                found = True
                yield self._take(wish.words, account_id, symbol, lot_id, quantity)
        if not found:
            what = f"of {wish.symbol}" if wish.symbol else "of anything"
            remedy = "look at trimtab lots for what is held and at what cost"
            self._fault(wish, f"no lot {what} stands at a loss in a taxable account", remedy)

    def _lots(self, wish: SellShares) -> list[HeldLot]:
        """The lots a wish is about; none, with the reason among the problems, where there are none."""
        if account_named(self.household, wish.account_id) is None:
            self.problems.append(no_account(self.household, wish.words, wish.account_id))
            return []
        there = [lot for lot in self.held if lot.account_id == wish.account_id]
        lots = [lot for lot in there if lot.symbol == wish.symbol]
        named = [lot for lot in lots if wish.lot_id in {"", lot.lot_id, _short(lot)}]
        if not lots:
            symbols = ", ".join(dict.fromkeys(lot.symbol for lot in there)) or "nothing"
            self._fault(wish, f"{wish.symbol} is not held in {wish.account_id}", f"held there: {symbols}")
        elif not named:
            known = ", ".join(dict.fromkeys(_short(lot) for lot in lots))
            self._fault(
                wish, f"{wish.symbol} in {wish.account_id} has no lot {wish.lot_id}", f"its lots: {known}"
            )
        elif wish.symbol not in self.household.prices:
            self._fault(wish, f"{wish.symbol} has no price", "add one under [[prices]]")
            return []
        return named

    def _gone(self, account_id: str, symbol: str, lot_id: str) -> Decimal:
        """What earlier wishes took of the lot, or of all lots of the symbol."""
        return sum(
            (
                shares
                for (account, taken, lot), shares in self._taken.items()
                if (account, taken) == (account_id, symbol) and lot_id in {"", lot}
            ),
            ZERO,
        )

    def _take(self, words: str, account_id: str, symbol: str, lot_id: str, quantity: Decimal) -> WishedSale:
        key = (account_id, symbol, lot_id)
        self._taken[key] = self._taken.get(key, ZERO) + quantity
        return WishedSale(words, account_id, symbol, lot_id, quantity, self.household.price_usd(symbol))

    def _fault(self, wish: Wish, why: str, remedy: str) -> None:
        self.problems.append(not_understood(wish.words, why, remedy))


def account_named(household: Household, account_id: str) -> Account | None:
    """The account with this id; None where there is none."""
    return next((a for a in household.accounts if a.account_id == account_id), None)


def no_account(household: Household, words: str, account_id: str) -> Problem:
    """There is no such account; the ids there are."""
    known = ", ".join(account.account_id for account in household.accounts)
    return not_understood(words, f"there is no account {account_id}", f"use one of {known}")


def _short(lot: HeldLot) -> str:
    """A lot's name without the account and symbol that many begin with."""
    return lot.lot_id.removeprefix(f"{lot.account_id}/{lot.symbol}/")


def _shares(lots: Sequence[HeldLot]) -> Decimal:
    return sum((lot.quantity for lot in lots), ZERO)


def _is_at_loss(pieces: Sequence[HeldLot], price_usd: Decimal) -> bool:
    """Whether all pieces of a lot together are worth less than their basis; not where that is not known."""
    basis = [piece.basis_usd for piece in pieces if piece.basis_usd is not None]
    return len(basis) == len(pieces) and _shares(pieces) * price_usd < sum(basis, ZERO)
