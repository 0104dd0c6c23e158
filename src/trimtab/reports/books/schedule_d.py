"""Schedule D of a year: the totals of Form 8949, distributions and losses brought in, netted in the legal order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from trimtab.core.household import Household
from trimtab.core.money import ZERO, usd
from trimtab.ledger.books.result import IncomeLine
from trimtab.ledger.returns.receipts import receipts_of
from trimtab.reports import words
from trimtab.reports.books.form_8949 import BOX_WORDS, Box, BoxTotal
from trimtab.reports.books.records import TaxRecords
from trimtab.reports.books.sales import long_of, short_of, sums
from trimtab.reports.tables import Column, Kind, Row, Table, Tone
from trimtab.tax.law import FederalLaw
from trimtab.tax.unit import FilingUnit
from trimtab.tax.worksheets.schedule_d import SCHEDULE_D, carryover, schedule_d
from trimtab.tax.worksheets.sheet import Sheet

DISTRIBUTIONS = "Capital gain distributions"
ELSEWHERE = "Gains of no account here, as the household file states them"
_NET_LINES = ("7", "15", "16", "21")


@dataclass(frozen=True, slots=True)
class ScheduleLine:
    """One line. Columns (d), (e), (g) where the line has them; `gain_usd` is column (h)."""

    line: str
    label: str
    gain_usd: Decimal
    total: BoxTotal | None = None


@dataclass(frozen=True, slots=True)
class ScheduleD:
    """The lines in the form's order; what is carried into next year where income takes the whole yearly limit.

    `knows_carryover` is False for another year than the household file's: lines 6 and 14 are then left at zero.
    """

    year: int
    lines: tuple[ScheduleLine, ...]
    carried_short_usd: Decimal
    carried_long_usd: Decimal
    knows_carryover: bool

    def __getitem__(self, line: str) -> Decimal:
        """Column (h) of a line, zero where it is not filled in."""
        return next((one.gain_usd for one in self.lines if one.line == line), ZERO)


def distributions_usd(household: Household, income: Iterable[IncomeLine], year: int) -> Decimal:
    """Long-term capital gain distributions: line 13. What the household file states, else what the accounts received.

    Source: Form 1099-DIV, box 2a.
    """
    told = household.in_year(year)
    if told.tax.year == year and told.income is not None and told.income.gain_distributions_usd is not None:
        return told.income.gain_distributions_usd
    return receipts_of(income, household, year).gain_distributions_usd


def _elsewhere_usd(household: Household, year: int) -> tuple[Decimal, Decimal]:
    """Short- and long-term gains of no account here, as the household file states them."""
    told = household.in_year(year)
    if told.tax.year != year or told.income is None:
        return ZERO, ZERO
    return told.income.gain_short_elsewhere_usd, told.income.gain_long_elsewhere_usd


def schedule_of(records: TaxRecords, totals: Iterable[BoxTotal], year: int, law: FederalLaw) -> ScheduleD:
    """Lines 1b to 21 of a year. Lines 1a and 8a are not used: every sale is on Form 8949.

    What the household file states of gains elsewhere stands on lines 5 and 12. Raises nothing.
    Source: Schedule D (Form 1040); 26 USC 1211(b), 1212(b), 1222.
    """
    by_box = {total.box: total for total in totals}
    profile = records.household.in_year(year).tax
    distributed_usd = distributions_usd(records.household, records.washed.books.income, year)
    short_usd, long_usd = _elsewhere_usd(records.household, year)
    knows_carryover = year == profile.year
    unit = FilingUnit(
        status=profile.filing_status,
        ages=(),
        gain_short_usd=_sum(by_box, "I") + short_usd,
        gain_long_usd=_sum(by_box, "II") + long_usd + distributed_usd,
        carryforward_short_usd=profile.carryforward_short_usd if knows_carryover else ZERO,
        carryforward_long_usd=profile.carryforward_long_usd if knows_carryover else ZERO,
    )
    sheet = schedule_d(unit, law.statuses[profile.filing_status])
    carried = carryover(sheet, ZERO)
    lines = (
        *_box_lines(by_box, "I"),
        *([ScheduleLine("5", ELSEWHERE, short_usd)] if short_usd else []),
        *_sheet_lines(sheet, ("6", "7")),
        *_box_lines(by_box, "II"),
        *([ScheduleLine("12", ELSEWHERE, long_usd)] if long_usd else []),
        ScheduleLine("13", DISTRIBUTIONS, distributed_usd),
        *_sheet_lines(sheet, ("14", "15", "16", "21")),
    )
    return ScheduleD(year, lines, carried["8"], carried["13"], knows_carryover)


def _sum(by_box: dict[Box, BoxTotal], part: str) -> Decimal:
    return sum((total.gain_usd for box, total in by_box.items() if box.part == part), ZERO)


def _box_lines(by_box: dict[Box, BoxTotal], part: str) -> list[ScheduleLine]:
    return [
        ScheduleLine(
            box.schedule_d_line,
            f"Form 8949, box {box}: {BOX_WORDS[box].partition(', ')[2]}",
            by_box[box].gain_usd,
            by_box[box],
        )
        for box in Box
        if box.part == part and box in by_box
    ]


def _sheet_lines(sheet: Sheet, lines: tuple[str, ...]) -> list[ScheduleLine]:
    return [ScheduleLine(line, SCHEDULE_D[line], sheet[line]) for line in lines]


SCHEDULE_COLUMNS = (
    Column("line", "Line"),
    Column("label", "What"),
    Column("proceeds_usd", "(d) Proceeds", Kind.USD, is_minor=True),
    Column("basis_usd", "(e) Basis", Kind.USD, is_minor=True),
    Column("adjustment_usd", "(g) Adjustment", Kind.USD, is_minor=True),
    Column("gain_usd", "(h) Gain or loss", Kind.USD_SIGNED_CENTS),
)


def schedule_table(schedule: ScheduleD) -> Table:
    """The lines as a table; the netted ones stand out."""
    rows = []
    for line in schedule.lines:
        total = line.total
        columns = (total.proceeds_usd, total.basis_usd, total.adjustment_usd) if total else (None, None, None)
        tone = Tone.TOTAL if line.line in _NET_LINES else Tone.PLAIN
        rows.append(Row((line.line, line.label, *columns, line.gain_usd), tone))
    return Table(f"Schedule D, {schedule.year}", SCHEDULE_COLUMNS, tuple(rows))


def schedule_notes(records: TaxRecords, schedule: ScheduleD) -> tuple[str, ...]:
    """What is carried on, and where the figures differ from those the household file or the custodians state."""
    year, notes = schedule.year, []
    if schedule.carried_short_usd or schedule.carried_long_usd:
        notes.append(
            f"Carried into {year + 1}: {usd(schedule.carried_short_usd)} short-term and "
            f"{usd(schedule.carried_long_usd)} long-term, where income takes the whole loss of line 21 "
            "(Capital Loss Carryover Worksheet)."
        )
    profile = records.household.in_year(year).tax
    if not schedule.knows_carryover:
        notes.append(
            f"The household file is for {profile.year}: losses brought into {year} are not known, "
            "and lines 6 and 14 are left at zero."
        )
    elif (profile.realized_short_usd, profile.realized_long_usd) != _results(records, year):
        notes.append(
            f"The household file and the custodians state {words.signed_usd_cents(profile.realized_short_usd)} "
            f"short-term and {words.signed_usd_cents(profile.realized_long_usd)} long-term for the year so far, "
            "and trimtab plan uses what the household file states, else the figures here; trimtab reconcile looks for "
            "the difference."
        )
    return tuple(notes)


def _results(records: TaxRecords, year: int) -> tuple[object, object]:
    sold = records.of_year(year)
    return (sums(short_of(sold)).counted_usd, sums(long_of(sold)).counted_usd)
