"""Reads the law files of `tax/years`: one complete TOML file per place and year."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from trimtab.adapters.law_section import Section, read_toml
from trimtab.adapters.state_law import parse_state_law
from trimtab.core.household import FilingStatus
from trimtab.core.problems import BadInputError, error
from trimtab.tax.law import FederalLaw, ItemisedLimit, SeniorDeduction, StatusLaw
from trimtab.tax.states.law import StateLaw

YEARS: Traversable = files("trimtab.tax").joinpath("years")
FEDERAL: Traversable = YEARS.joinpath("us")
GUIDE = "docs/law.md"


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
    return _years(FEDERAL)


@cache
def state_law_for(place: str, year: int) -> StateLaw:
    """The law of a state and year, by its place code such as `us-co`.

    Raises BadInputError where there is no file for it, naming the states or years there are: a state without a
    file is never taken to have no tax.
    """
    known = state_years()
    if place not in known:
        remedy = f"use one of {', '.join(known)}, or add the file as docs/states.md shows"
        raise BadInputError([error("law-state", f"there is no law file for the state {place!r}", remedy)])
    if year not in known[place]:
        years = ", ".join(str(one) for one in known[place])
        remedy = f"use {years}, or add the file as docs/states.md shows"
        raise BadInputError([error("law-state-year", f"there is no law file for {place} in {year}", remedy)])
    name = f"{place}/{year}.toml"
    return parse_state_law(name, YEARS.joinpath(place, f"{year}.toml").read_bytes())


@cache
def state_years() -> dict[str, tuple[int, ...]]:
    """The years with a law file by state, states and years in order."""
    places = sorted(entry.name for entry in YEARS.iterdir() if entry.name.startswith("us-"))
    return {place: _years(YEARS.joinpath(place)) for place in places}


def _years(folder: Traversable) -> tuple[int, ...]:
    return tuple(sorted(int(entry.name[:-5]) for entry in folder.iterdir() if entry.name.endswith(".toml")))


def parse_law(name: str, content: bytes) -> FederalLaw:
    """A law file's values, exact, with the hash of its bytes.

    Raises BadInputError with the file and section where a value, a status or a source is missing, or the number of
    brackets does not fit the rates.
    """
    table = read_toml(name, content, GUIDE)
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


def _status(status: FilingStatus, table: Section) -> StatusLaw:
    ordinary = table.section("ordinary.upper_usd")
    tops = ordinary.numbers(status)
    if len(tops) + 1 != len(table.section("ordinary").numbers("rates")) or sorted(tops) != list(tops):
        message = f"{status} has {len(tops)} bracket tops; they must rise, and be one fewer than the rates"
        raise ordinary.bad(message)
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


def _senior(section: Section | None) -> SeniorDeduction | None:
    if section is None:
        return None
    age = int(section.number("age"))
    return SeniorDeduction(section.number("amount_usd"), section.number("phase_out_rate"), age)


def _itemised_limit(section: Section | None) -> ItemisedLimit | None:
    if section is None:
        return None
    return ItemisedLimit(section.number("reduction_numerator"), section.number("reduction_denominator"))
