"""A file from which nothing is taken."""

from __future__ import annotations

from collections.abc import Mapping

from trimtab.adapters.imports.cells import masked
from trimtab.adapters.imports.reading import line_count
from trimtab.core.problems import Problem, Source, error
from trimtab.core.statement import FileKind, LineKind, ParsedFile


def refused(
    name: str, sha256: str, text: str, problem: Problem, custodian: str = "", layout: str = "unknown"
) -> ParsedFile:
    """The file with its one reason; all of its lines count as errors."""
    lines = line_count(text)
    used: Mapping[LineKind, int] = {LineKind.ERROR: lines} if lines else {}
    return ParsedFile(
        name, sha256, custodian, FileKind.UNKNOWN, layout, None, lines, used, problems=(problem,)
    )


def no_quantity(name: str, remedy: str) -> Problem:
    """Why nothing is taken from positions without a number of shares; `remedy`: how this custodian shows it."""
    words = "the view that this file was exported from shows no quantity"
    return error("column-missing", words, remedy, Source(masked(name)))
