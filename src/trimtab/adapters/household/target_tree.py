"""A target told as a tree: each class in percent of the class above it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from trimtab.adapters.household.complaints import Places
from trimtab.core.money import HUNDRED, ZERO, plain
from trimtab.core.problems import Problem, error


def leaf_weights(tree: Mapping[str, Decimal], places: Places) -> tuple[dict[str, Decimal], list[Problem]]:
    """Percent of the household by lowest class; what stands beside one another must sum to exactly 100."""
    below: dict[str, list[str]] = {}
    for class_id in tree:
        below.setdefault(_above(class_id, tree), []).append(class_id)
    problems = []
    for parent, children in sorted(below.items()):
        total = sum((tree[child] for child in children), ZERO)
        if total != HUNDRED:
            whole = f'"{parent}"' if parent else "the household"
            words = f"{', '.join(sorted(children))} sum to {plain(total)}% of {whole}, not 100%"
            path = ("target", "tree", parent) if parent else ("target", "tree")
            problems.append(
                error("target-sum", words, "make the percents of one level sum to 100", places.at(path))
            )
    weights = {class_id: _of_household(class_id, tree) for class_id in tree if class_id not in below}
    return ({} if problems else weights), problems


def _above(class_id: str, tree: Mapping[str, Decimal]) -> str:
    """The nearest class above that is in the tree; nothing for the highest."""
    name = class_id
    while "." in name:
        name = name.rpartition(".")[0]
        if name in tree:
            return name
    return ""


def _of_household(class_id: str, tree: Mapping[str, Decimal]) -> Decimal:
    parent = _above(class_id, tree)
    return tree[class_id] * _of_household(parent, tree) / HUNDRED if parent else tree[class_id]
