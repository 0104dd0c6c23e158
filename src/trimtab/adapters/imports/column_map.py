"""How a household teaches trimtab a CSV layout of its own: which column holds what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

COLUMN_MAP_KINDS = ("positions", "lots", "transactions", "prices")

REQUIRED_FIELDS: Mapping[str, tuple[str, ...]] = {
    "positions": ("symbol", "quantity"),
    "lots": ("symbol", "quantity", "acquired", "cost"),
    "transactions": ("date", "action", "amount"),
    "prices": ("symbol", "price"),
}

OPTIONAL_FIELDS: Mapping[str, tuple[str, ...]] = {
    "positions": ("description", "price", "value", "cost", "cusip", "account"),
    "lots": ("account",),
    "transactions": ("symbol", "quantity", "price", "fees", "description", "settle_date", "account"),
    "prices": ("as_of",),
}


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """One `[[csv]]` entry of household.toml.

    `pattern` is a glob over file names; `columns` maps a field of `kind` (REQUIRED_FIELDS, OPTIONAL_FIELDS) to
    the header's own name; `date_format` is a `strptime` pattern. `account` is the account's number, for files
    that do not name it in a column. `as_of` is the day of the figures. `actions` maps the file's own words to
    ActivityKind values for words trimtab does not know.
    """

    pattern: str
    kind: str
    columns: Mapping[str, str]
    account: str = ""
    custodian: str = ""
    date_format: str = "%Y-%m-%d"
    as_of: date | None = None
    actions: Mapping[str, str] | None = None
