"""What `trimtab tax --what-if` shows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tests.ledger.what_if.builders import (
    RETIREMENT,
    ago,
    billed,
    events_of,
    holding,
    kept,
    lot,
    owner_of,
    rules_of,
)
from trimtab.core.household import Household
from trimtab.ledger.what_if.scenario import scenario
from trimtab.reports.document import Document, Section
from trimtab.reports.figures import DeltaFigure
from trimtab.reports.tables import Tone
from trimtab.reports.tax.what_if_document import what_if_document

D = Decimal
HELD = owner_of(
    ira=(holding("VTI", lot("i", "10", "1"), lot("n", "2", "1", ago(3))),),
    joint=(
        holding("VTI", lot("old", "10", "1500"), lot("?", "1", "50", None)),
        holding("GLD", lot("g", "100", "4000")),
        holding("NEW", lot("n", "1000", "10000", date(2026, 3, 2))),
    ),
)


def shown(*lines: str, household: Household = HELD, long_usd: int = 0) -> Document:
    books = (events_of(household), rules_of(household), kept(household))
    return what_if_document(scenario(billed(household, long_usd), *books, lines, RETIREMENT))


def rows(section: Section) -> list[tuple[object, ...]]:
    assert section.table is not None
    return [row.cells for row in section.table.rows]


def test_the_bill_before_and_after_by_tax() -> None:
    """12% of 1,000 more wages: the couple's ordinary income lies in the second bracket."""
    document = shown("wages 1000")
    section = document.section("change")
    before = billed(HELD).bill.total_usd
    assert rows(section) == [
        ("Income tax", before, before + 120, D(120)),
        ("Alternative minimum tax", D(0), D(0), D(0)),
        ("Net investment income tax", D(0), D(0), D(0)),
        ("Total", before, before + 120, D(120)),
    ]
    assert section.words == ("Tried: wages 1000.",)
    figure = section.figure
    assert isinstance(figure, DeltaFigure)
    assert [(row.label, row.usd) for row in figure.rows] == [("Income tax", 120)]
    assert document.headline == "The federal bill rises by $120.00, to $6,644.00."
    assert [(f.label, f.value, f.note, f.tone) for f in document.facts] == [
        ("Tax now", "$6,524", "before", Tone.PLAIN),
        ("Tax then", "$6,644", "after", Tone.PLAIN),
        ("Change", "+$120", "more to pay", Tone.PLAIN),
    ]
    assert (document.kind, document.title, document.tone) == ("what_if", "What if, tax of 2026", Tone.PLAIN)


def test_less_tax_is_good_and_losses_carried_on_are_told() -> None:
    document = shown("loss_long 4000")
    assert (
        document.headline
        == "The federal bill falls by $360.00, to $6,164.00, and $1,000.00 more of losses is carried on."
    )
    assert rows(document.section("change"))[-1] == (
        "Losses carried into the next year",
        D(0),
        D(1000),
        D(1000),
    )
    assert (document.tone, document.facts[2].note, document.facts[2].tone) == (
        Tone.GOOD,
        "less to pay",
        Tone.GOOD,
    )
    fewer = shown("gain_long 1000", long_usd=-5000)
    assert "does not change, to $6,164.00, and $1,000.00 less of losses" in fewer.headline
    assert (fewer.facts[2].value, fewer.facts[2].note, fewer.tone) == ("$0", "", Tone.PLAIN)
    assert fewer.section("change").figure is None


def test_the_lots_sold_with_term_and_wash_sale() -> None:
    document = shown("sell joint VTI all", "sell joint GLD 1", "sell joint NEW 1", "sell ira VTI lot i 1")
    section = document.section("sold")
    assert rows(section) == [
        ("joint", "VTI", "joint/VTI/?", D(1), D("100.00"), D("50.00"), None, "short, day not known"),
        ("joint", "VTI", "joint/VTI/old", D(10), D("1000.00"), D("-500.00"), D("100.00"), "long"),
        ("joint", "GLD", "joint/GLD/g", D(1), D("100.00"), D("60.00"), None, "long, collectible"),
        ("joint", "NEW", "joint/NEW/n", D(1), D("100.00"), D("90.00"), None, "short"),
        ("ira", "VTI", "ira/VTI/i", D(1), D("100.00"), D("99.90"), None, "not on this bill"),
    ]
    assert section.table is not None
    assert [row.tone for row in section.table.rows] == [Tone.PLAIN, Tone.CARE, *[Tone.PLAIN] * 3]
    facts = {fact.label: (fact.value, fact.note) for fact in document.facts}
    assert facts["Gain on the bill"] == ("−$200", "5 lots")
    assert facts["Wash sales"] == ("$100", "of losses do not count")
    codes = [problem.code for problem in document.problems]
    assert codes.index("wash-sale") < codes.index("wash-window")
    assert "sold" not in [section.key for section in shown("wages 1").sections]


def test_only_lines_that_change_are_shown() -> None:
    document = shown("wages 1000")
    assert [row[:3] for row in rows(document.section("lines"))] == [
        ("Form 1040", "1z", "Wages"),
        ("Form 1040", "9", "Total income"),
        ("Form 1040", "11", "Adjusted gross income"),
        ("Form 1040", "15", "Taxable income"),
        ("Form 1040", "16", "Tax"),
    ]
    assert rows(document.section("lines"))[0][3:] == (D(100_000), D(101_000), D(1000))
    others = document.section("other_lines")
    assert others.is_detail
    assert {str(row[0]) for row in rows(others)} >= {"Form 6251", "Form 8960"}
    assert all(row[3] != row[4] for row in rows(others))


def test_a_form_that_comes_or_goes_has_no_change_of_its_lines() -> None:
    document = shown("gain_collectibles 1000")
    worksheet = [row for row in rows(document.section("other_lines")) if row[0] == "Schedule D Tax Worksheet"]
    assert worksheet
    assert {(row[3], row[5]) for row in worksheet} == {(None, None)}
    gone = [row for row in rows(document.section("other_lines")) if row[4] is None]
    assert {row[0] for row in gone} == {"Tax Rate Schedule"}
    assert {row[5] for row in gone} == {None}


def test_nothing_that_changes_leaves_the_lines_out() -> None:
    document = shown("sell ira VTI lot i 1")
    assert [section.key for section in document.sections] == ["change", "sold"]
    assert document.laws
    assert document.not_modelled
