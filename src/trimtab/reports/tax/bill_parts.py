"""The parts of a bill as sections: what it is made of, its income, the next dollar, every line of every form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from trimtab.core.money import ZERO, usd
from trimtab.ledger.returns.filing import Entry
from trimtab.reports.document import Section
from trimtab.reports.figures import Segment, StackedBar, StackFigure, StackGroup
from trimtab.reports.tables import Column, Kind, Row, Table, Tone
from trimtab.tax.bill import IncomeKind
from trimtab.tax.total import DollarCost, TotalBill
from trimtab.tax.worksheets.sheet import Sheet

KIND_WORDS: Mapping[IncomeKind, str] = {
    IncomeKind.WAGES: "Wages",
    IncomeKind.INTEREST: "Interest",
    IncomeKind.DIVIDENDS: "Dividends, not qualified",
    IncomeKind.DIVIDENDS_QUALIFIED: "Qualified dividends",
    IncomeKind.GAIN_SHORT: "Short-term gain",
    IncomeKind.GAIN_LONG: "Long-term gain",
    IncomeKind.GAIN_COLLECTIBLES: "Long-term gain on collectibles",
    IncomeKind.GAIN_UNRECAPTURED_1250: "Unrecaptured section 1250 gain",
    IncomeKind.IRA_DISTRIBUTION: "IRA distribution or Roth conversion",
    IncomeKind.LOSS_SHORT: "Short-term loss",
    IncomeKind.LOSS_LONG: "Long-term loss",
}
MAIN_FORM = "Form 1040"
_SLOTS = (1, 5, 3, 4, 6)


def tax_rows(bill: TotalBill) -> Iterator[tuple[str, str, Decimal | None]]:
    """Each tax with its form and line; None where it is not known. A local tax only where there is a rate."""
    federal = bill.federal
    yield "Income tax", "Form 1040, line 16", federal.income_tax_usd
    yield "Alternative minimum tax", "Form 6251, line 11", federal.amt_usd
    yield "Net investment income tax", "Form 8960, line 17", federal.niit_usd
    if bill.state:
        yield f"{bill.state.law.name} income tax", f"{bill.state.sheet.form}, line 15", bill.state.tax_usd
    else:
        yield "State income tax", "not known, in no sum", None
    if bill.local_rate_pct:
        yield "Local tax", f"{bill.local_rate_pct}% of the state's taxable income", bill.local_usd


def bill_section(bill: TotalBill, year: int) -> Section:
    """What the bill is made of, as a table and one bar."""
    agi = bill.federal.agi_usd
    columns = (
        Column("tax", "Tax"),
        Column("where", "Form and line"),
        Column("usd", "Amount", Kind.USD),
        Column("share_of_agi", "Of income", Kind.SHARE),
    )

    def row(name: str, where: str, amount: Decimal | None, tone: Tone = Tone.PLAIN) -> Row:
        share = amount / agi if amount is not None and agi > 0 else None
        return Row((name, where, amount, share), tone)

    rows = [row(*parts) for parts in tax_rows(bill)]
    table = Table("The bill", columns, (*rows, row("Total", "", bill.total_usd, Tone.TOTAL)))
    taxable = usd(bill.federal.taxable_usd)
    words = f"Before credits and payments, on an adjusted gross income of {usd(agi)}, of which {taxable} is taxable."
    return Section("bill", "The bill", (words,), table, figure=_bar(bill, year, table))


def _bar(bill: TotalBill, year: int, table: Table) -> StackFigure | None:
    """All taxes in one bar; None where there are not two to compare."""
    total = bill.total_usd
    named = [(name, slot, amount) for (name, _, amount), slot in zip(tax_rows(bill), _SLOTS, strict=False)]
    parts = [(name, slot, amount) for name, slot, amount in named if amount]
    if len(parts) < 2:
        return None
    segments = tuple(Segment(name, slot, amount, amount / total) for name, slot, amount in parts)
    bar = StackedBar("", "", total, Decimal(1), segments)
    legend = tuple((name, slot) for name, slot, _ in parts)
    group = StackGroup(f"{year}", "all taxes together", (bar,))
    return StackFigure(
        "What the bill is made of", "Each tax as a part of the whole.", "class", legend, (group,), table
    )


def income_section(entries: Iterable[Entry]) -> Section:
    """Every amount that went on the return, and where it comes from."""
    columns = (Column("what", "Amount"), Column("usd", "USD", Kind.USD), Column("origin", "From"))
    rows = tuple(Row((entry.name, entry.usd, entry.origin)) for entry in entries)
    return Section("income", "What went on the return", table=Table("What went on the return", columns, rows))


def next_dollar_section(costs: Mapping[IncomeKind, DollarCost]) -> Section:
    """What one more dollar of each kind costs, in percent of it."""
    has_state = any(cost.state_usd is not None for cost in costs.values())
    has_local = any(cost.local_usd for cost in costs.values())
    columns = (
        Column("kind", "One more dollar of"),
        Column("federal", "Federal", Kind.RATE),
        *((Column("state", "State", Kind.RATE),) if has_state else ()),
        *((Column("local", "Local", Kind.RATE),) if has_local else ()),
        Column("total", "Costs", Kind.RATE),
    )
    rows = tuple(
        Row(
            (
                KIND_WORDS[kind],
                cost.federal_usd,
                *((cost.state_usd,) if has_state else ()),
                *((cost.local_usd,) if has_local else ()),
                cost.total_usd,
            ),
            Tone.GOOD if cost.total_usd < 0 else Tone.PLAIN,
        )
        for kind, cost in costs.items()
    )
    words = (
        "The whole bill is worked out again for each, with every bracket and phase-out. Below zero saves tax."
    )
    title = "What the next dollar costs"
    return Section("next_dollar", title, (words,), Table(title, columns, rows))


def carryforward_section(bill: TotalBill, year: int) -> Section | None:
    """Losses that go into the next year; None where there are none."""
    carried = bill.federal.carryforward
    if carried.short_usd == carried.long_usd == ZERO:
        return None
    columns = (Column("what", "Carried forward"), Column("usd", "USD", Kind.USD))
    rows = (Row(("Short-term loss", carried.short_usd)), Row(("Long-term loss", carried.long_usd)))
    words = (
        f"Losses beyond the yearly limit keep their character (26 USC 1212(b)): carryforwards of {year + 1}."
    )
    title = f"Carried into {year + 1}"
    return Section("carryforward", title, (words,), Table(title, columns, rows))


def form_sections(bill: TotalBill) -> Iterator[Section]:
    """Every line of every form, the main form first; the others are for those who check."""
    sheets = list(bill.federal.sheets)
    main = [sheet for sheet in sheets if sheet.form == MAIN_FORM]
    others = [sheet for sheet in sheets if sheet.form != MAIN_FORM]
    yield from (_form_section(sheet, is_detail=False) for sheet in main)
    yield from (_form_section(sheet, is_detail=True) for sheet in others)
    if bill.state:
        yield _form_section(bill.state.sheet, is_detail=True)


def form_key(form: str) -> str:
    """A form's name as a section key: `form_1040`."""
    return "".join(letter if letter.isalnum() else "_" for letter in form.lower()).strip("_")


def _form_section(sheet: Sheet, *, is_detail: bool) -> Section:
    columns = (Column("line", "Line"), Column("words", ""), Column("usd", "USD", Kind.USD))
    rows = tuple(Row((line.line, line.label, line.usd)) for line in sheet.lines())
    table = Table(sheet.form, columns, rows)
    return Section(form_key(sheet.form), sheet.form, table=table, is_detail=is_detail)
