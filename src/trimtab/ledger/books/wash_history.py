"""The books as the wash-sale engine reads them: every part of a lot with its own end is a lot of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import lcm

from trimtab.core.events import Event, SymbolChange
from trimtab.core.money import ZERO
from trimtab.ledger.books.part import Part, to_grid
from trimtab.ledger.books.rules import BookRules
from trimtab.ledger.books.state import Gone, State
from trimtab.ledger.wash_sales.history import Acquired, AcquiredLot, LotSale, WashAccount, WashHistory

UNKNOWN_DAY = date(1000, 1, 1)  # so early that no tacking of days makes it a day that could be one


@dataclass(frozen=True, slots=True)
class Told:
    """What the engine is told, and which shares each of its lots stands for.

    `ends` says how a part left, None where it is held. `a_unit` are the engine's whole numbers for one unit, for an
    option symbol times its `shares_each`.
    """

    history: WashHistory
    parts: Mapping[str, Part]
    ends: Mapping[str, Gone | None]
    a_unit: int
    shares_each: Mapping[str, Fraction]


def known(day: date) -> date | None:
    """The start of a holding period, None where it rests on one that is not known."""
    return None if day.year < UNKNOWN_DAY.year + 500 else day


def tell(state: State, events: Iterable[Event]) -> Told:
    """Every part of every lot, held or gone, in one scale of whole numbers."""
    found: list[tuple[Part, Gone | None]] = [(gone.part, gone) for gone in state.gone]
    found += [(part, None) for position in state.positions.values() for part in position]
    found.sort(key=lambda one: (one[0].lot_id, one[0].start))
    teller = _Teller(state.rules, events, [part for part, _ in found])
    told = [(f"{part.lot_id}#{number:07}", part, gone) for number, (part, gone) in enumerate(found)]
    accounts = [
        WashAccount(a.account_id, a.owner, a.kind, a.known_from, a.known_to) for a in state.rules.accounts
    ]
    return Told(
        WashHistory(
            tuple(accounts),
            tuple(teller.lot(name, part, gone) for name, part, gone in told),
            tuple(teller.sale(name, gone) for name, _, gone in told if gone),
        ),
        {name: part for name, part, _ in told},
        {name: gone for name, _, gone in told},
        teller.a_unit,
        teller.shares_each,
    )


class Groups:
    """The group of identical securities of each symbol; a security keeps it under every name it has had."""

    def __init__(self, rules: BookRules, events: Iterable[Event]) -> None:
        self._newest = {e.symbol: e.new_symbol for e in events if isinstance(e, SymbolChange)}
        named: defaultdict[str, set[str]] = defaultdict(set)
        for symbol, group in rules.groups.items():
            named[self._last_name(symbol)].add(group)
        self._groups = {symbol: min(groups) for symbol, groups in named.items()}

    def of(self, symbol: str) -> str:
        """The declared group of a security, or its last symbol."""
        last = self._last_name(symbol)
        return self._groups.get(last, last)

    def _last_name(self, symbol: str) -> str:
        seen = {symbol}
        while (newer := self._newest.get(symbol)) and newer not in seen:
            seen.add(newer)
            symbol = newer
        return symbol


class _Teller:
    """Parts in the engine's words, in whole numbers."""

    def __init__(self, rules: BookRules, events: Iterable[Event], parts: Sequence[Part]) -> None:
        self.groups = Groups(rules, events)
        self.stocks = {option.symbol: option.on for option in rules.options}
        self.shares_each = {option.symbol: Fraction(option.shares) for option in rules.options}
        self.a_unit = lcm(*{self._units(part).denominator for part in parts})

    def _units(self, part: Part) -> Fraction:
        each = self.shares_each.get(part.first_symbol)
        return part.units if each is None else part.units * each

    def quantity(self, part: Part) -> Decimal:
        """The units of a part as a whole number."""
        numerator, denominator = self._units(part).as_integer_ratio()
        return Decimal(numerator * (self.a_unit // denominator))

    def lot(self, name: str, part: Part, gone: Gone | None) -> AcquiredLot:
        """A part as a lot: its basis before wash sales, and what it was when it was acquired."""
        stock = self.stocks.get(part.first_symbol)
        is_option = stock is not None and part.acquired_as is not Acquired.RECEIVED
        basis, held_from = part.base_usd, part.own_from
        if gone and gone.closed and part.low_usd is not None:
            basis, held_from = gone.closed.basis_usd, gone.closed.held_from
        return AcquiredLot(
            name,
            part.account_id,
            part.symbol,
            self.groups.of(part.first_symbol),
            part.first_day,
            part.first_place,
            self.quantity(part),
            basis or ZERO,
            Acquired.OPTION if is_option else part.acquired_as,
            self.groups.of(stock) if stock is not None and is_option else "",
            part.lot_id,
            part.source,
            held_from or UNKNOWN_DAY,
            self.groups.of(part.symbol),
            part.wash_usd - part.taken_usd,
        )

    def sale(self, name: str, gone: Gone) -> LotSale:
        """A sale; without proceeds where no result can be drawn: given away, or the basis is not known."""
        closed = gone.closed
        return LotSale(
            gone.event.event_id,
            gone.part.account_id,
            name,
            gone.day,
            gone.place,
            self.quantity(gone.part),
            None if closed is None or closed.basis_usd is None else closed.proceeds_usd,
            gone.event.source,
        )


def shares(quantity: Decimal, units: Sequence[Fraction]) -> list[Decimal]:
    """Shares over pieces that are measured in units, to a billionth, summing to the whole."""
    if len(units) == 1:
        return [quantity]
    total, so_far, given, found = sum(units, Fraction(0)), Fraction(0), ZERO, []
    for piece in units:
        so_far += piece
        share = so_far / total
        upto = to_grid(quantity * share.numerator / share.denominator)
        found.append(upto - given)
        given = upto
    return found
