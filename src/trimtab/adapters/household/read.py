"""Reading household.toml: every fault of form in one go, each with its line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from trimtab.adapters.household.complaints import (
    FILL_IN,
    Path,
    Places,
    complaint,
    dotted,
    fill_ins,
    not_filled_in,
)
from trimtab.adapters.household.convert import PresetOf, column_maps, to_spec
from trimtab.adapters.household.locate import SEPARATOR, line_numbers
from trimtab.adapters.household.model import HouseholdFile
from trimtab.adapters.imports.column_map import ColumnMap
from trimtab.core.canonical import canonical_text, digest
from trimtab.core.problems import Problem, Source, error, in_order
from trimtab.ledger.spec import HouseholdSpec

LIMIT_BYTES = 2_000_000
_TRIES = 4
_RANKED = "buys"  # the first that may be bought is preferred
_PLACEHOLDERS: Mapping[str, object] = {
    "kind": "taxable",
    "name": "?",
    "format": 1,
    "filing_status": "single",
    "year": 2026,
    "rate_ordinary_pct": 0,
    "rate_long_term_pct": 0,
    "wages_usd": 0,
}


@dataclass(frozen=True, slots=True)
class HouseholdRead:
    """What the household file says. `spec` is None where too little of it could be read.

    With errors among `problems`, `spec` is what remains without the faulty entries: good for finding further
    problems in the same run, never for a plan. `exports` is relative to the file's folder.
    """

    spec: HouseholdSpec | None
    exports: str
    column_maps: tuple[ColumnMap, ...]
    problems: tuple[Problem, ...]


def read_household(
    name: str, data: bytes, preset_of: PresetOf, changes: Mapping[str, object] | None = None
) -> HouseholdRead:
    """Read the bytes of a household file. Never raises for what they hold.

    `preset_of` gives the weights of a ready-made target. `changes` stand in for what the file says, table by table and
    key by key.
    """
    tree, problem = _parsed(name, data)
    if tree is None:
        return HouseholdRead(None, "", (), (problem,) if problem else ())
    tree = merged(tree, changes or {})
    lines = line_numbers(data.decode("utf-8-sig"))
    places = Places(name, lines)
    open_paths = list(fill_ins(tree))
    problems = [not_filled_in(path, places) for path in open_paths]
    file, lines, refused = _validated(tree, open_paths, name, lines)
    problems += refused
    if file is None:
        return HouseholdRead(None, _exports_of(tree), (), in_order(problems))
    spec, found = to_spec(file, name, fingerprint_of(file), lines, preset_of)
    outside = _outside(file.exports, places)
    problems += [*found, *outside]
    safe = "" if outside else file.exports
    return HouseholdRead(spec, safe, column_maps(file), in_order(problems))


def fingerprint_of(file: HouseholdFile) -> str:
    """A hash of what the file says: its tables in any order, however it is laid out. No plan depends on `[history]`."""
    return digest(_unordered("", file.model_dump(exclude_unset=True, exclude={"history"})))


def _unordered(key: str, value: Any) -> Any:
    """A value with its lists sorted, but for those in which first comes best."""
    if isinstance(value, Mapping):
        return {name: _unordered(name if key != _RANKED else key, part) for name, part in value.items()}
    if isinstance(value, list) and key != _RANKED:
        return sorted((_unordered(key, part) for part in value), key=canonical_text)
    return value


def _parsed(name: str, data: bytes) -> tuple[dict[str, Any] | None, Problem | None]:
    if len(data) > LIMIT_BYTES:
        words = f"the household file has {len(data):,} bytes; the limit is {LIMIT_BYTES:,}"
        return None, error("household-too-large", words, "is it the right file?", Source(name))
    try:
        return tomllib.loads(data.decode("utf-8-sig"), parse_float=Decimal), None
    except UnicodeDecodeError as fault:
        line = data[: fault.start].count(b"\n") + 1
        remedy = "save the file as UTF-8"
        return None, error("household-not-utf8", "this line is not UTF-8 text", remedy, Source(name, line))
    except tomllib.TOMLDecodeError as fault:
        found = re.search(r"\(at line (\d+), column (\d+)\)", str(fault))
        line = int(found[1]) if found else data.count(b"\n") + 1
        words = re.sub(r" \(at .*\)$", "", str(fault))
        remedy = 'correct the line: texts and dotted names stand in quotes, as in "stocks.us" = 45'
        return None, error("household-not-toml", f"not valid TOML: {words}", remedy, Source(name, line))
    except RecursionError:
        return None, error("household-not-toml", "nested too deeply", "flatten the file", Source(name))


def merged(tree: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of nested tables with these changes in them: tables are joined, all else is replaced."""
    both = dict(tree)
    for key, value in changes.items():
        old = both.get(key)
        both[key] = merged(old, value) if isinstance(old, Mapping) and isinstance(value, Mapping) else value
    return both


def _validated(
    tree: dict[str, Any], open_paths: Sequence[Path], name: str, lines: dict[str, int]
) -> tuple[HouseholdFile | None, dict[str, int], list[Problem]]:
    """The file without what is wrong in it, the lines of what is left, and every fault found on the way.

    An entry that cannot do without a faulty value (a price without its amount) is left out as a whole. What is wrong
    only because something was left out is not told: a list left empty, an entry that lacks what was refused in it.
    """
    places = Places(name, lines)
    told = {(places.at(path).line, path[-1]) for path in open_paths}
    tree = _without(tree, open_paths)
    problems: list[Problem] = []
    cut: set[int | str | None] = set()
    for _ in range(_TRIES):
        places = Places(name, lines)
        try:
            return HouseholdFile.model_validate(tree), lines, problems
        except ValidationError as fault:
            found = fault.errors(include_url=False)
        for refusal in found:
            at = (places.at(refusal["loc"]).line, refusal["loc"][-1] if refusal["loc"] else "")
            if at not in told and not _follows(refusal, places, cut):
                told.add(at)
                problems.append(complaint(refusal, places))
        missing = [refusal["loc"] for refusal in found if refusal["type"] == "missing"]
        dropped = {_entry(path) for path in missing if path[-1] not in _PLACEHOLDERS}
        if () in dropped:
            break
        for path in missing:
            if path[-1] in _PLACEHOLDERS:
                _parent(tree, path)[path[-1]] = _PLACEHOLDERS[str(path[-1])]
        wrong = {refusal["loc"] for refusal in found if refusal["type"] != "missing"} | dropped
        tree = _without(tree, sorted(wrong, key=str))
        cut |= {_place_of(path[:-1], places) for path in wrong} | {_place_of(path, places) for path in wrong}
        lines = _lines_without(lines, [path for path in wrong if isinstance(path[-1], int)])
    return None, lines, problems


def _place_of(path: Path, places: Places) -> int | str | None:
    """A table by its line, which stays the same when others are taken out; a list by its name."""
    return places.at(path).line if path and isinstance(path[-1], int) else dotted(path)


def _follows(refusal: ErrorDetails, places: Places, cut: set[int | str | None]) -> bool:
    """Whether a table is refused as a whole, or a list for being empty or not there, from which something was taken out
    before."""
    is_of_whole = refusal["type"] in {"value_error", "too_short"}
    return (is_of_whole or refusal["loc"] == ("accounts",)) and _place_of(refusal["loc"], places) in cut


def _entry(path: Path) -> Path:
    """The innermost list entry around a path; empty where it is in none."""
    ends = [end for end, part in enumerate(path, 1) if isinstance(part, int)]
    return path[: ends[-1]] if ends else ()


def _lines_without(lines: dict[str, int], entries: Sequence[Path]) -> dict[str, int]:
    """Lines by path after these list entries were taken out: later entries move up by one."""
    for entry in sorted(entries, key=lambda path: (len(path), path[-1]), reverse=True):
        head, gone = [str(part) for part in entry[:-1]], int(entry[-1])
        left: dict[str, int] = {}
        for key, line in lines.items():
            parts = key.split(SEPARATOR)
            at = len(head)
            if parts[:at] == head and len(parts) > at and parts[at].isdecimal():
                number = int(parts[at])
                if number == gone:
                    continue
                parts[at] = str(number - 1 if number > gone else number)
            left[SEPARATOR.join(parts)] = line
        lines = left
    return lines


def _without(tree: dict[str, Any], paths: Sequence[Path]) -> dict[str, Any]:
    """A copy without the entries at these paths; later list elements go first, so that the others keep theirs."""
    left = deepcopy(tree)
    for path in sorted(set(paths), key=lambda p: [(isinstance(x, str), x) for x in p], reverse=True):
        parent = _parent(left, path)
        if isinstance(parent, dict):
            parent.pop(path[-1], None)
        elif isinstance(parent, list) and isinstance(path[-1], int) and path[-1] < len(parent):
            del parent[path[-1]]
    return left


def _parent(tree: Any, path: Path) -> Any:
    for part in path[:-1]:
        try:
            tree = tree[part]
        except (KeyError, IndexError, TypeError):
            return None
    return tree


def _exports_of(tree: Mapping[str, object]) -> str:
    """The exports folder of a file that is otherwise unreadable, so that its files are still looked at."""
    folder = tree.get("exports", "exports")
    if not isinstance(folder, str) or folder in {"", FILL_IN} or _leaves(folder):
        return ""
    return folder


def _leaves(folder: str) -> bool:
    parts = PurePosixPath(folder.replace("\\", "/"))
    return parts.is_absolute() or ".." in parts.parts or ":" in folder or "\0" in folder


def _outside(folder: str, places: Places) -> list[Problem]:
    if not _leaves(folder):
        return []
    words = f'exports = "{folder}" leads out of the folder of the household file'
    remedy = "move the exports into a folder beside the household file"
    return [error("exports-outside", words, remedy, places.at(("exports",)))]
