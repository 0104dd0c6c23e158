"""What pydantic refuses, told as problems: file, line, key, value and what to write instead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from enum import StrEnum
from typing import Any, get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from trimtab.adapters.household.locate import SEPARATOR
from trimtab.adapters.household.model import HouseholdFile
from trimtab.core.accounts import AccountKind, Role
from trimtab.core.events import DividendKind, LotMethod
from trimtab.core.history import Gaps
from trimtab.core.household import ActivityKind, FilingStatus
from trimtab.core.instruments import InstrumentKind
from trimtab.core.policy import BandRule, Calendar, HowFar
from trimtab.core.problems import Problem, Source, error
from trimtab.ledger.spec import TypedKind

FILL_IN = "FILL-IN"
WIDEST_VALUE = 60

_WORDS: Mapping[str, type[StrEnum]] = {
    kind.__name__: kind
    for kind in (
        AccountKind,
        Role,
        ActivityKind,
        FilingStatus,
        InstrumentKind,
        BandRule,
        Calendar,
        HowFar,
        TypedKind,
        LotMethod,
        DividendKind,
        Gaps,
    )
}
_WANTED = {
    "date_type": "a date without quotes, as in 2026-11-20",
    "int_type": "a whole number without quotes",
    "int_from_float": "a whole number",
    "finite_number": "a number; NaN and infinity are none",
    "bool_type": "true or false, without quotes",
    "string_type": 'a text in quotes, as in "VTI"',
    "string_too_short": "a text that is not empty",
    "list_type": 'a list in brackets, as in ["VTI", "BND"]',
    "dict_type": "a table of keys and values",
    "model_type": "a table of keys and values",
    "too_short": "at least one entry",
}

Path = tuple[int | str, ...]


class Places:
    """Finds the place of a path in the household file."""

    def __init__(self, file: str, lines: Mapping[str, int]) -> None:
        self._file = file
        self._lines = lines

    def at(self, path: Sequence[int | str]) -> Source:
        """The line of the path, or of the nearest table around it; the column is the dotted path."""
        name = dotted(path)
        for end in range(len(path), 0, -1):
            line = self._lines.get(SEPARATOR.join(str(part) for part in path[:end]))
            if line is not None:
                return Source(self._file, line, name)
        return Source(self._file, None, name)


def dotted(path: Sequence[int | str]) -> str:
    """A path as people write it: `accounts[2].kind`, counted from 1."""
    text = ""
    for part in path:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def shown(value: object) -> str:
    """A value for a message, cut to a readable length."""
    text = f'"{value}"' if isinstance(value, str) else str(value)
    text = text if len(text) <= WIDEST_VALUE else f"{text[:WIDEST_VALUE]}…"
    return "".join(ch if ch.isprintable() else "?" for ch in text)


def complaint(found: ErrorDetails, places: Places) -> Problem:
    """One refusal as a problem."""
    path, kind, value = found["loc"], found["type"], found["input"]
    where, key = places.at(path), str(path[-1]) if path else ""
    if kind == "extra_forbidden":
        return _unknown_key(path, where)
    if kind == "missing":
        table = dotted(path[:-1])
        within = f" in {table}" if table else ""
        return error("household-key-missing", f'"{key}" is missing{within}', f"add {key} = …", where)
    if kind == "value_error":
        words = found["msg"].removeprefix("Value error, ")
        return error("household-value", f"{dotted(path)}: {words}", "correct the entry", where)
    return error("household-value", f"{dotted(path)} is {shown(value)}", _remedy(found), where)


def _remedy(found: ErrorDetails) -> str:
    kind, context = found["type"], found.get("ctx", {})
    words = _WORDS.get(str(context.get("class", "")))
    if words is not None:
        return _one_of([member.value for member in words], found["input"])
    if kind == "is_instance_of":
        return "write a number without quotes"
    if kind in _WANTED:
        return f"write {_WANTED[kind]}"
    limits = {"greater_than_equal": "ge", "less_than_equal": "le", "greater_than": "gt"}
    if kind in limits:
        phrase = {"ge": "at least", "le": "at most", "gt": "more than"}[limits[kind]]
        limit = str(context[limits[kind]]).removeprefix("Decimal('").removesuffix("')")
        return f"write a number of {phrase} {limit}"
    if kind == "literal_error":
        return f"write {context.get('expected', '')}"
    return found["msg"]


def _one_of(values: Sequence[str], value: object) -> str:
    near = get_close_matches(str(value), values, 1)
    hint = f'did you mean "{near[0]}"? ' if near else ""
    return f"{hint}Use one of: {', '.join(values)}" if hint else f"use one of: {', '.join(values)}"


def _unknown_key(path: Path, where: Source) -> Problem:
    key, known = str(path[-1]), _keys_at(path[:-1])
    near = get_close_matches(key, known, 1)
    remedy = f'did you mean "{near[0]}"?' if near else f"remove it; known here: {', '.join(known)}"
    return error("household-key-unknown", f'unknown key "{dotted(path)}"', remedy, where)


def _keys_at(path: Path) -> list[str]:
    table: type[BaseModel] | None = HouseholdFile
    for part in path:
        if isinstance(part, int) or table is None:
            continue
        fields = {field.alias or name: field for name, field in table.model_fields.items()}
        table = next(_tables(fields[part].annotation), None) if part in fields else None
    if table is None:
        return []
    return [field.alias or name for name, field in table.model_fields.items()]


def _tables(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _tables(part)


def fill_ins(data: object, path: Path = ()) -> Iterator[Path]:
    """Paths of every value or key still marked FILL-IN."""
    if isinstance(data, dict):
        for key, value in data.items():
            if key == FILL_IN:
                yield (*path, key)
            else:
                yield from fill_ins(value, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from fill_ins(value, (*path, index))
    elif data == FILL_IN:
        yield path


def not_filled_in(path: Path, places: Places) -> Problem:
    """The problem of a value that is still to be filled in."""
    where = places.at(path)
    words = f"{dotted(path)} is still to be filled in"
    return error(
        "fill-in", words, "write it in place of FILL-IN; the comment beside it lists the choices", where
    )
