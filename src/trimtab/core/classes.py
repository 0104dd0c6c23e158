"""Asset classes: what the ids of the class tree are called, and how they are drawn."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class ClassInfo:
    """One node of the class tree.

    `risk_level` runs from 1 (cash) to 7 (crypto). `colour_slot` is a fixed number for charts, starting at 1.
    `volatility` is yearly, a share of one. `mix` are (leaf class id, share of one) pairs summing to exactly 1:
    the class itself, or what an inner class usually holds.
    """

    class_id: str
    name: str
    short_name: str
    risk_level: int
    colour_slot: int
    volatility: Decimal
    mix: tuple[tuple[str, Decimal], ...]
