"""A household file in another order: its tables and arrays of tables, and the keys within each."""

from __future__ import annotations

import random
import re

HEADER = re.compile(r"\s*\[\[?\s*([^\]]+?)\s*\]")
KEY = re.compile(r'\s*("[^"]*"|[\w.-]+)\s*=')


def shuffled(text: str, seed: int) -> str:
    """The same file in an order that the seed gives; a table below an entry of an array stays below that entry.

    For files of one line a key.
    """
    rng = random.Random(seed)
    top, *tables = _parted(text)
    groups: list[list[list[str]]] = []
    for table in tables:
        if groups and _is_below(table, groups[-1][0]):
            groups[-1].append(table)
        else:
            groups.append([table])
    rng.shuffle(groups)
    lines = list(top)
    for first, *rest in groups:
        for table in (first, *rng.sample(rest, len(rest))):
            keys = [line for line in table[1:] if KEY.match(line)]
            lines += [table[0], *rng.sample(keys, len(keys))]
    return "\n".join(lines) + "\n"


def _parted(text: str) -> list[list[str]]:
    """The lines before the first table, then those of each table, its header first."""
    parts: list[list[str]] = [[]]
    for line in text.splitlines():
        if HEADER.match(line):
            parts.append([])
        parts[-1].append(line)
    return parts


def _name(table: list[str]) -> str:
    found = HEADER.match(table[0])
    assert found is not None
    return found[1]


def _is_below(table: list[str], entry: list[str]) -> bool:
    return entry[0].lstrip().startswith("[[") and _name(table).startswith(f"{_name(entry)}.")
