"""Reads a state's law file into `tax.states.law`: the shape is shown in docs/states.md."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from trimtab.adapters.law_section import Section, read_toml
from trimtab.core.household import FilingStatus
from trimtab.core.money import ONE, ZERO
from trimtab.tax.states.law import (
    Adjustment,
    Allowance,
    Base,
    Brackets,
    ByEldest,
    ByStatus,
    ExtraTax,
    IncomeClass,
    Itemised,
    ListByStatus,
    LossRule,
    MaximumRate,
    MinimumTax,
    NoTax,
    PhaseOut,
    Recapture,
    Start,
    StateLaw,
    Surtax,
    Tiers,
    Within,
)

Kind = TypeVar("Kind", bound=StrEnum)
GUIDE = "docs/states.md"
SINGLES = ("income", "losses", "brackets", "maximum_rate", "recapture", "minimum", "maximum_tax", "no_tax")
LISTS = (
    "additions",
    "subtractions",
    "deductions",
    "classes",
    "extra_taxes",
    "tax_shares",
    "credits",
    "surtaxes",
)
HEAD = ("place", "name", "year", "rounding", "not_modelled", "assumes")


def parse_state_law(name: str, content: bytes) -> StateLaw:
    """A state's law, exact, with the hash of the file's bytes.

    Raises BadInputError with the file and section where a value or a source is missing, a key is unknown, two
    entries have the same name, or the tops of brackets do not rise or do not fit the rates.
    """
    table = read_toml(name, content, GUIDE)
    table.only(*HEAD, *SINGLES, *LISTS)
    income = table.section("income")
    income.only("source", "start")
    start = _choice(Start, income, "start")
    brackets = _optional(table, "brackets", "source", "rates", "upper_usd")
    most = _optional(table, "maximum_tax", "source", "of")
    if brackets is None and start is not Start.NONE:
        raise table.bad("brackets is missing")
    return StateLaw(
        place=table.text("place"),
        name=table.text("name"),
        year=int(table.number("year")),
        rounding=table.text("rounding"),
        not_modelled=tuple(str(line) for line in table.value("not_modelled")),
        assumes=tuple(str(line) for line in table.values.get("assumes", ())),
        sources=_sources(table),
        sha256=hashlib.sha256(content).hexdigest(),
        start=start,
        losses=_losses(_optional(table, "losses", "source", "limit_usd", "against", "carryforward")),
        additions=tuple(_adjustment(one) for one in table.entries("additions")),
        subtractions=tuple(_adjustment(one) for one in table.entries("subtractions")),
        deductions=tuple(_allowance(one) for one in table.entries("deductions")),
        brackets=_brackets(brackets) if brackets else None,
        classes=tuple(_class(one) for one in table.entries("classes")),
        maximum=_maximum(_optional(table, "maximum_rate", "source", "of", "rate", "floor_usd")),
        extras=tuple(_extra(one) for one in table.entries("extra_taxes")),
        recapture=_recapture(_optional(table, "recapture", "source", *RECAPTURE)),
        tax_shares=tuple(_tax_share(one) for one in table.entries("tax_shares")),
        minimum=_minimum(_optional(table, "minimum", "source", "of", "rate", "over_usd")),
        credits=tuple(_allowance(one) for one in table.entries("credits")),
        maximum_tax=_base(most, "of") if most else None,
        no_tax=_no_tax(_optional(table, "no_tax", "source", "of", "not_over_usd")),
        surtaxes=tuple(_surtax(one) for one in table.entries("surtaxes")),
    )


def _sources(table: Section) -> dict[str, str]:
    found = {key: table.section(key).text("source") for key in SINGLES if key in table.values}
    for key in LISTS:
        for one in table.entries(key):
            one.text("name")
            if one.name in found:
                raise one.bad("there are two entries of this name")
            found[one.name] = one.text("source")
    return found


def _optional(table: Section, key: str, *keys: str) -> Section | None:
    if key not in table.values:
        return None
    section = table.section(key)
    section.only(*keys)
    return section


def _choice(kind: type[Kind], section: Section, key: str) -> Kind:
    text = section.text(key)
    if text not in tuple(kind):
        raise section.bad(f"{key} is {text!r}, none of {', '.join(kind)}")
    return kind(text)


def _amounts(section: Section, key: str) -> ByStatus | None:
    return section.by_status(key) if key in section.values else None


def _amounts_or_zero(section: Section, key: str) -> ByStatus:
    return _amounts(section, key) or dict.fromkeys(FilingStatus, ZERO)


def _number(section: Section, key: str, otherwise: Decimal) -> Decimal:
    return section.number(key) if key in section.values else otherwise


def _base(section: Section, key: str) -> Base | None:
    return _choice(Base, section, key) if key in section.values else None


def _losses(section: Section | None) -> LossRule | None:
    if section is None:
        return None
    carried = bool(section.values.get("carryforward", True))
    return LossRule(section.by_status("limit_usd"), _base(section, "against"), carried)


def _by_age(section: Section) -> tuple[tuple[int, Decimal], ...]:
    """Ages `from` which there are these `amounts`, youngest first."""
    if "by_age" not in section.values:
        return ()
    found = section.section("by_age")
    found.only("from", "amounts")
    ages, usd = found.numbers("from"), found.numbers("amounts")
    if len(ages) != len(usd) or list(ages) != sorted(ages):
        raise found.bad("ages must rise, and be as many as the amounts")
    return tuple((int(age), amount) for age, amount in zip(ages, usd, strict=True))


def _within(section: Section) -> Within | None:
    if "when" not in section.values:
        return None
    found = section.section("when")
    found.only("of", "over_usd", "not_over_usd")
    return Within(_choice(Base, found, "of"), _amounts(found, "over_usd"), _amounts(found, "not_over_usd"))


def _rising(section: Section, tops: ListByStatus, wanted: int, of: str) -> None:
    for status, one in tops.items():
        if len(one) != wanted or list(one) != sorted(one):
            raise section.bad(f"{status} has {len(one)} tops; they must rise, and be one fewer than the {of}")


def _brackets(section: Section) -> Brackets:
    rates, tops = section.numbers("rates"), section.list_by_status("upper_usd")
    _rising(section, tops, len(rates) - 1, "rates")
    return Brackets(rates, tops)


def _tiers(section: Section, key: str) -> Tiers | None:
    if key not in section.values:
        return None
    found = section.section(key)
    found.only("of", "upper_usd", "amounts")
    tops, values = found.list_by_status("upper_usd"), found.list_by_status("amounts")
    for status in FilingStatus:
        _rising(found, {status: tops[status]}, len(values[status]) - 1, "amounts")
    return Tiers(_choice(Base, found, "of"), tops, values)


def _adjustment(section: Section) -> Adjustment:
    section.only(
        "name",
        "source",
        "of",
        "share",
        "share_by",
        "over_usd",
        "cap_usd",
        "cap_by",
        "cap_of",
        "cap_share",
        "agi_over_usd",
        "by_age",
        "earned_usd",
        "when",
    )
    return Adjustment(
        name=section.text("name"),
        of=_choice(Base, section, "of"),
        share=_number(section, "share", ONE),
        share_by=_tiers(section, "share_by"),
        over_usd=_amounts(section, "over_usd"),
        cap_usd=_amounts(section, "cap_usd"),
        cap_by=_tiers(section, "cap_by"),
        cap_of=_base(section, "cap_of"),
        cap_share=_number(section, "cap_share", ONE),
        agi_over_usd=_amounts(section, "agi_over_usd"),
        by_age=_by_age(section),
        earned_usd=_number(section, "earned_usd", ZERO),
        when=_within(section),
    )


def _phase_out(section: Section) -> PhaseOut:
    """`rate` is a step of one dollar; `width_usd` is the income over which all is lost, evenly."""
    section.only(
        "of",
        "start_usd",
        "rate",
        "width_usd",
        "step_usd",
        "per_step_usd",
        "per_step_box_usd",
        "per_step_share",
        "whole_steps",
        "round_down_usd",
        "most_usd",
    )
    shapes = [key for key in ("rate", "width_usd", "step_usd") if key in section.values]
    if len(shapes) != 1:
        raise section.bad("give one of rate, width_usd and step_usd")
    step = dict.fromkeys(FilingStatus, ONE) if shapes[0] == "rate" else section.by_status(shapes[0])
    return PhaseOut(
        of=_choice(Base, section, "of"),
        start_usd=section.by_status("start_usd"),
        step_usd=step,
        per_step_usd=_amounts(section, "rate" if shapes[0] == "rate" else "per_step_usd"),
        per_step_box_usd=_number(section, "per_step_box_usd", ZERO),
        per_step_share=ONE if shapes[0] == "width_usd" else _number(section, "per_step_share", ZERO),
        whole_steps=shapes[0] == "step_usd" and bool(section.values.get("whole_steps", True)),
        round_down_usd=_number(section, "round_down_usd", ZERO),
        most_usd=_amounts(section, "most_usd"),
    )


def _allowance(section: Section) -> Allowance:
    section.only(
        "name", "source", "amount_usd", "of", "share", "share_by", "cap_usd", "by", "by_eldest", "aged_usd",
        "aged_from", "blind_usd", "itemised", "itemised_wages", "phase_outs", "least_usd", "least_share",
    )  # fmt: skip
    return Allowance(
        name=section.text("name"),
        amount_usd=_amounts_or_zero(section, "amount_usd"),
        of=_base(section, "of"),
        share=_number(section, "share", ONE),
        share_by=_tiers(section, "share_by"),
        cap_usd=_amounts(section, "cap_usd"),
        by=_tiers(section, "by"),
        by_eldest=_by_eldest(section),
        aged_usd=_amounts_or_zero(section, "aged_usd"),
        aged_from=int(_number(section, "aged_from", Decimal(65))),
        blind_usd=_amounts_or_zero(section, "blind_usd"),
        itemised=_choice(Itemised, section, "itemised") if "itemised" in section.values else Itemised.NO,
        itemised_wages=_wages(section),
        phase_outs=tuple(_phase_out(one) for one in section.entries("phase_outs")),
        least_usd=_amounts_or_zero(section, "least_usd"),
        least_share=_number(section, "least_share", ZERO),
    )


def _by_eldest(section: Section) -> ByEldest | None:
    if "by_eldest" not in section.values:
        return None
    found = section.section("by_eldest")
    found.only("from", "amounts")
    ages, amounts = found.numbers("from"), found.list_by_status("amounts")
    if list(ages) != sorted(ages) or any(len(one) != len(ages) for one in amounts.values()):
        raise found.bad("ages must rise, and be as many as the amounts")
    return ByEldest(tuple(int(age) for age in ages), amounts)


def _wages(section: Section) -> Brackets | None:
    if "itemised_wages" not in section.values:
        return None
    found = section.section("itemised_wages")
    found.only("rates", "upper_usd")
    return _brackets(found)


def _class(section: Section) -> IncomeClass:
    section.only("name", "source", "of", "share", "rates", "upper_usd", "stacked", "used_up")
    return IncomeClass(
        name=section.text("name"),
        of=_choice(Base, section, "of"),
        share=_number(section, "share", ONE),
        brackets=_brackets(section),
        stacked=bool(section.values.get("stacked", False)),
        used_up=int(_number(section, "used_up", ZERO)),
    )


def _extra(section: Section) -> ExtraTax:
    section.only("name", "source", "steps", "by")
    steps = _phase_out(section.section("steps")) if "steps" in section.values else None
    return ExtraTax(section.text("name"), steps, _tiers(section, "by"))


def _tax_share(section: Section) -> tuple[str, Tiers]:
    section.only("name", "source", "by")
    tiers = _tiers(section, "by")
    if tiers is None:
        raise section.bad("by is missing")
    return section.text("name"), tiers


def _maximum(section: Section | None) -> MaximumRate | None:
    if section is None:
        return None
    return MaximumRate(_choice(Base, section, "of"), section.number("rate"), section.by_status("floor_usd"))


RECAPTURE = (
    "of", "width_usd", "taxable_upper_usd", "from_usd", "base_usd", "benefit_usd", "flat_rates", "flat_over_usd",
)  # fmt: skip


def _recapture(section: Section | None) -> Recapture | None:
    if section is None:
        return None
    lists = {key: section.list_by_status(key) for key in RECAPTURE[2:7]}
    for status in FilingStatus:
        wanted = len(lists["from_usd"][status])
        if {len(lists[key][status]) for key in RECAPTURE[3:7]} != {wanted}:
            raise section.bad(f"{status} has lists of different length")
        _rising(section, {status: lists["taxable_upper_usd"][status]}, wanted - 1, "tiers")
    return Recapture(
        of=_choice(Base, section, "of"),
        width_usd=section.number("width_usd"),
        flat_over_usd=section.by_status("flat_over_usd"),
        **lists,
    )


def _minimum(section: Section | None) -> MinimumTax | None:
    if section is None:
        return None
    return MinimumTax(_choice(Base, section, "of"), section.number("rate"), section.by_status("over_usd"))


def _no_tax(section: Section | None) -> NoTax | None:
    return NoTax(_choice(Base, section, "of"), section.by_status("not_over_usd")) if section else None


def _surtax(section: Section) -> Surtax:
    """`rate` alone is a flat one; else `rates` with their `upper_usd`, counted from `over_usd`."""
    section.only("name", "source", "of", "over_usd", "rate", "rates", "upper_usd", "agi_over_usd")
    flat = dict.fromkeys(FilingStatus, ())
    brackets = Brackets((section.number("rate"),), flat) if "rate" in section.values else _brackets(section)
    return Surtax(
        name=section.text("name"),
        of=_choice(Base, section, "of"),
        over_usd=_amounts_or_zero(section, "over_usd"),
        brackets=brackets,
        agi_over_usd=_amounts(section, "agi_over_usd"),
    )
