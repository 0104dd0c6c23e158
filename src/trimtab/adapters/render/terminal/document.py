"""A document on the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from trimtab.reports import words
from trimtab.reports.document import Document, Section
from trimtab.reports.tables import Column, Kind, Row, Table, Tone, row_texts

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table as RichTable

    from trimtab.adapters.render.terminal.parts import Screen

_TEXT_COLUMNS = 14  # the fewest columns in which a wrapped text still reads well
_NAME_COLUMNS = 20  # the same for names, of which one line is read at a glance
_HASH_LETTERS = 12


def print_document(document: Document, console: Console, *, full: bool = True) -> None:
    """The document; without `full`, sections that are details are only named. No number is ever cut.

    A table too wide for the console goes without minor columns, which are named under it; where even that is too
    wide it is told row by row.
    """
    from trimtab.adapters.render.terminal.parts import TONE_STYLES, Screen, problem_block

    screen = Screen(console)
    screen.heading(f"{document.household}: {document.title}", words.long_date(document.as_of))
    screen.line(screen.text(document.headline, f"bold {TONE_STYLES[document.tone]}"))
    if document.facts:
        console.print(_facts(screen, document), highlight=False)
    for section in document.sections:
        if not section.is_picture and (full or not section.is_detail):
            _show_section(screen, section)
    if not full:
        _name_details(screen, document)
    if document.problems:
        screen.heading("Good to know")
        problem_block(screen, document.problems)
    _show_end(screen, document)


def _facts(screen: Screen, document: Document) -> RichTable:
    from rich.table import Table as RichTable

    from trimtab.adapters.render.terminal.parts import TONE_STYLES

    grid = RichTable.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="dim", overflow="fold")
    grid.add_column(justify="right", no_wrap=True)
    grid.add_column(style="dim", overflow="fold")
    for fact in document.facts:
        value = screen.text(fact.value, f"bold {TONE_STYLES[fact.tone]}")
        grid.add_row(screen.text(fact.label), value, screen.text(fact.note))
    return grid


def _show_section(screen: Screen, section: Section) -> None:
    screen.heading(section.title)
    for line in section.words:
        screen.line(line)
    if section.table is not None:
        show_table(screen, section.table.shown())
    for line in section.notes:
        screen.line(screen.text(line, "dim"))


def _name_details(screen: Screen, document: Document) -> None:
    titles = [section.title for section in document.sections if section.is_detail]
    if titles:
        screen.gap()
        screen.line(screen.text(f"With --full also line by line: {words.listed(titles)}.", "dim"))


def show_table(screen: Screen, table: Table) -> None:
    """The table with its numbers whole: where it is too wide, with headings in several lines, turned if it may be,
    without minor columns, or row by row."""
    from trimtab.adapters.render.terminal.parts import TONE_STYLES

    room = screen.console.width
    widths = _fitting(table, _least_widths(screen, table), room)
    broken = _fitting(table, _least_widths(screen, table, breaks_headings=True), room)
    turned = _turned(table) if table.turns and len(widths) < len(table.columns) else None
    if turned and (
        turned_widths := _fitting(turned, _least_widths(screen, turned, breaks_headings=True), room)
    ):
        screen.console.print(screen.table(turned, _grown(screen, turned, turned_widths)), highlight=False)
    elif widths or broken:
        _show_columns(screen, table, widths, broken)
    else:
        for row, told in zip(table.rows, _told_rows(table), strict=True):
            screen.line(screen.text(told, TONE_STYLES[row.tone]))


def _show_columns(screen: Screen, table: Table, widths: dict[str, int], broken: dict[str, int]) -> None:
    """Headings in one line, or in several where more columns fit so; what does not fit is named."""
    kept = widths
    if len(broken) > len(widths):
        kept = broken
    _lay_out(screen, table, kept, is_fixed=kept is broken)
    left_out = [column.label for column in table.columns if column.key not in kept]
    if left_out:
        screen.line(screen.text(f"Not shown for lack of room: {words.listed(left_out)}.", "dim"))


def _turned(table: Table) -> Table:
    """Columns as rows and rows as columns, the numbers still to the right."""
    first, *others = table.columns
    texts = [row_texts(table, row) for row in table.rows]
    columns = (
        Column("heading", first.label),
        *(Column(f"row{n}", t[0], Kind.COUNT) for n, t in enumerate(texts)),
    )
    rows = (Row((column.label, *(t[n] for t in texts))) for n, column in enumerate(others, 1))
    return Table(table.title, columns, tuple(rows))


def _fitting(table: Table, widths: dict[str, int], room: int) -> dict[str, int]:
    """The columns that fit, minor ones as far as there is room for them; none where the others do not."""
    room -= sum(widths[column.key] for column in table.columns if not column.is_minor)
    if room < 0:
        return {}
    kept = set()
    for column in table.columns:
        if column.is_minor and widths[column.key] <= room:
            room -= widths[column.key]
        elif column.is_minor:
            continue
        kept.add(column.key)
    return {key: width for key, width in widths.items() if key in kept}


def _lay_out(screen: Screen, table: Table, widths: dict[str, int], *, is_fixed: bool) -> None:
    """The columns named; headings of parts run over all of them, and the columns of all parts stand in line."""
    fixed = _grown(screen, table, widths)
    if not any(row.tone is Tone.SECTION for row in table.rows):
        screen.console.print(screen.table(table, fixed if is_fixed else list(widths)), highlight=False)
        return
    screen.console.print(screen.table(replace(table, rows=()), fixed), highlight=False)
    part: list[Row] = []
    for row in (*table.rows, None):
        if row is not None and row.tone is not Tone.SECTION:
            part.append(row)
            continue
        if part:
            rows = screen.table(replace(table, rows=tuple(part)), fixed, is_headed=False)
            screen.console.print(rows, highlight=False)
        if row is not None:
            screen.line(screen.text(str(row.cells[0]), "dim"))
        part = []


def _grown(screen: Screen, table: Table, widths: dict[str, int]) -> dict[str, int]:
    """The widths of the columns, texts as wide as the room that is left allows."""
    room = screen.console.width - sum(widths.values())
    rows = [row_texts(table, row) for row in table.rows if row.tone is not Tone.SECTION]
    grown = {}
    for number, column in enumerate(table.columns):
        if column.key in widths:
            whole = max((len(screen.say(row[number])) for row in rows), default=0) + 1
            more = max(min(whole - widths[column.key], room), 0)
            grown[column.key] = widths[column.key] + more - 1
            room -= more
    return grown


def _least_widths(screen: Screen, table: Table, *, breaks_headings: bool = False) -> dict[str, int]:
    """How wide each column is with its numbers whole and its texts wrapped, never inside a word; headings of
    numbers stand in one line unless they may break."""
    rows = [row_texts(table, row) for row in table.rows if row.tone is not Tone.SECTION]
    return {
        column.key: _least_column(column, [screen.say(row[number]) for row in rows], breaks_headings) + 1
        for number, column in enumerate(table.columns)
    }


def _least_column(column: Column, cells: list[str], breaks_heading: bool) -> int:
    whole = max((len(cell) for cell in cells), default=0)
    if column.kind.is_number or column.kind is Kind.DATE:
        heads = column.label.split() if breaks_heading else [column.label]
        return max(whole, *map(len, heads or [""]))
    longest_word = max((len(word) for text in (*cells, column.label) for word in text.split()), default=0)
    return max(longest_word, min(whole, _NAME_COLUMNS if column.is_name else _TEXT_COLUMNS))


def _told_rows(table: Table) -> Iterator[str]:
    """Each row as a sentence of its labelled cells; what is empty is left out."""
    for row in table.rows:
        texts = row_texts(table, row)
        if row.tone is Tone.SECTION:
            yield f"{texts[0]}:"
            continue
        parts = [
            _labelled(column, text)
            for column, text, cell in zip(table.columns[1:], texts[1:], row.cells[1:], strict=True)
            if cell is not None and cell != ""
        ]
        yield f"{texts[0]}: {', '.join(parts)}" if texts[0] and parts else texts[0] or f"  {', '.join(parts)}"


def _labelled(column: Column, text: str) -> str:
    return f"{column.label} {text}".strip()


def _show_end(screen: Screen, document: Document) -> None:
    if document.not_modelled:
        screen.heading("What these figures leave out")
        for line in document.not_modelled:
            screen.bullet(screen.text(line, "dim"))
    if document.laws:
        screen.heading("The law used")
        for law in document.laws:
            screen.line(screen.text(f"{law.place} {law.year}, sha256 {law.sha256[:_HASH_LETTERS]}…", "dim"))
