"""The document of `trimtab tax --what-if`: the bill before and after, and only what changes."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from trimtab.core.money import ZERO, usd
from trimtab.core.problems import Problem, Severity, in_order
from trimtab.ledger.what_if.results import LotOutcome
from trimtab.ledger.what_if.scenario import Scenario
from trimtab.reports import words
from trimtab.reports.document import Document, Section
from trimtab.reports.figures import DeltaFigure, DeltaRow
from trimtab.reports.labels import Masks
from trimtab.reports.notes import gathered_lines
from trimtab.reports.tables import Column, Fact, Kind, Row, Table, Tone
from trimtab.reports.tax.bill_parts import tax_rows
from trimtab.reports.tax.laws import laws_used, left_out
from trimtab.reports.tax.withdrawals import ADDITIONAL, left_out_beside, withdrawal_law, withdrawn_section
from trimtab.tax.total import TotalBill
from trimtab.tax.worksheets.sheet import Line

Change = tuple[str, Decimal, Decimal]  # what, before, after
MAIN_FORMS = ("Schedule D", "Form 1040")
_BEFORE_AFTER = (
    Column("before_usd", "Before", Kind.USD),
    Column("after_usd", "After", Kind.USD),
    Column("change_usd", "Change", Kind.USD_SIGNED_CENTS),
)


def what_if_document(scenario: Scenario) -> Document:
    """The bill as it would be, beside the bill as it is."""
    household, year = scenario.before.household, scenario.before.filed.year
    masks = Masks(household)
    sections = (
        _change_section(scenario, masks),
        _sold_section(scenario.sold, masks),
        withdrawn_section(scenario.withdrawn, masks),
        *_line_sections(scenario.before.bill, scenario.after),
    )
    return Document(
        kind="what_if",
        title=f"What if, tax of {year}",
        household=words.masked(household.name),
        as_of=household.as_of,
        headline=_headline(scenario),
        tone=Tone.GOOD if _difference(scenario) < 0 else Tone.PLAIN,
        facts=tuple(_facts(scenario)),
        sections=tuple(section for section in sections if section is not None),
        problems=gathered_lines(in_order([*scenario.problems, *_doubts(scenario)]), masks),
        laws=(*laws_used(scenario.after), *withdrawal_law(scenario)),
        not_modelled=tuple(left_out_beside(left_out(scenario.after), scenario)),
    )


def _doubts(scenario: Scenario) -> Iterator[Problem]:
    """What makes the bill itself doubtful; its notes stand with the bill."""
    return (problem for problem in scenario.before.problems if problem.severity is not Severity.NOTE)


def _difference(scenario: Scenario) -> Decimal:
    return scenario.total_usd - scenario.before.bill.total_usd


def _carried(bill: TotalBill) -> Decimal:
    return bill.federal.carryforward.short_usd + bill.federal.carryforward.long_usd


def _headline(scenario: Scenario) -> str:
    change = _difference(scenario)
    total = usd(scenario.total_usd)
    moved = (
        "does not change" if change == 0 else f"{'rises' if change > 0 else 'falls'} by {usd(abs(change))}"
    )
    bill = "The bill" if scenario.after.state else "The federal bill"
    carried = _carried(scenario.after) - _carried(scenario.before.bill)
    losses = (
        f", and {usd(abs(carried))} {'more' if carried > 0 else 'less'} of losses is carried on"
        if carried
        else ""
    )
    return f"{bill} {moved}, to {total}{losses}."


def _facts(scenario: Scenario) -> Iterator[Fact]:
    change = _difference(scenario)
    tone = Tone.GOOD if change < 0 else Tone.PLAIN
    yield Fact("Tax now", words.short_usd(scenario.before.bill.total_usd), "before")
    yield Fact("Tax then", words.short_usd(scenario.total_usd), "after")
    yield Fact(
        "Change",
        words.signed_usd(change),
        "less to pay" if change < 0 else "more to pay" if change else "",
        tone,
    )
    if scenario.additional_usd:
        yield Fact("Additional tax", words.short_usd(scenario.additional_usd), "on early money", Tone.CARE)
    gain = sum((lot.recognized_usd for lot in scenario.sold), ZERO)
    if scenario.sold:
        yield Fact("Gain on the bill", words.signed_usd(gain), words.plural(len(scenario.sold), "lot"))
    disallowed = sum((lot.disallowed_usd for lot in scenario.sold if lot.counts), ZERO)
    if disallowed:
        yield Fact("Wash sales", words.short_usd(disallowed), "of losses do not count", Tone.CARE)


def _changes(scenario: Scenario) -> Iterator[Change]:
    before, after = scenario.before.bill, scenario.after
    for (name, _, was), (_, _, then) in zip(tax_rows(before), tax_rows(after), strict=True):
        if was is not None and then is not None:
            yield name, was, then
    if scenario.withdrawn:
        yield ADDITIONAL, ZERO, scenario.additional_usd


def _row(change: Change, tone: Tone = Tone.PLAIN) -> Row:
    what, before, after = change
    return Row((what, before, after, after - before), tone)


def _change_section(scenario: Scenario, masks: Masks) -> Section:
    before, after = scenario.before.bill, scenario.after
    changes = tuple(_changes(scenario))
    carried = ("Losses carried into the next year", _carried(before), _carried(after))
    rows = [
        *(_row(change) for change in changes),
        _row(("Total", before.total_usd, scenario.total_usd), Tone.TOTAL),
        *([_row(carried)] if carried[1] != carried[2] else []),
    ]
    table = Table("Before and after", (Column("what", ""), *_BEFORE_AFTER), tuple(rows))
    moved = tuple(DeltaRow(name, "", then - was) for name, was, then in changes if was != then)
    figure = (
        DeltaFigure("What changes", "More tax to the right, less to the left.", moved, table)
        if moved
        else None
    )
    tried = masks("; ".join(wish.words for wish in scenario.wishes))
    return Section("change", "Before and after", (f"Tried: {tried}.",), table, figure=figure)


def _sold_section(sold: tuple[LotOutcome, ...], masks: Masks) -> Section | None:
    if not sold:
        return None
    columns = (
        Column("account", "Account"),
        Column("symbol", "Symbol"),
        Column("lot", "Lot"),
        Column("quantity", "Shares", Kind.QUANTITY),
        Column("proceeds_usd", "Proceeds", Kind.USD),
        Column("gain_usd", "Gain", Kind.USD_SIGNED_CENTS),
        Column("disallowed_usd", "Disallowed", Kind.USD),
        Column("term", "Term"),
    )
    rows = tuple(
        Row(
            (
                masks(lot.account_id),
                lot.symbol,
                lot.lot_id,
                lot.quantity,
                lot.proceeds_usd,
                lot.gain_usd,
                lot.disallowed_usd or None,
                _term(lot),
            ),
            Tone.CARE if lot.disallowed_usd and lot.counts else Tone.PLAIN,
        )
        for lot in sold
    )
    notes = ("Sold at the prices of the household's day, without costs. Lots as trimtab lots shows them.",)
    return Section("sold", "The lots sold", table=Table("The lots sold", columns, rows), notes=notes)


def _term(lot: LotOutcome) -> str:
    if not lot.counts:
        return "not on this bill"
    if lot.is_long is None:
        return "short, day not known"
    metal = ", collectible" if lot.is_collectible else ""
    return f"{'long' if lot.is_long else 'short'}{metal}"


def _line_sections(before: TotalBill, after: TotalBill) -> Iterator[Section]:
    """The lines that change: the main forms first, every other form for those who check."""
    was, then = _lines(before), _lines(after)
    main: list[Row] = []
    others: list[Row] = []
    for key in [*then, *(key for key in was if key not in then)]:
        old, new = was.get(key), then.get(key)
        if (old and old.usd) != (new and new.usd):
            label = new.label if new else was[key].label
            change = new.usd - old.usd if old and new else None
            row = Row((*key, label, old.usd if old else None, new.usd if new else None, change))
            (main if key[0] in MAIN_FORMS else others).append(row)
    columns = (Column("form", "Form"), Column("line", "Line"), Column("words", ""), *_BEFORE_AFTER)
    if main:
        yield Section("lines", "Lines that change", table=Table("Lines that change", columns, tuple(main)))
    if others:
        title = "Lines of other forms that change"
        yield Section("other_lines", title, table=Table(title, columns, tuple(others)), is_detail=True)


def _lines(bill: TotalBill) -> dict[tuple[str, str], Line]:
    lines = (*bill.federal.lines(), *(bill.state.lines() if bill.state else ()))
    return {(line.form, line.line): line for line in lines}
