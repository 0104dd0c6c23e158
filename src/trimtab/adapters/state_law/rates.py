"""Rates: classes of income, further taxes, credits as shares, the least and the most that is due."""

from __future__ import annotations

from trimtab.adapters.law_section import Section
from trimtab.adapters.state_law.income import phase_out
from trimtab.adapters.state_law.values import (
    amounts,
    amounts_or_zero,
    brackets,
    choice,
    number,
    rising,
    tiers,
)
from trimtab.core.household import FilingStatus
from trimtab.core.money import ONE, ZERO
from trimtab.tax.states.law import (
    Base,
    Brackets,
    ExtraTax,
    IncomeClass,
    MaximumRate,
    MaximumTax,
    MinimumTax,
    NoTax,
    Recapture,
    Surtax,
    Tiers,
)

RECAPTURE = (
    "of", "width_usd", "taxable_upper_usd", "from_usd", "base_usd", "benefit_usd", "flat_rates", "flat_over_usd",
)  # fmt: skip


def income_class(section: Section) -> IncomeClass:
    """A class of income with rates of its own."""
    section.only("name", "source", "of", "share", "rates", "upper_usd", "stacked", "used_up")
    return IncomeClass(
        name=section.text("name"),
        of=choice(Base, section, "of"),
        share=number(section, "share", ONE),
        brackets=brackets(section),
        stacked=bool(section.values.get("stacked", False)),
        used_up=int(number(section, "used_up", ZERO)),
    )


def extra_tax(section: Section) -> ExtraTax:
    """Tax by steps or tiers."""
    section.only("name", "source", "steps", "by")
    steps = phase_out(section.section("steps")) if "steps" in section.values else None
    return ExtraTax(section.text("name"), steps, tiers(section, "by"))


def tax_share(section: Section) -> tuple[str, Tiers]:
    """A credit as a share of the tax, with its name."""
    section.only("name", "source", "by")
    by = tiers(section, "by")
    if by is None:
        raise section.bad("by is missing")
    return section.text("name"), by


def maximum_rate(section: Section | None) -> MaximumRate | None:
    """The most that a kind of income costs."""
    if section is None:
        return None
    return MaximumRate(choice(Base, section, "of"), section.number("rate"), section.by_status("floor_usd"))


def recapture(section: Section | None) -> Recapture | None:
    """The benefit of lower brackets, taken back."""
    if section is None:
        return None
    lists = {key: section.list_by_status(key) for key in RECAPTURE[2:7]}
    for status in FilingStatus:
        wanted = len(lists["from_usd"][status])
        if {len(lists[key][status]) for key in RECAPTURE[3:7]} != {wanted}:
            raise section.bad(f"{status} has lists of different length")
        rising(section, {status: lists["taxable_upper_usd"][status]}, wanted - 1, "tiers")
    return Recapture(
        of=choice(Base, section, "of"),
        width_usd=section.number("width_usd"),
        flat_over_usd=section.by_status("flat_over_usd"),
        **lists,
    )


def minimum_tax(section: Section | None) -> MinimumTax | None:
    """A minimum tax."""
    if section is None:
        return None
    return MinimumTax(choice(Base, section, "of"), section.number("rate"), section.by_status("over_usd"))


MAXIMUM_TAX = ("of", "rate", "over_usd", "over_aged_usd", "up_to_usd")


def maximum_tax(section: Section | None) -> MaximumTax | None:
    """The most that is due after credits: without `rate` all of `of`, without `over_aged_usd` as for the younger."""
    if section is None:
        return None
    over = amounts_or_zero(section, "over_usd")
    return MaximumTax(
        of=choice(Base, section, "of"),
        rate=amounts(section, "rate") or dict.fromkeys(FilingStatus, ONE),
        over_usd=over,
        over_aged_usd=amounts(section, "over_aged_usd") or over,
        up_to_usd=amounts(section, "up_to_usd"),
    )


def no_tax(section: Section | None) -> NoTax | None:
    """Below which income nothing is due."""
    return NoTax(choice(Base, section, "of"), section.by_status("not_over_usd")) if section else None


def surtax(section: Section) -> Surtax:
    """`rate` alone is a flat one; else `rates` with their `upper_usd`, counted from `over_usd`."""
    section.only("name", "source", "of", "over_usd", "rate", "rates", "upper_usd", "agi_over_usd")
    flat = dict.fromkeys(FilingStatus, ())
    rates = Brackets((section.number("rate"),), flat) if "rate" in section.values else brackets(section)
    return Surtax(
        name=section.text("name"),
        of=choice(Base, section, "of"),
        over_usd=amounts_or_zero(section, "over_usd"),
        brackets=rates,
        agi_over_usd=amounts(section, "agi_over_usd"),
    )
