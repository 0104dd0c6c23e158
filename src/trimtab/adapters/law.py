"""Reads the law files of `tax/years`: one complete TOML file per place and year."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from trimtab.core.household import FilingStatus
from trimtab.core.problems import BadInputError, Source, error
from trimtab.tax.law import FederalLaw, ItemisedLimit, SeniorDeduction, StatusLaw

FEDERAL: Traversable = files("trimtab.tax").joinpath("years", "us")


@cache
def law_for(year: int) -> FederalLaw:
    """The federal law of a year. Raises BadInputError naming the years there are, where there is no file for it."""
    years = law_years()
    if year not in years:
        known = ", ".join(str(one) for one in years)
        remedy = f"use one of {known}, or add the file as docs/law.md shows"
        raise BadInputError([error("law-year", f"there is no federal law file for the year {year}", remedy)])
    return parse_law(f"{year}.toml", FEDERAL.joinpath(f"{year}.toml").read_bytes())


def law_years() -> tuple[int, ...]:
    """The years with a federal law file, in order."""
    return tuple(sorted(int(entry.name[:-5]) for entry in FEDERAL.iterdir() if entry.name.endswith(".toml")))


def parse_law(name: str, content: bytes) -> FederalLaw:
    """A law file's values, exact, with the hash of its bytes.

    Raises BadInputError with the file and section where a value, a status or a source is missing, or the number of
    brackets does not fit the rates.
    """
    table = _Section(name, "", _toml(name, content))
    sections = {key: table.section(key) for key, value in table.values.items() if isinstance(value, Mapping)}
    minimum = table.section("minimum_tax")
    return FederalLaw(
        place=table.text("place"),
        year=int(table.number("year")),
        rounding=table.text("rounding"),
        not_modelled=tuple(str(line) for line in table.value("not_modelled")),
        sources={key: section.text("source") for key, section in sections.items()},
        sha256=hashlib.sha256(content).hexdigest(),
        ordinary_rates=table.section("ordinary").numbers("rates"),
        gain_rates=table.section("gains").numbers("rates"),
        collectibles_rate=table.section("collectibles").number("rate"),
        unrecaptured_1250_rate=table.section("unrecaptured_1250").number("rate"),
        senior=_senior(sections.get("senior_deduction")),
        itemised_limit=_itemised_limit(sections.get("itemised_limit")),
        niit_rate=table.section("net_investment_income").number("rate"),
        amt_rates=minimum.numbers("rates"),
        amt_phase_out_rate=minimum.number("phase_out_rate"),
        amt_separate_addition_rate=minimum.number("separate_addition_rate"),
        statuses={status: _status(status, table) for status in FilingStatus},
    )


def _toml(name: str, content: bytes) -> Mapping[str, Any]:
    try:
        return tomllib.loads(content.decode(), parse_float=Decimal)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as wrong:
        raise _bad(name, "", f"this is no TOML: {wrong}") from wrong


def _bad(name: str, where: str, message: str) -> BadInputError:
    remedy = "complete the file as docs/law.md shows"
    return BadInputError([error("law-file", message, remedy, Source(name, column=where or None))])


@dataclass(frozen=True, slots=True)
class _Section:
    """A table of the file that knows where it stands."""

    file: str
    name: str
    values: Mapping[str, Any]

    def value(self, key: str) -> Any:
        if key not in self.values:
            raise _bad(self.file, self.name, f"{key} is missing")
        return self.values[key]

    def section(self, path: str) -> _Section:
        found: _Section = self
        for key in path.split("."):
            value = found.value(key)
            if not isinstance(value, Mapping):
                raise _bad(self.file, found.name, f"{key} is not a table")
            found = _Section(self.file, f"{found.name}.{key}".lstrip("."), value)
        return found

    def text(self, key: str) -> str:
        return str(self.value(key))

    def number(self, key: str) -> Decimal:
        value = self.value(key)
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise _bad(self.file, self.name, f"{key} is {value!r}, not a number")
        return Decimal(value)

    def numbers(self, key: str) -> tuple[Decimal, ...]:
        values = self.value(key)
        if not isinstance(values, list) or not all(isinstance(one, int | Decimal) for one in values):
            raise _bad(self.file, self.name, f"{key} is {values!r}, not a list of numbers")
        return tuple(Decimal(one) for one in values)


def _status(status: FilingStatus, table: _Section) -> StatusLaw:
    ordinary = table.section("ordinary.upper_usd")
    tops = ordinary.numbers(status)
    if len(tops) + 1 != len(table.section("ordinary").numbers("rates")) or sorted(tops) != list(tops):
        message = f"{status} has {len(tops)} bracket tops; they must rise, and be one fewer than the rates"
        raise _bad(ordinary.file, ordinary.name, message)
    starts = "senior_deduction.phase_out_start_usd"
    has_senior = "senior_deduction" in table.values and status in table.section(starts).values

    def amount(path: str) -> Decimal:
        return table.section(path).number(status)

    return StatusLaw(
        ordinary_upper_usd=tops,
        gain_0_upper_usd=amount("gains.upper_0_usd"),
        gain_15_upper_usd=amount("gains.upper_15_usd"),
        below_25_upper_usd=amount("gains.below_25.upper_usd"),
        loss_limit_usd=amount("losses.limit_usd"),
        standard_deduction_usd=amount("standard_deduction.basic_usd"),
        aged_or_blind_usd=amount("standard_deduction.aged_or_blind_usd"),
        senior_phase_out_start_usd=amount(starts) if has_senior else None,
        niit_threshold_usd=amount("net_investment_income.threshold_usd"),
        amt_exemption_usd=amount("minimum_tax.exemption_usd"),
        amt_phase_out_start_usd=amount("minimum_tax.phase_out_start_usd"),
        amt_26_upper_usd=amount("minimum_tax.upper_26_usd"),
    )


def _senior(section: _Section | None) -> SeniorDeduction | None:
    if section is None:
        return None
    age = int(section.number("age"))
    return SeniorDeduction(section.number("amount_usd"), section.number("phase_out_rate"), age)


def _itemised_limit(section: _Section | None) -> ItemisedLimit | None:
    if section is None:
        return None
    return ItemisedLimit(section.number("reduction_numerator"), section.number("reduction_denominator"))
