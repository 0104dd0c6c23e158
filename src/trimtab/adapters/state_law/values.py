"""Single values of a state law file: words, amounts by status, brackets and tiers."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from trimtab.adapters.law_section import Section
from trimtab.core.household import FilingStatus
from trimtab.core.money import ZERO
from trimtab.tax.states.law import Base, Brackets, ByStatus, ListByStatus, Tiers

Kind = TypeVar("Kind", bound=StrEnum)


def optional(table: Section, key: str, *keys: str) -> Section | None:
    """A table that may be missing, with only these keys."""
    if key not in table.values:
        return None
    section = table.section(key)
    section.only(*keys)
    return section


def choice(kind: type[Kind], section: Section, key: str) -> Kind:
    """One of the words of a kind. Raises BadInputError for any other, as all readers here do."""
    text = section.text(key)
    if text not in tuple(kind):
        raise section.bad(f"{key} is {text!r}, none of {', '.join(kind)}")
    return kind(text)


def amounts(section: Section, key: str) -> ByStatus | None:
    """Amounts by status, None where the key is missing."""
    return section.by_status(key) if key in section.values else None


def amounts_or_zero(section: Section, key: str) -> ByStatus:
    """Amounts by status, zero where the key is missing."""
    return amounts(section, key) or dict.fromkeys(FilingStatus, ZERO)


def number(section: Section, key: str, otherwise: Decimal) -> Decimal:
    """A number, or another one where the key is missing."""
    return section.number(key) if key in section.values else otherwise


def base(section: Section, key: str) -> Base | None:
    """What a rule is about, None where the key is missing."""
    return choice(Base, section, key) if key in section.values else None


def rising(section: Section, tops: ListByStatus, wanted: int, of: str) -> None:
    """Refuse tops that do not rise, or are not as many as wanted."""
    for status, one in tops.items():
        if len(one) != wanted or list(one) != sorted(one):
            raise section.bad(f"{status} has {len(one)} tops; they must rise, and be one fewer than the {of}")


def brackets(section: Section) -> Brackets:
    """Rates and their tops."""
    rates, tops = section.numbers("rates"), section.list_by_status("upper_usd")
    rising(section, tops, len(rates) - 1, "rates")
    return Brackets(rates, tops)


def tiers(section: Section, key: str) -> Tiers | None:
    """Amounts by tiers of income, None where the key is missing."""
    if key not in section.values:
        return None
    found = section.section(key)
    found.only("of", "upper_usd", "amounts")
    tops, values = found.list_by_status("upper_usd"), found.list_by_status("amounts")
    for status in FilingStatus:
        rising(found, {status: tops[status]}, len(values[status]) - 1, "amounts")
    return Tiers(choice(Base, found, "of"), tops, values)
