"""One scale for the shares of a security before and after its splits, so that they can be matched share for share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from trimtab.core.events import Event, Merger, Split, SymbolChange


@dataclass(slots=True)
class _Step:
    """A split, merger or change of symbol: shares now for shares before, and what they are called from then on.

    `places` are the places of the event within its day in each account that has it.
    """

    day: date
    ratio: Fraction
    next_symbol: str
    places: dict[str, tuple[int, str]] = field(default_factory=dict)

    def comes_after(self, account_id: str, day: date, place: tuple[int, str]) -> bool:
        """Whether a trade of that moment was still in old shares. An account without the event is new all day."""
        if day != self.day:
            return self.day > day
        own = self.places.get(account_id)
        return own is not None and own > place


ONE = Fraction(1)
_LAST = (10**12, "")


class Scale:
    """Every split, merger and change of symbol of a household. Contradicting ones must have been sorted out."""

    def __init__(self, events: Iterable[Event]) -> None:
        found: dict[tuple[str, date, type[Event]], _Step] = {}
        for event in events:
            if isinstance(event, Split):
                ratio, name = Fraction(event.new) / Fraction(event.old), ""
            elif isinstance(event, Merger) and event.new:
                ratio, name = Fraction(event.new) / Fraction(event.old), event.new_symbol
            elif isinstance(event, SymbolChange):
                ratio, name = Fraction(1), event.new_symbol
            else:
                continue
            key = (event.symbol, event.trade_date, type(event))
            step = found.setdefault(key, _Step(event.trade_date, ratio, name))
            step.places[event.account_id] = (event.sequence, event.event_id)
        self._steps: defaultdict[str, list[_Step]] = defaultdict(list)
        for (symbol, _, _), step in sorted(
            found.items(), key=lambda item: (item[1].day, min(item[1].places.values()))
        ):
            self._steps[symbol].append(step)

    def units(self, symbol: str, account_id: str, day: date, place: tuple[int, str]) -> Fraction:
        """What one share of that moment has become by the end of the history."""
        factor = ONE
        while symbol:
            steps, symbol = self._steps.get(symbol, ()), ""
            for step in steps:
                if step.comes_after(account_id, day, place):
                    factor *= step.ratio
                    if step.next_symbol:
                        symbol, day, place = step.next_symbol, step.day, _LAST
                        break
        return factor
