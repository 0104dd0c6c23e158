"""Reads the law of retirement accounts and giving: one file a year, and the life tables it uses."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from trimtab.adapters.law_section import Section, read_toml
from trimtab.core.household import FilingStatus
from trimtab.core.problems import BadInputError, error
from trimtab.tax.account_law import (
    ContributionLaw,
    DirectGiftLaw,
    DistributionLaw,
    EarlyException,
    EarlyLaw,
    GiftLaw,
    LifeTables,
    PhaseOut,
    PhaseOutLaw,
    ProhibitedLaw,
    RetirementLaw,
    StartAge,
    UnrelatedIncomeLaw,
)

GUIDE = "docs/retirement.md"
US: Traversable = files("trimtab.tax").joinpath("years", "us")
OLDEST = 120


@cache
def retirement_law_for(year: int) -> RetirementLaw:
    """The law of retirement accounts of a year. Raises BadInputError naming the years there are."""
    found = _files("retirement")
    if year not in found:
        raise _no_year(f"there is no law of retirement accounts for the year {year}", found)
    return parse_retirement_law(f"{year}.toml", found[year].read_bytes())


@cache
def life_tables_for(year: int) -> LifeTables:
    """The life tables in force in a year. Raises BadInputError for years before the first."""
    found = _files("life_tables")
    first = max((one for one in found if one <= year), default=None)
    if first is None:
        raise _no_year(f"there are no life tables for the year {year}", found)
    return parse_life_tables(f"{first}.toml", found[first].read_bytes())


def _files(folder: str) -> dict[int, Traversable]:
    entries = US.joinpath(folder).iterdir()
    return {int(entry.name[:-5]): entry for entry in entries if entry.name.endswith(".toml")}


def _no_year(message: str, found: Mapping[int, Traversable]) -> BadInputError:
    known = ", ".join(str(one) for one in sorted(found))
    return BadInputError(
        [error("law-year", message, f"use one of {known}, or add the file as {GUIDE} shows")]
    )


def parse_retirement_law(name: str, content: bytes) -> RetirementLaw:
    """The file's values, exact. Raises BadInputError with file and section where a value or a source is missing."""
    table = read_toml(name, content, GUIDE)
    named = {key: table.section(key) for key, value in table.values.items() if isinstance(value, Mapping)}
    return RetirementLaw(
        place=table.text("place"),
        year=int(table.number("year")),
        rounding=table.text("rounding"),
        not_modelled=tuple(str(line) for line in table.value("not_modelled")),
        sources={key: section.text("source") for key, section in named.items()},
        sha256=hashlib.sha256(content).hexdigest(),
        contributions=_contributions(table),
        phase_outs=_phase_outs(table),
        distributions=_distributions(table),
        early=_early(table),
        direct_gifts=_direct_gifts(table.section("charitable_distribution")),
        gifts=_gifts(table),
        unrelated_income=_unrelated(table.section("unrelated_income")),
        prohibited=ProhibitedLaw(
            table.section("prohibited_transaction").number("excise_rate"),
            table.section("prohibited_transaction").number("uncorrected_excise_rate"),
        ),
    )


def _whole(section: Section, key: str) -> int:
    return int(section.number(key))


def _contributions(table: Section) -> ContributionLaw:
    ira, plan, simple, hsa = (table.section(key) for key in ("ira", "plan", "simple", "hsa"))
    first, last = (int(age) for age in plan.numbers("high_catch_up_ages"))
    has_roth_rule = "roth_catch_up" in table.values
    return ContributionLaw(
        ira_usd=ira.number("limit_usd"),
        ira_catch_up_usd=ira.number("catch_up_usd"),
        ira_catch_up_age=_whole(ira, "catch_up_age"),
        deferral_usd=plan.number("deferral_usd"),
        catch_up_usd=plan.number("catch_up_usd"),
        catch_up_age=_whole(plan, "catch_up_age"),
        high_catch_up_usd=plan.number("high_catch_up_usd"),
        high_catch_up_ages=(first, last),
        additions_usd=plan.number("additions_usd"),
        compensation_usd=plan.number("compensation_usd"),
        roth_catch_up_wages_usd=(
            table.section("roth_catch_up").number("wages_above_usd") if has_roth_rule else None
        ),
        simple_usd=simple.number("deferral_usd"),
        simple_catch_up_usd=simple.number("catch_up_usd"),
        simple_high_catch_up_usd=simple.number("high_catch_up_usd"),
        simple_small_usd=simple.number("small_employer_deferral_usd"),
        simple_small_catch_up_usd=simple.number("small_employer_catch_up_usd"),
        sep_rate=table.section("sep").number("rate"),
        hsa_self_only_usd=hsa.number("self_only_usd"),
        hsa_family_usd=hsa.number("family_usd"),
        hsa_catch_up_usd=hsa.number("catch_up_usd"),
        hsa_catch_up_age=_whole(hsa, "catch_up_age"),
    )


def _phase_outs(table: Section) -> PhaseOutLaw:
    reduced = table.section("reduced_limit")
    return PhaseOutLaw(
        roth=_ranges(table.section("roth_phase_out"), FilingStatus),
        covered=_ranges(table.section("deduction_phase_out"), FilingStatus),
        spouse_covered=_ranges(
            table.section("spouse_deduction_phase_out"),
            (FilingStatus.MARRIED_JOINT, FilingStatus.MARRIED_SEPARATE),
        ),
        step_usd=reduced.number("step_usd"),
        least_usd=reduced.number("least_usd"),
    )


def _ranges(
    section: Section, statuses: type[FilingStatus] | tuple[FilingStatus, ...]
) -> dict[FilingStatus, PhaseOut]:
    starts, ends = section.section("from_usd"), section.section("to_usd")
    found = {status: PhaseOut(starts.number(status), ends.number(status)) for status in statuses}
    for status, phase_out in found.items():
        if phase_out.to_usd <= phase_out.from_usd:
            raise section.bad(f"{status}: the phase-out ends where it begins, or before")
    return found


def _distributions(table: Section) -> DistributionLaw:
    section, missed = table.section("required_distributions"), table.section("missed_distribution")
    return DistributionLaw(
        start=tuple(_starts(section)),
        spouse_younger_years=_whole(section, "spouse_younger_years"),
        beneficiary_years=_whole(section, "beneficiary_years"),
        no_beneficiary_years=_whole(section, "no_beneficiary_years"),
        majority_age=_whole(section, "majority_age"),
        annual_within_ten_years=section.value("annual_within_ten_years") is True,
        missed_rate=missed.number("rate"),
        corrected_rate=missed.number("corrected_rate"),
    )


def _starts(section: Section) -> Iterator[StartAge]:
    before = date.min
    for entry in section.entries("start"):
        born_from = entry.value("born_from")
        if not isinstance(born_from, date) or born_from <= before:
            raise entry.bad("born_from is a date, and later than that of the entry before")
        before = born_from
        yield StartAge(born_from, _whole(entry, "age_months"))


def _early(table: Section) -> EarlyLaw:
    section = table.section("early_withdrawal")
    return EarlyLaw(
        age_months=_whole(section, "age_months"),
        rate=section.number("rate"),
        simple_rate=section.number("simple_rate"),
        simple_years=_whole(section, "simple_years"),
        hsa_rate=section.number("hsa_rate"),
        hsa_age=_whole(section, "hsa_age"),
        roth_years=_whole(table.section("roth"), "years"),
        exceptions=tuple(
            EarlyException(
                name=entry.text("name"),
                from_ira="ira" in entry.value("from"),
                from_plan="plan" in entry.value("from"),
                words=entry.text("words"),
                source=entry.text("source"),
                limit_usd=entry.number("limit_usd") if "limit_usd" in entry.values else None,
            )
            for entry in section.entries("exceptions")
        ),
    )


def _direct_gifts(section: Section) -> DirectGiftLaw:
    return DirectGiftLaw(
        section.number("limit_usd"), section.number("split_interest_usd"), _whole(section, "age_months")
    )


def _gifts(table: Section) -> GiftLaw:
    section, without = table.section("gifts"), "gifts_without_itemising"
    return GiftLaw(
        cash_rate=section.number("cash_rate"),
        public_rate=section.number("public_rate"),
        other_rate=section.number("other_rate"),
        gain_property_rate=section.number("gain_property_rate"),
        gain_property_other_rate=section.number("gain_property_other_rate"),
        carryforward_years=_whole(section, "carryforward_years"),
        floor_rate=section.number("floor_rate"),
        cash_beside_other_rate=section.number("cash_beside_other_rate"),
        without_itemising_usd=(
            {status: table.section(without).number(status) for status in FilingStatus}
            if without in table.values
            else {}
        ),
    )


def _unrelated(section: Section) -> UnrelatedIncomeLaw:
    for rates, tops in (("rates", "upper_usd"), ("gain_rates", "gain_upper_usd")):
        uppers = section.numbers(tops)
        if len(uppers) + 1 != len(section.numbers(rates)) or sorted(uppers) != list(uppers):
            raise section.bad(f"{tops} must rise, and be one fewer than {rates}")
    return UnrelatedIncomeLaw(
        return_from_gross_usd=section.number("return_from_gross_usd"),
        specific_deduction_usd=section.number("specific_deduction_usd"),
        rates=section.numbers("rates"),
        upper_usd=section.numbers("upper_usd"),
        gain_rates=section.numbers("gain_rates"),
        gain_upper_usd=section.numbers("gain_upper_usd"),
    )


def parse_life_tables(name: str, content: bytes) -> LifeTables:
    """The life tables, complete to age 120. Raises BadInputError where an age is missing."""
    table = read_toml(name, content, GUIDE)
    joint, years = table.section("joint"), table.section("joint.years")
    first_spouse = _whole(joint, "first_spouse_age")
    uniform = _by_age(table.section("uniform"))
    if sorted(years.values) != sorted(str(age) for age in uniform):
        raise years.bad("the joint table has other ages of owners than the uniform table")
    return LifeTables(
        place=table.text("place"),
        from_year=_whole(table, "from_year"),
        sources={key: table.section(key).text("source") for key in ("single", "uniform", "joint")},
        sha256=hashlib.sha256(content).hexdigest(),
        single=_by_age(table.section("single")),
        uniform=uniform,
        joint={int(age): _row(years, age, first_spouse) for age in years.values},
    )


def _by_age(section: Section) -> dict[int, Decimal]:
    found = dict(enumerate(section.numbers("years"), _whole(section, "first_age")))
    if max(found, default=0) != OLDEST:
        raise section.bad(f"the years end at age {max(found, default=0)}, not {OLDEST}")
    return found


def _row(years: Section, age: str, first_spouse: int) -> dict[int, Decimal]:
    row = dict(enumerate(years.numbers(age), first_spouse))
    if max(row, default=0) != int(age) - 11:
        raise years.bad(f"the row of {age} ends at a spouse of {max(row, default=0)}, not {int(age) - 11}")
    return row
