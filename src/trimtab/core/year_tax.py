"""The year's tax as a function of the plan's capital results: what planner and verifier both ask, and neither owns."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol


@dataclass(frozen=True, slots=True)
class YearOutcome:
    """A year with a plan in it, in USD.

    `tax_usd` is the whole bill of the year where the return is known; at flat rates only the tax on the year's capital
    result, negative where a loss saves tax. `carried_*_usd` are losses carried into the next year, positive.
    """

    tax_usd: Decimal
    carried_short_usd: Decimal
    carried_long_usd: Decimal


class YearTax(Protocol):
    """How the year's tax answers to a plan's results. `is_bill`: the household's true bill, not flat rates."""

    @property
    def is_bill(self) -> bool:
        """Whether this is the true bill of federal and state law."""
        ...

    @property
    def words(self) -> str:
        """What the tax is worked out from, to be shown: `federal and Colorado law of 2026`."""
        ...

    def outcome(self, short_usd: Decimal, long_usd: Decimal) -> YearOutcome:
        """The year with these short- and long-term results of the plan (losses negative) added to the year so far."""
        ...
