"""Books against custodians: every difference with its figures, causes, and what was compared."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from tests.reports.books.made import D, household
from tests.reports.books.test_gains_report import column, table
from trimtab.core.problems import Problem, Source, error, note, warning
from trimtab.ledger.reconcile.result import Cause, Compared, Difference, Likely, Matter, Reconciled
from trimtab.reports.books.reconcile_report import agrees, reconcile_document
from trimtab.reports.document import Document
from trimtab.reports.tables import Tone

COMPARED = (Compared("ira", 1, 0, 0, 0), Compared("joint", 5, 12, 3, 2))
SPLIT = Likely(Cause.MISSING_SPLIT, "theirs are ours times 2 for 1: a split that no file tells")
DARK = Likely(Cause.UNEXPLAINED, "nothing in the files explains it")


def differs(
    matter: Matter, ours: str | None, theirs: str | None, *causes: Likely, account: str = "joint"
) -> Difference:
    mine, his = (None if figure is None else D(figure) for figure in (ours, theirs))
    return Difference(
        account, "VTI", matter, date(2024, 5, 6), mine, his, causes or (SPLIT,), Source("lots.csv", 7)
    )


def shown(*differences: Difference, problems: Sequence[Problem] = ()) -> Document:
    return reconcile_document(household(), Reconciled(differences, COMPARED), problems)


def test_where_all_agrees_it_says_so_and_how_much_was_compared() -> None:
    document = shown()
    assert (document.headline, document.tone) == ("The books agree with the custodians.", Tone.GOOD)
    assert [(fact.label, fact.value) for fact in document.facts] == [
        ("Positions", "6"), ("Lots", "12"), ("Results", "3"), ("Differ", "0"),
    ]  # fmt: skip
    assert [section.key for section in document.sections] == ["compared"]
    compared = table(document, "compared")
    assert compared.rows[-1].cells == ("Total", Decimal(6), Decimal(12), Decimal(3), Decimal(2))
    assert [row.tone for row in compared.rows] == [Tone.GOOD, Tone.CARE, Tone.TOTAL]


def test_the_headline_counts_what_has_no_explanation() -> None:
    one = differs(Matter.SHARES, "100", "200")
    assert shown(one).headline == "1 figure differs from the custodians'; its likely cause is known."
    assert (
        shown(one, one).headline == "2 figures differ from the custodians'; a likely cause is known for each."
    )
    dark = differs(Matter.LOT_BASIS, "10", "11", DARK)
    assert shown(one, dark).headline == "2 figures differ from the custodians'; 1 without an explanation."
    assert shown(one).tone is Tone.CARE


def test_books_that_are_not_whole_are_bad_whatever_agrees() -> None:
    fault = error("books-oversold", "more is sold than held")
    assert (
        shown(problems=(fault,)).headline
        == "1 event could not be booked. The rest agrees with the custodians."
    )
    assert shown(problems=(fault,)).tone is Tone.BAD
    both = shown(differs(Matter.SHARES, "1", "2"), problems=(fault, error("x", "y")))
    assert both.headline.startswith("2 events could not be booked. 1 figure differs")


def test_agreement_needs_whole_books_and_no_difference() -> None:
    assert agrees(Reconciled((), COMPARED), (warning("w", "w"), note("n", "n")))
    assert not agrees(Reconciled((), COMPARED), (error("e", "e"),))
    assert not agrees(Reconciled((differs(Matter.SHARES, "1", "2"),), COMPARED), ())


def test_a_difference_tells_both_figures_in_their_units_and_its_causes() -> None:
    found = shown(
        differs(Matter.SHARES, "1000.5", "2001"),
        differs(Matter.LOT_BASIS, None, "1234.5", DARK),
        differs(Matter.GAIN_LONG, "-5", "7", SPLIT, DARK, account="ira"),
    )
    rows = table(found, "differences")
    tones = (Tone.CARE, Tone.BAD)
    assert column(rows, "ours_words", *tones) == ["1,000.5", None, "−$5.00"]
    assert column(rows, "theirs_words", *tones) == ["2,001", "$1,234.50", "$7.00"]
    assert column(rows, "ours", *tones) == [D("1000.5"), None, D(-5)]
    assert column(rows, "what", *tones) == ["shares held", "basis of a lot", "long-term result"]
    assert column(rows, "cause", *tones) == ["missing_split", "unexplained", "missing_split"]
    assert column(rows, "why", *tones)[2] == f"{SPLIT.words}; or {DARK.words}"
    assert column(rows, "file", *tones)[0] == "lots.csv:7"
    assert [row.tone for row in rows.rows if row.tone is not Tone.SECTION] == [Tone.CARE, Tone.BAD, Tone.CARE]
    assert column(rows, "symbol", Tone.SECTION) == ["Joint brokerage …4821", "Bob's IRA …7283"]


def test_every_matter_has_its_words() -> None:
    rows = table(shown(*(differs(matter, "1", "2") for matter in Matter)), "differences")
    names = column(rows, "what", Tone.CARE)
    assert len(set(names)) == len(Matter)


def test_many_notes_of_a_kind_are_told_as_the_first_three() -> None:
    many = tuple(note("lot", f"lot {number}", "", Source("f.csv", number)) for number in range(1, 6))
    problems = shown(problems=(warning("lot", "a warning"), *many, note("other", "other"))).problems
    assert [line.message for line in problems] == [
        "a warning", "lot 1", "lot 2", "lot 3; and 2 more of this kind", "other",
    ]  # fmt: skip
    three = shown(problems=many[:3]).problems
    assert [line.message for line in three] == ["lot 1", "lot 2", "lot 3"]
