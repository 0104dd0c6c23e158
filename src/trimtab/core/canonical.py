"""One text for one value: the base of every hash, the same on any machine."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from json.encoder import encode_basestring_ascii as _quoted
from typing import Any, cast

from trimtab.core.money import plain
from trimtab.core.problems import Source

Writer = Callable[[Any], str]
_TEXT = "_canonical_text"  # where a value keeps its own
LATER: Mapping[str, bool] = {"left_out_at_default": True}
"""Metadata of a field that came after plans had been made: at its default it is no part of a hash."""

NEVER_TOLD = frozenset({"Source", "Source | None"})  # types of fields of which nothing is in a hash


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
    made = _compiled(sorted(dataclasses.fields(kind), key=lambda field: field.name))
    is_kept = kind.__dataclass_params__.frozen and "__slots__" not in vars(kind)  # type: ignore[attr-defined]
    return _kept(made) if is_kept else made


def _compiled(fields: Sequence[dataclasses.Field[Any]]) -> Writer:
    """One expression made for these very fields, as dataclasses makes its own functions: a large household has some ten
    thousand values to write. Each part begins with the comma before it; that of the first is left out."""
    known: dict[str, Any] = {"texts": _WRITERS}
    for kind, writer in _SCALARS:
        known |= {kind.__name__: kind, f"text_of_{kind.__name__}": writer}
    parts = []
    for field in fields:
        name, said = field.name, str(field.type).removesuffix(" | None").partition("[")[0]
        if field.metadata == LATER:
            known |= {f"default_{name}": field.default, f"told_{name}": _unless_default(field)}
            parts.append(f'{{"" if (part := value.{name}) is default_{name} else told_{name}(part)}}')
        elif field.type in NEVER_TOLD:
            parts.append(f', "{name}": null')
        else:
            parts.append(f', "{name}": {{{_expression(name, said)}}}')
    is_comma_sure = not fields or fields[0].metadata != LATER
    whole, cut = ("".join(parts)[2:], "") if is_comma_sure else ("".join(parts), "[2:]")
    source = f"lambda value: '{{' + f'{whole}'{cut} + '}}'"
    return cast("Writer", eval(source, known))  # noqa: S307 - names of fields of our own classes, nothing else


def _expression(name: str, said: str) -> str:
    """The text of one field as an expression: what it is said to be is looked for first, and believed only where it is
    so."""
    part, written = f"(part := value.{name})", "texts[type(part)](part)"
    if said in {kind.__name__ for kind, _ in _SCALARS}:
        return f"text_of_{said}(part) if type{part} is {said} else {written}"
    if said in {"tuple", "frozenset"}:
        return f'{written} if {part} or type(part) is not {said} else "[]"'
    return f"texts[type{part}](part)"


def _unless_default(field: dataclasses.Field[Any]) -> Writer:
    """The text of one field with its name, empty where it is that of the default."""
    default = field.default
    left_out = canonical_text(default)

    def told(part: Any) -> str:
        text = left_out if part is default else _WRITERS[type(part)](part)
        return "" if text == left_out else f', "{field.name}": {text}'

    return told


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
    if not value:
        return '"0"'
    text = str(value)
    if "E" in text:
        text = plain(value)
    elif text[-1] == "0" and "." in text:
        text = text.rstrip("0").rstrip(".")
    return f'"{text}"'


@lru_cache(maxsize=4096)
def _day_text(value: date) -> str:
    return f'"{value.isoformat()}"'


_WRITERS = _Writers()
_SCALARS: tuple[tuple[type, Writer], ...] = (
    (Decimal, _number_text),
    (date, _day_text),
    (str, _quoted),
    (bool, {True: "true", False: "false"}.__getitem__),
    (int, str),
)
