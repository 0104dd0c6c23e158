"""What wishes would sell, today and at today's prices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from trimtab.core.accounts import Account
from trimtab.core.household import Household
from trimtab.core.money import ZERO, plain
from trimtab.core.problems import Problem
from trimtab.ledger.books.lot_names import NO_NAMES, LotNames
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
    household: Household, held: Sequence[HeldLot], wishes: Sequence[Wish], names: LotNames = NO_NAMES
) -> tuple[tuple[WishedSale, ...], list[Problem]]:
    """What each wish sells, one wish after the other, and what keeps a wish from being done.

    A lot is meant by its name in the books, that name's end, or what plans call it by `names`.
    """
    picker = _Picker(household, held, names)
    sales: list[WishedSale] = []
    for wish in wishes:
        if isinstance(wish, SellShares):
            sales += picker.sell(wish)
        elif isinstance(wish, HarvestLosses):
            sales += picker.harvest(wish)
    return tuple(sales), picker.problems


class _Picker:
    """Finds shares for wishes, and remembers how many are left for the next one."""

    def __init__(self, household: Household, held: Sequence[HeldLot], names: LotNames) -> None:
        self.household = household
        self.held = held
        self.names = names
        self.problems: list[Problem] = []
        self._taken: dict[tuple[str, str, str], Decimal] = {}

    def sell(self, wish: SellShares) -> Iterator[WishedSale]:
        lots = self._lots(wish)
        if not lots:
            return
        free = self._free(wish, lots)
        left = sum(free.values(), ZERO)
        wanted = left if wish.quantity is None else wish.quantity
        if wanted > left or not left:
            which = next(iter(free)) if len(free) == 1 else wish.lot_id
            where = f"lot {which} of {wish.symbol}" if which else wish.symbol
            why = f"{plain(left)} shares of {where} are left in {wish.account_id} to sell"
            self._fault(wish, why, "sell that many or fewer")
            return
        for lot_id, shares in free.items():
            if part := min(shares, wanted):
                wanted -= part
                yield self._take(wish.words, wish.account_id, wish.symbol, lot_id, part)

    def _free(self, wish: SellShares, lots: Sequence[HeldLot]) -> dict[str, Decimal]:
        """Shares left of each lot; of any lot, where the wish names none, or what is all there is under one name."""
        names = dict.fromkeys(lot.lot_id for lot in lots)
        if not wish.lot_id or (len(names) > 1 and set(names) == {lot.lot_id for lot in self._held_of(wish)}):
            return {"": _shares(lots) - self._gone(wish.account_id, wish.symbol, "")}
        return {
            name: _shares([lot for lot in lots if lot.lot_id == name])
            - self._gone(wish.account_id, wish.symbol, name)
            for name in names
        }

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
        lots = self._held_of(wish)
        named = [lot for lot in lots if wish.lot_id in {"", lot.lot_id, _short(lot)}]
        planned_ids = self.names.of_plan(wish.account_id, wish.symbol, wish.lot_id)
        planned = [lot for lot in lots if lot.lot_id in planned_ids]
        if not lots:
            symbols = ", ".join(dict.fromkeys(lot.symbol for lot in there)) or "nothing"
            self._fault(wish, f"{wish.symbol} is not held in {wish.account_id}", f"held there: {symbols}")
        elif named and planned and _ids(named) != _ids(planned):
            why = f"lot {wish.lot_id} may be {_ids(named)}, or what a plan calls so, {_ids(planned)}"
            self._fault(wish, why, "write its whole name, as trimtab lots --full shows it")
            return []
        elif not named and not planned:
            known = ", ".join(dict.fromkeys(_short(lot) for lot in lots))
            self._fault(
                wish, f"{wish.symbol} in {wish.account_id} has no lot {wish.lot_id}", f"its lots: {known}"
            )
        elif wish.symbol not in self.household.prices:
            self._fault(wish, f"{wish.symbol} has no price", "add one under [[prices]]")
            return []
        return named or planned

    def _held_of(self, wish: SellShares) -> list[HeldLot]:
        return [lot for lot in self.held if (lot.account_id, lot.symbol) == (wish.account_id, wish.symbol)]

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


def _ids(lots: Sequence[HeldLot]) -> str:
    return ", ".join(dict.fromkeys(lot.lot_id for lot in lots))


def _shares(lots: Sequence[HeldLot]) -> Decimal:
    return sum((lot.quantity for lot in lots), ZERO)


def _is_at_loss(pieces: Sequence[HeldLot], price_usd: Decimal) -> bool:
    """Whether all pieces of a lot together are worth less than their basis; not where that is not known."""
    basis = [piece.basis_usd for piece in pieces if piece.basis_usd is not None]
    return len(basis) == len(pieces) and _shares(pieces) * price_usd < sum(basis, ZERO)
