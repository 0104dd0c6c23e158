"""Reading a folder of exports, and accounting for every line of it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from trimtab.core.problems import Problem, Source, error, errors_in, in_order
from trimtab.core.statement import FileKind, LineKind, ParsedFile
from trimtab.services.ports import ExportReader, ExportsFolder


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file. `lines` counts each line once under what it was used as."""

    name: str
    custodian: str
    kind: FileKind
    layout: str
    accounts: tuple[str, ...]  # masks and names, never whole numbers
    as_of: date | None
    line_count: int
    lines: Mapping[LineKind, int]
    is_used: bool
    problems: tuple[Problem, ...]

    @property
    def is_accounted(self) -> bool:
        """Whether every line was used as something."""
        return sum(self.lines.values()) == self.line_count


def read_folder(folder: ExportsFolder, read: ExportReader) -> tuple[ParsedFile, ...]:
    """Every file of the folder, in order of name; one that cannot be opened is a file with that problem."""
    return tuple(_opened(folder, name, read) for name in sorted(folder.names()))


def _opened(folder: ExportsFolder, name: str, read: ExportReader) -> ParsedFile:
    try:
        return read(name, folder.read(name))
    except OSError as fault:
        words = f"the file cannot be opened: {fault.strerror or fault}"
        remedy = "check its permissions, or take it out of the folder"
        return refused_file(name, error("file-unreadable", words, remedy, Source(name)))


def refused_file(name: str, problem: Problem) -> ParsedFile:
    """A file of which nothing is known but its name and what is wrong with it."""
    sha256 = hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()
    return ParsedFile(name, sha256, "", FileKind.UNKNOWN, "", None, 0, {}, problems=(problem,))


def import_report(parsed: Sequence[ParsedFile]) -> tuple[FileReport, ...]:
    """Per file, in order of name: what it is, whose, as of when, and what each line was used as."""
    return tuple(_report(file) for file in sorted(parsed, key=lambda file: (file.name, file.sha256)))


def _report(file: ParsedFile) -> FileReport:
    problems = list(file.problems)
    counted = sum(file.lines.values())
    if counted != file.line_count:
        words = f"{file.line_count} lines, of which {counted} are accounted for"
        remedy = "please report this file's layout: a line was overlooked"
        problems.append(error("lines-unaccounted", words, remedy, Source(file.name)))
    return FileReport(
        name=file.name,
        custodian=file.custodian,
        kind=file.kind,
        layout=file.layout,
        accounts=tuple(_label(account.mask, account.name) for account in file.accounts),
        as_of=file.as_of,
        line_count=file.line_count,
        lines={kind: file.lines[kind] for kind in LineKind if file.lines.get(kind)},
        is_used=not errors_in(problems),
        problems=in_order(problems),
    )


def _label(mask: str, name: str) -> str:
    number = f"…{mask}" if mask else ""
    return " ".join(part for part in (number, name) if part)


def unaccounted(parsed: Sequence[ParsedFile]) -> list[Problem]:
    """An error for each file of which a line was used as nothing: a fault of an importer, never passed over."""
    return [p for report in import_report(parsed) for p in report.problems if p.code == "lines-unaccounted"]
