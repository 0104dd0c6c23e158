"""Another target in a household file: its lines are replaced, every other byte stays."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from trimtab.core.money import HUNDRED, plain
from trimtab.core.problems import BadInputError, Source, error

_TABLE = re.compile(r"\s*\[")
_TARGET = re.compile(r"\s*\[\s*target\s*(\.[^\]]*)?\]\s*(#.*)?$")


def target_toml(target: Mapping[str, Decimal], comment: str) -> str:
    """`[target.weights]` with percents by class (shares of one are handed in), under a comment of one line."""
    lines = [f"# {comment}", "[target.weights]"]
    lines += [f'"{name}" = {plain(part * HUNDRED)}' for name, part in target.items()]
    return "\n".join(lines) + "\n"


def with_target(name: str, text: str, target: Mapping[str, Decimal], comment: str) -> str:
    """The household file with this target. Comments inside the old tables of the target go with them.

    Raises BadInputError where the file is no TOML, or tells its target in a form that cannot be replaced line by line.
    """
    source = Source(name)
    try:
        before = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise BadInputError(
            [error("household-not-toml", f"not valid TOML: {fault}", "correct it", source)]
        ) from None
    lines = text.splitlines(keepends=True)
    kept, at = _without_target(lines)
    new = target_toml(target, comment) + "\n"
    made = "".join(kept[:at]) + new + "".join(kept[at:])
    if _is_only_change(before, made, target):
        return made
    words = "its target is not written as tables of their own, or the change would reach beyond them"
    raise BadInputError(
        [error("target-not-written", words, "put the printed [target.weights] in its place yourself", source)]
    )


def _without_target(lines: list[str]) -> tuple[list[str], int]:
    """The lines outside the tables of the target, and where the first of these stood (or the first table)."""
    kept: list[str] = []
    above: list[str] = []  # comments that may belong to the table after the target
    place: int | None = None
    inside = False
    for line in lines:
        if _TABLE.match(line):
            kept += above
            above = []
            inside = bool(_TARGET.match(line))
            if inside and place is None:
                place = len(kept)
        if not inside:
            kept.append(line)
        elif line.lstrip().startswith("#"):
            above.append(line)
        elif line.strip():
            above = []
    kept += above
    if place is None:
        place = next((n for n, line in enumerate(kept) if _TABLE.match(line)), len(kept))
    return kept, place


def _is_only_change(before: Mapping[str, Any], made: str, target: Mapping[str, Decimal]) -> bool:
    try:
        after = tomllib.loads(made, parse_float=Decimal)
        same = tomllib.loads(made)
    except tomllib.TOMLDecodeError:
        return False
    weights = {name: Decimal(value) for name, value in after["target"].get("weights", {}).items()}
    wanted = {name: part * HUNDRED for name, part in target.items()}
    others = {key: value for key, value in before.items() if key != "target"}
    return (
        set(after["target"]) == {"weights"}
        and weights == wanted
        and others == {key: value for key, value in same.items() if key != "target"}
    )
