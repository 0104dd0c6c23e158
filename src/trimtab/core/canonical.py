"""One text for one value: the base of every hash, the same on any machine."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from json.encoder import encode_basestring_ascii as _quoted
from operator import attrgetter, ne
from typing import Any

from trimtab.core.money import plain
from trimtab.core.problems import Source

Writer = Callable[[Any], str]
_TEXT = "_canonical_text"  # where a value keeps its own
LATER: Mapping[str, bool] = {"left_out_at_default": True}
"""Metadata of a field that came after plans had been made: at its default it is no part of a hash."""


def canonical_text(value: Any) -> str:
    """A value of the core as JSON text: decimals as their shortest exact text, keys, sets and mappings sorted.

    Where a value was read (its Source) is not part of it: the same facts in other rows or files hash the same.
    Raises TypeError for a float or a type that has no canonical form: a programmer's mistake.
    """
    return _WRITERS[type(value)](value)


def canonical(value: Any) -> Any:
    """The same as plain JSON data."""
    return json.loads(canonical_text(value))


def digest(*values: Any) -> str:
    """SHA-256 of the canonical text of the values, in hex."""
    return hashlib.sha256(canonical_text(values).encode()).hexdigest()


class _Writers(dict[type, Writer]):
    """By type, what writes its values: made at the first value of the type."""

    def __missing__(self, kind: type) -> Writer:
        self[kind] = made = _writer(kind)
        return made


def _writer(kind: type) -> Writer:
    if issubclass(kind, Source) or kind is type(None):
        return lambda _: "null"
    if dataclasses.is_dataclass(kind):
        return _fields_writer(kind)
    if issubclass(kind, Enum):
        return {member: canonical_text(member.value) for member in kind}.__getitem__
    if issubclass(kind, Mapping):
        return _mapping_text
    if issubclass(kind, frozenset | set):
        return _set_text
    if issubclass(kind, tuple | list):
        return _row_text
    for scalar, writer in _SCALARS:
        if issubclass(kind, scalar):
            return writer
    raise TypeError(f"no canonical form for {kind.__name__}")


def _fields_writer(kind: type) -> Writer:
    """Fields by name, those that came later only where they are not at their default.

    What is frozen and has room for it (no slots) keeps its text: a household is asked for the hash of every plan.
    """
    fields = sorted(dataclasses.fields(kind), key=lambda field: field.name)
    values_of = _values_of([field.name for field in fields])
    write = _some_fields if any(field.metadata == LATER for field in fields) else _all_fields
    made = write(fields, values_of)
    is_kept = kind.__dataclass_params__.frozen and "__slots__" not in vars(kind)  # type: ignore[attr-defined]
    return _kept(made) if is_kept else made


def _values_of(names: Sequence[str]) -> Callable[[Any], tuple[Any, ...]]:
    """What gives the parts of a value that have these names."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda value: tuple([getattr(value, name) for name in names])


def _all_fields(
    fields: Sequence[dataclasses.Field[Any]], values_of: Callable[[Any], tuple[Any, ...]]
) -> Writer:
    form, writers = _form([field.name for field in fields]), _WRITERS
    return lambda value: form % tuple([writers[type(part)](part) for part in values_of(value)])


def _form(names: Iterable[str]) -> str:
    """The text of a value with these fields, but for what they hold."""
    parts = [f"{_quoted(name).replace('%', '%%')}: %s" for name in names]
    return f"{{{', '.join(parts)}}}"


def _some_fields(
    fields: Sequence[dataclasses.Field[Any]], values_of: Callable[[Any], tuple[Any, ...]]
) -> Writer:
    later = [canonical_text(field.default) if field.metadata == LATER else "" for field in fields]
    forms: dict[
        tuple[bool, ...], tuple[str, Sequence[int]]
    ] = {}  # by which fields are told, and where these stand
    writers = _WRITERS

    def form(told: tuple[bool, ...]) -> tuple[str, Sequence[int]]:
        places = [place for place, is_told in enumerate(told) if is_told]
        return _form([fields[place].name for place in places]), places

    def write(value: Any) -> str:
        texts = [writers[type(part)](part) for part in values_of(value)]
        told = tuple(map(ne, texts, later))
        if told not in forms:
            forms[told] = form(told)
        words, places = forms[told]
        return words % tuple([texts[place] for place in places])

    return write


def _kept(write: Writer) -> Writer:
    def kept(value: Any) -> str:
        memory = vars(value)
        text: str | None = memory.get(_TEXT)
        if text is None:
            text = memory[_TEXT] = write(value)
        return text

    return kept


def _mapping_text(value: Mapping[Any, Any]) -> str:
    parts = sorted([(str(key), _WRITERS[type(part)](part)) for key, part in value.items()])
    return f"{{{', '.join([f'{_quoted(name)}: {text}' for name, text in parts])}}}"


def _set_text(value: frozenset[Any] | set[Any]) -> str:
    are_names = all(type(item) is str for item in value)
    return _row_text(sorted(value, key=None if are_names else canonical))


def _row_text(value: tuple[Any, ...] | list[Any]) -> str:
    return f"[{', '.join([_WRITERS[type(item)](item) for item in value])}]"


def _number_text(value: Decimal) -> str:
    text = str(value)
    if "E" in text or text.startswith("-0"):
        return f'"{plain(value)}"'
    return f'"{text.rstrip("0").rstrip(".")}"' if "." in text else f'"{text}"'


@lru_cache(maxsize=4096)
def _day_text(value: date) -> str:
    return f'"{value.isoformat()}"'


_WRITERS = _Writers()
_SCALARS: tuple[tuple[type, Writer], ...] = (
    (Decimal, _number_text),
    (date, _day_text),
    (str, _quoted),
    (bool, lambda value: "true" if value else "false"),
    (int, str),
)
