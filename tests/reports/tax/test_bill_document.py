"""What `trimtab tax` shows."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from tests.ledger.returns.builders import couple, earning, taxed
from trimtab.adapters.law import law_for, state_law_for
from trimtab.core.household import Household
from trimtab.core.problems import warning
from trimtab.ledger.returns.answer import TaxAnswer, answer
from trimtab.ledger.returns.filing import household_return
from trimtab.ledger.returns.gains import YearGains
from trimtab.ledger.returns.receipts import Receipts
from trimtab.reports.document import Document, Section
from trimtab.reports.figures import StackFigure
from trimtab.reports.tables import Tone
from trimtab.reports.tax.bill_document import bill_document
from trimtab.reports.tax.bill_parts import form_key
from trimtab.tax.bill import IncomeKind

D = Decimal
LAW, PENNSYLVANIA = law_for(2026), state_law_for("us-pa", 2026)


def asked(household: Household, long_usd: int = 5000, state: bool = True) -> TaxAnswer:
    told = earning(household, interest=0, dividends_ordinary=0, dividends_qualified=0)
    gains = YearGains(
        D(0), D(long_usd), D(0), "sales", "sales", (warning("odd", "something odd", "mend it"),)
    )
    filed = household_return(told, gains, Receipts(), 2026)
    return answer(told, filed, LAW, PENNSYLVANIA if state else None)


def shown(local_pct: str = "0", **how: int | bool) -> Document:
    household = taxed(couple(), state="PA", local_rate_pct=D(local_pct))
    return bill_document(asked(household, **how))  # type: ignore[arg-type]


def rows(section: Section) -> list[tuple[object, ...]]:
    assert section.table is not None
    return [row.cells for row in section.table.rows]


def test_the_bill_names_each_tax_with_its_line_and_sums_them() -> None:
    """Couple of 47 and 65, one blind: 100,000 wages and 5,000 gain; deductions 32,200 + 2 x 1,650 + 6,000 (senior).

    Taxable 63,500 of which 58,500 ordinary: 2,480 + 12% of 33,700 = 6,524. Pennsylvania 3.07% of 105,000.
    """
    section = shown(local_pct="1").section("bill")
    assert [row[:3] for row in rows(section)] == [
        ("Income tax", "Form 1040, line 16", D("6524.00")),
        ("Alternative minimum tax", "Form 6251, line 11", D(0)),
        ("Net investment income tax", "Form 8960, line 17", D(0)),
        ("Pennsylvania income tax", "Pennsylvania 2026, line 15", D("3223.50")),
        ("Local tax", "1% of the state's taxable income", D("1050.00")),
        ("Total", "", D("10797.50")),
    ]
    assert section.table is not None
    assert section.table.rows[-1].tone is Tone.TOTAL
    assert rows(section)[-1][3] == D("10797.50") / 105_000
    assert section.words == (
        "Before credits and payments, on an adjusted gross income of $105,000.00, of which $63,500.00 is taxable.",
    )


def test_the_bar_shows_the_taxes_that_are_there() -> None:
    figure = shown().section("bill").figure
    assert isinstance(figure, StackFigure)
    assert [name for name, _ in figure.legend] == ["Income tax", "Pennsylvania income tax"]
    [bar] = figure.groups[0].bars
    assert (bar.total_usd, bar.length) == (D("9747.50"), 1)
    assert sum(segment.share for segment in bar.segments) == 1
    assert shown(state=False).section("bill").figure is None


def test_a_state_that_is_not_known_stands_in_the_bill_and_the_headline() -> None:
    document = shown(state=False)
    assert rows(document.section("bill"))[3] == ("State income tax", "not known, in no sum", None, None)
    assert (
        document.headline == "The federal bill for 2026 is $6,524.00; what Pennsylvania takes is not known."
    )
    nowhere = bill_document(asked(couple(), state=False))
    assert nowhere.headline == "The federal bill for 2026 is $6,524.00; what the state takes is not known."


def test_sales_without_a_known_cost_are_told_in_the_headline() -> None:
    known = asked(couple())
    problems = (*known.problems, warning("gain-unknown", "the cost of 5 VTI sold is not known"))
    document = bill_document(replace(known, problems=problems))
    assert document.headline == bill_document(known).headline + " Sales without a known cost are not in it."


def test_headline_facts_and_names() -> None:
    document = shown()
    assert (
        document.headline
        == "The bill for 2026 is $9,747.50: $6,524.00 federal and $3,223.50 in Pennsylvania."
    )
    assert (document.kind, document.title, document.household) == ("tax", "Tax of 2026", "Rivera household")
    assert [(fact.label, fact.value, fact.note) for fact in document.facts] == [
        ("Tax", "$9,748", "9.3% of income"),
        ("Income", "$105,000", "adjusted gross"),
        ("Next $1 of wages", "15.1%", "to tax"),
        ("Next $1 of long gain", "3.1%", "to tax"),
        ("Next $1 of loss", "3.1%", "saved, long-term"),
    ]


def test_losses_carried_on_have_a_section_and_a_fact() -> None:
    document = shown(long_usd=-10_000)
    assert rows(document.section("carryforward")) == [("Short-term loss", D(0)), ("Long-term loss", D(7000))]
    assert document.section("carryforward").title == "Carried into 2027"
    assert "carryforwards of 2027" in document.section("carryforward").words[0]
    assert (document.facts[-1].label, document.facts[-1].value) == ("Carried forward", "$7,000")
    assert "carryforward" not in [section.key for section in shown().sections]


def test_the_next_dollar_of_each_kind_by_tax() -> None:
    section = shown(local_pct="1").section("next_dollar")
    assert section.table is not None
    assert [column.key for column in section.table.columns] == ["kind", "federal", "state", "local", "total"]
    by_name = {row[0]: row[1:] for row in rows(section)}
    assert by_name["Wages"] == (D("0.12"), D("0.0307"), D("0.01"), D("0.1607"))
    assert by_name["Long-term loss"] == (D(0), D("-0.0307"), D("-0.01"), D("-0.0407"))
    assert len(by_name) == len(IncomeKind)
    assert [row.tone for row in section.table.rows[-2:]] == [Tone.GOOD, Tone.GOOD]
    alone = shown(state=False).section("next_dollar").table
    assert alone is not None
    assert [column.key for column in alone.columns] == ["kind", "federal", "total"]


def test_every_line_of_every_form_is_there_the_main_form_first() -> None:
    found = asked(taxed(couple(), state="PA"))
    document = bill_document(found)
    forms = [
        section
        for section in document.sections
        if section.key.startswith(("form", "schedule", "penn", "qual", "cap"))
    ]
    assert [(section.key, section.is_detail) for section in forms] == [
        ("form_1040", False),
        ("schedule_d", True),
        ("schedule_1_a", True),
        ("qualified_dividends_and_capital_gain_tax_worksheet", True),
        ("form_6251", True),
        ("form_8960", True),
        ("capital_loss_carryover_worksheet", True),
        ("pennsylvania_2026", True),
    ]
    assert found.bill.state is not None
    lines = (*found.bill.federal.lines(), *found.bill.state.lines())
    assert sorted(row for section in forms for row in rows(section)) == sorted(
        (line.line, line.label, line.usd) for line in lines
    )
    assert form_key("Form 1040") == "form_1040"


def test_income_is_told_with_where_it_comes_from() -> None:
    assert rows(shown().section("income")) == [
        ("Wages", D(100_000), "household file"),
        ("Short-term result", D(0), "sales"),
        ("Long-term result", D(5000), "sales"),
    ]


def test_law_used_what_is_left_out_and_problems_come_along() -> None:
    document = shown()
    assert [(law.place, law.year, law.sha256) for law in document.laws] == [
        ("us", 2026, LAW.sha256),
        ("us-pa", 2026, PENNSYLVANIA.sha256),
    ]
    federal = len(LAW.not_modelled)
    assert document.not_modelled[:federal] == LAW.not_modelled
    assert document.not_modelled[federal] == f"Pennsylvania: {PENNSYLVANIA.not_modelled[0]}"
    assert document.problems[0].message == "something odd"
    assert len(shown(state=False).laws) == 1


def test_no_income_has_no_share() -> None:
    document = bill_document(asked(earning(couple(), wages=0), long_usd=0))
    assert document.facts[0].note == "no income"
    assert rows(document.section("bill"))[0][3] is None
