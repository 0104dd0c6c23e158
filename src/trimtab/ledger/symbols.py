"""What a symbol in a file means: aliases of the user, the user's own instruments, then the catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from trimtab.core.accounts import Role
from trimtab.core.instruments import Instrument, InstrumentKind
from trimtab.ledger.spec import Catalogue, HouseholdSpec, InstrumentSpec


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


@dataclass(frozen=True, slots=True)
class Symbols:
    """The household's dictionary of securities. The user's own entries win over the catalogue's."""

    known: Mapping[str, Instrument]
    own: Mapping[str, InstrumentSpec]
    aliases: Mapping[str, str]
    catalogue: Catalogue

    def canonical(self, symbol: str, cusip: str = "", description: str = "") -> str:
        """The household's symbol for what a file calls by symbol, CUSIP or name; unknown ones stay as written."""
        for text in (symbol, cusip, description):
            if text and _folded(text) in self.aliases:
                return self.aliases[_folded(text)]
        if symbol:
            return symbol.strip()
        return cusip or description

    def is_cash(self, symbol: str) -> bool:
        """Whether the symbol is a sweep or money-market fund that counts as cash."""
        found = self.known.get(symbol)
        return found is not None and found.kind is InstrumentKind.CASH

    def role(self, symbol: str) -> tuple[Role, str]:
        """The household-wide role of a security and the reason for it."""
        own = self.own.get(symbol)
        if own is None or own.role is None:
            return Role.TRADABLE, ""
        return own.role, own.role_reason

    def hint(self, symbol: str) -> str:
        """Known symbols spelt nearly alike, as a question; empty where there are none."""
        near = [s for s in self.catalogue.closest(symbol) if s != symbol][:3]
        return f"did you mean {' or '.join(near)}? " if near else ""


def build_symbols(spec: HouseholdSpec, catalogue: Catalogue) -> Symbols:
    """Join the user's instruments and aliases with the catalogue."""
    own = {entry.instrument.symbol: entry for entry in spec.instruments}
    known = {**catalogue.instruments, **{symbol: entry.instrument for symbol, entry in own.items()}}
    names = {
        _folded(entry.instrument.name): symbol
        for symbol, entry in sorted(own.items())
        if entry.instrument.name
    }
    aliases = {**names, **{_folded(text): symbol for text, symbol in spec.aliases.items()}}
    return Symbols(identical_merged(known, spec.identical), own, aliases, catalogue)


def identical_merged(
    known: Mapping[str, Instrument], groups: Iterable[tuple[str, ...]]
) -> dict[str, Instrument]:
    """Instruments whose identical group joins what the user declares identical with what the catalogue says.

    Being identical is taken as transitive: two groups that share a security become one group.
    """
    leader: dict[str, str] = {}

    def find(key: str) -> str:
        while leader.get(key, key) != key:
            key = leader[key]
        return key

    for group in groups:
        keys = [_key(known, symbol) for symbol in group]
        for key in keys[1:]:
            first, second = sorted((find(keys[0]), find(key)))
            leader[second] = first
    merged = {key: find(key) for key in list(leader)}
    joined = {*merged, *merged.values()}
    return {
        symbol: replace(found, identical_group=find(_key(known, symbol)))
        if _key(known, symbol) in joined
        else found
        for symbol, found in known.items()
    }


def _key(known: Mapping[str, Instrument], symbol: str) -> str:
    found = known.get(symbol)
    return found.wash_group if found is not None else symbol
