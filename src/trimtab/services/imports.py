"""Reading a folder of exports, and accounting for every line of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from trimtab.core.problems import Problem, Source, error
from trimtab.core.statement import FileKind, ParsedFile
from trimtab.services.ports import ExportReader, ExportsFolder


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


def in_file_order(parsed: Iterable[ParsedFile]) -> tuple[ParsedFile, ...]:
    """By name, then content: never by how they were found."""
    return tuple(sorted(parsed, key=lambda file: (file.name, file.sha256)))


def unaccounted(parsed: Iterable[ParsedFile]) -> list[Problem]:
    """An error for each file of which a line was used as nothing: a fault of an importer, never passed over."""
    remedy = "please report this file's layout: a line was overlooked"
    found = []
    for file in in_file_order(parsed):
        counted = sum(file.lines.values())
        if counted != file.line_count:
            words = f"{file.line_count} lines, of which {counted} are accounted for"
            found.append(error("lines-unaccounted", words, remedy, Source(file.name)))
    return found
