"""Margins: what the program keeps back of each hard limit, beyond what it keeps back by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from trimtab.core.money import CENT, ZERO

NET, SHORT, LONG, TAX = "budget-net", "budget-short", "budget-long", "budget-tax"
GAINS = "gains"  # of each term, under a budget for tax that rounding missed
CASH = "cash"  # of an account, where cents took a whole share of a purchase away, or left a payment short
WASHED = "washed"  # yes or no: what a wash sale may put off counts as put off
MOST, LEAST = "limit-most", "limit-least"
CLASS_MOST, CLASS_LEAST = "class-most", "class-least"  # what a mode promises of where a class ends
OUTSIDE = "outside"  # bands and limits, in all: no row without a margin
HALF_SUM = "half-sum"  # of gaps: no row without a margin
GROWING = frozenset({NET, SHORT, LONG, TAX, GAINS, MOST, LEAST, OUTSIDE})
OF_GAINS = frozenset({NET, SHORT, LONG, GAINS})
LEAST_GAIN_USD = Decimal("0.05")
Name = tuple[str, str]  # which kind of limit, and the limit's or class's own id where there are several


@dataclass(frozen=True, slots=True)
class Margins:
    """Dollars kept back, by limit; and what was missed last."""

    usd: Mapping[Name, Decimal] = field(default_factory=dict)
    missed_usd: Mapping[Name, Decimal] = field(default_factory=dict)

    def of(self, kind: str, limit_id: str = "") -> Decimal:
        """What is kept back of one limit."""
        return self.usd.get((kind, limit_id), ZERO)

    def wider_by(self, missed: Mapping[Name, Decimal]) -> Margins:
        """The same, and what was missed; at least thrice as much as was kept back before, where that was too little,
        half as much again where less than half of what was missed before is, or a cent more (of gains five),
        which is above a solver's tolerance."""
        wider = {name: self._wider(name, usd) for name, usd in missed.items()}
        return Margins({**self.usd, **wider}, {**self.missed_usd, **missed})

    def _wider(self, name: Name, missed_usd: Decimal) -> Decimal:
        kept = self.of(*name)
        if name[0] == OUTSIDE and not kept:
            return CENT
        if name[0] not in GROWING:
            return kept + max(CENT, missed_usd)
        least = LEAST_GAIN_USD if name[0] in OF_GAINS else ZERO
        is_nearer = 2 * missed_usd < self.missed_usd.get(name, ZERO)
        return kept + max(kept / 2 if is_nearer else 2 * kept, missed_usd, least)


NOTHING_KEPT = Margins()
