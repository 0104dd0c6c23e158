"""Documents made by hand: one with everything a document can hold, one in which every text is hostile."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from trimtab.core.problems import Severity
from trimtab.reports.document import Document, LawUsed, Section
from trimtab.reports.figures import DeltaFigure, DeltaRow, Segment, StackedBar, StackFigure, StackGroup
from trimtab.reports.notes import ProblemLine
from trimtab.reports.tables import Column, Fact, Kind, Row, Table, Tone

D = Decimal
DAY = date(2026, 11, 20)
HOSTILE = "<script>alert(1)</script>\x1b[31m\u202e{{ 7 }}[bold]"

LOTS = Table(
    "Lots",
    (
        Column("lot", "Lot"),
        Column("acquired", "Acquired", Kind.DATE),
        Column("quantity", "Shares", Kind.QUANTITY),
        Column("gain_usd", "Gain", Kind.USD_SIGNED_CENTS),
        Column("rate", "Rate", Kind.RATE),
        Column("note", "Note"),
    ),
    (
        Row(("Joint account", None, None, None, None, None), Tone.SECTION),
        Row(("1", date(2024, 2, 29), D("1204.5"), D("-385.00"), D("0.2225"), "a loss"), Tone.CARE),
        Row(("2", None, D(10), D("1234567.89"), None, "a long note that says why it is so, in many words")),
        Row(("Total", None, None, D("1234182.89"), None, ""), Tone.TOTAL),
    ),
)


def _stack() -> StackFigure:
    parts = (Segment("Income tax", 1, D(750), D("0.75")), Segment("NIIT", 3, D(250), D("0.25")))
    bar = StackedBar("now", "", D(1000), D(1), parts)
    legend = (("Income tax", 1), ("NIIT", 3))
    return StackFigure(
        "The bill", "What it is made of.", "class", legend, (StackGroup("2026", "", (bar,)),), LOTS
    )


def sample_document() -> Document:
    """Facts, words, tables, figures, notes, problems, laws: one of each."""
    rows = (DeltaRow("Income tax", "Form 1040", D("120.50")), DeltaRow("NIIT", "", D(-20)))
    return Document(
        kind="sample",
        title="Sample 2026",
        household="Rivera household",
        as_of=DAY,
        headline="The bill is $1,000.00.",
        tone=Tone.CARE,
        facts=(
            Fact("Income tax", "$750.00", "Form 1040", Tone.GOOD),
            Fact("NIIT", "$250.00"),
            Fact("Left", "−$1.00", "under"),
        ),
        sections=(
            Section("bill", "The bill", ("In words first.",), LOTS, ("A note under it.",), _stack()),
            Section("change", "What changes", figure=DeltaFigure("Change", "By line.", rows, LOTS)),
            Section("lines", "Sheet 7", table=LOTS, is_detail=True),
            Section("words_only", "Only words", ("Nothing to count.",)),
        ),
        problems=(
            ProblemLine(Severity.WARNING, "lots.csv:3", "a lot is late", "export it again", "lot-late"),
        ),
        laws=(LawUsed("us", 2026, "ab" * 32),),
        not_modelled=("credits of every kind", "employment taxes"),
    )


def hostile_document() -> Document:
    """Every text of it tries to act."""
    table = Table(HOSTILE, (Column("a", HOSTILE), Column("b", HOSTILE)), (Row((HOSTILE, HOSTILE)),))
    section = Section("x", HOSTILE, (HOSTILE,), table, (HOSTILE,))
    return Document(
        "hostile", HOSTILE, HOSTILE, DAY, HOSTILE,
        facts=(Fact(HOSTILE, HOSTILE, HOSTILE),),
        sections=(section,),
        problems=(ProblemLine(Severity.ERROR, HOSTILE, HOSTILE, HOSTILE, "x"),),
        laws=(LawUsed("us", 2026, "ab" * 32),),
        not_modelled=(HOSTILE,),
    )  # fmt: skip
