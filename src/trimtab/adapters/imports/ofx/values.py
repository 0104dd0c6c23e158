"""What stands in an OFX leaf: amounts, days and names, each with the line it came from."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypeVar

from trimtab.adapters.imports.cells import CellError, masked, parse_number
from trimtab.adapters.imports.ofx.tree import Element
from trimtab.core.money import ZERO
from trimtab.core.problems import Problem, Source, error, warning

Value = TypeVar("Value")

DOWNLOAD_AGAIN = "download the file again from the custodian; if it comes back the same, use its CSV export"
TEACH = (
    "tell the project this name and what it stands for (no account numbers), or leave it out of the export"
)

_AMOUNT = re.compile(r"[+-]?\d*\.?\d*", re.ASCII)
_MOMENT = re.compile(
    r"(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?(?:\.\d{1,9})?)?"
    r"(?:\s*\[\s*([+-]?\d{1,2})(?:[.:](\d{1,2}))?(?::[A-Za-z0-9/_ +-]{0,40})?\]"
    r"(?:\d{6}(?:\.\d{1,9})?\[[^\[\]]{0,50}\])?)?",
    re.ASCII,
)


def parse_moment(text: str) -> date:
    """The calendar day of an OFX moment such as `20230526150323.000[-5:EST]`.

    The day is that of the stated offset: a trade of 31 December 20:30 in New York stays in the old year, although
    it is already January in Greenwich. A moment without an offset keeps its own day. Some servers write the time and
    the offset twice. Raises CellError.
    Source: Open Financial Exchange 2.2, section 3.2.8.2.
    """
    match = _MOMENT.fullmatch(text)
    if match is None:
        raise CellError(
            "date-not-a-date", "it is not a day written like 20260331 or 20260331160500.000[-5:EST]"
        )
    year, month, day, hour, minute, second, offset, offset_minutes = (
        int(part or 0) for part in match.groups()
    )
    if hour > 23 or minute > 59 or second > 60 or not -12 <= offset <= 14 or offset_minutes > 59:
        raise CellError("date-not-a-date", "its time of day or its offset does not exist")
    if not 1900 <= year <= 2200:
        raise CellError("date-out-of-range", f"the year {year} is not believable")
    try:
        return date(year, month, day)
    except ValueError:
        raise CellError("date-not-a-date", "that day does not exist") from None


def parse_amount(text: str) -> Decimal:
    """An OFX amount such as `-0000000000001.00000`. Raises CellError; a comma is refused, never guessed."""
    if "," in text:
        raise CellError(
            "number-not-a-number", "it holds a comma, which may stand for thousands or for the point"
        )
    if not _AMOUNT.fullmatch(text):
        parse_number(text)
        raise CellError("number-not-a-number", "it is not a plain number")
    value = parse_number(text)
    if value is None:
        raise CellError("number-not-a-number", "it is empty")
    return value or ZERO


@dataclass(frozen=True, slots=True)
class Security:
    """What the security list says about one security. `per_unit` turns its price into dollars per unit held."""

    symbol: str
    name: str
    cusip: str
    kind: str
    per_unit: Decimal
    known: bool


@dataclass(slots=True)
class Reading:
    """One file while it is read: its name, its securities, and what was found wrong."""

    file: str
    securities: Mapping[tuple[str, str], Security] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    error_lines: set[int] = field(default_factory=set)

    def source(self, element: Element, column: str | None = None) -> Source:
        """Where an element stands."""
        return Source(masked(self.file), element.line, column or element.name)

    def error(
        self, code: str, message: str, remedy: str, element: Element, column: str | None = None
    ) -> None:
        """Note an ERROR; its line counts as one."""
        self.problems.append(error(code, message, remedy, self.source(element, column)))
        self.error_lines.add(element.line)

    def warning(self, code: str, message: str, remedy: str, element: Element) -> None:
        """Note a WARNING."""
        self.problems.append(warning(code, message, remedy, self.source(element)))

    def amount(self, parent: Element, *path: str) -> Decimal | None:
        """The amount at this path; None where it is missing, or cannot be read (then an ERROR is noted)."""
        return self._parsed(parse_amount, parent, path)

    def needed_amount(self, parent: Element, *path: str) -> Decimal:
        """As `amount`, but a missing one is an ERROR too; ZERO then, in a file that counts for nothing."""
        leaf = parent.child(*path)
        if leaf is None or not leaf.value:
            message = f"{path[-1]} is missing in <{parent.name}>"
            self.error("amount-missing", message, DOWNLOAD_AGAIN, leaf or parent, path[-1])
        return self.amount(parent, *path) or ZERO

    def day(self, parent: Element, *path: str) -> date | None:
        """The day at this path; None where it is missing, or cannot be read (then an ERROR is noted)."""
        return self._parsed(parse_moment, parent, path)

    def needed_day(self, parent: Element, *path: str) -> date | None:
        """As `day`, but a missing one is an ERROR too."""
        leaf = parent.child(*path)
        if leaf is None or not leaf.value:
            message = f"{path[-1]} is missing in <{parent.name}>"
            self.error("date-missing", message, DOWNLOAD_AGAIN, leaf or parent, path[-1])
        return self.day(parent, *path)

    def _parsed(self, parse: Callable[[str], Value], parent: Element, path: tuple[str, ...]) -> Value | None:
        leaf = parent.child(*path)
        if leaf is None or not leaf.value:
            return None
        try:
            return parse(leaf.value)
        except CellError as fault:
            message = f'{leaf.name} "{leaf.value[:40]}" cannot be read: {fault.reason}'
            self.error(fault.code, message, DOWNLOAD_AGAIN, leaf)
            return None

    def security(self, parent: Element) -> Security:
        """The security that a position or transaction names, as the security list describes it."""
        unique_id, id_type = parent.text("SECID", "UNIQUEID"), parent.text("SECID", "UNIQUEIDTYPE").upper()
        if not unique_id:
            message = f"<{parent.name}> does not say which security it means: UNIQUEID is missing"
            self.error("security-missing", message, DOWNLOAD_AGAIN, parent, "UNIQUEID")
        found = self.securities.get((unique_id, id_type))
        if found:
            return found
        cusip = unique_id if id_type == "CUSIP" else ""
        return Security(unique_id, "", cusip, "", Decimal(1), known=False)

    def in_dollars(self, element: Element, what: str) -> bool:
        """Whether the amounts of an element are dollars; an ERROR is noted where CURRENCY says otherwise."""
        currency = next((each for each in element.every("CURRENCY")), None)
        symbol = currency.child("CURSYM") if currency else None
        if symbol is None or symbol.value.upper() in {"", "USD"}:
            return True
        self.currency(symbol.value, what, symbol)
        return False

    def currency(self, currency: str, what: str, element: Element) -> None:
        """Note the ERROR that something is not stated in dollars."""
        message = f"{what} is stated in {currency.upper()[:8]}, not in US dollars"
        remedy = (
            "trimtab plans dollars only: leave this holding out of the household, or export it in dollars"
        )
        self.error("currency-not-usd", message, remedy, element)
