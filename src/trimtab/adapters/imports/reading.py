"""From bytes to text, with the caps that come before any parsing."""

from __future__ import annotations

import codecs

from trimtab.adapters.imports.cells import masked
from trimtab.core.problems import Problem, Source, error

LIMIT_BYTES = 20_000_000
LIMIT_ROWS = 500_000
LIMIT_CELL_CHARACTERS = 32_768
LIMIT_CELLS_IN_LINE = 500

_DOWNLOAD_AGAIN = "download the file again from the custodian"


def decode(name: str, data: bytes) -> str | Problem:
    r"""The text of a file with `\n` line ends and no byte order mark, or the one ERROR that refuses it.

    Reads UTF-8, UTF-16 with its mark, and else Windows-1252. Refuses over 20 MB, over 500,000 lines, NUL bytes.
    """
    source = Source(masked(name))
    if len(data) > LIMIT_BYTES:
        size, limit = len(data) // 1_000_000, LIMIT_BYTES // 1_000_000
        return error(
            "file-too-large",
            f"the file has {size} MB; the limit is {limit} MB",
            "choose a shorter period, or fewer accounts, when downloading",
            source,
        )
    text = _text(data)
    if text is None:
        return error(
            "text-not-readable",
            "the file is not text in UTF-8, UTF-16 or Windows-1252",
            _DOWNLOAD_AGAIN,
            source,
        )
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        remedy = "export it as CSV, OFX or XML text, not as a spreadsheet or an archive"
        return error(
            "text-has-nul-bytes",
            "the file holds NUL bytes: it is not text",
            remedy,
            Source(masked(name), line),
        )
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if (rows := line_count(text)) > LIMIT_ROWS:
        message = f"the file has {rows:,} lines; the limit is {LIMIT_ROWS:,}"
        return error("file-too-many-lines", message, "choose a shorter period when downloading", source)
    return text


def line_count(text: str) -> int:
    """Lines of a text with `\\n` line ends; a last line without its end counts."""
    return text.count("\n") + (1 if text and not text.endswith("\n") else 0)


def _text(data: bytes) -> str | None:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decoded(data, "utf-16")
    text = _decoded(data, "utf-8-sig")
    return _decoded(data, "cp1252") if text is None else text


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None
