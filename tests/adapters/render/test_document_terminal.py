"""Documents on the terminal: no line too wide, no number cut, inert."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from tests.documents import DAY, LOTS, D, hostile_document, sample_document
from trimtab.adapters.render.terminal.document import print_document
from trimtab.reports.document import Document, Section
from trimtab.reports.tables import Column, Kind, Row, Table, Tone, row_texts


def shown(document: Document, width: int = 80, *, colour: bool = False, encoding: str = "utf-8") -> str:
    """What is printed, as text."""
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding, newline="")
    system = "standard" if colour else None
    print_document(document, Console(width=width, file=stream, force_terminal=colour, color_system=system))
    stream.flush()
    return stream.buffer.getvalue().decode(encoding)  # type: ignore[attr-defined]


@pytest.mark.parametrize("width", [30, 45, 60, 80, 120])
@pytest.mark.parametrize("document", [sample_document(), hostile_document()], ids=["sample", "hostile"])
def test_no_line_is_wider_than_the_terminal(document: Document, width: int) -> None:
    assert max(len(line) for line in shown(document, width).splitlines()) <= width


@pytest.mark.parametrize("width", [30, 45, 60, 80, 120])
def test_no_number_is_ever_cut(width: int) -> None:
    text = shown(sample_document(), width)
    numbers = [cell for row in LOTS.rows for cell in row_texts(LOTS, row) if cell[-1:].isdigit()]
    assert len(numbers) == 8
    assert not [number for number in numbers if number not in text]


def test_a_wide_table_is_a_table_and_a_narrow_one_is_told_row_by_row() -> None:
    wide, narrow = shown(sample_document(), 80), shown(sample_document(), 45)
    assert "Acquired" in wide
    assert "1: Acquired 2024-02-29, Shares 1,204.5, Gain" in narrow
    assert "Joint account:" in narrow
    assert "Total: Gain +$1,234,182.89" in narrow


def test_everything_is_told() -> None:
    text = shown(sample_document(), 120)
    for words in (
        "Rivera household: Sample 2026 ", " Nov 20, 2026", "The bill is $1,000.00.", "$250.00", "In words first.",
        "A note under it.", "Good to know", "lots.csv:3: a lot is late (lot-late)", "→ export it again",
        "What these figures leave out", "• credits of every kind", "us 2026, sha256 abababababab…",
    ):  # fmt: skip
        assert words in text, words


def test_signs_a_console_cannot_show_are_written_plainly() -> None:
    text = shown(sample_document(), 80, encoding="ascii")
    assert "-$385.00" in text
    assert "sha256 abababababab..." in text


def test_hostile_texts_are_inert() -> None:
    text = shown(hostile_document())
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "[bold]" in text
    assert "\\x1b" in text


def test_colour_only_repeats_what_words_say() -> None:
    assert "\x1b[" in shown(sample_document(), colour=True)


def tabled(*rows: Row) -> Document:
    columns = (
        Column("symbol", "Symbol"),
        Column("account", "Account", is_minor=True),
        Column("day", "Day", Kind.DATE),
        Column("gain_usd", "Gain", Kind.USD_SIGNED_CENTS),
        Column("lot", "Lot", is_hidden=True),
    )
    section = Section("s", "Section", table=Table("T", columns, rows))
    return Document("x", "X", "Home", DAY, "Headline.", sections=(section,))


WHERE = "Joint brokerage account"
PLAIN = Row(("VTI", WHERE, DAY, D("-1234.50"), "lot-7"))


def test_what_is_only_for_programs_is_never_printed() -> None:
    assert "Lot" not in shown(tabled(PLAIN), 120)
    assert "lot-7" not in shown(tabled(PLAIN), 20)


def test_minor_columns_give_way_first_and_are_named() -> None:
    assert WHERE in shown(tabled(PLAIN), 80)
    narrow = shown(tabled(PLAIN), 40)
    assert WHERE not in narrow
    assert "VTI    2026-11-20 −$1,234.50" in narrow
    assert "Not shown for lack of room: Account." in narrow
    told = shown(tabled(PLAIN), 24)
    assert "VTI: Account Joint" in told
    assert "Not shown" not in told


def test_a_day_is_never_broken() -> None:
    lines = shown(tabled(PLAIN), 30).splitlines()
    assert any("2026-11-20" in line for line in lines)


def test_headings_of_parts_run_over_all_columns_and_parts_stand_in_line() -> None:
    heading = Row(
        ("A heading much longer than any of the cells below it", None, None, None, None), Tone.SECTION
    )
    other = Row(("LONGER", WHERE, DAY, D(1), ""))
    lines = shown(tabled(heading, PLAIN, heading, other), 80).splitlines()
    assert lines.count("A heading much longer than any of the cells below it") == 2
    ends = {line.rstrip()[-9:]: len(line.rstrip()) for line in lines if "2026-11-20" in line}
    assert len(set(ends.values())) == 1
    assert sum(line.startswith("Symbol ") for line in lines) == 1


def test_a_total_leaves_empty_what_it_does_not_have() -> None:
    total = Row(("Total", None, None, D(1), None), Tone.TOTAL)
    (line,) = [line for line in shown(tabled(PLAIN, total), 80).splitlines() if line.startswith("Total")]
    assert "–" not in line
    assert "–" in shown(tabled(Row(("VTI", None, None, D(1), None))), 80)


def test_minor_columns_stay_as_far_as_there_is_room() -> None:
    columns = (
        Column("a", "A"),
        Column("wide", "Wide", is_minor=True),
        Column("slim", "Slim", is_minor=True),
    )
    table = Table("T", columns, (Row(("first", "w" * 30, "here")),))
    document = Document("x", "X", "Home", DAY, "Headline.", sections=(Section("s", "S", table=table),))
    text = shown(document, 40)
    assert "here" not in text
    assert "Not shown for lack of room: Slim." in text
    assert "here" in shown(document, 20)
    assert "Not shown for lack of room: Wide." in " ".join(shown(document, 20).split())
    assert "Not shown" not in shown(document, 60)


WORTH = (
    Column("way", "Way"),
    Column("outside", "Outside bands", Kind.USD_WHOLE),
    Column("worse", "In all, to this plan", Kind.USD_SIGNED),
)
WAYS = (Row(("Doing nothing", D(135_911), D(157_155))), Row(("This plan", D(0), D(0)), Tone.TOTAL))


def compared(*, turns: bool) -> Document:
    table = Table("T", WORTH, WAYS, turns=turns)
    return Document("x", "X", "Home", DAY, "Headline.", sections=(Section("s", "S", table=table),))


def test_headings_of_numbers_break_before_a_table_is_told_row_by_row() -> None:
    text = shown(compared(turns=False), 34)
    assert "Outside bands $" not in text
    assert "Doing nothing $135,911 +$157,155" in text
    assert text.splitlines()[-2].split() == ["Doing", "nothing", "$135,911", "+$157,155"]


def test_rows_to_be_compared_stand_side_by_side_where_columns_have_no_room() -> None:
    assert "Way " in shown(compared(turns=True), 60)
    lines = [line.rstrip() for line in shown(compared(turns=True), 42).splitlines()]
    assert lines[-2:] == ["Outside bands         $135,911   $0", "In all, to this plan +$157,155   $0"]


def test_a_row_without_a_name_is_told_without_a_colon() -> None:
    columns = (Column("move", "Move"), Column("sell", "Sell"), Column("usd", "Amount", Kind.USD))
    table = Table("T", columns, (Row(("1", "VTI", D(10_000_000))), Row(("", "VTEB", D(10_000_000)))))
    document = Document("x", "X", "Home", DAY, "Headline.", sections=(Section("s", "S", table=table),))
    lines = [" ".join(line.split()) for line in shown(document, 20).splitlines()]
    assert "1: Sell VTI, Amount" in lines
    assert "Sell VTEB, Amount" in lines
