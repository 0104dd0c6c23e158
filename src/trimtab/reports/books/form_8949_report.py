"""What `trimtab 8949` shows: the rows of Form 8949, its totals and Schedule D, with what was taken for granted."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from trimtab.core.accounts import AccountKind
from trimtab.core.household import FilingStatus
from trimtab.core.money import ZERO, usd
from trimtab.reports import words
from trimtab.reports.books.form_8949 import BOX_WORDS, BoxTotal, FormRow, box_totals, form_rows
from trimtab.reports.books.realised import heading_row, untold_section, untold_words
from trimtab.reports.books.records import TaxRecords
from trimtab.reports.books.schedule_d import ScheduleD, schedule_notes, schedule_of, schedule_table
from trimtab.reports.document import Document, LawUsed, Section
from trimtab.reports.tables import Column, Fact, Kind, Row, Table, Tone, keyed_row
from trimtab.tax.law import FederalLaw

FORM_COLUMNS = (
    Column("description", "(a) Description"),
    Column("acquired", "(b) Acquired"),
    Column("sold", "(c) Sold", Kind.DATE),
    Column("proceeds_usd", "(d) Proceeds", Kind.USD),
    Column("basis_usd", "(e) Basis", Kind.USD),
    Column("code", "(f)"),
    Column("adjustment_usd", "(g)", Kind.USD),
    Column("gain_usd", "(h) Gain or loss", Kind.USD_SIGNED_CENTS),
    Column("box", "Box", is_hidden=True),
    Column("account", "Account", is_hidden=True),
    Column("note", "Note", is_minor=True),
)
ASSUMED = (
    "Custodians report basis to the IRS (box A or D) for stock bought from 2011 on, funds from 2012, bonds from 2014; "
    "older lots and lots without a known basis or day are in box B or E, what no custodian reports in C or F. "
    "The box on Form 1099-B decides: compare.",
    "A gift goes by the donor's day of purchase, and what was inherited is in box E, for the decedent's is not known: "
    "a custodian reports basis only where the donor's or the decedent's did, and passed it on (26 CFR 1.6045A-1(b)).",
    "Where Form 1099-B states another basis, the form wants that one in (e), code B in (f) and the difference in (g). "
    "Custodians know nothing of wash sales between accounts, so their figures can differ from these.",
    "(b) is the day from which the shares count as held: earlier than the purchase for gifts, and for shares that "
    "replaced others in a wash sale. VARIOUS where a row has several.",
    "Amounts are in cents; the forms allow whole dollars if all amounts are rounded.",
)
NOT_MODELLED = (
    "Lines 1a and 8a of Schedule D, which spare rows without adjustments, are not used: every sale has its row.",
    "Codes other than C and W; Forms 6252, 4684, 6781, 8824 and Schedules K-1.",
    "Sales of digital assets (boxes G to L); the worksheets for collectibles and section 1250 gain: see trimtab tax.",
)


def form_document(records: TaxRecords, year: int, law: FederalLaw | None) -> Document:
    """The form of a year. `law` None: there is no law file for the year, and Schedule D is left out."""
    household = records.household
    rows = form_rows(household, records.sold, year)
    totals = box_totals(rows)
    schedule = None if law is None else schedule_of(records, totals, year, law)
    open_rows = [row for row in rows if row.basis_usd is None]
    untold = untold_section(records, year)
    return Document(
        kind="8949",
        title=f"Form 8949 {year}",
        household=words.masked(household.name),
        as_of=household.as_of,
        headline=_headline(rows, open_rows, year, household.as_of) + untold_words(records, year),
        tone=Tone.CARE if open_rows or untold else Tone.PLAIN,
        facts=_facts(rows, totals),
        sections=(
            *_parts(records, rows, totals),
            *untold,
            *_schedule(records, schedule),
            Section("assumed", "What was taken for granted", (*ASSUMED, *_of_this_household(records))),
        ),
        problems=records.shown_problems(),
        laws=() if law is None else (LawUsed(law.place, law.year, law.sha256),),
        not_modelled=NOT_MODELLED,
    )


def _headline(rows: tuple[FormRow, ...], open_rows: list[FormRow], year: int, as_of: date) -> str:
    if not rows:
        return f"Nothing of {year} goes on Form 8949."
    gain = sum((row.gain_usd or ZERO for row in rows), ZERO)
    boxes = sorted({row.box.value for row in rows})
    result = f"a {'loss' if gain < 0 else 'gain'} of {usd(abs(gain))}"
    named = f"{'box' if len(boxes) == 1 else 'boxes'} {words.listed(boxes)}"
    text = f"{words.plural(len(rows), 'row')} in {named}: {result}."
    if open_rows:
        counts = "counts" if len(open_rows) == 1 else "count"
        text += f" {words.plural(len(open_rows), 'row')} without a basis must be filled in, and {counts} nothing yet."
    if year == as_of.year:
        text += f" {year} is not over."
    return text


def _facts(rows: tuple[FormRow, ...], totals: tuple[BoxTotal, ...]) -> tuple[Fact, ...]:
    def of_part(part: str) -> Decimal:
        return sum((total.gain_usd for total in totals if total.box.part == part), ZERO)

    adjusted = [row for row in rows if row.adjustment_usd]
    return (
        Fact("Part I", words.signed_usd_cents(of_part("I")), "short-term"),
        Fact("Part II", words.signed_usd_cents(of_part("II")), "long-term"),
        Fact("Code W", str(len(adjusted)), usd(sum((row.adjustment_usd for row in adjusted), ZERO))),
    )


def _parts(records: TaxRecords, rows: tuple[FormRow, ...], totals: tuple[BoxTotal, ...]) -> list[Section]:
    sections = []
    for part, term in (("I", "Short-term"), ("II", "Long-term")):
        of_part = [total for total in totals if total.box.part == part]
        if of_part:
            title = f"Part {part}. {term}"
            lines: list[Row] = []
            for total in of_part:
                lines.append(heading_row(f"Box {total.box}: {BOX_WORDS[total.box]}", FORM_COLUMNS))
                lines += [_row(records, row) for row in rows if row.box is total.box]
                lines.append(_total(total))
            note = "Every row and total: (d) less (e), plus (g), is (h)."
            table = Table(title, FORM_COLUMNS, tuple(lines))
            sections.append(Section(f"part_{part.lower()}", title, (), table, (note,)))
    return sections


def _row(records: TaxRecords, row: FormRow) -> Row:
    return keyed_row(
        FORM_COLUMNS,
        Tone.CARE if row.basis_usd is None or row.code else Tone.PLAIN,
        description=row.description,
        acquired=row.acquired.isoformat() if isinstance(row.acquired, date) else row.acquired,
        sold=row.sold,
        proceeds_usd=row.proceeds_usd,
        basis_usd=row.basis_usd,
        code=row.code,
        adjustment_usd=row.adjustment_usd if row.code else None,
        gain_usd=row.gain_usd,
        box=row.box.value,
        account=records.label(row.account_id).account_id,
        note=row.note,
    )


def _total(total: BoxTotal) -> Row:
    return keyed_row(
        FORM_COLUMNS,
        Tone.TOTAL,
        description=f"Totals, box {total.box}",
        proceeds_usd=total.proceeds_usd,
        basis_usd=total.basis_usd,
        adjustment_usd=total.adjustment_usd,
        gain_usd=total.gain_usd,
        box=total.box.value,
    )


def _schedule(records: TaxRecords, schedule: ScheduleD | None) -> list[Section]:
    title = "Schedule D"
    if schedule is None:
        return [
            Section(
                "schedule_d", title, ("There is no law file for this year: docs/law.md shows how to add it.",)
            )
        ]
    return [Section("schedule_d", title, (), schedule_table(schedule), schedule_notes(records, schedule))]


def _of_this_household(records: TaxRecords) -> list[str]:
    notes = []
    kinds = {account.kind for account in records.household.accounts}
    if AccountKind.TRUST in kinds:
        notes.append(
            "Trust accounts are included; a trust that files its own return (Form 1041) has its own form."
        )
    owners = {account.owner for account in records.household.accounts if account.kind.is_taxable}
    if records.household.tax.filing_status is FilingStatus.MARRIED_SEPARATE and len(owners) > 1:
        notes.append("Each spouse files an own form: take the rows of the own accounts.")
    return notes
