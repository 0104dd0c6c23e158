"""What a plan calls a lot and what the books call it: a statement's lot may be one of theirs, a part, or several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from trimtab.core.household import Household
from trimtab.ledger.books.realised import HeldLot

Named = tuple[str, str, str]
"""Account id, symbol, and what the household's position calls the lot."""


@dataclass(frozen=True, slots=True)
class LotNames:
    """The books' lots behind each lot of a plan, by its account, symbol and name there."""

    books: Mapping[Named, tuple[str, ...]] = field(default_factory=dict)

    def of_plan(self, account_id: str, symbol: str, name: str) -> tuple[str, ...]:
        """The books' lots that a plan calls by this name; none where it calls none so."""
        return self.books.get((account_id, symbol, name), ())

    def in_plans(self, lot: HeldLot) -> tuple[str, ...]:
        """What plans call the shares of a lot of the books."""
        return tuple(
            name
            for (account_id, symbol, name), books in self.books.items()
            if (account_id, symbol) == (lot.account_id, lot.symbol) and lot.lot_id in books
        )


NO_NAMES = LotNames()


def lot_names(
    household: Household, stated: Mapping[Named, Sequence[str]], held: Sequence[HeldLot]
) -> LotNames:
    """The names of every lot the household holds. `stated`: the books' lots that each turned out to be when they began.

    The only lot of a position is all that the books hold of it; one that the books' beginning does not tell of is
    what they hold of its day.
    """
    there: dict[tuple[str, str], list[HeldLot]] = {}
    for one in held:
        there.setdefault((one.account_id, one.symbol), []).append(one)
    names: dict[Named, tuple[str, ...]] = {}
    for account in household.accounts:
        for position in account.positions:
            pieces = there.get((account.account_id, position.symbol), [])
            for lot in position.lots:
                key = (account.account_id, position.symbol, lot.lot_id)
                found = [one for one in pieces if one.lot_id in stated.get(key, ())]
                if len(position.lots) == 1:
                    found = pieces
                elif not found and lot.acquired is not None:
                    found = [one for one in pieces if lot.acquired in (one.bought, one.held_from)]
                names[key] = tuple(dict.fromkeys(one.lot_id for one in found))
    return LotNames(names)
