"""What a household says of the past: which files of prices, and which series stands for which security."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from trimtab.core.problems import Source

FLAT = "flat"
"""In place of a series: a price that never moves, paying the security's yield each month."""


class Gaps(StrEnum):
    """What is done with days on which a series has no close and the others do: refuse it, or carry its last close."""

    ERROR = "error"
    CARRY = "carry"


@dataclass(frozen=True, slots=True)
class History:
    """`[history]` of the household file.

    `files` as typed, beside the household file. `symbols` and `classes` name series, best first: a later one stands in
    before the one before it begins. `qualified_pct` is the percent of a security's distributions that are qualified
    dividends, where the catalogue's yields should not decide it. `cash` is the series whose return cash earns.
    """

    files: tuple[str, ...] = ()
    symbols: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    classes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    qualified_pct: Mapping[str, Decimal] = field(default_factory=dict)
    cash: str = ""
    gaps: Gaps = Gaps.ERROR
    source: Source | None = None
