"""What a user says of a file beside its name: which symbols of it, what its numbers are, and a prefix."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from trimtab.core.market_file import Treatment

_PREFIX = re.compile(r"([A-Za-z][\w.-]*)=(?=.)")
_YIELD = re.compile(r"yield-(\d{1,3})([my]):(?=.)")
_TREATED = re.compile(r"(closes|total-return):(?=.)")
_AVERAGE = "month-average:"


@dataclass(frozen=True, slots=True)
class Asked:
    """One file or cached series in words: `[PREFIX=][month-average:][TREATMENT:]NAME`.

    `treatment` None: as the layout has it. Of a prefix `old`, symbol SPY becomes `old:SPY`, so that two files may hold
    one symbol. `symbols` None: all.
    """

    name: str
    prefix: str = ""
    treatment: Treatment | None = None
    maturity_months: int = 0
    is_month_average: bool = False
    symbols: frozenset[str] | None = field(default=None)

    def wants(self, symbol: str) -> bool:
        """Whether the series of this symbol (as the file writes it) is to be read."""
        return self.symbols is None or self.named(symbol) in self.symbols

    def named(self, symbol: str) -> str:
        """The symbol under which the series is known from here on."""
        return f"{self.prefix}:{symbol}" if self.prefix else symbol


def asked(words: str, symbols: frozenset[str] | None = None) -> Asked:
    """`prices.csv`, `old=total-return:index.csv.gz`, `yield-10y:rates.csv`, `month-average:gold.csv`, `yahoo:VTI`."""
    prefix, rest = "", words
    if found := _PREFIX.match(rest):
        prefix, rest = found[1], rest[found.end() :]
    is_average = rest.startswith(_AVERAGE)
    rest = rest.removeprefix(_AVERAGE)
    treatment, months = None, 0
    if found := _YIELD.match(rest):
        treatment, months = Treatment.YIELD, int(found[1]) * (12 if found[2] == "y" else 1)
    elif found := _TREATED.match(rest):
        treatment = Treatment(found[1])
    name = rest[found.end() :] if found else rest
    return Asked(name, prefix, treatment, months, is_average, symbols)
