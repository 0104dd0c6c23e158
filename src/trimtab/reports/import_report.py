"""What was read from a folder of exports, line by line accounted for, as values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from trimtab.core.problems import Problem, Severity, errors_in, in_order
from trimtab.core.statement import FileKind, LineKind, ParsedFile, StatedAccount
from trimtab.reports import words
from trimtab.reports.notes import ProblemLine, problem_lines
from trimtab.reports.tables import Tone

_KIND_WORDS = {
    FileKind.POSITIONS: "positions",
    FileKind.LOTS: "lots",
    FileKind.TRANSACTIONS: "transactions",
    FileKind.REALIZED_GAINS: "realized gains",
    FileKind.STATEMENT: "statement",
    FileKind.PRICES: "prices",
    FileKind.UNKNOWN: "not recognised",
}
_LINE_WORDS = {
    LineKind.POSITION: ("position", "positions"),
    LineKind.LOT: ("lot", "lots"),
    LineKind.CASH: ("cash", "cash"),
    LineKind.TRANSACTION: ("transaction", "transactions"),
    LineKind.GAIN: ("realized gain", "realized gains"),
    LineKind.PRICE: ("price", "prices"),
    LineKind.ACCOUNT: ("account", "accounts"),
    LineKind.TOTAL: ("total", "totals"),
    LineKind.HEADER: ("header", "headers"),
    LineKind.BANNER: ("banner", "banners"),
    LineKind.FOOTER: ("footer", "footers"),
    LineKind.BLANK: ("blank", "blank"),
    LineKind.MARKUP: ("markup", "markup"),
    LineKind.ERROR: ("refused", "refused"),
}


@dataclass(frozen=True, slots=True)
class FileLine:
    """One file as shown. `is_used` False: it has an error and contributes nothing."""

    name: str
    custodian: str
    kind: str
    layout: str
    as_of: date | None
    is_used: bool
    line_count: int
    lines: tuple[tuple[str, int], ...]
    unaccounted: int
    found: str
    accounts: tuple[str, ...]
    problems: tuple[ProblemLine, ...]

    @property
    def tone(self) -> Tone:
        """BAD when refused, CARE with a warning, else GOOD."""
        if not self.is_used or self.unaccounted:
            return Tone.BAD
        return Tone.CARE if any(p.severity is Severity.WARNING for p in self.problems) else Tone.GOOD


@dataclass(frozen=True, slots=True)
class ImportReport:
    """A folder as read. `asks` are the things only a person can fill in."""

    headline: str
    tone: Tone
    files: tuple[FileLine, ...]
    problems: tuple[ProblemLine, ...]
    asks: tuple[str, ...]


def import_report(
    files: Iterable[ParsedFile], problems: Iterable[Problem] = (), asks: Iterable[str] = ()
) -> ImportReport:
    """Everything to show of an import; files by name, `problems` are those of the household as a whole."""
    lines = tuple(_file_line(file) for file in sorted(files, key=lambda file: (file.name, file.sha256)))
    general = problem_lines(in_order(problems))
    bad = [line for line in lines if line.tone is Tone.BAD]
    stops = bad or any(p.severity is Severity.ERROR for p in general)
    care = any(line.tone is Tone.CARE for line in lines) or any(
        p.severity is Severity.WARNING for p in general
    )
    tone = Tone.BAD if stops else Tone.CARE if care else Tone.GOOD
    return ImportReport(_headline(lines, bad), tone, lines, general, tuple(asks))


def _headline(lines: tuple[FileLine, ...], bad: list[FileLine]) -> str:
    if not lines:
        return "No files to read."
    read = f"Read {words.plural(sum(line.line_count for line in lines), 'line')} in {words.plural(len(lines), 'file')}"
    if bad:
        return f"{read}; {words.plural(len(bad), 'file')} refused, with the reason."
    return f"{read}; every line is accounted for."


def _file_line(file: ParsedFile) -> FileLine:
    counted = sum(file.lines.values())
    return FileLine(
        words.masked(file.name),
        file.custodian or "unknown",
        _KIND_WORDS[file.kind],
        file.layout,
        file.as_of,
        not errors_in(file.problems),
        file.line_count,
        tuple(
            (_LINE_WORDS[kind][file.lines[kind] != 1], file.lines[kind])
            for kind in LineKind
            if file.lines.get(kind)
        ),
        file.line_count - counted,
        _found_words(file),
        tuple(stated_account_words(account) for account in file.accounts),
        problem_lines(in_order(file.problems)),
    )


def stated_account_words(account: StatedAccount) -> str:
    """An account as its file names it, masked: `Roth IRA …1096`."""
    name = words.masked(account.name)
    mask = words.last_four(account.mask)
    if not mask or name.endswith(mask):
        return name or account.custodian
    return f"{name} {mask}".strip()


def _found_words(file: ParsedFile) -> str:
    counts = (
        (len(file.accounts), "account"),
        (len(file.positions), "position"),
        (len(file.lots), "lot"),
        (len(file.transactions), "transaction"),
        (len(file.gains), "realized gain"),
        (len(file.prices), "price"),
    )
    return ", ".join(words.plural(count, word) for count, word in counts if count) or "nothing"
