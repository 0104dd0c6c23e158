"""What selling a lot at a loss today gives up: the right to take the loss on a better day."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from trimtab.core.money import ZERO


class Waiting(NamedTuple):
    """What taking this lot's loss gives up.

    `worth_usd` is the value of keeping the lot and the right to take its loss later, beyond the like right on what
    replaces it; `hurdle` the price over basis up to which the loss is worth more today; `ratio` where that stands
    now; `quantity` the lot's shares.
    """

    worth_usd: Decimal
    hurdle: Decimal
    ratio: Decimal
    quantity: Decimal

    @property
    def is_over(self) -> bool:
        """Whether the loss is worth taking today."""
        return self.ratio <= self.hurdle

    @property
    def price_usd(self) -> Decimal:
        """What selling one share is charged: nothing below the hurdle, above it the right that is lost."""
        return ZERO if self.is_over else self.worth_usd / self.quantity
