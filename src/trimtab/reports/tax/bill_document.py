"""The document of `trimtab tax`."""

from __future__ import annotations

from trimtab.core.money import usd
from trimtab.core.places import STATES
from trimtab.ledger.returns.answer import TaxAnswer
from trimtab.reports import words
from trimtab.reports.document import Document
from trimtab.reports.labels import Masks
from trimtab.reports.notes import gathered_lines
from trimtab.reports.tables import Fact, Tone
from trimtab.reports.tax.bill_parts import (
    bill_section,
    carryforward_section,
    form_sections,
    income_section,
    next_dollar_section,
)
from trimtab.reports.tax.laws import laws_used, left_out
from trimtab.tax.bill import IncomeKind
from trimtab.tax.total import TotalBill


def bill_document(answer: TaxAnswer) -> Document:
    """The bill of a year: what it is made of, its income, the next dollar, every line of every form."""
    bill, year = answer.bill, answer.filed.year
    household = answer.household
    sections = (
        bill_section(bill, year),
        next_dollar_section(answer.costs),
        carryforward_section(bill, year),
        income_section(answer.filed.entries),
        *form_sections(bill),
    )
    return Document(
        kind="tax",
        title=f"Tax of {year}",
        household=words.masked(household.name),
        as_of=household.as_of,
        headline=headline(bill, year, household.tax.state) + _not_in_it(answer),
        facts=_facts(answer),
        sections=tuple(section for section in sections if section is not None),
        problems=gathered_lines(answer.problems, Masks(household)),
        laws=laws_used(bill),
        not_modelled=left_out(bill),
    )


def headline(bill: TotalBill, year: int, state: str) -> str:
    """The bill in one sentence, and whether the state's part is in it."""
    if bill.state is None:
        place = STATES.get(state, "the state")
        return (
            f"The federal bill for {year} is {usd(bill.federal.total_usd)}; what {place} takes is not known."
        )
    parts = f"{usd(bill.federal.total_usd)} federal and {usd(bill.state_usd)} in {bill.state.law.name}"
    return f"The bill for {year} is {usd(bill.total_usd)}: {parts}."


def _not_in_it(answer: TaxAnswer) -> str:
    codes = {problem.code for problem in answer.problems}
    return " Sales without a known cost are not in it." if "gain-unknown" in codes else ""


def _facts(answer: TaxAnswer) -> tuple[Fact, ...]:
    bill, costs = answer.bill, answer.costs
    agi = bill.federal.agi_usd
    of_income = f"{words.percent(bill.total_usd / agi)} of income" if agi > 0 else "no income"
    carried = bill.federal.carryforward
    losses = carried.short_usd + carried.long_usd
    facts = [
        Fact("Tax", words.short_usd(bill.total_usd), of_income),
        Fact("Income", words.short_usd(agi), "adjusted gross"),
        Fact("Next $1 of wages", words.percent(costs[IncomeKind.WAGES].total_usd), "to tax"),
        Fact("Next $1 of long gain", words.percent(costs[IncomeKind.GAIN_LONG].total_usd), "to tax"),
        Fact("Next $1 of loss", words.percent(-costs[IncomeKind.LOSS_LONG].total_usd), "saved, long-term"),
    ]
    if losses:
        facts.append(Fact("Carried forward", words.short_usd(losses), "losses", Tone.CARE))
    return tuple(facts)
