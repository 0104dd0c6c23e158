"""The worked examples of the shared truth, and the figures each of them gives."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from tests.shared import SHARED
from tests.truth.yaml_subset import Node, parse

LISTS = {"examples", "cases", "tacking"}
SINGLE = {"worked_example", "hand_check"}
COUNTING = {"case"}  # numbers the example, says nothing of it


def truth() -> Node:
    """The whole file."""
    return parse((SHARED / "truth" / "tax_ground_truth.yaml").read_text(encoding="utf-8"))


def examples(node: Node, path: str = "") -> Iterator[tuple[str, Node]]:
    """Every worked example with its place: `rmd.examples 1` is the first of the list."""
    for key, value in node.items() if isinstance(node, dict) else ():
        where = f"{path}.{key}" if path else key
        if key in LISTS and isinstance(value, list):
            yield from ((f"{where} {number}", one) for number, one in enumerate(value, 1))
        elif key in SINGLE:
            yield where, value
        else:
            yield from examples(value, where)


def figures(node: Node) -> Iterator[str]:
    """Amounts without sign and days, as text; zeros say nothing."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key not in COUNTING:
                yield from figures(value)
                yield from figures(key)
    elif isinstance(node, list):
        for value in node:
            yield from figures(value)
    elif re.fullmatch(r"\d{4}-\d\d-\d\d", node):
        yield node
    else:
        yield from _amount(node)


def _amount(text: str) -> Iterator[str]:
    try:
        amount = abs(Decimal(text))
    except InvalidOperation:
        return
    if amount:
        yield plain(amount)


def written(text: str) -> frozenset[str]:
    """Every figure that stands in a case."""
    days = re.findall(r"\d{4}-\d\d-\d\d", text)
    amounts = re.findall(r"\d+(?:\.\d+)?", text.replace(",", ""))
    return frozenset(days) | {plain(Decimal(amount)) for amount in amounts}


def plain(amount: Decimal) -> str:
    """Without trailing zeros: 3300.0 and 3300 are the same figure."""
    return f"{amount.normalize():f}"
