"""What a comparison finds: differences with their likely causes, and how much was compared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from trimtab.core.problems import Source


class Matter(StrEnum):
    """What differs. A lot's are by the day it was bought, a result's by the day of the sale."""

    SHARES = "shares"
    BASIS = "basis"
    LOT_SHARES = "lot_shares"
    LOT_BASIS = "lot_basis"
    PROCEEDS = "proceeds"
    GAIN_SHORT = "gain_short"
    GAIN_LONG = "gain_long"
    DISALLOWED = "disallowed"


class Cause(StrEnum):
    """Why two figures may differ. Each is named only where the figures bear it out; else UNEXPLAINED."""

    ROUNDING = "rounding"
    MISSING_SPLIT = "missing_split"
    OTHER_SYMBOL = "other_symbol"
    MISSING_HISTORY = "missing_history"
    NOT_BOOKED = "not_booked"
    REINVESTMENTS = "reinvestments"
    WASH_SALE = "wash_sale"
    RETURN_OF_CAPITAL = "return_of_capital"
    AVERAGE_COST = "average_cost"
    LOT_CHOICE = "lot_choice"
    HOLDING_PERIOD = "holding_period"
    UNKNOWN_BASIS = "unknown_basis"
    TRANSFER_BASIS = "transfer_basis"
    BY_HAND = "by_hand"
    UNEXPLAINED = "unexplained"


@dataclass(frozen=True, slots=True)
class Likely:
    """A cause, and the figures that speak for it."""

    cause: Cause
    words: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure that the books and the custodian do not have alike; None is unknown, or not there.

    `day` is that of the lot or the sale. `causes` has at least one entry, the likeliest first.
    """

    account_id: str
    symbol: str
    matter: Matter
    day: date | None
    ours: Decimal | None
    theirs: Decimal | None
    causes: tuple[Likely, ...]
    source: Source | None = None

    @property
    def apart(self) -> Decimal | None:
        """Ours less theirs."""
        return None if self.ours is None or self.theirs is None else self.ours - self.theirs

    @property
    def is_explained(self) -> bool:
        """Whether a cause was found."""
        return self.causes[0].cause is not Cause.UNEXPLAINED


@dataclass(frozen=True, slots=True)
class Compared:
    """How much of what one account's custodian states was held against the books."""

    account_id: str
    positions: int
    lots: int
    gains: int
    differences: int


@dataclass(frozen=True, slots=True)
class Reconciled:
    """Every difference, by account, symbol, matter and day, and what was compared."""

    differences: tuple[Difference, ...]
    compared: tuple[Compared, ...]

    @property
    def unexplained(self) -> tuple[Difference, ...]:
        """Differences for which no cause was found."""
        return tuple(one for one in self.differences if not one.is_explained)
