"""Shares of one lot while the books are kept: cut, never blurred, so that shares and basis are conserved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from operator import attrgetter

from trimtab.core.money import ZERO, cents
from trimtab.core.problems import Source
from trimtab.ledger.books.result import How
from trimtab.ledger.wash_sales.history import Acquired

START = Fraction(0)
GRID = Decimal("1E-9")  # quantities that do not end are cut to a billionth of a share


@dataclass(slots=True, eq=False)
class Part:
    """Shares of one lot that are alike.

    `base_usd` is the basis without wash sales, `wash_usd` what wash sales added to it, of which `taken_usd` was added
    to these very shares (the rest came along or stayed behind in a spin-off or an average). `low_usd` is the basis for
    loss of a gift. `held_from` is the start of the holding period, `own_from` the same before section 1223(3).
    `ratio` is what one share has become by the last split known: shares times ratio are units. The part begins
    `skipped` shares after unit `front_unit` of its lot. `order` is the place in order of acquisition, `arrived` the
    day it came onto the books. `acquired_as`, `first_symbol`, `first_day` and `first_place` say what kind of
    acquisition of what it was, and when.
    """

    lot_id: str
    account_id: str
    symbol: str
    quantity: Decimal
    base_usd: Decimal | None
    bought: date | None
    held_from: date | None
    how: How
    acquired_as: Acquired
    arrived: date
    first_day: date
    first_place: int
    first_symbol: str
    order: tuple[date, int]
    ratio: Fraction
    source: Source | None = None
    low_usd: Decimal | None = None
    wash_usd: Decimal = ZERO
    taken_usd: Decimal = ZERO
    own_from: date | None = None
    front_unit: Fraction = START
    skipped: Decimal = ZERO
    is_held: bool = False

    @property
    def basis_usd(self) -> Decimal | None:
        """The basis with what wash sales added; None is unknown."""
        return None if self.base_usd is None else self.base_usd + self.wash_usd

    @property
    def units(self) -> Fraction:
        """The shares in the scale of the last split known."""
        return Fraction(self.quantity) * self.ratio

    @property
    def start(self) -> Fraction:
        """The unit of its lot with which the part begins."""
        return self.front_unit + Fraction(self.skipped) * self.ratio

    def become(self, quantity: Decimal) -> None:
        """The same units in another number of shares."""
        self.front_unit, self.skipped = self.start, ZERO
        self.ratio = self.units / Fraction(quantity)
        self.quantity = quantity

    @property
    def sort_key(self) -> tuple[date, int, Fraction]:
        """Earliest acquired first; parts of one lot from its first share on."""
        return (*self.order, self.start)

    def cut(self, quantity: Decimal, units: Fraction | None = None) -> Part:
        """Take the first `quantity` shares out of this part: basis in cents by share, the remainder stays.

        They are as many `units` as their share of the whole, unless it says otherwise.
        """
        held = self.quantity
        first = copy_of(self)
        first.quantity = quantity
        if units is not None:
            first.ratio = units / Fraction(quantity)
            first.front_unit, first.skipped = self.start, ZERO
            self.front_unit = self.start + units
            self.ratio = (self.units - units) / Fraction(held - quantity)
        if self.base_usd is not None:
            first.base_usd = cents(self.base_usd * quantity / held)
            self.base_usd -= first.base_usd
        if self.low_usd is not None:
            first.low_usd = cents(self.low_usd * quantity / held)
            self.low_usd -= first.low_usd
        if self.wash_usd or self.taken_usd:
            first.wash_usd = cents(self.wash_usd * quantity / held)
            first.taken_usd = cents(self.taken_usd * quantity / held)
            self.wash_usd -= first.wash_usd
            self.taken_usd -= first.taken_usd
        self.quantity = held - quantity
        self.skipped = self.skipped + quantity if units is None else ZERO
        return first


def copy_of(part: Part) -> Part:
    """The same shares as an object of their own."""
    return Part(*_values(part))


_values = attrgetter(*Part.__dataclass_fields__)


def in_shares(amount_usd: Decimal, quantities: Sequence[Decimal]) -> Iterator[Decimal]:
    """An amount by quantity, in cents that sum to it exactly: each part ends where the exact sum rounds."""
    if len(quantities) == 1:
        yield cents(amount_usd)
        return
    total, so_far, given = sum(quantities, ZERO), ZERO, ZERO
    for quantity in quantities:
        so_far += quantity
        upto = cents(amount_usd * so_far / total)
        yield upto - given
        given = upto


def on_grid(quantities: Sequence[Decimal], new: Decimal, old: Decimal) -> Iterator[Decimal]:
    """Each quantity times new/old, to a billionth of a share, summing to what the exact sum rounds to."""
    so_far, given = ZERO, ZERO
    for quantity in quantities:
        so_far += quantity
        upto = to_grid(so_far * new / old)
        yield upto - given
        given = upto


def to_grid(quantity: Decimal) -> Decimal:
    """A quantity to a billionth of a share; unchanged where it ends before."""
    rounded = quantity.quantize(GRID)
    return quantity if rounded == quantity else rounded


def front(ordered: Sequence[Part], quantity: Decimal) -> tuple[list[Part], list[Decimal]]:
    """The lots from the front that make up a quantity, and how much of each."""
    used, quantities = [], []
    for part in ordered:
        if not quantity:
            break
        taken = min(part.quantity, quantity)
        used.append(part)
        quantities.append(taken)
        quantity -= taken
    return used, quantities
