"""Reads a state's law file into `tax.states.law`: the shape is shown in docs/states.md."""

from __future__ import annotations

import hashlib

from trimtab.adapters.law_section import Section, read_toml
from trimtab.adapters.state_law.income import adjustment, allowance, losses
from trimtab.adapters.state_law.rates import (
    MAXIMUM_TAX,
    RECAPTURE,
    extra_tax,
    income_class,
    maximum_rate,
    maximum_tax,
    minimum_tax,
    no_tax,
    recapture,
    surtax,
    tax_share,
)
from trimtab.adapters.state_law.values import brackets, choice, optional
from trimtab.tax.states.law import Start, StateLaw

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
    start = choice(Start, income, "start")
    rates = optional(table, "brackets", "source", "rates", "upper_usd")
    if rates is None and start is not Start.NONE:
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
        losses=losses(optional(table, "losses", "source", "limit_usd", "against", "carryforward")),
        additions=tuple(adjustment(one) for one in table.entries("additions")),
        subtractions=tuple(adjustment(one) for one in table.entries("subtractions")),
        deductions=tuple(allowance(one) for one in table.entries("deductions")),
        brackets=brackets(rates) if rates else None,
        classes=tuple(income_class(one) for one in table.entries("classes")),
        maximum=maximum_rate(optional(table, "maximum_rate", "source", "of", "rate", "floor_usd")),
        extras=tuple(extra_tax(one) for one in table.entries("extra_taxes")),
        recapture=recapture(optional(table, "recapture", "source", *RECAPTURE)),
        tax_shares=tuple(tax_share(one) for one in table.entries("tax_shares")),
        minimum=minimum_tax(optional(table, "minimum", "source", "of", "rate", "over_usd")),
        credits=tuple(allowance(one) for one in table.entries("credits")),
        maximum_tax=maximum_tax(optional(table, "maximum_tax", "source", *MAXIMUM_TAX)),
        no_tax=no_tax(optional(table, "no_tax", "source", "of", "not_over_usd")),
        surtaxes=tuple(surtax(one) for one in table.entries("surtaxes")),
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
