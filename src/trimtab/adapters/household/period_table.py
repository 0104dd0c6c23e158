"""Tables of an account that hold for some days only: trading windows, blackouts, dated reserves."""

from __future__ import annotations

from datetime import date
from typing import Self

from pydantic import Field, model_validator

from trimtab.adapters.household.table import NotNegative, Table


class PeriodTable(Table):
    """The days from one to another, both included."""

    from_: date = Field(alias="from")
    to: date

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.to < self.from_:
            raise ValueError("to is before from")
        return self


class ReserveTable(PeriodTable):
    """Cash that stays from one day to another, beside the standing reserve."""

    amount_usd: NotNegative
    """How much."""
    label: str = ""
    """What it is for."""
