"""One text for one value: the base of every hash, the same on any machine."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from trimtab.core.money import plain
from trimtab.core.problems import Source

LATER: Mapping[str, bool] = {"left_out_at_default": True}
"""Metadata of a field that came after plans had been made: at its default it is no part of a hash."""


def canonical(value: Any) -> Any:
    """A value of the core as plain JSON data: decimals as their shortest exact text, sets and mappings sorted.

    Where a value was read (its Source) is not part of it: the same facts in other rows or files hash the same.
    Raises TypeError for a float or a type that has no canonical form: a programmer's mistake.
    """
    if isinstance(value, Source):
        return None
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dict(_fields(value))
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): canonical(value[key]) for key in sorted(value, key=str)}
    if isinstance(value, frozenset | set):
        return sorted(canonical(item) for item in value)
    if isinstance(value, tuple | list):
        return [canonical(item) for item in value]
    if value is None or isinstance(value, str | bool | int):
        return value
    raise TypeError(f"no canonical form for {type(value).__name__}")


def _fields(value: Any) -> Iterator[tuple[str, Any]]:
    for f in dataclasses.fields(value):
        form = canonical(getattr(value, f.name))
        if f.metadata != LATER or form != canonical(f.default):
            yield f.name, form


def digest(*values: Any) -> str:
    """SHA-256 of the canonical text of the values, in hex."""
    text = json.dumps([canonical(value) for value in values], sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()
