"""Scope: what a question leaves open to trade, beside the hard rules."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scope:
    """The symbols that may be sold and bought (None: all), and whether only lots at a loss in taxable accounts may go.

    `words` say why the rest is left alone.
    """

    words: str = ""
    sells: frozenset[str] | None = None
    buys: frozenset[str] | None = None
    only_losses: bool = False

    def sells_none_of(self, symbol: str) -> bool:
        """Whether nothing of this symbol may be sold."""
        return self.sells is not None and symbol not in self.sells

    def buys_none_of(self, symbol: str) -> bool:
        """Whether this symbol may not be bought."""
        return self.buys is not None and symbol not in self.buys


EVERYTHING = Scope()
