"""What a what-if shows of money taken out: the additional tax as its own line, ages, exceptions, the law."""

from __future__ import annotations

from decimal import Decimal

from tests.ledger.what_if.builders import RETIREMENT
from tests.ledger.what_if.test_withdrawals import tried
from trimtab.adapters.law import law_for
from trimtab.reports.document import Document
from trimtab.reports.figures import DeltaFigure
from trimtab.reports.tables import Tone
from trimtab.reports.tax.what_if_document import what_if_document

D = Decimal
LAW = ("us retirement accounts", 2026, RETIREMENT.sha256)
EARLY = "the 10% additional tax on early distributions"
ELSEWHERE = "the additional tax on early distributions other than the money taken out here"
LEFT_OUT = "a state's own additional tax on early withdrawals, such as California's"


def shown(*lines: str) -> Document:
    return what_if_document(tried(*lines))


def laws(document: Document) -> list[tuple[str, int, str]]:
    return [(law.place, law.year, law.sha256) for law in document.laws]


def test_the_additional_tax_is_a_line_of_its_own_and_in_the_total() -> None:
    """12% of 1,000 more income is 120; 10% of it, 100, is the additional tax."""
    document = shown("withdraw ira 1000")
    section = document.section("change")
    assert section.table is not None
    rows = [row.cells for row in section.table.rows]
    before = rows[0][1]
    assert isinstance(before, Decimal)
    assert rows[0] == ("Income tax", before, before + 120, D(120))
    assert rows[-2] == ("Additional tax on early money", D(0), D(100), D(100))
    assert rows[-1] == ("Total", before, before + 220, D(220))
    assert isinstance(section.figure, DeltaFigure)
    assert [(row.label, row.usd) for row in section.figure.rows] == [
        ("Income tax", 120),
        ("Additional tax on early money", 100),
    ]
    assert document.headline.startswith("The federal bill rises by $220.00, to ")
    facts = {fact.label: (fact.value, fact.note, fact.tone) for fact in document.facts}
    assert facts["Change"][0] == "+$220"
    assert facts["Additional tax"] == ("$100", "on early money", Tone.CARE)
    assert laws(document)[-1] == LAW
    assert document.not_modelled[-1] == LEFT_OUT
    assert ELSEWHERE in document.not_modelled
    assert EARLY not in document.not_modelled


def test_ages_and_exceptions_stand_under_the_money_taken_out() -> None:
    section = shown("withdraw hsa 1000", "withdraw bens 500", "withdraw heir 10", "withdraw hsa 1").section(
        "withdrawn"
    )
    assert section.title == "Money taken out"
    assert section.table is not None
    assert [(row.cells, row.tone) for row in section.table.rows] == [
        (("hsa", "Ana", D(1000), D(1000), D("0.2"), D(200)), Tone.CARE),
        (("bens", "Ben", D(500), D(0), None, D(0)), Tone.PLAIN),
        (("heir", "Ana", D(10), D(0), None, D(0)), Tone.PLAIN),
        (("hsa", "Ana", D(1), D(1), D("0.2"), D("0.2")), Tone.CARE),
    ]
    assert section.notes == (
        "hsa: Ana is 47 on Nov 20, 2026, 47 at the year's end; no additional tax from Apr 12, 2044 on.",
        "hsa: exceptions there are, if they hold: death, disability. docs/retirement.md tells what each asks for.",
        "bens: Ben is 64 on Nov 20, 2026: no additional tax since Jul 1, 2021.",
        "heir is inherited: income, and no additional tax at any age (26 USC 72(t)(2)(A)(ii)).",
    )


def test_money_in_time_has_a_line_of_nothing() -> None:
    document = shown("withdraw bens 500")
    table = document.section("change").table
    assert table is not None
    assert ("Additional tax on early money", D(0), D(0), D(0)) in [row.cells for row in table.rows]
    assert "Additional tax" not in [fact.label for fact in document.facts]
    assert LAW in laws(document)
    assert LEFT_OUT not in document.not_modelled
    assert ELSEWHERE in document.not_modelled


def test_without_money_taken_out_nothing_is_said_of_it() -> None:
    document = shown("wages 1")
    assert [section.key for section in document.sections] == ["change", "lines", "other_lines"]
    assert LAW not in laws(document)
    assert EARLY in document.not_modelled


def test_every_law_file_words_alike_what_is_worked_out_here() -> None:
    for year in (2024, 2025, 2026):
        assert EARLY in law_for(year).not_modelled
