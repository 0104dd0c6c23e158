"""Where each key of a TOML text stands: dotted paths to line numbers, for errors that name the line."""

from __future__ import annotations

import re

SEPARATOR = "\x1f"  # between the parts of a path: a key may itself hold a dot

_KEY_PART = re.compile(r"""\s*("(?:[^"\\]|\\.)*"|'[^']*'|[A-Za-z0-9_-]+)\s*""")
_STRING = re.compile(r'"""|\'\'\'|"(?:[^"\\]|\\.)*"|\'[^\']*\'|#.*')


def line_numbers(text: str) -> dict[str, int]:
    """Line (from 1) of every table and key, by its parts joined with SEPARATOR.

    Elements of an array of tables are counted from 0, as in `accounts<SEP>0<SEP>number`. Meant for texts that
    tomllib accepts; on others it gives what it can and never raises. Keys of inline tables have their
    parent's line.
    """
    lines: dict[str, int] = {}
    counts: dict[tuple[str, ...], int] = {}
    table: tuple[str, ...] = ()
    open_brackets, closing = 0, ""
    for number, raw in enumerate(text.splitlines(), 1):
        if open_brackets or closing:
            open_brackets, closing = _after(raw, open_brackets, closing)
            continue
        if raw.lstrip().startswith("["):
            table = _table(raw, counts)
            lines.setdefault(SEPARATOR.join(table), number)
            continue
        key, rest = _key(raw)
        if key and rest.startswith("="):
            for end in range(1, len(key) + 1):
                lines.setdefault(SEPARATOR.join((*table, *key[:end])), number)
            open_brackets, closing = _after(rest[1:], 0, "")
    return lines


def _key(text: str) -> tuple[tuple[str, ...], str]:
    """The dotted key at the start of a text, and what follows it."""
    parts: list[str] = []
    position = 0
    while found := _KEY_PART.match(text, position):
        parts.append(_bare(found[1]))
        position = found.end()
        if not text.startswith(".", position):
            break
        position += 1
    return tuple(parts), text[position:]


def _bare(part: str) -> str:
    if part[0] == "'":
        return part[1:-1]
    if part[0] == '"':
        return re.sub(r"\\(.)", r"\1", part[1:-1])
    return part


def _table(raw: str, counts: dict[tuple[str, ...], int]) -> tuple[str, ...]:
    """The path of a table header; each part that is an array of tables stands for its newest element."""
    is_array = raw.lstrip().startswith("[[")
    parts, _ = _key(raw.lstrip().lstrip("["))
    path: tuple[str, ...] = ()
    for part in parts[:-1]:
        path = (*path, part)
        if path in counts:
            path = (*path, str(counts[path]))
    path = (*path, *parts[-1:])
    if not is_array:
        return path
    counts[path] = counts.get(path, -1) + 1
    return (*path, str(counts[path]))


def _after(text: str, open_brackets: int, closing: str) -> tuple[int, str]:
    """Whether a value goes on after this line: its open brackets, and the end of its multi-line string."""
    position = 0
    while position < len(text):
        if closing:
            end = text.find(closing, position)
            if end < 0:
                return open_brackets, closing
            position, closing = end + len(closing), ""
            continue
        if found := _STRING.match(text, position):
            closing = found[0] if found[0] in {'"""', "'''"} else ""
            position = found.end()
            continue
        open_brackets += {"[": 1, "{": 1, "]": -1, "}": -1}.get(text[position], 0)
        position += 1
    return max(open_brackets, 0), closing
