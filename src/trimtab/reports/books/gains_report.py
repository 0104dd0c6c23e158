"""What `trimtab gains` shows: results of a year by lot, account and symbol, and what a sale today would bring."""

from __future__ import annotations

from datetime import date

from trimtab.core.money import usd
from trimtab.ledger.books.realised import Realised
from trimtab.reports import words
from trimtab.reports.books.form_8949 import box_totals, form_rows
from trimtab.reports.books.realised import (
    realised_section,
    subtotal_section,
    unknown_section,
    untold_section,
    untold_words,
)
from trimtab.reports.books.records import TaxRecords, Valued, unrealised
from trimtab.reports.books.sales import long_of, short_of, sums
from trimtab.reports.books.schedule_d import schedule_notes, schedule_of, schedule_table
from trimtab.reports.books.unrealised import turning_section, unrealised_section
from trimtab.reports.document import Document, LawUsed, Section
from trimtab.reports.tables import Fact, Tone
from trimtab.tax.law import FederalLaw

NOT_MODELLED = (
    "Sales that no file and no event of the household tells, and accounts that are not in it.",
    "Partnerships (Schedule K-1), installment sales (Form 6252), section 1256 contracts (Form 6781).",
    "The higher rates on collectibles and section 1250 gain: trimtab tax has them.",
)


def gains_document(records: TaxRecords, year: int, law: FederalLaw | None) -> Document:
    """Results of the year and of today. `law` None: there is no law file for the year, and no netting is shown."""
    household = records.household
    sold = records.of_year(year)
    lots = records.valued(on_return=True)
    total = sums(sold)
    untold = untold_section(records, year)
    return Document(
        kind="gains",
        title=f"Gains {year}",
        household=words.masked(household.name),
        as_of=household.as_of,
        headline=_headline(sold, year, household.as_of) + untold_words(records, year),
        tone=Tone.CARE if total.unknown_usd or total.lost_usd or untold else Tone.PLAIN,
        facts=_facts(sold, lots, year),
        sections=(
            realised_section(records, sold, year),
            *subtotal_section(records, sold, year),
            *unknown_section(records, sold),
            *untold,
            unrealised_section(records, lots),
            *turning_section(records, lots),
            _netting(records, year, law),
        ),
        problems=records.shown_problems(),
        laws=() if law is None else (LawUsed(law.place, law.year, law.sha256),),
        not_modelled=NOT_MODELLED,
    )


def _headline(sold: tuple[Realised, ...], year: int, as_of: date) -> str:
    when = f"{year} so far" if year == as_of.year else f"{year}"
    if not sold:
        return f"{when}: nothing was sold in a taxable account."
    total = sums(sold)
    kind = "loss" if total.counted_usd < 0 else "gain"
    text = f"{when}: a net {kind} of {usd(abs(total.counted_usd))}."
    if total.unknown_usd:
        text += f" Sales of {usd(total.unknown_usd)} without a known basis are not in it."
    return text


def _facts(sold: tuple[Realised, ...], lots: tuple[Valued, ...], year: int) -> tuple[Fact, ...]:
    total, today = sums(sold), unrealised(lots)
    return (
        Fact("Short-term", words.signed_usd_cents(sums(short_of(sold)).counted_usd), f"counts in {year}"),
        Fact("Long-term", words.signed_usd_cents(sums(long_of(sold)).counted_usd), f"counts in {year}"),
        Fact(
            "Disallowed",
            usd(total.disallowed_usd),
            f"{usd(total.lost_usd)} of it for good",
            Tone.CARE if total.lost_usd else Tone.PLAIN,
        ),
        Fact(
            "Not sold",
            words.signed_usd(today.gain_usd),
            f"{words.signed_usd(today.short_usd)} short, {words.signed_usd(today.long_usd)} long",
        ),
    )


def _netting(records: TaxRecords, year: int, law: FederalLaw | None) -> Section:
    title = "Netted in the order of the law (Schedule D)"
    if law is None:
        told = f"There is no law file for {year}, so nothing is netted. docs/law.md shows how to add a year."
        return Section("netting", title, (told,))
    totals = box_totals(form_rows(records.household, records.sold, year))
    schedule = schedule_of(records, totals, year, law)
    told = "Short-term and long-term results are netted apart, then together, after losses brought in."
    return Section("netting", title, (told,), schedule_table(schedule), schedule_notes(records, schedule))
