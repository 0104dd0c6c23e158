"""What comes with trimtab: the instruments it knows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trimtab.ledger.spec import Catalogue


@cache
def catalogue() -> Catalogue:
    """The catalogue that comes with trimtab, as the ledger takes it."""
    from trimtab.adapters.catalogue import class_names, closest_symbol, default_buys, load_catalogue
    from trimtab.ledger.spec import Catalogue

    return Catalogue(load_catalogue(), frozenset(class_names()), default_buys, closest_symbol)


def classes_of(symbols: Iterable[str]) -> Mapping[str, str]:
    """Class id -> symbol, for the symbols that the catalogue knows as wholly of one class; the first for each."""
    known = catalogue().instruments
    found: dict[str, str] = {}
    for symbol in sorted(symbols):
        mix = known[symbol].class_weights if symbol in known else ()
        if len(mix) == 1:
            found.setdefault(mix[0][0], symbol)
    return found
