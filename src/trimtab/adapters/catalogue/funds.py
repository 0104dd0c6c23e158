"""The catalogue of widely held funds, ETFs, sweep funds and stocks."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from types import MappingProxyType

from trimtab.adapters.catalogue.files import read_rows
from trimtab.core.instruments import Instrument, InstrumentKind

FUNDS_FILE = "funds.csv"
CONTAINS_FILE = "contains.csv"
SUGGESTIONS = 3
SUGGESTION_CUTOFF = 0.6


@cache
def load_catalogue() -> Mapping[str, Instrument]:
    """Symbol -> instrument, sorted by symbol, read once per process.

    Yields and mixes are typical values for the year named in the instrument's `source`; the user's own entries
    win over them. Raises nothing: the files ship with the package and are tested.
    """
    contains = _contains()
    instruments: dict[str, Instrument] = {}
    for row in read_rows(FUNDS_FILE):
        instrument = _instrument(row, contains)
        instruments[instrument.symbol] = instrument
    return MappingProxyType(instruments)


def closest_symbol(symbol: str) -> tuple[str, ...]:
    """Known symbols that `symbol` may be meant as, best first, at most three: suggestions, never to be used unasked.

    The same letters written otherwise (`brk/b`, `BRKB`) come first.
    """
    known = load_catalogue()
    wanted = _letters(symbol)
    if not wanted:
        return ()
    same = [candidate for candidate in known if _letters(candidate) == wanted]
    near = difflib.get_close_matches(wanted, known, n=SUGGESTIONS, cutoff=SUGGESTION_CUTOFF)
    return tuple(dict.fromkeys([*same, *near]))[:SUGGESTIONS]


def _letters(symbol: str) -> str:
    return "".join(ch for ch in symbol.upper() if ch.isalnum())


def _contains() -> dict[str, tuple[tuple[str, Decimal], ...]]:
    parts: dict[str, list[tuple[str, Decimal]]] = {}
    for symbol, part_symbol, weight in read_rows(CONTAINS_FILE):
        parts.setdefault(symbol, []).append((part_symbol, Decimal(weight)))
    return {symbol: _looked_through(symbol, parts) for symbol in parts}


def _looked_through(
    symbol: str, parts: Mapping[str, list[tuple[str, Decimal]]]
) -> tuple[tuple[str, Decimal], ...]:
    """The fund's parts, and the parts of these, each with its share of the fund: a fund of funds shows its stocks."""
    found: dict[str, Decimal] = {}
    for part_symbol, weight in parts.get(symbol, ()):
        found[part_symbol] = found.get(part_symbol, Decimal(0)) + weight
        for inner_symbol, inner_weight in _looked_through(part_symbol, parts):
            found[inner_symbol] = found.get(inner_symbol, Decimal(0)) + weight * inner_weight
    return tuple(sorted(found.items()))


def _instrument(row: list[str], contains: Mapping[str, tuple[tuple[str, Decimal], ...]]) -> Instrument:
    symbol, name, kind, classes, identical_group, index_group, *numbers, as_of = row
    ordinary, qualified, exempt, foreign_tax, expense, half_spread = numbers
    return Instrument(
        symbol=symbol,
        name=name,
        kind=InstrumentKind(kind),
        class_weights=_class_weights(classes),
        identical_group=identical_group,
        index_group=index_group,
        contains=contains.get(symbol, ()),
        yield_ordinary_pct=Decimal(ordinary),
        yield_qualified_pct=Decimal(qualified),
        yield_exempt_pct=Decimal(exempt),
        foreign_tax_pct=Decimal(foreign_tax),
        expense_pct=Decimal(expense),
        half_spread_bps=Decimal(half_spread),
        source=f"catalogue, typical values of {as_of}",
    )


@cache
def _class_weights(text: str) -> tuple[tuple[str, Decimal], ...]:
    pairs = (part.split(":") for part in text.split())
    return tuple(sorted((class_id, Decimal(share)) for class_id, share in pairs))
