"""The form of `[history]`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from trimtab.adapters.household.table import Percent, Table, Text, from_text
from trimtab.core.history import Gaps

_Series = Text | Annotated[list[Text], Field(min_length=1)]
_Gaps = Annotated[Gaps, from_text(Gaps)]


class HistoryTable(Table):
    """Prices of the past, for backtests: files, and which series stands for which security."""

    files: list[Text] = []
    """Files of prices beside this one; docs/data.md lists the layouts."""
    gaps: _Gaps = Gaps.ERROR
    """What is done with days on which a security has no close and the others do."""
    cash: str = ""
    """The series whose return cash earns."""
    symbols: dict[Text, _Series] = {}
    """Series by security, best first; a later one stands in before the one before it begins."""
    classes: dict[Text, _Series] = {}
    """Series by class, for securities that have none."""
    qualified_pct: dict[Text, Percent] = {}
    """Percent of a security's distributions that are qualified dividends."""
