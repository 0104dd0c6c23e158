"""Shares that a custodian's lots and closed lots tell of, and which of the books' lots they turn out to be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import combinations

from trimtab.core.money import CENT
from trimtab.core.problems import Source
from trimtab.ledger.wash_sales.result import in_cents

MOST_TO_COMBINE = 14


@dataclass(slots=True)
class LotRef:
    """A lot of the books; its name is given when all lots are known. `cost_usd` and `acquired` None are unknown."""

    account_id: str
    symbol: str
    quantity: Fraction
    cost_usd: Decimal | None
    acquired: date | None
    source: Source | None
    lot_id: str = ""


@dataclass(slots=True)
class Shares:
    """Shares bought together as a custodian states them, in shares of the day the books begin.

    `claims` say of which lots of the books they are, `pieces` are parts that were taken off. `is_lump`: everything
    held, of which only a total cost is known.
    """

    quantity: Fraction
    cost_usd: Decimal | None
    acquired: date | None
    source: Source
    is_held: bool
    is_lump: bool = False
    claims: list[tuple[LotRef, Fraction]] = field(default_factory=list)
    pieces: list[Shares] = field(default_factory=list)

    @property
    def sort_key(self) -> tuple[date, Fraction, Decimal, str, int]:
        """Earliest first, those without a day last."""
        where = self.source
        return (
            self.acquired or date.max,
            self.quantity,
            self.cost_usd or Decimal(-1),
            where.file,
            where.line or 0,
        )

    def split(self, quantity: Fraction) -> Shares:
        """Take a part off, with its part of the cost to the cent."""
        cost = None
        if self.cost_usd is not None:
            cost = in_cents(Fraction(self.cost_usd) * quantity / self.quantity)
            self.cost_usd -= cost
        piece = Shares(quantity, cost, self.acquired, self.source, self.is_held)
        self.quantity -= quantity
        self.pieces.append(piece)
        return piece

    def all_claims(self) -> Iterator[tuple[LotRef, Fraction]]:
        """Its own claims and those of its pieces."""
        yield from self.claims
        for piece in self.pieces:
            yield from piece.all_claims()


def total(shares: Sequence[Shares]) -> Fraction:
    """Shares over all of them."""
    return sum((one.quantity for one in shares), Fraction(0))


def take(
    pool: list[Shares], quantity: Fraction, slack: Fraction, preferred: frozenset[date | None]
) -> list[Shares]:
    """Take shares out of a pool that sum to a quantity: those of preferred days if they do, else whole lots that do,
    else the earliest, the last one cut. Takes all where there are not enough."""
    if quantity <= slack:
        return []
    ordered = sorted(pool, key=lambda one: one.sort_key)
    liked = [one for one in ordered if one.acquired in preferred]
    chosen = next(
        (list(found) for found in _combinations(liked, ordered) if abs(total(found) - quantity) <= slack),
        None,
    )
    if chosen is None:
        chosen = _front([*liked, *(one for one in ordered if one not in liked)], quantity)
    for one in chosen:
        if one in pool:
            pool.remove(one)
    return chosen


def _combinations(liked: Sequence[Shares], ordered: Sequence[Shares]) -> Iterator[Sequence[Shares]]:
    yield liked
    for shares in (liked, ordered):
        for one in shares:
            yield (one,)
    yield ordered
    for end in range(2, len(ordered)):
        yield ordered[:end]
        yield ordered[-end:]
    if len(ordered) <= MOST_TO_COMBINE:
        for count in range(2, len(ordered)):
            yield from combinations(ordered, count)


def _front(ordered: Sequence[Shares], quantity: Fraction) -> list[Shares]:
    chosen: list[Shares] = []
    for one in ordered:
        if one.quantity > quantity:
            return [*chosen, one.split(quantity)]
        chosen.append(one)
        quantity -= one.quantity
    return chosen


def alike(one: Shares, other: Shares) -> bool:
    """Whether two are parts of one purchase: bought on one day at one price, as far as cents can tell."""
    if one.acquired != other.acquired or one.acquired is None:
        return False
    if one.cost_usd is None or other.cost_usd is None:
        return one.cost_usd is other.cost_usd
    apart = Fraction(one.cost_usd) / one.quantity - Fraction(other.cost_usd) / other.quantity
    return abs(apart) <= Fraction(CENT) / one.quantity + Fraction(CENT) / other.quantity


def lots_of(key: tuple[str, str], shares: Sequence[Shares]) -> list[LotRef]:
    """Lots of the books for shares that nothing else explains; parts of one purchase become one lot."""
    lots: list[tuple[LotRef, Shares]] = []
    for one in sorted(shares, key=lambda one: one.sort_key):
        found = next((lot for lot, first in lots if alike(first, one)), None)
        if found is None:
            found = LotRef(
                *key, Fraction(0), None if one.cost_usd is None else Decimal(0), one.acquired, one.source
            )
            lots.append((found, one))
        found.quantity += one.quantity
        if found.cost_usd is not None and one.cost_usd is not None:
            found.cost_usd += one.cost_usd
        one.claims.append((found, one.quantity))
    return [lot for lot, _ in lots]
