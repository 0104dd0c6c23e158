"""A frozen value with some fields changed is what `dataclasses.replace` makes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

import pytest

from trimtab.core.changed import changed
from trimtab.core.instruments import Instrument, InstrumentKind
from trimtab.core.kept import kept


@dataclass(frozen=True, slots=True)
class Slotted:
    """As most values of the core."""

    name: str
    count: int = 0
    parts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Keeping:
    """One that keeps an answer."""

    name: str
    count: int = 0

    @kept
    def twice(self) -> int:
        """Worked out once."""
        return 2 * self.count


def test_as_replace_does() -> None:
    value = Slotted("a", 1, ("b",))
    assert changed(value, count=2) == replace(value, count=2) == Slotted("a", 2, ("b",))
    assert changed(value, parts=(), name="c") == Slotted("c", 1)


def test_a_field_of_any_name() -> None:
    instrument = Instrument("A", "A", InstrumentKind.ETF, (("stocks", Decimal(1)),))
    assert changed(instrument, kind=InstrumentKind.STOCK) == replace(instrument, kind=InstrumentKind.STOCK)


def test_what_is_kept_is_worked_out_anew() -> None:
    value = Keeping("a", 1)
    assert value.twice == 2
    assert changed(value, count=5).twice == 10
    assert changed(value, name="b").twice == 2


def test_a_field_that_is_not_there() -> None:
    with pytest.raises(TypeError, match="Slotted has no colour"):
        changed(Slotted("a"), colour="red")
