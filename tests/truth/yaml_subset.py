"""Reads as much YAML as the shared truth is written in: block mappings and lists of plain or quoted scalars."""

from __future__ import annotations

import re
from dataclasses import dataclass

Node = dict[str, "Node"] | list["Node"] | str
KEY = re.compile(r"('[^']*'|[^\s'#-][^:]*|-?\d[^:]*):(?: (.*))?")


@dataclass
class _Lines:
    """Lines still to read, each as its indent and its text."""

    left: list[tuple[int, str]]


def parse(text: str) -> Node:
    """The document; scalars stay text. Raises ValueError for what is no such YAML."""
    lines = [(len(line) - len(line.lstrip()), line.strip()) for line in text.splitlines()]
    rest = _Lines([(indent, line) for indent, line in lines if line and not line.startswith("#")])
    found = _node(rest, rest.left[0][0])
    if rest.left:
        raise ValueError(f"not understood: {rest.left[0][1]}")
    return found


def _node(rest: _Lines, indent: int) -> Node:
    first = rest.left[0][1]
    if first.startswith("- ") or first == "-":
        return _list(rest, indent)
    return _mapping(rest, indent) if KEY.fullmatch(first) else _scalar(rest, rest.left.pop(0)[1], -1)


def _list(rest: _Lines, indent: int) -> list[Node]:
    """What follows a dash stands two to the right of it, and may be a list or a mapping itself."""
    items: list[Node] = []
    while rest.left and rest.left[0][0] == indent and rest.left[0][1].startswith("- "):
        text = rest.left[0][1][2:]
        if text.startswith("- ") or KEY.fullmatch(text):
            rest.left[0] = (indent + 2, text)
            items.append(_node(rest, indent + 2))
        else:
            rest.left.pop(0)
            items.append(_scalar(rest, text, indent))
    return items


def _mapping(rest: _Lines, indent: int) -> dict[str, Node]:
    """A list that belongs to a key may stand as far left as the key."""
    found: dict[str, Node] = {}
    while rest.left and rest.left[0][0] == indent and (match := KEY.fullmatch(rest.left[0][1])):
        key, text = match.groups()
        rest.left.pop(0)
        if text:
            found[key.strip("'")] = _scalar(rest, text, indent)
        else:
            found[key.strip("'")] = _node(rest, rest.left[0][0])
    return found


def _scalar(rest: _Lines, text: str, indent: int) -> str:
    """Long text goes on in lines that stand further right."""
    while rest.left and rest.left[0][0] > indent >= 0:
        text += " " + rest.left.pop(0)[1]
    return text[1:-1].replace("''", "'") if text.startswith("'") else text
