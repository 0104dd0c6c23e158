"""What stands in an attribute of a Flex row: amounts, days and words, in the styles a query may be set to."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from trimtab.adapters.imports.cells import CellError, custodian_hash, masked, parse_date, parse_number
from trimtab.adapters.imports.flex.names import MISSING_WORDS
from trimtab.adapters.imports.safe_xml import XmlElement
from trimtab.core.money import ZERO
from trimtab.core.problems import Problem, Source, error, warning
from trimtab.core.statement import LineKind

TICK = "tick that field in the Flex query and run it again"
RUN_AGAIN = "run the Flex query again"
TEACH = "tell the project this word and what it stands for, or untick its section in the Flex query"
ISO_DATES = "set the date format of the Flex query to yyyy-MM-dd and run it again"

_DATED = re.compile(
    r"(\d{8}|\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/(?:\d{4}|\d{2})|\d{2}-[A-Za-z]{3}-\d{2})(?:\D.*)?", re.ASCII
)
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(?:\d{4}|\d{2})(?:\D.*)?", re.ASCII)
_PLAIN_FORMS = ("%Y%m%d", "%Y-%m-%d", "%d-%b-%y")
_MONTH_FIRST, _DAY_FIRST = ("%m/%d/%Y", "%m/%d/%y"), ("%d/%m/%Y", "%d/%m/%y")


@dataclass(frozen=True, slots=True)
class DateStyle:
    """How the query writes days. One query has one style, so every day of the file bears witness to it."""

    forms: tuple[str, ...]

    @staticmethod
    def of(rows: Iterable[XmlElement]) -> DateStyle:
        """The style that the file itself proves; days with slashes that prove none stay unread."""
        firsts, seconds = set(), set()
        for row in rows:
            for value in row.attributes.values():
                match = _SLASHED.fullmatch(value)
                if match:
                    firsts.add(int(match[1]) > 12)
                    seconds.add(int(match[2]) > 12)
        if True in seconds and True not in firsts:
            return DateStyle(_PLAIN_FORMS + _MONTH_FIRST)
        if True in firsts and True not in seconds:
            return DateStyle(_PLAIN_FORMS + _DAY_FIRST)
        return DateStyle(_PLAIN_FORMS)

    def day(self, text: str) -> date:
        """The calendar day of a date or of a date with a time. Raises CellError."""
        match = _DATED.fullmatch(text)
        if match is None:
            raise CellError("date-not-a-date", "it is not written in any date format of a Flex query")
        if "/" in match[1] and len(self.forms) == len(_PLAIN_FORMS):
            raise CellError(
                "date-ambiguous", "nothing in the file tells whether the day or the month comes first"
            )
        return parse_date(match[1], self.forms)


@dataclass(slots=True)
class Reading:
    """One file while it is read: its date style, what was found wrong, and what its lines were used as."""

    file: str
    style: DateStyle
    problems: list[Problem] = field(default_factory=list)
    used: dict[int, LineKind] = field(default_factory=dict)
    seen: Counter[str] = field(default_factory=Counter)

    def source(self, row: XmlElement, column: str | None = None) -> Source:
        """Where a row stands."""
        return Source(masked(self.file), row.line, column)

    def error(self, code: str, message: str, remedy: str, row: XmlElement, column: str | None = None) -> None:
        """Note an ERROR."""
        self.problems.append(error(code, message, remedy, self.source(row, column)))

    def warning(
        self, code: str, message: str, remedy: str, row: XmlElement, column: str | None = None
    ) -> None:
        """Note a WARNING."""
        self.problems.append(warning(code, message, remedy, self.source(row, column)))

    def amount(self, row: XmlElement, column: str) -> Decimal | None:
        """The number in an attribute; None where it is missing, or cannot be read (then an ERROR is noted)."""
        text = word(row, column)
        if not text:
            return None
        try:
            return parse_number(text)
        except CellError as fault:
            self._misread(row, column, text, fault, RUN_AGAIN)
            return None

    def needed_amount(self, row: XmlElement, *columns: str) -> Decimal:
        """The first stated number of these attributes; a missing one is an ERROR, and ZERO."""
        column = next((each for each in columns if word(row, each)), "")
        if not column:
            message = f"{row.name} does not state {columns[0]}"
            self.error("field-missing", message, TICK, row, columns[0])
            self.used[row.line] = LineKind.ERROR
            return ZERO
        return self.amount(row, column) or ZERO

    def day(self, row: XmlElement, *columns: str) -> date | None:
        """The first stated day of these attributes; None where there is none, or it cannot be read (an ERROR)."""
        column = next((each for each in columns if word(row, each)), "")
        if not column:
            return None
        text = word(row, column)
        try:
            return self.style.day(text)
        except CellError as fault:
            self._misread(row, column, text, fault, ISO_DATES)
            return None

    def needed_day(self, row: XmlElement, *columns: str) -> date | None:
        """As `day`, but a missing one is an ERROR too."""
        if not any(word(row, each) for each in columns):
            message = f"{row.name} does not state {columns[0]}"
            self.error("date-missing", message, TICK, row, columns[0])
            self.used[row.line] = LineKind.ERROR
        return self.day(row, *columns)

    def fingerprint(self, *parts: object) -> str:
        """A hash of a normalised row with its occurrence number within the file."""
        bare = custodian_hash(*parts)
        self.seen[bare] += 1
        return f"{bare}-{self.seen[bare]}"

    def _misread(self, row: XmlElement, column: str, text: str, fault: CellError, remedy: str) -> None:
        message = f'{column} "{text[:40]}" cannot be read: {fault.reason}'
        self.error(fault.code, message, remedy, row, column)
        self.used[row.line] = LineKind.ERROR


def word(row: XmlElement, column: str) -> str:
    """The text of an attribute; empty where it is missing or says so."""
    text = row.attributes.get(column, "").strip()
    return "" if text.casefold() in MISSING_WORDS else text


def level(row: XmlElement) -> str:
    """At which level of detail a row stands; empty where the query leaves the field out."""
    return word(row, "levelOfDetail").upper()


def account_of(row: XmlElement, statement: XmlElement) -> str:
    """The account of a row; rows that sum up say `-` and belong to the statement's account."""
    stated = word(row, "accountId") or word(statement, "accountId")
    described = (each for each in statement.children if each.name == "AccountInformation")
    return stated or next((word(each, "accountId") for each in described), "")


def in_dollars(row: XmlElement) -> bool:
    """Whether the amounts of a row are dollars, or are not said to be anything else."""
    return word(row, "currency").upper() in {"", "USD"}


def symbol_of(row: XmlElement) -> str:
    """The symbol; without one the CUSIP, ISIN or Interactive Brokers' own number."""
    return next((word(row, each) for each in ("symbol", "cusip", "isin", "conid") if word(row, each)), "")
