"""What a strategy remembers from one plan to the next, in a small JSON file that a person can read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from trimtab.core.money import plain
from trimtab.core.problems import BadInputError, Problem, Source, error

FORMAT = "trimtab strategy memory 1"


@dataclass(frozen=True, slots=True)
class Remembered:
    """Of which strategy and day it is, what it had before that day, and what it answered on it."""

    strategy: str
    as_of: date
    before: Mapping[str, Any]
    after: Mapping[str, Any]

    def on(self, day: date) -> Mapping[str, Any]:
        """What to show the strategy on a day: asked again on its own day, it sees what it saw the first time."""
        return self.before if day == self.as_of else self.after


def memory_text(told: Remembered) -> str:
    """The file, keys sorted: the same memory, the same bytes."""
    document = {
        "format": FORMAT,
        "strategy": told.strategy,
        "as_of": told.as_of.isoformat(),
        "before": {key: _written(value) for key, value in told.before.items()},
        "after": {key: _written(value) for key, value in told.after.items()},
    }
    return json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def read_memory(name: str, data: bytes, strategy: str, today: date) -> Remembered:
    """The memory in a file's bytes. Raises BadInputError where it is none, another strategy's, or of a later day."""
    try:
        told = json.loads(data.decode())
        if told["format"] != FORMAT:
            raise ValueError(f"its format is {told['format']!r}, not {FORMAT!r}")
        found = Remembered(
            str(told["strategy"]),
            date.fromisoformat(told["as_of"]),
            {str(key): _read(value) for key, value in told["before"].items()},
            {str(key): _read(value) for key, value in told["after"].items()},
        )
    except (ValueError, KeyError, TypeError, AttributeError, InvalidOperation, RecursionError) as fault:
        words = f"{name} is no memory of a strategy: {fault}"
        raise BadInputError(
            [_fault(name, words, "name the file that --memory wrote, or a new one")]
        ) from None
    if found.strategy != strategy:
        words = f"{name} is the memory of {found.strategy}, not of {strategy}"
        raise BadInputError([_fault(name, words, "give each strategy and household a file of its own")])
    if found.as_of > today:
        words = f"{name} is of {found.as_of}, and today is {today}: the strategy would know what came later"
        raise BadInputError([_fault(name, words, "use the memory of an earlier day")])
    return found


def _written(value: Any) -> Any:
    if isinstance(value, Decimal):
        return {"decimal": plain(value)}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, Mapping):
        return {"map": {key: _written(inner) for key, inner in value.items()}}
    if isinstance(value, list | tuple):
        return [_written(inner) for inner in value]
    return value


def _read(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_read(inner) for inner in value)
    if isinstance(value, float):
        raise ValueError(f'{value} is a float: write {{"decimal": "{value}"}}')
    if not isinstance(value, dict):
        return value
    ((kind, told),) = value.items()
    if kind == "decimal":
        return _finite(Decimal(told))
    if kind == "date":
        return date.fromisoformat(told)
    if kind != "map":
        raise ValueError(f"{kind!r} is no kind of value")
    return {str(key): _read(inner) for key, inner in told.items()}


def _finite(number: Decimal) -> Decimal:
    if not number.is_finite():
        raise ValueError(f"{number} is no number")
    return number


def _fault(name: str, words: str, remedy: str) -> Problem:
    return error("strategy-memory", words, remedy, Source(name))
