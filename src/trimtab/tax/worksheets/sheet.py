"""A filled-in form: amounts by line, in the order in which they were worked out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from trimtab.core.money import ZERO


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a form: its number, what it says, and the amount in USD (or a rate-free count of dollars)."""

    form: str
    line: str
    label: str
    usd: Decimal


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form by its name, with exact amounts by line number. `labels` has the words of every line."""

    form: str
    labels: Mapping[str, str]
    amounts: Mapping[str, Decimal]

    def __getitem__(self, line: str) -> Decimal:
        """The amount on a line. Raises KeyError for a line that the form does not have."""
        return self.amounts[line]

    def lines(self) -> tuple[Line, ...]:
        """The lines with their words, in order."""
        return tuple(Line(self.form, line, self.labels[line], usd) for line, usd in self.amounts.items())


def above_zero(amount: Decimal) -> Decimal:
    """ "If zero or less, enter -0-": the most frequent words on any form."""
    return max(ZERO, amount)
