"""Problems: a user's mistake is a value with its source, collected so that one run names them all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from trimtab.core.quick import quickly_made


class Severity(StrEnum):
    """How much a problem stops. ERROR: no plan. WARNING: a plan, with care. NOTE: worth knowing."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@quickly_made
@dataclass(frozen=True, slots=True)
class Source:
    """Where a value came from: file name (never a full path), line (1 is the first), column or field."""

    file: str
    line: int | None = None
    column: str | None = None

    @property
    def place(self) -> tuple[str, int]:
        """File, then line: puts things in the order in which they were written."""
        return (self.file, self.line or 0)

    def __str__(self) -> str:
        text = self.file
        if self.line is not None:
            text += f":{self.line}"
        if self.column:
            text += f" [{self.column}]"
        return text


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong or doubtful, in words a person can act on.

    `code` is a stable slug (`target-sum`, `price-stale`); `message` says what is wrong with its value,
    `remedy` what to do about it.
    """

    severity: Severity
    code: str
    message: str
    remedy: str = ""
    source: Source | None = None

    def __str__(self) -> str:
        where = f"{self.source}: " if self.source else ""
        remedy = f" -> {self.remedy}" if self.remedy else ""
        return f"{where}{self.message} ({self.code}){remedy}"

    def sort_key(self) -> tuple[int, str, int, str, str]:
        """Errors first, then by file, line and code: the order never depends on how they were found."""
        rank = (Severity.ERROR, Severity.WARNING, Severity.NOTE).index(self.severity)
        file, line = self.source.place if self.source else ("", 0)
        return (rank, file, line, self.code, self.message)


def error(code: str, message: str, remedy: str = "", source: Source | None = None) -> Problem:
    """A problem that stops the work."""
    return Problem(Severity.ERROR, code, message, remedy, source)


def warning(code: str, message: str, remedy: str = "", source: Source | None = None) -> Problem:
    """A problem to be seen and thought about; the work goes on."""
    return Problem(Severity.WARNING, code, message, remedy, source)


def note(code: str, message: str, remedy: str = "", source: Source | None = None) -> Problem:
    """Something worth knowing; nothing is wrong."""
    return Problem(Severity.NOTE, code, message, remedy, source)


def errors_in(problems: Iterable[Problem]) -> list[Problem]:
    """Only those that stop the work."""
    return [problem for problem in problems if problem.severity is Severity.ERROR]


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Each problem once, errors first, in an order that depends on nothing but the problems."""
    return tuple(sorted(set(problems), key=Problem.sort_key))


class BadInputError(Exception):
    """The user's input cannot be used. Carries every problem found, not only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        super().__init__()
        self.problems = in_order(problems)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)
