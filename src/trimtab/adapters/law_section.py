"""Tables of a law file that know where they stand, so that what is wrong in them can be named."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from trimtab.core.household import FilingStatus
from trimtab.core.problems import BadInputError, Source, error


def read_toml(name: str, content: bytes, guide: str) -> Section:
    """A law file's outermost table, numbers exact. Raises BadInputError where it is no TOML."""
    try:
        return Section(name, "", tomllib.loads(content.decode(), parse_float=Decimal), guide)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as wrong:
        raise Section(name, "", {}, guide).bad(f"this is no TOML: {wrong}") from wrong


@dataclass(frozen=True, slots=True)
class Section:
    """A table of the file `file`; `guide` is the document that shows how such a file looks."""

    file: str
    name: str
    values: Mapping[str, Any]
    guide: str

    def bad(self, message: str) -> BadInputError:
        """The error that names this section."""
        remedy = f"complete the file as {self.guide} shows"
        return BadInputError(
            [error("law-file", message, remedy, Source(self.file, column=self.name or None))]
        )

    def value(self, key: str) -> Any:
        """What stands under a key. Raises BadInputError where it is missing, as all readers here do."""
        if key not in self.values:
            raise self.bad(f"{key} is missing")
        return self.values[key]

    def section(self, path: str) -> Section:
        """The table at a dotted path."""
        found: Section = self
        for key in path.split("."):
            value = found.value(key)
            if not isinstance(value, Mapping):
                raise found.bad(f"{key} is not a table")
            found = Section(self.file, f"{found.name}.{key}".lstrip("."), value, self.guide)
        return found

    def text(self, key: str) -> str:
        """Words."""
        return str(self.value(key))

    def number(self, key: str) -> Decimal:
        """An exact number."""
        value = self.value(key)
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise self.bad(f"{key} is {value!r}, not a number")
        return Decimal(value)

    def numbers(self, key: str) -> tuple[Decimal, ...]:
        """A list of exact numbers."""
        values = self.value(key)
        if not isinstance(values, list) or not all(isinstance(one, int | Decimal) for one in values):
            raise self.bad(f"{key} is {values!r}, not a list of numbers")
        return tuple(Decimal(one) for one in values)

    def entries(self, key: str) -> tuple[Section, ...]:
        """A list of tables, each known by its `name`; empty where the key is missing."""
        values = self.values.get(key, [])
        if not isinstance(values, list) or not all(isinstance(one, Mapping) for one in values):
            raise self.bad(f"{key} is not a list of tables: begin each with [[{key}]]")
        return tuple(
            Section(self.file, f"{key}.{one.get('name', place)}", one, self.guide)
            for place, one in enumerate(values, 1)
        )

    def by_status(self, key: str) -> dict[FilingStatus, Decimal]:
        """An amount for each filing status: one number for all, or a table of all five."""
        if not isinstance(self.value(key), Mapping):
            return dict.fromkeys(FilingStatus, self.number(key))
        table = self.section(key)
        return {status: table.number(status) for status in FilingStatus}

    def list_by_status(self, key: str) -> dict[FilingStatus, tuple[Decimal, ...]]:
        """A list of amounts for each filing status: one list for all, or a table of all five."""
        if not isinstance(self.value(key), Mapping):
            return dict.fromkeys(FilingStatus, self.numbers(key))
        table = self.section(key)
        return {status: table.numbers(status) for status in FilingStatus}

    def only(self, *keys: str) -> None:
        """Refuse keys that are none of these: a misspelt one would otherwise be passed over."""
        if unknown := sorted(set(self.values) - set(keys)):
            raise self.bad(f"unknown: {', '.join(unknown)}; known here are {', '.join(keys)}")
