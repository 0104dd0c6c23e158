"""What makes up taxable income: losses, additions, subtractions, deductions; credits are shaped like deductions."""

from __future__ import annotations

from decimal import Decimal

from trimtab.adapters.law_section import Section
from trimtab.adapters.state_law.values import amounts, amounts_or_zero, base, brackets, choice, number, tiers
from trimtab.core.household import FilingStatus
from trimtab.core.money import ONE, ZERO
from trimtab.tax.states.law import (
    Adjustment,
    Allowance,
    Base,
    Brackets,
    ByEldest,
    Itemised,
    LossRule,
    PhaseOut,
    Within,
)


def losses(section: Section | None) -> LossRule | None:
    """How capital losses count; None: as on the federal return."""
    if section is None:
        return None
    carried = bool(section.values.get("carryforward", True))
    return LossRule(section.by_status("limit_usd"), base(section, "against"), carried)


def adjustment(section: Section) -> Adjustment:
    """An addition or subtraction."""
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
        of=choice(Base, section, "of"),
        share=number(section, "share", ONE),
        share_by=tiers(section, "share_by"),
        over_usd=amounts(section, "over_usd"),
        cap_usd=amounts(section, "cap_usd"),
        cap_by=tiers(section, "cap_by"),
        cap_of=base(section, "cap_of"),
        cap_share=number(section, "cap_share", ONE),
        agi_over_usd=amounts(section, "agi_over_usd"),
        by_age=_by_age(section),
        earned_usd=number(section, "earned_usd", ZERO),
        when=_within(section),
    )


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
    return Within(choice(Base, found, "of"), amounts(found, "over_usd"), amounts(found, "not_over_usd"))


def allowance(section: Section) -> Allowance:
    """A deduction, exemption or credit."""
    section.only(
        "name", "source", "amount_usd", "of", "share", "share_by", "cap_usd", "by", "by_eldest", "aged_usd",
        "aged_from", "blind_usd", "itemised", "itemised_wages", "phase_outs", "least_usd", "least_share",
    )  # fmt: skip
    return Allowance(
        name=section.text("name"),
        amount_usd=amounts_or_zero(section, "amount_usd"),
        of=base(section, "of"),
        share=number(section, "share", ONE),
        share_by=tiers(section, "share_by"),
        cap_usd=amounts(section, "cap_usd"),
        by=tiers(section, "by"),
        by_eldest=_by_eldest(section),
        aged_usd=amounts_or_zero(section, "aged_usd"),
        aged_from=int(number(section, "aged_from", Decimal(65))),
        blind_usd=amounts_or_zero(section, "blind_usd"),
        itemised=choice(Itemised, section, "itemised") if "itemised" in section.values else Itemised.NO,
        itemised_wages=_wages(section),
        phase_outs=tuple(phase_out(one) for one in section.entries("phase_outs")),
        least_usd=amounts_or_zero(section, "least_usd"),
        least_share=number(section, "least_share", ZERO),
    )


def phase_out(section: Section) -> PhaseOut:
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
        of=choice(Base, section, "of"),
        start_usd=section.by_status("start_usd"),
        step_usd=step,
        per_step_usd=amounts(section, "rate" if shapes[0] == "rate" else "per_step_usd"),
        per_step_box_usd=number(section, "per_step_box_usd", ZERO),
        per_step_share=ONE if shapes[0] == "width_usd" else number(section, "per_step_share", ZERO),
        whole_steps=shapes[0] == "step_usd" and bool(section.values.get("whole_steps", True)),
        round_down_usd=number(section, "round_down_usd", ZERO),
        most_usd=amounts(section, "most_usd"),
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
    return brackets(found)
