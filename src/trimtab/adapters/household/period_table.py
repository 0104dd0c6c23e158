"""What holds for some days only: trading windows, blackouts, dated reserves, open orders."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Self

from pydantic import Field, model_validator

from trimtab.adapters.household.table import NotNegative, Positive, Table, Text, from_text
from trimtab.ledger.spec import Pending


class PeriodTable(Table):
    """The days from one to another, both included."""

    from_: date = Field(alias="from")
    to: date

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.to < self.from_:
            raise ValueError("to is before from")
        return self


class PendingTable(Table):
    """An order or a transfer that is still open."""

    account: Text
    kind: Annotated[Pending, from_text(Pending)]
    symbol: str = ""
    quantity: Positive | None = None
    """Of a sale: shares."""
    amount_usd: Positive | None = None
    """Of a purchase: what it will cost, costs included."""


class ReserveTable(PeriodTable):
    """Cash that stays from one day to another, beside the standing reserve."""

    amount_usd: NotNegative
    """How much."""
    label: str = ""
    """What it is for."""
