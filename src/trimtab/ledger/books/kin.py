"""Events in sets that cannot touch each other: securities that neither replace nor become one another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from trimtab.core.events import BasisCorrection, Event
from trimtab.ledger.books.rules import BookRules


def kin(events: Sequence[Event], rules: BookRules) -> list[list[Event]]:
    """The events of each set of securities that share a group, an option, a merger, a spin-off or a change of symbol.

    Events that touch no lot (interest, contributions, fees) are in none.
    """
    links = {symbol: symbol for event in events for symbol in _symbols(event)}
    lots: dict[str, str] = {}
    for event in events:
        names = _symbols(event)
        for other in names[1:]:
            _join(links, names[0], other)
        if names and hasattr(event, "lot_id"):
            lots[str(event.lot_id) or event.event_id] = names[0]
    for symbol, group in rules.groups.items():
        _join(links, symbol, f"group {group}")
    for option in rules.options:
        _join(links, option.symbol, option.on)
    found: defaultdict[str, list[Event]] = defaultdict(list)
    for event in events:
        symbol = _symbol_of(event, lots)
        if symbol:
            found[_root(links, symbol)].append(event)
    return list(found.values())


def _symbols(event: Event) -> tuple[str, ...]:
    names: Iterable[str] = (getattr(event, "symbol", ""), getattr(event, "new_symbol", ""))
    return tuple(name for name in names if name)


def _symbol_of(event: Event, lots: dict[str, str]) -> str:
    """A correction names a lot only; a lot that came out of another begins with the other's name."""
    if isinstance(event, BasisCorrection):
        return lots.get(event.lot_id) or lots.get(event.lot_id.split("@")[0], "")
    return (*_symbols(event), "")[0]


def _root(links: dict[str, str], symbol: str) -> str:
    while links.setdefault(symbol, symbol) != symbol:
        symbol = links[symbol]
    return symbol


def _join(links: dict[str, str], one: str, other: str) -> None:
    links[_root(links, other)] = _root(links, one)
