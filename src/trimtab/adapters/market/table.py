"""From a file's bytes to rows of text with their lines: plain, .gz, or the one table inside a .zip."""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from trimtab.core.problems import Problem, Source, error

LIMIT_BYTES = 200_000_000
WORKBOOK = "[Content_Types].xml"  # in the archive that an Excel workbook is
Row = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class UnreadableError(Exception):
    """Bytes that are no table of text."""

    problem: Problem


def unpacked(name: str, data: bytes) -> bytes:
    """The table itself. Raises UnreadableError for an archive that is broken, too large or of several files."""
    source = Source(name)
    try:
        if data[:2] == b"\x1f\x8b":
            with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
                data = stream.read(LIMIT_BYTES + 1)
        elif data[:4] == b"PK\x03\x04":
            data = _only_member(name, data)
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile) as fault:
        words = f"the archive cannot be unpacked: {fault}"
        raise UnreadableError(error("market-archive", words, "download it again", source)) from None
    if len(data) > LIMIT_BYTES:
        words = f"more than {LIMIT_BYTES:,} bytes"
        raise UnreadableError(
            error("market-too-large", words, "give a file of fewer symbols or years", source)
        )
    return data


def _only_member(name: str, data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
        if any(member.filename == WORKBOOK for member in members):
            return data
        if len(members) != 1:
            words = f"the archive holds {len(members)} files: {', '.join(m.filename for m in members[:5])}"
            problem = error("market-archive", words, "unpack it and name the one that is meant", Source(name))
            raise UnreadableError(problem)
        with archive.open(members[0]) as stream:
            return stream.read(LIMIT_BYTES + 1)


def text_of(name: str, data: bytes) -> str:
    """The text, which must be UTF-8. Raises UnreadableError with the line that is not."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = data[: fault.start].count(b"\n") + 1
        problem = error(
            "market-not-utf8",
            "this line is not UTF-8 text",
            "save the file as CSV in UTF-8",
            Source(name, line),
        )
        raise UnreadableError(problem) from None


def rows_of(text: str) -> Iterator[Row]:
    """Rows that hold anything, each with the line on which it ends; comments before the table (`#`) left out."""
    reader = csv.reader(io.StringIO(text), delimiter=_separator(text))
    is_begun = False
    for row in reader:
        if any(row) and (is_begun or not row[0].lstrip().startswith("#")):
            is_begun = True
            yield reader.line_num, row


def _separator(text: str) -> str:
    lines = (
        line for line in text[:20_000].splitlines() if line.strip() and not line.lstrip().startswith("#")
    )
    first = next(lines, "")
    return max((",", ";", "\t"), key=lambda mark: (first.count(mark), mark == ","))
