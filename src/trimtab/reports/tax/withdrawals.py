"""The part of a what-if that takes money out of retirement accounts: ages, rates, exceptions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from trimtab.ledger.what_if.scenario import Scenario
from trimtab.ledger.what_if.withdrawals import Withdrawn
from trimtab.reports import words
from trimtab.reports.document import LawUsed, Section
from trimtab.reports.labels import Masks
from trimtab.reports.tables import Column, Kind, Row, Table, Tone
from trimtab.tax.ages import age_in

ADDITIONAL = "Additional tax on early money"
EARLY_LEFT_OUT = "the 10% additional tax on early distributions"  # as the law files of the income tax word it
EARLY_ELSEWHERE = "the additional tax on early distributions other than the money taken out here"


def withdrawn_section(withdrawn: tuple[Withdrawn, ...], masks: Masks) -> Section | None:
    """The money taken out, the additional tax on it, and how old its owner is; None where none is."""
    if not withdrawn:
        return None
    columns = (
        Column("account", "Account"),
        Column("owner", "Whose"),
        Column("paid_usd", "Taken out", Kind.USD),
        Column("base_usd", "Early", Kind.USD),
        Column("rate", "Rate", Kind.RATE),
        Column("additional_usd", "Additional tax", Kind.USD),
    )
    title = "Money taken out"
    rows = tuple(_row(one, masks) for one in withdrawn)
    notes = tuple(dict.fromkeys(note for one in withdrawn for note in _notes(one, masks)))
    return Section("withdrawn", title, table=Table(title, columns, rows), notes=notes)


def _row(one: Withdrawn, masks: Masks) -> Row:
    early = one.early
    rate = early.rate if early.tax_usd else None
    cells = (masks(one.account.account_id), one.owner.name, one.wish.usd, early.base_usd, rate, early.tax_usd)
    return Row(cells, Tone.CARE if early.tax_usd else Tone.PLAIN)


def _notes(one: Withdrawn, masks: Masks) -> Iterator[str]:
    name = masks(one.account.account_id)
    if one.in_time_from is None:
        yield f"{name} is inherited: income, and no additional tax at any age (26 USC 72(t)(2)(A)(ii))."
        return
    owner, paid = one.owner, one.paid
    age = f"{owner.name} is {owner.age_on(paid)} on {words.long_date(paid)}"
    at_end = age_in(owner.born, paid.year)
    if not one.is_early:
        yield f"{name}: {age}: no additional tax since {words.long_date(one.in_time_from)}."
        return
    until = words.long_date(one.in_time_from)
    yield f"{name}: {age}, {at_end} at the year's end; no additional tax from {until} on."
    names = ", ".join(exception.name for exception in one.exceptions)
    yield f"{name}: exceptions there are, if they hold: {names}. docs/retirement.md tells what each asks for."


def withdrawal_law(scenario: Scenario) -> Iterator[LawUsed]:
    """The law of retirement accounts, where money is taken out."""
    law = scenario.retirement_law
    if scenario.withdrawn:
        yield LawUsed(f"{law.place} retirement accounts", law.year, law.sha256)


def left_out_beside(lines: Iterable[str], scenario: Scenario) -> Iterator[str]:
    """What the figures leave out: of the additional tax only what is not worked out here."""
    for line in lines:
        yield EARLY_ELSEWHERE if scenario.withdrawn and line == EARLY_LEFT_OUT else line
    if scenario.additional_usd:
        yield "a state's own additional tax on early withdrawals, such as California's"
